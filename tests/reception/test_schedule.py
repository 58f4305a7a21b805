"""Slots from patterns, and dates as staff type them."""

from datetime import date, datetime, time, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from bot.reception.calendar import WorkingCalendar, at, local
from bot.reception.identity import Invalid
from bot.reception.schedule import Pattern, ReceptionDay, SlotTime, parse_when, slot_times
from tests.people import directory

CALENDAR = WorkingCalendar()
TODAY = date(2026, 12, 10)
TUESDAYS = Pattern(1, (), time(10, 0), time(11, 0), 20)


@st.composite
def patterns(draw: st.DrawFn) -> Pattern:
    """Draw a pattern that makes at least one slot."""
    minutes = draw(st.integers(5, 120))
    start = draw(st.integers(8 * 60, 18 * 60))
    end = draw(st.integers(start + minutes, start + minutes + 240))
    return Pattern(
        weekday=draw(st.integers(0, 6)),
        weeks=tuple(draw(st.sets(st.sampled_from([1, 2, 3, 4, 5, -1])))),
        starts=time(start // 60, start % 60),
        ends=time(end // 60, end % 60),
        minutes=minutes,
    )


def starts(*days: str) -> list[datetime]:
    moments = [datetime.fromisoformat(day) for day in days]
    return [at(moment.date(), moment.time()) for moment in moments]


def test_a_pattern_fills_its_hours_with_slots() -> None:
    slots = slot_times((TUESDAYS,), date(2026, 12, 14), date(2026, 12, 20), CALENDAR)
    expected = starts("2026-12-15T10:00", "2026-12-15T10:20", "2026-12-15T10:40")
    assert slots == tuple(SlotTime(start, 20) for start in expected)


def test_single_days_come_beside_the_patterns_and_days_off_go() -> None:
    thursday = ReceptionDay(date(2026, 12, 17), time(10), time(10, 30), 30)
    holiday = ReceptionDay(date(2026, 12, 16), time(10), time(10, 30), 30)
    official = replace(
        directory().officials[0],
        patterns=(TUESDAYS,),
        days=(thursday, holiday),
        days_off=(date(2026, 12, 22),),
    )
    first, last = date(2026, 12, 15), date(2026, 12, 29)
    seen = [local(slot.starts_at).date().day for slot in official.slots(first, last, CALENDAR)]
    assert [15, 15, 15, 17, 29, 29, 29] == seen
    away = official.slots(first, last, CALENDAR, {first, thursday.day})
    assert [29, 29, 29] == [local(slot.starts_at).date().day for slot in away]


def test_nobody_is_received_on_a_holiday() -> None:
    wednesdays = Pattern(2, (), time(10, 0), time(11, 0), 60)
    slots = slot_times((wednesdays,), date(2026, 12, 9), date(2026, 12, 23), CALENDAR)
    expected = starts("2026-12-09T10:00", "2026-12-23T10:00")
    assert [slot.starts_at for slot in slots] == expected


@pytest.mark.parametrize(
    ("weeks", "days"),
    [
        ((1,), ["2026-10-06T10:00"]),
        ((2, 4), ["2026-10-13T10:00", "2026-10-27T10:00"]),
        ((-1,), ["2026-10-27T10:00"]),
        ((4, -1), ["2026-10-27T10:00"]),
        ((5,), []),
    ],
)
def test_a_pattern_names_weeks_of_the_month(weeks: tuple[int, ...], days: list[str]) -> None:
    pattern = Pattern(1, weeks, time(10, 0), time(10, 30), 30)
    slots = slot_times((pattern,), date(2026, 10, 1), date(2026, 10, 31), CALENDAR)
    assert [slot.starts_at for slot in slots] == starts(*days)


@pytest.mark.parametrize(
    ("weekday", "weeks", "ends", "minutes", "told"),
    [
        (7, (), time(11), 20, "weekday"),
        (1, (0,), time(11), 20, "weeks"),
        (1, (6,), time(11), 20, "weeks"),
        (1, (), time(11), 0, "minutes"),
        (1, (), time(10, 10), 20, "no reception"),
        (1, (), time(9), 20, "no reception"),
    ],
)
def test_a_pattern_that_makes_no_slot_is_refused(
    weekday: int, weeks: tuple[int, ...], ends: time, minutes: int, told: str
) -> None:
    with pytest.raises(ValueError, match=told):
        Pattern(weekday, weeks, time(10, 0), ends, minutes)


@given(st.lists(patterns(), max_size=3), st.dates(date(2024, 1, 1), date(2028, 1, 1)))
def test_slots_never_overlap_and_fall_on_working_days(found: list[Pattern], first: date) -> None:
    slots = slot_times(found, first, first + timedelta(days=40), CALENDAR)
    assert all(a.ends_at <= b.starts_at for a, b in pairwise(slots))
    assert all(CALENDAR.is_working(local(slot.starts_at).date()) for slot in slots)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("15.12", (date(2026, 12, 15), None)),
        ("15.12 10:00", (date(2026, 12, 15), time(10, 0))),
        ("15.12.2026 10.00", (date(2026, 12, 15), time(10, 0))),
        ("15.12.26", (date(2026, 12, 15), None)),
        ("15/12 9:30", (date(2026, 12, 15), time(9, 30))),
        ("15.12. 10-00", (date(2026, 12, 15), time(10, 0))),
        ("15.12, сағат 10:00", (date(2026, 12, 15), time(10, 0))),
        ("15.12 в 10", (date(2026, 12, 15), time(10, 0))),
        ("  5.1   14:00 ", (date(2027, 1, 5), time(14, 0))),
        ("10.12", (date(2026, 12, 10), None)),
        ("09.12", (date(2027, 12, 9), None)),
        ("29.02", (date(2028, 2, 29), None)),
    ],
)
def test_a_typed_date_is_the_next_such_day(text: str, expected: tuple[date, time | None]) -> None:
    assert parse_when(text, TODAY) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", "when-format"),
        ("ертең", "when-format"),
        ("15", "when-format"),
        ("32.12", "when-date"),
        ("15.13", "when-date"),
        ("30.02.2027", "when-date"),
        ("00.00", "when-date"),
        ("15.12 25:00", "when-time"),
        ("15.12 10:75", "when-time"),
        ("15.11.2026", "when-past"),
        ("15.12.2026 10:00 бүгін", "when-format"),
    ],
)
def test_a_date_that_cannot_be_says_why(text: str, expected: str) -> None:
    found = parse_when(text, TODAY)
    assert isinstance(found, Invalid)
    assert found.reason == expected


@given(st.dates(TODAY, TODAY + timedelta(days=364)), st.times())
def test_a_date_written_is_the_date_read(day: date, clock: time) -> None:
    whole = clock.replace(second=0, microsecond=0)
    assert parse_when(f"{day:%d.%m} {whole:%H:%M}", TODAY) == (day, whole)
    assert parse_when(f"{day:%d.%m.%Y} {whole:%H.%M}", TODAY) == (day, whole)


@given(st.text(max_size=40))
def test_whatever_is_typed_is_answered(text: str) -> None:
    found = parse_when(text, TODAY)
    assert isinstance(found, Invalid) or found[0] >= TODAY
