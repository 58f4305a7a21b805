"""Every day of four years against lists written by hand from the published calendars.

Of 2027 the transfers are not published yet: it is listed as the law on holidays alone makes it.
"""

from datetime import date, timedelta

import pytest

from bot.reception.calendar import WorkingCalendar
from bot.reception.terms import reply_due

CALENDAR = WorkingCalendar()
# Days off from Monday to Friday, month by month.
OFF = {
    2024: {1: (1, 2), 3: (8, 21, 22, 25), 5: (1, 7, 8, 9), 7: (8,), 8: (30,), 10: (25,), 12: (16,)},
    2025: {
        1: (1, 2, 3, 7), 3: (10, 21, 24, 25), 5: (1, 7, 9), 6: (6,), 7: (7,), 9: (1,), 10: (27,),
        12: (16,),
    },
    2026: {
        1: (1, 2, 7), 3: (9, 23, 24, 25), 5: (1, 7, 11, 27), 7: (6,), 10: (26,), 12: (16,),
    },
    2027: {
        1: (1, 4, 7), 3: (8, 15, 22, 23, 24), 5: (3, 7, 10), 7: (6,), 10: (25,), 12: (16,),
    },
}  # fmt: skip
WORKED = {date(2024, 5, 4), date(2025, 1, 5)}
FREE = {
    date(year, month, day)
    for year, months in OFF.items()
    for month, days in months.items()
    for day in days
}


def worked(day: date) -> bool:
    return day in WORKED or (day.weekday() < 5 and day not in FREE)


def days_of(year: int) -> list[date]:
    first = date(year, 1, 1)
    return [first + timedelta(days=n) for n in range((date(year + 1, 1, 1) - first).days)]


def test_the_lists_name_only_days_that_would_be_otherwise() -> None:
    assert [] == [day for day in FREE if day.weekday() >= 5]
    assert [] == [day for day in WORKED if day.weekday() < 5]


@pytest.mark.parametrize("year", OFF)
def test_every_day_of_the_year_is_as_it_was_published(year: int) -> None:
    assert [] == [day for day in days_of(year) if CALENDAR.is_working(day) is not worked(day)]


@pytest.mark.parametrize("year", OFF)
def test_every_reply_of_the_year_is_due_as_counted_by_the_list(year: int) -> None:
    for registered in days_of(year)[: 365 - 30 * (year == 2027)]:
        day, left = registered, 15
        while left:
            day += timedelta(days=1)
            left -= worked(day)
        assert day == reply_due(registered, CALENDAR)
