"""The correction of a request: what the applicant is asked to put right, by when, and what may be.

Anything unclear is returned for correction before it is refused [A64]; the term of the reply goes
on meanwhile.
"""

from datetime import date
from enum import StrEnum
from typing import Final

from bot.reception.calendar import WorkingCalendar
from bot.reception.identity import Invalid, clean
from bot.reception.schedule import parse_when

TERMS: Final = (3, 5, 10)
"""Working days that are offered for a correction [P]."""

LONGEST_TERM: Final = 30
WANTED_MIN, WANTED_MAX = 5, 120
"""Short: it is read in a text message too."""


class Answer(StrEnum):
    """What an applicant may correct."""

    ESSENCE = "essence"
    NAME = "name"
    PHONE = "phone"
    IIN = "iin"
    ADDRESS = "address"
    ORGANISATION = "organisation"
    BIN = "bin"


def wanted(text: str) -> str:
    """Read what the applicant is to correct: `wanted-short`, `wanted-long`."""
    found = clean(text)
    if len(found) < WANTED_MIN or not any(map(str.isalpha, found)):
        raise Invalid("wanted-short", least=WANTED_MIN)
    if len(found) > WANTED_MAX:
        raise Invalid("wanted-long", most=WANTED_MAX, length=len(found))
    return found


def correct_by(text: str, today: date, calendar: WorkingCalendar) -> date:
    """Read the last day for a correction: a working day to come, not too far off.

    Raises what `parse_when` finds wrong, `term-day-off` or `term-far`.
    """
    found = parse_when(text, today)
    if isinstance(found, Invalid):
        raise found
    day = found[0]
    if day <= today:
        raise Invalid("when-past")
    last = calendar.add(today, LONGEST_TERM)
    if day > last:
        raise Invalid("term-far", day=f"{last:%d.%m.%Y}")
    if not calendar.is_working(day):
        raise Invalid("term-day-off", day=f"{calendar.on_or_after(day):%d.%m.%Y}")
    return day
