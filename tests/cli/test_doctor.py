"""The doctor: a sentence about each thing, and what is wrong is found."""

import os
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from bot.clock import SystemClock
from bot.doctor import Finding, contents, examine, machine
from bot.doctor.telegram import drifted
from bot.inforce import put_in_force
from bot.opening import open_database, read_directory
from bot.reception.calendar import WorkingCalendar
from bot.reception.schedule import SlotTime
from bot.settings import Settings
from sandbox.server import Sandbox
from sandbox.sms import Account
from sandbox.world import BotStatus
from tests.cli.terminal import SAMPLE, Terminal, telegram, twilio

PUBLIC = "https://reception.example.kz"
WEBHOOK = {
    "TELEGRAM_MODE": "webhook",
    "TELEGRAM_WEBHOOK_SECRET": "only-telegram-knows",
    "PUBLIC_URL": PUBLIC,
}
STAFF = "staff chat -1001000000001"


class Patient:
    """An installation that the doctor looks at."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, sandbox: Sandbox) -> None:
        self._monkeypatch, self.sandbox = monkeypatch, sandbox
        self.has(**telegram(sandbox), **twilio(sandbox), DIRECTORY=str(SAMPLE), HTTP_PORT="1")

    def has(self, **variables: str) -> None:
        for name, value in variables.items():
            self._monkeypatch.setenv(name, value)

    async def findings(self) -> list[Finding]:
        return [finding async for finding in examine()]

    async def wrong(self) -> dict[str, str]:
        # What is said of the calendar depends on the day the tests run: it has tests of its own.
        found = [one for one in await self.findings() if one.what != "calendar"]
        return {one.what: one.sentence for one in found if not one.well}


@pytest.fixture
def patient(monkeypatch: pytest.MonkeyPatch, sandbox: Sandbox) -> Patient:
    return Patient(monkeypatch, sandbox)


async def sign_years(database: Path) -> None:
    """Sign off this year and the next, whatever the day."""
    now = SystemClock().now()
    store = await open_database(Settings(database_url=f"sqlite+aiosqlite:///{database}"))
    async with store.writing() as tx:
        for year in (now.year, now.year + 1):
            await tx.sign_year(year, "operator", now)
    await store.close()


async def test_a_sound_installation_has_a_good_word_for_each_thing(patient: Patient) -> None:
    findings = await patient.findings()
    assert [
        "settings",
        "time zone",
        "database",
        "disk",
        "key",
        "audit",
        "backups",
        "directory",
        "schedule",
        "calendar",
        "bot",
        "clock",
        STAFF,
        "webhook",
        "SMS",
    ] == [one.what for one in findings]
    assert {} == await patient.wrong()


async def test_wrong_settings_are_told_one_by_one(patient: Patient) -> None:
    patient.has(TELEGRAM_MODE="pigeon", HTTP_PORT="x")
    told = [f"{one.what}: {one.sentence}" for one in await patient.findings()]
    assert [
        "settings: TELEGRAM_MODE: expected 'polling' or 'webhook'",
        "settings: HTTP_PORT: expected a whole number",
    ] == told


async def test_no_token_is_told(patient: Patient) -> None:
    patient.has(TELEGRAM_TOKEN="")
    assert {"bot": "TELEGRAM_TOKEN is not set: get a token from @BotFather."} == (
        await patient.wrong()
    )


async def test_a_token_that_telegram_does_not_know_is_told_and_not_shown(patient: Patient) -> None:
    token = "123456:nobody-knows-this-token"
    patient.has(TELEGRAM_TOKEN=token)
    assert {"bot": "TELEGRAM_TOKEN does not work: Unauthorized."} == await patient.wrong()


async def test_a_server_that_does_not_answer_is_told_without_the_token(patient: Patient) -> None:
    patient.has(TELEGRAM_API="http://127.0.0.1:1", TWILIO_API="http://127.0.0.1:1")
    wrong = await patient.wrong()
    assert ["bot", "SMS"] == list(wrong)
    for sentence in wrong.values():
        assert "no answer (ClientConnectorError) from" in sentence
        assert patient.sandbox.token not in sentence


async def test_a_server_that_talks_nonsense_is_told(patient: Patient) -> None:
    patient.has(TELEGRAM_API=f"{patient.sandbox.url}/elsewhere")
    assert "no sense" in (await patient.wrong())["bot"]


async def test_a_bot_that_left_the_staff_chat_is_told(patient: Patient) -> None:
    patient.sandbox.staff_chat.bot_status = BotStatus.KICKED
    told = "The bot is not in it any more: add the bot to the group again."
    assert {STAFF: told} == await patient.wrong()


async def test_a_group_that_became_a_supergroup_is_told_with_its_number(patient: Patient) -> None:
    patient.sandbox.world.migrate(patient.sandbox.staff_chat, -1002000000002)
    told = "It became a supergroup: its staff_chat is -1002000000002 now."
    assert {STAFF: told} == await patient.wrong()


async def test_a_chat_nobody_knows_is_told(patient: Patient, terminal: Terminal) -> None:
    text = SAMPLE.read_text("utf-8").replace("-1001000000001", "-100777")
    patient.has(DIRECTORY=str(terminal.file("other.toml", text)))
    told = "The bot is not in it (Bad Request: chat not found): add the bot to the group."
    assert {"staff chat -100777": told} == await patient.wrong()


async def test_a_foreign_webhook_is_told_in_both_modes(patient: Patient) -> None:
    await patient.sandbox.client.post(
        f"{patient.sandbox.url}/bot{patient.sandbox.token}/setWebhook",
        data={"url": "https://elsewhere.example.kz"},
    )
    told = "TELEGRAM_MODE=polling, but Telegram sends to https://elsewhere.example.kz: "
    assert {"webhook": told + "`run` takes that back."} == await patient.wrong()
    patient.has(**WEBHOOK)
    told = (
        "Telegram sends to https://elsewhere.example.kz, but the settings mean "
        f"{PUBLIC}/telegram/webhook: `run` sets it at its start."
    )
    assert {"webhook": told} == await patient.wrong()


async def test_a_webhook_not_set_yet_is_no_fault_before_the_first_start(patient: Patient) -> None:
    patient.has(**WEBHOOK)
    assert {} == await patient.wrong()


async def test_an_sms_account_that_is_not_ours_is_told(patient: Patient) -> None:
    patient.has(TWILIO_AUTH_TOKEN="wrong")
    told = "Twilio refuses TWILIO_ACCOUNT_SID, TWILIO_AUTH_TOKEN (401)."
    assert {"SMS": told} == await patient.wrong()


async def test_a_number_that_is_not_the_accounts_is_told(patient: Patient) -> None:
    patient.has(TWILIO_FROM="+77010000000")
    told = "The account has no number +77010000000: correct TWILIO_FROM."
    assert {"SMS": told} == await patient.wrong()


async def test_a_number_that_posts_elsewhere_is_told(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    account = Account(sms_url="https://elsewhere.example.kz")
    async with await Sandbox.start(limits=None, account=account) as sandbox:
        patient = Patient(monkeypatch, sandbox)
        patient.has(SMS_INBOUND="twilio", PUBLIC_URL=PUBLIC)
        told = "The number posts what comes in to https://elsewhere.example.kz: "
        assert {"SMS": f"{told}set it to {PUBLIC}/twilio/sms in the console."} == (
            await patient.wrong()
        )


async def test_a_directory_with_mistakes_is_told(patient: Patient, terminal: Terminal) -> None:
    patient.has(DIRECTORY=str(terminal.file("broken.toml", "office = 1\n")))
    told = (await patient.wrong())["directory"]
    assert told.startswith("broken.toml:")
    assert "`python -m bot import` lists" in told


async def test_no_directory_is_told(patient: Patient) -> None:
    patient.has(DIRECTORY="")
    told = "There is none: set DIRECTORY to a TOML file, or run `python -m bot import FILE`."
    assert {"directory": told} == await patient.wrong()


async def test_a_database_that_can_not_be_opened_is_told(patient: Patient, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    patient.has(DATABASE_URL=f"sqlite+aiosqlite:///{tmp_path}/file/reception.db")
    assert (await patient.wrong())["database"].startswith("DATABASE_URL: ")


async def test_a_directory_in_force_is_looked_into(patient: Patient, tmp_path: Path) -> None:
    url = f"sqlite+aiosqlite:///{tmp_path}/data/reception.db"
    store = await open_database(Settings(database_url=url))
    now = SystemClock().now()
    directory = read_directory(SAMPLE)
    await put_in_force(store, directory, now)
    whats = {one.what: one for one in await patient.findings()}
    assert whats["times"].sentence.startswith("None are laid out yet")
    assert whats["retention"].well
    someone = directory.officials[0].key
    async with store.writing() as tx:
        await tx.add_slots(someone, [SlotTime(now + timedelta(days=70), 30)])
    await store.close()
    others = ", ".join(sorted(one.key for one in directory.officials if one.key != someone))
    told = f"No times are laid out ahead for {others}: approve days of reception, "
    assert {"times": f"{told}and see that the program runs: it lays them out."} == (
        await patient.wrong()
    )


async def test_what_can_not_be_known_of_a_sender_is_said(patient: Patient) -> None:
    patient.has(TWILIO_FROM="Qabyldau")
    (said,) = [one.sentence for one in await patient.findings() if one.what == "SMS"]
    assert (
        "The account works. The balance is unknown (404). "
        "Whether the name Qabyldau may send is seen by sending only." == said
    )


async def test_updates_that_nobody_fetches_are_told(patient: Patient) -> None:
    person = patient.sandbox.person("Айжан")
    for _ in range(101):
        await person.types("/start")
    told = "101 updates wait at Telegram's: the program does not run, or is too slow."
    assert {"webhook": told} == await patient.wrong()


async def test_a_key_that_others_may_read_is_told(patient: Patient, tmp_path: Path) -> None:
    assert {} == await patient.wrong()
    key = tmp_path / "data/reception.key"
    open_to_all(key)
    told = "Others on this machine may read data/reception.key (mode 644): "
    assert {"key": f"{told}`chmod 600 data/reception.key`."} == await patient.wrong()


def open_to_all(file: Path) -> None:
    """Let everybody on the machine read a file."""
    file.chmod(0o644)


async def test_a_damaged_database_is_told(patient: Patient, tmp_path: Path) -> None:
    assert {} == await patient.wrong()
    garble(tmp_path / "data/reception.db")
    assert "database" in await patient.wrong()


def garble(database: Path) -> None:
    """Write nonsense over the last pages of a database."""
    with database.open("r+b") as opened:
        opened.seek(-40_000, os.SEEK_END)
        opened.write(b"\xa5" * 40_000)


@pytest.mark.parametrize(
    ("calendar", "today", "told"),
    [
        (WorkingCalendar(), date(2026, 10, 31), "The days off are signed off up to 2026."),
        (
            WorkingCalendar(),
            date(2026, 11, 1),
            (
                "The days off of 2027 are not signed off: enter what decrees moved, "
                "then `python -m bot calendar sign 2027`."
            ),
        ),
    ],
)
def test_a_year_that_nobody_signed_off_is_told_from_november(
    calendar: WorkingCalendar, today: date, told: str
) -> None:
    assert told == contents.years(calendar, today).sentence


@pytest.mark.parametrize(
    ("hours", "begun", "well", "told"),
    [
        (5, 100, True, "The newest is 5 h old; "),
        (None, None, True, "There is none yet: the first is made at night"),
        (None, 5, True, "There is none yet: the first is made at night"),
        (None, 100, False, "There is none: look into the log, and run `python -m bot backup FILE`"),
        (73, 100, False, "The newest is 3 days old: look into the log"),
    ],
)
async def test_the_age_of_the_backups_is_told(
    tmp_path: Path, hours: int | None, begun: int | None, well: bool, told: str
) -> None:
    now = datetime(2026, 11, 22, 12, tzinfo=UTC)
    if hours is not None:
        back_up(tmp_path, now - timedelta(hours=hours))
    first = None if begun is None else now - timedelta(hours=begun)
    found = await machine.backups(Settings(backup_folder=tmp_path), first, now)
    assert (well, told) == (found.well, found.sentence[: len(told)])


def back_up(folder: Path, moment: datetime) -> None:
    """Leave a backup that was finished then."""
    file = folder / "qabyldau-2026-11-22.db"
    file.touch()
    os.utime(file, (moment.timestamp(), moment.timestamp()))


@pytest.mark.parametrize(
    ("seconds", "well", "told"),
    [
        (-29, True, "It differs from Telegram's by 29 s."),
        (31, False, "It is 31 s ahead of Telegram's: let the machine keep time by NTP."),
        (-3600, False, "It is 3600 s behind Telegram's: let the machine keep time by NTP."),
    ],
)
def test_a_clock_that_is_wrong_is_told(seconds: int, well: bool, told: str) -> None:
    assert Finding("clock", well, told) == drifted(timedelta(seconds=seconds))


async def test_the_command_prints_the_findings_and_fails_for_a_bad_one(
    terminal: Terminal, sandbox: Sandbox
) -> None:
    well = telegram(sandbox) | twilio(sandbox) | {"DIRECTORY": str(SAMPLE)}
    await sign_years(terminal.database)
    said = await terminal.gives("doctor", **well)
    assert 0 == said.code
    assert {"ok"} == {line.split()[0] for line in said.text.splitlines()}
    said = await terminal.gives("doctor", **well | {"TWILIO_AUTH_TOKEN": "wrong"})
    assert 1 == said.code
    assert "BAD  SMS: Twilio refuses" in said.text
    assert sandbox.token not in said.text
