"""Days and hours as people write them in a schedule."""

from contextlib import suppress
from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.reception.identity import Invalid
from bot.reception.schedule import Pattern, ReceptionDay
from bot.reception.timing import Timing, read_timing

TODAY = date(2026, 11, 23)
MONDAY, TUESDAY, WEDNESDAY, THURSDAY, FRIDAY = range(5)
WORDS = (
    "вторник", "2-й", "1,", "и", "каждый", "последняя", "пятницу", "кроме", "қоспағанда", "сағат",
    "10:00", "15.00", "-", "до", "дейін", "с", "по", "20 минут", "15.12.2026", "22", "декабря",
    "2026", "жылғы", ";", "\n", "әр", "бейсенбі", "айдың", "3-ші", "10-12", "часов", "99", "II",
)  # fmt: skip


def weekly(
    weekday: int, *weeks: int, hours: tuple[int, int] = (15, 18), minutes: int = 15
) -> Pattern:
    return Pattern(weekday, weeks, time(hours[0]), time(hours[1]), minutes)


def once(day: int, *, month: int = 12, hours: tuple[int, int] = (10, 12)) -> ReceptionDay:
    return ReceptionDay(date(2026, month, day), time(hours[0]), time(hours[1]), 15)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2-й вторник 15:00-18:00", [weekly(TUESDAY, 2)]),
        ("каждый вторник 15.00–18.00", [weekly(TUESDAY)]),
        ("еженедельно по средам с 15 до 18", [weekly(WEDNESDAY)]),
        ("по четвергам, с 15.00 ч. до 18.00 ч.", [weekly(THURSDAY)]),
        ("бірінші және үшінші бейсенбі, сағат 15:00-18:00", [weekly(THURSDAY, 1, 3)]),
        ("айдың 1-ші, 3-ші бейсенбісі, сағат 15:00-ден 18:00-ге дейін", [weekly(THURSDAY, 1, 3)]),
        ("айдың 1, 3-бейсенбісі, 15:00–18:00", [weekly(THURSDAY, 1, 3)]),
        ("биринши жане ушинши бейсенби 15:00-18:00", [weekly(THURSDAY, 1, 3)]),
        ("әр сейсенбі сағат 15-тен 18-ге дейін", [weekly(TUESDAY)]),
        ("апта сайын сәрсенбі күні 15:00-18:00", [weekly(WEDNESDAY)]),
        ("последняя пятница месяца 15:00-18:00", [weekly(FRIDAY, -1)]),
        ("айдың соңғы жұмасы 15:00-18:00", [weekly(FRIDAY, -1)]),
        ("в последнюю пятницу каждого месяца с 15 до 18 часов", [weekly(FRIDAY, -1)]),
        ("2-я пятница месяца и последняя пятница месяца, 15:00–18:00", [weekly(FRIDAY, 2, -1)]),
        ("II вторник 15-00 – 18-00", [weekly(TUESDAY, 2)]),
        ("Вторник 15⁰⁰-18⁰⁰", [weekly(TUESDAY)]),
        ("вт, чт 15-18", [weekly(TUESDAY), weekly(THURSDAY)]),
        ("понедельник – среда 15:00-18:00", [weekly(n) for n in (MONDAY, TUESDAY, WEDNESDAY)]),
        ("2-й вторник\n15:00-18:00", [weekly(TUESDAY, 2)]),
        ("2-й вторник и каждый четверг 15:00-18:00", [weekly(TUESDAY, 2), weekly(THURSDAY)]),
        (
            "вторник 10:00-12:00, 15:00-18:00",
            [weekly(TUESDAY, hours=(10, 12)), weekly(TUESDAY)],
        ),
        (
            "вторник 15:00-18:00 по 20 минут; четверг 15:00-18:00 по 30 минут",
            [weekly(TUESDAY, minutes=20), weekly(THURSDAY, minutes=30)],
        ),
        (
            "вторник 15:00-18:00; четверг 15:00-18:00; 20 минуттан",
            [weekly(TUESDAY, minutes=20), weekly(THURSDAY, minutes=20)],
        ),
    ],
)
def test_weekdays_are_read(text: str, expected: list[Pattern]) -> None:
    assert Timing(tuple(expected)) == read_timing(text, 15, TODAY)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("15.12.2026 10:00-12:00", [once(15)]),
        ("15/12/26 10:00-12:00", [once(15)]),
        ("2026-12-15 00:00:00 10:00-12:00", [once(15)]),
        ("вторник, 15 декабря 2026 г., 10:00–12:00", [once(15)]),
        ("2026 жылғы 15 желтоқсан, сейсенбі, 10:00–12:00", [once(15)]),
        ("15 желтоқсан сағат 10:00-12:00", [once(15)]),
        ("15, 22 декабря 2026 10:00-12:00", [once(15), once(22)]),
        ("15-17 декабря 10:00-12:00", [once(15), once(16), once(17)]),
        ("15.12.2026, 22.12.2026\n10:00-12:00", [once(15), once(22)]),
        ("15.12.2026 10:00-12:00; 22.12.2026 14:00-15:00", [once(15), once(22, hours=(14, 15))]),
    ],
)
def test_dates_are_read(text: str, expected: list[ReceptionDay]) -> None:
    assert Timing((), tuple(expected)) == read_timing(text, 15, TODAY)


