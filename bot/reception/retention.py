"""How long data are kept, and when their time is over [domain: Law 94-V].

A request's personal data are kept for as many months after its end as the applicant was told when
agreeing, or as the office keeps them now, whichever is less.
"""

from calendar import monthrange
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Final

from msgspec import Struct

from bot.reception.calendar import DAY, at, local

LONGEST_KEPT: Final = 120
"""Months that an office may keep personal data at most."""

FROM: Final = time(1, 0)
"""When the day's clearing begins, local time; later where the program did not run then."""

ANONYMISED: Final = "anonymise"
"""The event that says that everything personal of a request was erased."""

AMENDED: Final = "amend"
"""The event that says that the applicant corrected their data."""

LAST_WORD: Final = timedelta(days=1)
"""How long an address is kept at most for the last message to whoever is forgotten."""


class Old(StrEnum):
    """What is cleared when it has become old, beside the requests."""

    UPDATES = "updates"
    MESSAGES = "messages"
    STATUSES = "statuses"
    CONVERSATIONS = "conversations"
    PEOPLE = "people"
    ANSWERS = "answers"
    CALLS = "calls"


KEPT: Final = {
    # No provider repeats an update that long after it first came.
    Old.UPDATES: timedelta(days=30),
    Old.MESSAGES: timedelta(days=90),
    Old.STATUSES: timedelta(days=30),
    Old.CONVERSATIONS: timedelta(days=365),
    Old.PEOPLE: timedelta(days=365),
}
"""How long, since they came, were said or touched. The others go once their report is frozen."""


class Terms(Struct, frozen=True):
    """Requests of an office that were told `promised` months are over if they ended `before`."""

    promised: int
    before: datetime


def kept_until(ended_on: date, months: int) -> date:
    """Return the last day on which data of a request that ended then are kept."""
    return _months_later(ended_on, months)


def ended_before(today: date, months: int) -> date:
    """Return the day before which requests must have ended for their time to be over `today`."""
    day = _months_later(today, -months)
    while kept_until(day, months) < today:  # months differ in length
        day += DAY
    return day


def terms_of(months: int, now: datetime, frozen: datetime) -> tuple[Terms, ...]:
    """Return when requests of an office that keeps them for `months` are over, by what was told.

    Nothing is over that a report not frozen yet may still count: what ended since `frozen`.
    """
    today = local(now).date()
    over = [at(ended_before(today, min(one, months)), time()) for one in range(LONGEST_KEPT + 1)]
    return tuple(Terms(told, min(over[told], frozen)) for told in range(1, LONGEST_KEPT + 1))


def _months_later(day: date, months: int) -> date:
    """Return the same day of another month, or its last one."""
    years, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(years, month + 1, min(day.day, monthrange(years, month + 1)[1]))
