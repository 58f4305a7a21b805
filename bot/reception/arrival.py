"""The day a request came that staff enter later: on paper, by telephone, in person."""

from datetime import date
from typing import Final

from bot.reception.calendar import WorkingCalendar
from bot.reception.identity import Invalid
from bot.reception.schedule import parse_when

DAYS_BACK: Final = 5
"""Working days a request may have lain [P]: it ought to be registered the day it comes [D25]."""


def earliest(today: date, calendar: WorkingCalendar) -> date:
    """Return the first day that can still be entered."""
    return calendar.add(today, -DAYS_BACK)


def arrived_on(text: str, today: date, calendar: WorkingCalendar) -> date:
    """Read the day a request came: from `earliest` to today, else `arrived-when`."""
    first = earliest(today, calendar)
    found = parse_when(text, first)
    if isinstance(found, Invalid) and found.reason != "when-past":
        raise found
    if isinstance(found, Invalid) or found[0] > today:
        raise Invalid("arrived-when", first=f"{first:%d.%m.%Y}", last=f"{today:%d.%m.%Y}")
    return found[0]
