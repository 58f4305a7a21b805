"""A breach of personal data: whose data were read, and by when it must be reported."""

from datetime import date, datetime
from enum import StrEnum
from typing import Final

from msgspec import Struct

from bot.reception.calendar import WorkingCalendar

REPORT_DAYS: Final = 1
"""Working days in which a breach must be reported (Law 94-V of 21 May 2013)."""


class Seen(StrEnum):
    """Kinds of events by which somebody saw personal data.

    REACH: the operator read how those affected by a breach can be reached.
    """

    DETAILS = "details_read"
    REACH = "reach_read"


class Reading(Struct, frozen=True):
    """Somebody saw the personal data of a request; nothing personal is in here.

    `at`, `kind` and `by` are None where it only might have been seen.
    """

    request: int
    number: str
    initials: str
    channel: str
    office: str
    at: datetime | None
    kind: str | None
    by: str | None


class Reach(Struct, frozen=True):
    """How an applicant can be reached: all of it personal."""

    name: str
    phone: str
    address: str
    language: str


def report_due(found_on: date, calendar: WorkingCalendar) -> date:
    """Return the last day on which a breach found on that day may be reported."""
    return calendar.add(found_on, REPORT_DAYS)
