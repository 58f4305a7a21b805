"""The quarterly report: asked for in the chat, frozen in time, and sent by itself."""

import asyncio
from datetime import date, time, timedelta

import pytest

from bot.desk.reports import BOOK, CHARTS
from bot.dialogs.say import Say
from bot.messages import Paper
from bot.reception.calendar import at
from bot.reception.quarter import Quarter
from bot.reception.report import Asked
from bot.reception.snapshot import unpack
from bot.records import Envelope
from bot.reporting import FRESH, NothingToReport, Reporting
from tests.duties.days import STAFF, notices
from tests.turns.house import Citizen, Clerk, House, telegram, to

FIRST = Quarter(2026, 1)
CLOSED = at(date(2026, 4, 1), time(9))
OFFICES = {"quarter": "2026Q1", "offices": "centre,ministry,akim"}


def citizen(house: House, where: int = 700) -> Citizen:
    return Citizen(house, telegram(where))


def reports(sent: list[Envelope]) -> list[Say]:
    return [one for one in notices(sent) if one.key == "report-told"]


def files(sent: list[Envelope]) -> list[Paper]:
    """Return the files sent into the staff chat."""
    return [one.message for one in sent if to(one) == STAFF and isinstance(one.message, Paper)]


def reporting(house: House) -> Reporting:
    return Reporting(house.store, house.reference, house.clock)


async def test_the_figures_come_at_once_and_the_files_after_them(house: House) -> None:
    await citizen(house).books()
    await Clerk(house).asks("report")
    sent = await house.delivers()
    (told,) = reports(sent)
    assert (1, "report-standing-live") == (told.args["registered"], standing(told))
    assert [BOOK, CHARTS] == [paper.name for paper in files(sent)]
    assert [OFFICES, OFFICES] == [dict(paper.args) for paper in files(sent)]
    assert isinstance(sent[-1].message, Paper)


def standing(told: Say) -> str:
    found = told.args["standing"]
    assert isinstance(found, Say)
    return found.key


async def test_a_quarter_without_requests_is_told_and_no_file_is_made(house: House) -> None:
    await Clerk(house).asks("report", "2025Q4")
    sent = await house.delivers()
    (told,) = notices(sent)
    assert ("report-empty", "2025Q4", "2026Q1") == (
        told.key, told.args["quarter"], told.args["other"],
    )  # fmt: skip
    assert [] == files(sent)


async def test_a_report_comes_by_itself_on_the_first_working_day_once_for_a_chat(
    office: House,
) -> None:
    house = office
    await citizen(house).books()
    assert [] == reports(await house.wait_until(CLOSED - timedelta(minutes=1)))
    sent = await house.wait_until(CLOSED)
    (told,) = reports(sent)
    assert (1, "report-standing-frozen") == (told.args["registered"], standing(told))
    assert [OFFICES, OFFICES] == [dict(paper.args) for paper in files(sent)]
    for days in (0, 1, 30):
        assert [] == reports(await house.wait_until(CLOSED + timedelta(days=days, hours=1)))


async def test_a_report_comes_later_where_the_program_did_not_run(office: House) -> None:
    await citizen(office).books()
    assert 1 == len(reports(await office.wait_until(CLOSED + timedelta(days=5))))


async def test_of_a_quarter_without_requests_nothing_comes(office: House) -> None:
    assert [] == reports(await office.wait_until(CLOSED))
    async with office.store.reading() as tx:
        assert set() == await tx.frozen_quarters()


async def test_a_closed_quarter_is_the_same_whenever_it_is_asked_for(house: House) -> None:
    number = await citizen(house).books()
    house.clock.moment = CLOSED
    await house.watch.tick()
    first = await reporting(house).report(FIRST)
    await Clerk(house).refuses(number)
    await house.wait(days=100)
    again = await reporting(house).report(FIRST)
    assert first == again
    report = unpack(again.body, again.checksum)
    assert (True, CLOSED, (number,)) == (
        report.frozen, report.at, tuple(line.number for line in report.lines),
    )  # fmt: skip
    assert "Тоғызбаев Алдаберген Сұңқарұлы" == report.names.officials["togyzbaev"].kk


async def test_a_closed_quarter_that_was_not_frozen_is_when_it_is_asked_for(house: House) -> None:
    await citizen(house).books()
    house.clock.moment = CLOSED + timedelta(days=3)
    packed = await reporting(house).report(FIRST)
    assert packed.frozen
    async with house.store.reading() as tx:
        assert packed == await tx.frozen_report(FIRST)


async def test_an_open_quarter_is_read_anew_after_a_while(house: House) -> None:
    asked = reporting(house)
    with pytest.raises(NothingToReport):
        await asked.report(FIRST)
    house.clock.moment += FRESH
    await citizen(house).books()
    first = await asked.report(FIRST)
    await citizen(house, 701).books()
    assert first is await asked.report(FIRST)
    house.clock.moment += FRESH
    assert (False, 2) == ((await asked.report(FIRST)).frozen, (await asked.report(FIRST)).lines)


async def test_others_write_while_a_report_is_read(house: House) -> None:
    await citizen(house).books()
    steps: list[tuple[int, int]] = []
    booked: list[asyncio.Task[str]] = []

    def progress(done: int, total: int) -> None:
        steps.append((done, total))

    async with asyncio.TaskGroup() as together, house.store.reading() as tx:
        booked.append(together.create_task(citizen(house, 701).books()))
        found = [piece async for piece in tx.report_lines(FIRST, house.reference.calendar)]
        assert 1 == sum(len(piece.lines) for piece in found)
        await asyncio.wait(booked)
    packed = await reporting(house).report(FIRST, progress)
    assert (2, [(2, 2)]) == (packed.lines, steps)


async def test_who_was_asked_and_did_not_answer_is_in_the_report(house: House) -> None:
    number = await citizen(house).books()
    starts = await Clerk(house).confirms(number)
    await house.wait_until(starts + timedelta(hours=1))
    await Clerk(house).presses(number, "attended")
    await house.wait_until((starts + timedelta(days=1)).replace(hour=7))
    report = await reporting(house).report(FIRST)
    (line,) = unpack(report.body, report.checksum).lines
    assert Asked.SILENT is line.asked
