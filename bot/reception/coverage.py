"""Whether every official receives at least once a month by the approved schedule [D7-1]."""

from collections.abc import Collection, Iterable
from datetime import date
from typing import Final

from bot.reception.calendar import DAY, WorkingCalendar
from bot.reception.directory import Official

WARNED_AHEAD: Final = 10
"""Working days before a month, at which there is time left to approve a day."""


def uncovered(
    official: Official, month: date, calendar: WorkingCalendar, off: Collection[date] = ()
) -> bool:
    """Tell whether an official receives on no working day of the month of `month` [D7-1].

    `off`: when they are away. An official without a schedule receives on none.
    """
    first = month.replace(day=1)
    return not official.slots(first, next_month(month) - DAY, calendar, off)


def all_uncovered(
    officials: Iterable[Official], month: date, calendar: WorkingCalendar
) -> tuple[Official, ...]:
    """Return those who receive on no working day of a month."""
    return tuple(one for one in officials if uncovered(one, month, calendar))


def month_to_warn_of(today: date, calendar: WorkingCalendar) -> date | None:
    """Return the first day of the month that is looked at today, if it is a day to look.

    Ten working days before a month begins, and again on its first working day.
    """
    for month in (today.replace(day=1), next_month(today)):
        if today in {calendar.add(month, -WARNED_AHEAD), calendar.on_or_after(month)}:
            return month
    return None


def next_month(day: date) -> date:
    """Return the first day of the month after the one of `day`."""
    return (day.replace(day=28) + 4 * DAY).replace(day=1)