def test_hours_without_an_end_are_those_of_one_reception() -> None:
    day = date(2026, 12, 15)
    assert (ReceptionDay(day, time(10), time(10, 20), 20),) == (
        read_timing("15 декабря 2026 10:00", 20, TODAY).days
    )


def test_a_date_without_its_year_is_the_next_one() -> None:
    days = read_timing("22 ноября, 24 ноября 10:00", 15, TODAY).days
    assert [date(2027, 11, 22), date(2026, 11, 24)] == [one.day for one in days]


@pytest.mark.parametrize(
    "text",
    [
        "каждый вторник 15:00-18:00, кроме 15.12.2026, 29.12.2026",
        "кроме 15.12.2026, 29.12.2026; каждый вторник 15:00-18:00",
        "каждый вторник 15:00-18:00, за исключением 15 и 29 декабря 2026 года",
        "әр сейсенбі 15:00-18:00; 15.12.2026, 29.12.2026 қоспағанда",
    ],
)
def test_days_without_reception_are_read(text: str) -> None:
    off = (date(2026, 12, 15), date(2026, 12, 29))
    assert Timing((weekly(TUESDAY),), (), off) == read_timing(text, 15, TODAY)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "annex-no-days"),
        ("15:00-18:00", "annex-no-days"),
        ("вторник", "annex-no-hours"),
        ("вторник 15:00-18:00; 15.12.2026", "annex-no-hours"),
        ("2-й 15:00-18:00", "annex-word"),
        ("последний 15:00-18:00", "annex-no-weekday"),
        ("по договоренности", "annex-word"),
        ("первый рабочий день 10:00", "annex-word"),
        ("6-й вторник 10:00-12:00", "annex-word"),
        ("с 15 декабря вторник 10:00", "annex-word"),
        ("2-й вторник и четверг 15:00-18:00", "annex-weeks"),
        ("31.02.2027 10:00", "annex-date"),
        ("30 февраля 10:00", "annex-date"),
        ("15.12 10:00-12:00", "annex-date"),
        ("вторник 10:00-12:00, 15.12 14:00-16:00", "annex-date"),
        ("вторник 25:00-26:00", "annex-clock"),
        ("вторник 10:75", "annex-clock"),
        ("среда, 15.12.2026 10:00", "annex-weekday"),
        ("15 декабря 2026, среда, 10:00", "annex-weekday"),
        ("вторник 18:00-15:00", "annex-order"),
        ("вторник 15:00-15:10", "annex-short"),
        ("вторник 23:50", "annex-short"),
        ("вторник 15:00-18:00 по 1 минуте", "annex-minutes"),
        ("вторник 15:00-18:00 по 999 минут", "annex-minutes"),
        ("кроме вторника 10:00-12:00", "annex-word"),
        ("1" * 2001, "annex-long"),
        ("1-31 января, 1-28 февраля, 1-31 марта, 1-30 апреля 10:00", "annex-many"),
    ],
)
def test_what_can_not_be_read_says_why(text: str, reason: str) -> None:
    with pytest.raises(Invalid) as caught:
        read_timing(text, 15, TODAY)
    assert reason == caught.value.reason


@given(st.lists(st.sampled_from(WORDS), max_size=12).map(" ".join) | st.text(max_size=60))
def test_whatever_is_written_is_read_or_told(text: str) -> None:
    with suppress(Invalid):
        found = read_timing(text, 15, TODAY)
        assert found.patterns or found.days
