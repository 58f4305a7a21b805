"""The doctor's look at what is stored: directory, schedule, calendar, terms, audit, retention."""

from datetime import date, datetime, time, timedelta
from typing import Final

from bot.doctor.finding import Finding
from bot.opening import read_directory
from bot.ports import Tx
from bot.reception.calendar import WorkingCalendar, at, local
from bot.reception.coverage import all_uncovered, next_month
from bot.reception.directory import Directory
from bot.reception.directory_toml import DirectoryError
from bot.reception.quarter import Quarter
from bot.reception.retention import terms_of
from bot.settings import Settings

AHEAD: Final = 2
"""Months for which times of reception must be laid out, this one included."""
PUBLISHED_IN: Final = 11
"""The month from which the next year's days off should be signed off."""
UNLINKED: Final = timedelta(minutes=15)
OVERDUE: Final = timedelta(days=7)


def directory(settings: Settings, stored: Directory | None) -> tuple[Finding, Directory | None]:
    """Look at the directory in force, or else at the one the first start will take."""
    read, wrong = None, ""
    if settings.directory is not None:
        try:
            read = read_directory(settings.directory)
        except DirectoryError as problem:
            more = len(problem.problems) - 1
            others = f" (and {more} more, which `python -m bot import` lists)" if more else ""
            wrong = f"{problem.problems[0]}{others}."
    there = stored or read
    if wrong:
        return Finding("directory", False, wrong), there
    if there is None:
        sentence = (
            "There is none: set DIRECTORY to a TOML file, or run `python -m bot import FILE`."
        )
        return Finding("directory", False, sentence), None
    without = [office.key for office in there.offices if office.staff_chat is None]
    if without:
        sentence = (
            f"Nobody sees the requests of offices without a staff_chat: {', '.join(without)}."
        )
        return Finding("directory", False, sentence), there
    sentence = f"{len(there.offices)} offices, {len(there.officials)} officials."
    if stored is not None and read is not None and read != stored:
        sentence += " The file differs from it: `python -m bot import FILE` puts it in force."
    return Finding("directory", True, sentence), there


def schedule(whose: Directory, calendar: WorkingCalendar, today: date) -> Finding:
    """Look whether everybody receives at least once in this month and in the next [D7-1]."""
    without = [
        f"{one.key} in {month:%Y-%m}"
        for month in (today, next_month(today))
        for one in all_uncovered(whose.officials, month, calendar)
    ]
    if without:
        sentence = f"Nobody can be booked with {', '.join(without)}: approve days of reception."
        return Finding("schedule", False, sentence)
    return Finding("schedule", True, "Every official receives in this month and in the next.")


def years(calendar: WorkingCalendar, today: date) -> Finding:
    """Look whether the days off of the years that terms touch are final."""
    last = date(today.year + (today.month >= PUBLISHED_IN), 12, 31)
    unsigned = calendar.unsigned(today, last)
    if unsigned:
        first = unsigned[0]
        told = f"The days off of {', '.join(map(str, unsigned))} are not signed off: enter what "
        told += f"decrees moved, then `python -m bot calendar sign {first}`."
        return Finding("calendar", False, told)
    return Finding("calendar", True, f"The days off are signed off up to {last.year}.")


async def slots(tx: Tx, whose: Directory, now: datetime) -> Finding:
    """Look whether times are laid out ahead for everybody who can be booked."""
    laid = await tx.laid_until()
    month = local(now).date()
    for _ in range(AHEAD - 1):
        month = next_month(month)
    without = sorted(
        one.key
        for one in whose.officials
        if one.key not in laid or local(laid[one.key]).date() < month.replace(day=1)
    )
    if without and laid:
        told = f"No times are laid out ahead for {', '.join(without)}: approve days of reception, "
        told += "and see that the program runs: it lays them out."
        return Finding("times", False, told)
    if not laid:
        return Finding("times", True, "None are laid out yet: the program does it at its start.")
    return Finding("times", True, f"Times are laid out ahead for all {len(whose.officials)}.")


async def audit(tx: Tx, now: datetime) -> Finding:
    """Look how far the chain of the audit has come."""
    head, waiting = await tx.chain_head(), await tx.unsealed()
    late = [one for one in waiting if one.since is not None and now - one.since > UNLINKED]
    if late:
        rows, since = sum(one.rows for one in late), min(one.since for one in late if one.since)
        told = f"{rows} rows wait for their link since {local(since):%d.%m %H:%M}: does it run?"
        return Finding("audit", False, told)
    if head is None:
        return Finding("audit", True, "Nothing has been done yet.")
    told = f"The chain has {head.seq} links; `python -m bot audit verify` goes through them."
    return Finding("audit", True, told)


async def retention(tx: Tx, whose: Directory, now: datetime) -> Finding:
    """Look whether anything is still there whose time was over a week ago."""
    then = now - OVERDUE
    frozen = at(Quarter.of(local(then).date()).before.first, time())
    over = [
        office.key
        for office in whose.offices
        for terms in terms_of(office.retention_months, then, frozen)
        if await tx.over(office.key, terms, 1)
    ]
    if over:
        told = f"Personal data of {', '.join(dict.fromkeys(over))} are kept for longer than told: "
        return Finding("retention", False, told + "let the program run at night.")
    return Finding("retention", True, "Nothing personal is kept for longer than was told.")
