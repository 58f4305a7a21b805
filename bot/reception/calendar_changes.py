"""Changes of the working calendar by staff: which are allowed, and what they do to open terms."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Final

from msgspec import Struct

from bot.reception import terms
from bot.reception.calendar import SIGNED_YEARS, Override, WorkingCalendar
from bot.reception.identity import Invalid, clean
from bot.reception.lifecycle import State

YEARS_BACK: Final = 1
YEARS_AHEAD: Final = 2
NAME_MOST: Final = 100
SOURCE_MOST: Final = 200
REMINDED_FROM: Final = 11
"""The month from which on the next year must be signed off."""


class OpenTerm(Struct, frozen=True):
    """The term of a reply that was not given yet, and whose it is."""

    id: int
    number: str
    version: int
    state: State
    office: str
    registered_on: date
    reply_due: date


class PlannedReception(Struct, frozen=True):
    """A reception that has its time, and whose it is."""

    number: str
    office: str
    starts_at: datetime


def calendar_of(
    ordained: Iterable[Override], staff: Iterable[Override], signed: frozenset[int]
) -> WorkingCalendar:
    """Return the calendar in force: staff have the last word over the file of the directory."""
    return WorkingCalendar((*ordained, *staff), SIGNED_YEARS | signed)


def recounted(registered: date, calendar: WorkingCalendar, today: date) -> tuple[date, date]:
    """Return when a request counts as registered, and the last day for its reply [D29].

    A registration still to come that fell on a day off moves to the next working day [A64].
    """
    if registered > today:
        registered = calendar.on_or_after(registered)
    return registered, terms.reply_due(registered, calendar)


def changed_days(before: Iterable[Override], after: Iterable[Override]) -> frozenset[date]:
    """Return the days on which two sets of overrides differ."""
    return frozenset(one.day for one in set(before) ^ set(after))


def check_override(
    new: Override, staff: Sequence[Override], calendar: WorkingCalendar, today: date
) -> Override:
    """Return a new override of `staff` with its words cleaned.

    Raises `Invalid`: `override-far`, `override-stands` (another one for that day),
    `override-already-off`, `override-already-working`, `override-name`, `override-source`.
    """
    day = new.day
    first, last = today.year - YEARS_BACK, today.year + YEARS_AHEAD
    if not first <= day.year <= last:
        raise Invalid("override-far", first=first, last=last)
    if any(one.day == day for one in staff):
        raise Invalid("override-stands", day=shown(day))
    if calendar.is_working(day) is new.working:
        state = "working" if new.working else "off"
        raise Invalid(f"override-already-{state}", day=shown(day))
    kk, ru, source = clean(new.name.kk), clean(new.name.ru), clean(new.source)
    if not (0 < len(kk) <= NAME_MOST and 0 < len(ru) <= NAME_MOST):
        raise Invalid("override-name", most=NAME_MOST)
    if not 0 < len(source) <= SOURCE_MOST:
        raise Invalid("override-source", most=SOURCE_MOST)
    return Override(day, new.working, type(new.name)(kk, ru), source)


def check_removal(day: date, staff: Sequence[Override], ordained: Sequence[Override]) -> Override:
    """Return the override of `staff` that is to go.

    Raises `Invalid`: `override-ordained` (it stands in the directory), `override-none`.
    """
    for one in staff:
        if one.day == day:
            return one
    stands = any(one.day == day for one in ordained)
    raise Invalid("override-ordained" if stands else "override-none", day=shown(day))


def check_year(year: int, signed: frozenset[int], today: date) -> None:
    """Check that a year may be signed off. Raises `Invalid`: `year-signed`, `year-far`."""
    if year in SIGNED_YEARS | signed:
        raise Invalid("year-signed", year=year)
    first, last = today.year - YEARS_BACK, today.year + 1
    if not first <= year <= last:
        raise Invalid("year-far", first=first, last=last)


def year_to_sign(calendar: WorkingCalendar, today: date) -> int | None:
    """Return the year that should be signed off by now: this one, from November on the next."""
    last = date(today.year + (today.month >= REMINDED_FROM), 12, 31)
    return next(iter(calendar.unsigned(today, last)), None)


def shown(day: date) -> str:
    """Return a day as staff type it."""
    return f"{day:%d.%m.%Y}"
