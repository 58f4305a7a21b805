"""Reception at least once a month, and when it is looked at."""

from datetime import date, time, timedelta

import pytest
from msgspec.structs import replace

from bot.reception.calendar import DAY, WorkingCalendar
from bot.reception.coverage import all_uncovered, month_to_warn_of, next_month, uncovered
from bot.reception.schedule import Pattern, ReceptionDay
from tests.people import directory

CALENDAR = WorkingCalendar()
DECEMBER = date(2026, 12, 1)
# The only third Wednesday of December 2026 is Independence Day.
THIRD = Pattern(2, (3,), time(10), time(12), 20)
OFFICIAL = replace(directory().officials[0], patterns=(THIRD,))


def test_a_month_whose_only_day_is_a_holiday_is_uncovered() -> None:
    assert uncovered(OFFICIAL, DECEMBER, CALENDAR)
    assert not uncovered(OFFICIAL, date(2026, 11, 30), CALENDAR)


def test_one_day_is_enough_unless_it_is_off() -> None:
    day = ReceptionDay(date(2026, 12, 31), time(10), time(10, 20), 20)
    covered = replace(OFFICIAL, days=(day,))
    assert not uncovered(covered, DECEMBER, CALENDAR)
    assert uncovered(replace(covered, days_off=(day.day,)), DECEMBER, CALENDAR)
    assert uncovered(covered, DECEMBER, CALENDAR, {day.day})


def test_whoever_has_no_schedule_receives_in_no_month() -> None:
    nobody = replace(OFFICIAL, key="nobody", patterns=())
    everybody = (*directory().officials, nobody)
    assert (nobody,) == all_uncovered(everybody, DECEMBER, CALENDAR)


@pytest.mark.parametrize(
    ("today", "month"),
    [
        (date(2026, 11, 17), DECEMBER),
        (date(2026, 12, 1), DECEMBER),
        (date(2026, 11, 18), None),
        (date(2026, 12, 18), date(2027, 1, 1)),
        (date(2027, 1, 4), None),
        (date(2027, 1, 5), date(2027, 1, 1)),
    ],
)
def test_it_is_looked_at_ten_working_days_before_and_on_the_first(
    today: date, month: date | None
) -> None:
    assert month == month_to_warn_of(today, CALENDAR)


def test_every_month_is_looked_at_twice_on_working_days() -> None:
    days = [date(2024, 1, 20) + timedelta(n) for n in range(1000)]
    seen = [month for day in days if (month := month_to_warn_of(day, CALENDAR))]
    assert all(CALENDAR.is_working(day) for day in days if month_to_warn_of(day, CALENDAR))
    months = sorted(set(seen))
    assert [next_month(month) for month in months[:-1]] == months[1:]
    assert {2} == {seen.count(month) for month in months[1:-1]}


def test_the_next_month_begins_on_its_first_day() -> None:
    assert [date(2027, 1, 1), date(2027, 3, 1)] == [
        next_month(date(2026, 12, 31)),
        next_month(date(2027, 2, 28)),
    ]
    assert DECEMBER == next_month(DECEMBER - DAY)
