"""The quarterly report on the command line."""

import asyncio
import json
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from bot.clock import SystemClock
from bot.dialogs.commands import ApplicantKind, Format
from bot.opening import open_database
from bot.reception.language import Lang
from bot.reception.quarter import Quarter
from bot.records import Address, ChannelName, NewRequest
from bot.settings import read_settings
from tests.cli.terminal import SAMPLE, give

REGISTERED = datetime(2026, 3, 2, 5, 0, tzinfo=UTC)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give the working folder, with the address of a database in it."""
    monkeypatch.setenv("DATABASE_URL", f"sqlite+aiosqlite:///{tmp_path}/reception.db")
    return tmp_path


@pytest.fixture
def office(folder: Path, address: str) -> Path:
    """Give the working folder, with the sample directory and a request in its database."""
    assert 0 == give("import", str(SAMPLE)).code
    asyncio.run(register())
    return folder


async def register() -> None:
    """Register a request of the first quarter of 2026."""
    store = await open_database(read_settings())
    here = Address(ChannelName.TELEGRAM, "700")
    async with store.writing() as tx:
        loaded = (await tx.load([here], REGISTERED))[here]
        assert loaded.person is not None
        new = NewRequest(
            contact=loaded.contact,
            person=loaded.person,
            channel=ChannelName.TELEGRAM,
            lang=Lang.KK,
            office="centre",
            official="togyzbaev",
            topic=None,
            applicant=ApplicantKind.INDIVIDUAL,
            organisation=None,
            bin=None,
            name="Бекмағамбетов Асқар Серікұлы",
            initials="Б. А. С.",
            phone="+77011234567",
            mobile=True,
            iin=None,
            postal_address=None,
            essence="Тұрғын үй кезегі туралы мәселе",
            format=Format.IN_PERSON,
            unfit_days=None,
            category=None,
            needs_help=False,
            received_at=REGISTERED,
            registered_on=date(2026, 3, 2),
            reply_due=date(2026, 3, 27),
        )
        assert await tx.add_request(new) is not None
    await store.close()


def test_a_report_is_written_and_its_main_figures_are_printed(office: Path) -> None:
    said = give("report", "2026Q1", "--lang", "ru", "--charts", "charts.png")
    assert 0 == said.code
    first, *_ = said.text.splitlines()
    assert "Квартальный отчет: 2026 год, 1 квартал" == first
    assert "Зарегистрировано заявок: 1" in said.text.splitlines()
    assert "Written: report-2026Q1-ru.xlsx" in said.text
    assert (office / "report-2026Q1-ru.xlsx").read_bytes().startswith(b"PK")
    assert (office / "charts.png").read_bytes().startswith(b"\x89PNG")


def test_a_report_is_the_same_whenever_it_is_asked_for(office: Path) -> None:
    first = json.loads(give("report", "2026Q1", "--json").text)
    again = json.loads(give("report", "2026 1", "--json", "--out", "a.xlsx").text)
    assert first == again
    assert (True, 64, 1) == (first["frozen"], len(first["checksum"]), first["registered"])
    assert 1 == len(first["lists"]["overdue"])
    assert (office / "a.xlsx").exists()


@pytest.mark.parametrize(
    ("quarter", "told"),
    [
        ("spring", "spring: expected a quarter such as "),
        ("2026Q5", "2026Q5: expected a quarter such as "),
        ("2999Q1", "2999Q1 has not begun yet; the present quarter is "),
        ("2021Q1", "2021Q1: no requests were registered, so there is nothing to report."),
    ],
)
def test_a_quarter_that_can_not_be_reported_is_told(office: Path, quarter: str, told: str) -> None:
    said = give("report", quarter)
    assert 1 == said.code
    assert said.text.startswith(told)
    assert 1 == len(said.text.splitlines())
    assert [] == list(office.glob("*.xlsx"))


def test_without_a_database_none_is_made(folder: Path) -> None:
    said = give("report", str(Quarter.of(SystemClock().now().date())))
    assert (1, "DATABASE_URL: there is no database yet, so there is nothing to report.\n") == (
        said.code, said.text,
    )  # fmt: skip
    assert [] == list(folder.iterdir())


def test_a_file_that_can_not_be_written_is_told(office: Path) -> None:
    said = give("report", "2026Q1", "--out", "nowhere/report.xlsx")
    assert 1 == said.code
    assert "nowhere/report.xlsx: can't be written: No such file or directory." in said.text
