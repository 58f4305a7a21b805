"""A lawful extension of the term of the reply: the new date, and what it rests on.

Nothing else moves a term, and no state pauses one.
"""

from calendar import monthrange
from datetime import date
from typing import Final

from bot.reception import terms
from bot.reception.calendar import WorkingCalendar
from bot.reception.identity import Invalid, clean

MONTHS: Final = 2
"""How far behind the ordinary term an extended one may end: a decision of the product."""
BASIS_MIN, BASIS_MAX = 5, 300


def latest(registered_on: date, calendar: WorkingCalendar) -> date:
    """Return the last day to which the term of a request registered on that day may be extended.

    It is counted from the ordinary term, however often that was extended.
    """
    ordinary = terms.reply_due(registered_on, calendar)
    years, month = divmod(ordinary.month - 1 + MONTHS, 12)
    year = ordinary.year + years
    return date(year, month + 1, min(ordinary.day, monthrange(year, month + 1)[1]))


def check_extension(
    until: date, registered_on: date, due: date, today: date, calendar: WorkingCalendar
) -> date:
    """Return `until` if the term may be extended to it.

    Raises `Invalid`: `extend-earlier` unless it is later than `due` and today, `extend-day-off`,
    `extend-far`.
    """
    if until <= max(due, today):
        raise Invalid("extend-earlier", day=f"{max(due, today):%d.%m.%Y}")
    last = latest(registered_on, calendar)
    if until > last:
        raise Invalid("extend-far", day=f"{last:%d.%m.%Y}")
    if not calendar.is_working(until):
        raise Invalid("extend-day-off", day=f"{calendar.on_or_after(until):%d.%m.%Y}")
    return until


def basis(text: str) -> str:
    """Return what an extension rests on; raises `Invalid`: `words-short`, `words-long`."""
    found = clean(text)
    if len(found) < BASIS_MIN:
        raise Invalid("words-short", least=BASIS_MIN)
    if len(found) > BASIS_MAX:
        raise Invalid("words-long", most=BASIS_MAX, length=len(found))
    return found
