"""The doctor: a sentence about each thing, and what is wrong is found."""

from pathlib import Path

import pytest

from bot.doctor import Finding, examine
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
        return {one.what: one.sentence for one in await self.findings() if not one.well}


@pytest.fixture
def patient(monkeypatch: pytest.MonkeyPatch, sandbox: Sandbox) -> Patient:
    return Patient(monkeypatch, sandbox)


async def test_a_sound_installation_has_a_good_word_for_each_thing(patient: Patient) -> None:
    findings = await patient.findings()
    assert [
        "settings",
        "time zone",
        "database",
        "directory",
        "schedule",
        "bot",
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


async def test_the_command_prints_the_findings_and_fails_for_a_bad_one(
    terminal: Terminal, sandbox: Sandbox
) -> None:
    well = telegram(sandbox) | twilio(sandbox) | {"DIRECTORY": str(SAMPLE)}
    said = await terminal.gives("doctor", **well)
    assert 0 == said.code
    assert {"ok"} == {line.split()[0] for line in said.text.splitlines()}
    said = await terminal.gives("doctor", **well | {"TWILIO_AUTH_TOKEN": "wrong"})
    assert 1 == said.code
    assert "BAD  SMS: Twilio refuses" in said.text
    assert sandbox.token not in said.text
