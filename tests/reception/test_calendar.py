"""Working days: the public calendar, the overrides, counting to and fro."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.reception.calendar import (
    CountedDay,
    Override,
    WorkingCalendar,
    at,
    check_zone,
    local,
)
from bot.reception.holiday_names import WEEKEND
from bot.reception.language import Bilingual, Lang

CALENDAR = WorkingCalendar()
DAYS = st.dates(date(2024, 3, 1), date(2030, 12, 31))
NUMBERS = st.integers(-60, 60)


def test_the_country_is_five_hours_ahead_of_utc() -> None:
    check_zone()
    assert at(date(2026, 12, 15), time(10, 0)) == datetime(2026, 12, 15, 5, 0, tzinfo=UTC)


def test_a_moment_is_shown_by_the_clock_on_the_wall() -> None:
    shown = local(datetime(2026, 12, 15, 20, 30, tzinfo=UTC))
    assert (shown.date(), shown.time()) == (date(2026, 12, 16), time(1, 30))


def test_a_moment_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        local(datetime(2026, 1, 1))  # noqa: DTZ001 - this is what must be refused


@pytest.mark.parametrize(
    ("day", "working"),
    [
        ("2026-08-31", True),
        ("2024-05-04", True),
        ("2026-03-24", False),
        ("2026-03-25", False),
        ("2026-05-11", False),
        ("2026-12-16", False),
        ("2026-12-19", False),
        ("2026-12-31", True),
    ],
)
def test_the_days_off_of_the_country_are_known(day: str, working: bool) -> None:
    assert CALENDAR.is_working(date.fromisoformat(day)) is working


@pytest.mark.parametrize(
    ("day", "kk", "ru"),
    [
        ("2026-12-16", "Тәуелсіздік күні", "День Независимости"),
        ("2026-12-19", "демалыс күні", "выходной день"),
        (
            "2026-03-24",
            "Наурыз мейрамы (ауыстырылған демалыс)",
            "Наурыз мейрамы (перенесенный выходной)",
        ),
        ("2026-05-27", "Құрбан айт (болжамды күні)", "Курбан айт (ориентировочная дата)"),
        ("2018-12-31", "Демалыс күні (29.12.2018 орнына)", "Выходной день (вместо 29.12.2018)"),
    ],
)
def test_a_day_off_says_why_in_both_languages(day: str, kk: str, ru: str) -> None:
    assert CALENDAR.why_off(date.fromisoformat(day)) == Bilingual(kk, ru)


def test_every_public_holiday_of_thirty_years_has_a_name_in_russian() -> None:
    first = date(2010, 1, 1)
    reasons = (CALENDAR.why_off(first + timedelta(days=n)) for n in range(365 * 30))
    assert not [why for why in reasons if why is not None and why.ru == "праздничный день"]


def test_a_working_day_has_no_reason_to_be_off() -> None:
    assert CALENDAR.why_off(date(2026, 12, 15)) is None


def test_an_override_has_the_last_word() -> None:
    name = Bilingual("Ауыстырылған жұмыс күні", "Перенесенный рабочий день")
    free = Bilingual("Қосымша демалыс", "Дополнительный выходной")
    calendar = WorkingCalendar(
        (
            Override(date(2026, 12, 19), True, name, "№ 1"),
            Override(date(2026, 12, 15), False, free, "№ 2"),
        )
    )
    assert calendar.is_working(date(2026, 12, 19))
    assert calendar.why_off(date(2026, 12, 19)) is None
    assert not calendar.is_working(date(2026, 12, 15))
    assert calendar.why_off(date(2026, 12, 15)) == free


def test_an_override_does_not_leak_into_another_calendar() -> None:
    WorkingCalendar((Override(date(2026, 12, 15), False, WEEKEND, "№ 2"),))
    assert WorkingCalendar().is_working(date(2026, 12, 15))


def test_a_count_numbers_working_days_and_explains_the_others() -> None:
    assert CALENDAR.count(date(2026, 12, 14), 2) == (
        CountedDay(date(2026, 12, 15), True, 1, None),
        CountedDay(
            date(2026, 12, 16), False, None, Bilingual("Тәуелсіздік күні", "День Независимости")
        ),
        CountedDay(date(2026, 12, 17), True, 2, None),
    )


def test_a_term_into_a_year_not_signed_off_is_uncertain() -> None:
    assert CALENDAR.certain(date(2024, 1, 1), date(2026, 12, 31))
    assert not CALENDAR.certain(date(2026, 12, 28), date(2027, 1, 21))
    signed = WorkingCalendar(signed_years=frozenset({2026, 2027}))
    assert signed.certain(date(2027, 1, 21), date(2026, 12, 28))


def test_the_next_working_day_may_be_the_day_itself() -> None:
    assert CALENDAR.on_or_after(date(2026, 12, 15)) == date(2026, 12, 15)
    assert CALENDAR.on_or_after(date(2026, 12, 19)) == date(2026, 12, 21)


@given(DAYS, NUMBERS)
def test_adding_and_counting_are_inverse(day: date, n: int) -> None:
    assert CALENDAR.between(day, CALENDAR.add(day, n)) == n


@given(DAYS, NUMBERS.filter(bool))
def test_what_is_added_to_is_a_working_day(day: date, n: int) -> None:
    assert CALENDAR.is_working(CALENDAR.add(day, n))


@given(DAYS, st.integers(1, 60))
def test_adding_and_taking_away_returns_to_a_working_day(day: date, n: int) -> None:
    working = CALENDAR.on_or_after(day)
    assert CALENDAR.add(CALENDAR.add(working, n), -n) == working


@given(DAYS, st.integers(0, 40))
def test_a_count_ends_at_the_day_the_term_ends(day: date, n: int) -> None:
    counted = CALENDAR.count(day, n)
    assert [one.number for one in counted if one.working] == list(range(1, n + 1))
    assert (counted[-1].day if counted else day) == CALENDAR.add(day, n)
    assert all((one.reason is None) is one.working for one in counted)
    assert all(b.day - a.day == timedelta(days=1) for a, b in pairwise(counted))


@given(DAYS, st.times())
def test_local_time_is_what_the_clock_shows(day: date, clock: time) -> None:
    here = local(at(day, clock))
    assert (here.date(), here.time()) == (day, clock)


def test_a_bilingual_text_is_given_in_the_language_asked_for() -> None:
    words = Bilingual("иә", "да")
    assert [words.get(lang) for lang in Lang] == ["иә", "да"]
