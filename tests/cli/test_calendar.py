"""The calendar kept from the command line, and terms counted by the calendar in force."""

import asyncio
import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from msgspec.structs import replace
from typer.testing import CliRunner, Result

from bot.cli import app
from bot.inforce import Renewal, begin, put_in_force
from bot.messages import Notice
from bot.opening import open_database, read_directory
from bot.reception.calendar import Override, WorkingCalendar
from bot.reception.language import Bilingual
from bot.records import Request, Sent
from bot.settings import Settings
from tests.cli.terminal import SAMPLE
from tests.databases import KEY
from tests.storage.samples import NOW, claim, requested, settle

NAMES = ("--kk", "Қосымша демалыс", "--ru", "Дополнительный выходной", "--source", "№ 5")
LATER = datetime(2090, 1, 1, tzinfo=UTC)
DAY = Override(NOW.date().replace(day=10), False, Bilingual("Иә", "Да"), "№ 1")


class Office:
    """An installation, and the commands given there."""

    def __init__(self, url: str) -> None:
        self.url = url

    def gives(self, *words: str) -> Result:
        """Give a command."""
        env = {"DATABASE_URL": self.url, "TERMINAL_WIDTH": "200"}
        return CliRunner().invoke(app, words, env=env)

    def has_request(self) -> Request:
        """Put the sample directory in force and register a request."""

        async def do() -> Request:
            store = await open_database(Settings())
            try:
                await begin(store, SAMPLE, None, NOW)
                return await requested(store, office="centre", official="togyzbaev", topic=None)
            finally:
                await store.close()

        return asyncio.run(do())


@pytest.fixture
def office(address: str) -> Office:
    return Office(address)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Give the name of a database file that is not there."""
    return tmp_path / "reception.db"


def test_without_a_database_a_term_is_counted_and_none_is_made(file: Path) -> None:
    done = Office(f"sqlite+aiosqlite:///{file}").gives("due", "2026-08-24", "--json")
    assert (0, "2026-09-14") == (done.exit_code, json.loads(done.stdout)["due"])
    assert [] == list(file.parent.iterdir())


def test_a_term_is_counted_by_the_calendar_in_force(office: Office) -> None:
    added = office.gives("calendar", "add", "2026-08-31", "--off", *NAMES)
    assert 0 == added.exit_code, added.output
    told = json.loads(office.gives("due", "2026-08-24", "--json").stdout)
    assert "2026-09-15" == told["due"]
    (day,) = [one for one in told["days"] if one["day"] == "2026-08-31"]
    assert {"kk": NAMES[1], "ru": NAMES[3]} == day["reason"]
    assert 0 == office.gives("calendar", "sign", "2027").exit_code
    assert json.loads(office.gives("due", "2026-12-28", "--json").stdout)["certain"]
    listed = office.gives("calendar", "list").stdout
    assert "2026-08-31 Mon  off" in listed
    assert "signed off: 2024, 2025, 2026, 2027" in listed
    assert 0 == office.gives("calendar", "remove", "2026-08-31").exit_code
    assert "due: 2026-09-14" in office.gives("due", "2026-08-24").stdout


def test_a_database_that_can_not_be_read_is_told_and_the_term_is_counted_all_the_same(
    file: Path,
) -> None:
    file.write_bytes(b"this is no database, but it has a key")
    file.with_suffix(".key").write_text(KEY)
    done = Office(f"sqlite+aiosqlite:///{file}").gives("due", "2026-03-02")
    assert (0, "due: 2026-03-27") == (done.exit_code, done.stdout.splitlines()[-1])
    assert "Counted by the public calendar alone: DATABASE_URL" in done.stderr


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("add", "2026-03-09", "--off", *NAMES), "09.03.2026 is a day off as it is"),
        (("add", "2026-03-10", "--working", *NAMES), "10.03.2026 is a working day as it is"),
        (("add", "2096-03-10", "--off", *NAMES), "That day is too far off"),
        (("add", "2026-03-10", "--off", *NAMES[:-1], " "), "--source: expected the document"),
        (("remove", "2026-03-10"), "There is no entry for 10.03.2026."),
        (("sign", "2026"), "2026 is signed off already."),
        (("sign", "2096"), "That year can't be signed off"),
    ],
)
def test_a_change_that_makes_no_sense_is_told(
    office: Office, words: tuple[str, ...], told: str
) -> None:
    done = office.gives("calendar", *words)
    assert 1 == done.exit_code
    assert told in done.stderr


def test_a_change_tells_which_terms_moved_and_leaves_word_for_the_chats(office: Office) -> None:
    request = office.has_request()
    added = office.gives("calendar", "add", "2026-03-10", "--off", *NAMES)
    lines = added.stdout.splitlines()
    assert [f"{request.number}  2026-03-27 → 2026-03-30"] == lines[2:]
    assert ["calendar-added", "calendar-moved"] == asyncio.run(_put(office))


async def _put(office: Office) -> list[str]:
    """Return the texts that wait for the chats, as they leave one after another."""
    store, later, keys = await open_database(Settings()), LATER, []
    while taken := await claim(store, later, 1):
        keys += [one.message.say.key for one in taken if isinstance(one.message, Notice)]
        await settle(store, taken[0], Sent("1"), later)
    await store.close()
    return keys


async def test_an_imported_directory_moves_terms_by_its_overrides(office: Office) -> None:
    store = await open_database(Settings())
    reference = await begin(store, SAMPLE, None, NOW)
    request = await requested(store, office="centre", official="togyzbaev", topic=None)
    directory = replace(read_directory(SAMPLE), overrides=(DAY,))
    assert await put_in_force(store, directory, NOW)
    async with store.reading() as tx:
        moved = await tx.request(request.number)
    assert moved is not None
    assert "2026-03-30" == moved.given.reply_due.isoformat()
    assert await Renewal(store, reference).tick()
    assert WorkingCalendar((DAY,)) == reference.calendar
    await store.close()


async def test_a_calendar_changed_elsewhere_is_taken_up_once(office: Office) -> None:
    store = await open_database(Settings())
    reference = await begin(store, SAMPLE, None, NOW)
    renewal = Renewal(store, reference)
    before = reference.calendar
    assert not await renewal.tick()
    assert before is reference.calendar
    async with store.writing() as tx:
        await tx.put_override(DAY, "staff:1", NOW)
    assert not await renewal.tick()
    assert not reference.calendar.is_working(DAY.day)
    again = await begin(store, None, None, NOW)
    assert again.calendar == reference.calendar
    await store.close()
