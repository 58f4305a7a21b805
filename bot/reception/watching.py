"""Which requests need whose eyes today: the marks of a term, and how urgent each of them is.

A term is counted back from its due date, so an extended one has its marks before the new date.
"""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from enum import IntEnum
from typing import Final

from msgspec import Struct

from bot.reception import terms
from bot.reception.calendar import DAY, WorkingCalendar, local


class Urgency(IntEnum):
    """Who must look at it by now."""

    ANYONE = 0
    OPERATORS = 1
    HEADS = 2


MARKS: Final[Mapping[int, Urgency]] = {
    8: Urgency.ANYONE,
    10: Urgency.ANYONE,
    12: Urgency.OPERATORS,
    13: Urgency.OPERATORS,
    14: Urgency.HEADS,
    15: Urgency.HEADS,
}
"""Working days of a term at which a request without a reply is named [D29]."""


class Watched(Struct, frozen=True):
    """A request as the lists of the terms name it: nothing personal."""

    number: str
    official: str
    due: date
    starts_at: datetime | None = None


class Listing(Struct, frozen=True):
    """The first requests of a list, and how many there are in all."""

    first: tuple[Watched, ...]
    count: int


class Silence(Struct, frozen=True):
    """A request whose term ended without a reply; `breached_at`: when that was noted before."""

    request: int
    due: date
    breached_at: datetime | None


def days_left(mark: int) -> int:
    """Return how many working days are left at a mark; none on the last day itself."""
    return terms.REPLY_DAYS - mark


def due_at_mark(mark: int, today: date, calendar: WorkingCalendar) -> tuple[date, date]:
    """Return the first and the last due date of the requests that are at `mark` today.

    It is one day, but for due dates that have become days off since: they count with the working
    day before, so that nobody looks at them too late.
    """
    last = calendar.add(today, days_left(mark))
    return last, calendar.add(last, 1) - DAY


def mark_of(due: date, today: date, calendar: WorkingCalendar) -> int | None:
    """Return the mark at which a request due on `due` is today, or None between the marks."""
    left = calendar.between(today, due)
    mark = terms.REPLY_DAYS - left
    return mark if mark in MARKS and due >= today else None


def not_competent_today(today: date, calendar: WorkingCalendar) -> tuple[date, date]:
    """Return the days of registration whose third working day is today.

    It is the last day to answer that the question is not within the competence [A].
    """
    back = calendar.add(today, -terms.NOT_COMPETENT_DAYS)
    return back, calendar.add(back, 1) - DAY


def receptions_to_brief(first: date, last: date, calendar: WorkingCalendar) -> tuple[date, date]:
    """Return the reception days whose briefing notes must be ready from `first` to `last` [D26].

    Both are days of the calendar; the second is before the first where there are none.
    """
    ready = calendar.on_or_after(first)
    before = calendar.add(ready, terms.BRIEFING_DAYS - 1)
    until = calendar.add(last + DAY, -1)
    return before + DAY, calendar.add(until, terms.BRIEFING_DAYS)


def is_silence(silence: Silence, last: date, calendar: WorkingCalendar) -> bool:
    """Tell whether a term that ended by `last` passed in silence, and nobody noted it yet.

    A due date that has become a day off ends on the next working day. What was noted before the
    term was extended is another silence.
    """
    noted = silence.breached_at is not None and local(silence.breached_at).date() >= silence.due
    return not noted and calendar.on_or_after(silence.due) <= last


def week_end(today: date) -> date:
    """Return the Sunday of the week of `today`."""
    return today + timedelta(days=6 - today.weekday())
