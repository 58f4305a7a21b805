"""Changes of the calendar: what may be entered, and what a changed calendar does to terms."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.reception.calendar import Override, WorkingCalendar
from bot.reception.calendar_changes import (
    calendar_of,
    changed_days,
    check_override,
    check_removal,
    check_year,
    recounted,
    year_to_sign,
)
from bot.reception.days_off import Stretch, stretches
from bot.reception.holiday_names import WEEKEND
from bot.reception.identity import Invalid
from bot.reception.language import Bilingual
from bot.reception.terms import reply_due

TODAY = date(2026, 3, 2)
PUBLIC = WorkingCalendar()
NAME = Bilingual("Қосымша демалыс", "Дополнительный выходной")
DAYS = st.dates(date(2024, 3, 1), date(2027, 12, 31))
OVERRIDES = st.lists(
    st.builds(Override, DAYS, st.booleans(), st.just(NAME), st.just("№ 1")),
    unique_by=lambda one: one.day,
    max_size=40,
)


def off(text: str, *, working: bool = False) -> Override:
    return Override(date.fromisoformat(text), working, NAME, "№ 1")


TUESDAY, SATURDAY = off("2026-03-10"), off("2026-03-07", working=True)


def test_a_new_override_comes_back_with_its_words_cleaned() -> None:
    typed = Override(TUESDAY.day, False, Bilingual(" Қосымша  демалыс", f"{NAME.ru}\n"), " № 1 ")
    assert TUESDAY == check_override(typed, (), PUBLIC, TODAY)
    assert SATURDAY == check_override(SATURDAY, (TUESDAY,), PUBLIC, TODAY)


@pytest.mark.parametrize(
    ("new", "reason"),
    [
        (off("2026-03-09"), "override-already-off"),
        (off("2026-03-11", working=True), "override-already-working"),
        (off("2026-03-10", working=True), "override-stands"),
        (off("2026-03-10"), "override-stands"),
        (off("2029-03-12"), "override-far"),
        (off("2024-12-31"), "override-far"),
        (Override(date(2026, 3, 11), False, Bilingual("  ", "Да"), "№ 1"), "override-name"),
        (Override(date(2026, 3, 11), False, Bilingual("Иә", "д" * 101), "№ 1"), "override-name"),
        (Override(date(2026, 3, 11), False, NAME, " "), "override-source"),
    ],
)
def test_an_override_that_makes_no_sense_is_refused(new: Override, reason: str) -> None:
    with pytest.raises(Invalid) as caught:
        check_override(new, (TUESDAY,), calendar_of((), (TUESDAY,), frozenset()), TODAY)
    assert reason == caught.value.reason


def test_staff_may_contradict_the_directory_and_take_only_their_own_back() -> None:
    ordained, own = (TUESDAY,), off("2026-03-10", working=True)
    in_force = calendar_of(ordained, (), frozenset())
    assert own == check_override(own, (), in_force, TODAY)
    assert calendar_of(ordained, (own,), frozenset()).is_working(TUESDAY.day)
    assert own == check_removal(own.day, (own,), ordained)
    with pytest.raises(Invalid, match="override-ordained"):
        check_removal(TUESDAY.day, (), ordained)
    with pytest.raises(Invalid, match="override-none"):
        check_removal(date(2026, 3, 11), (own,), ordained)


def test_a_year_is_signed_once_and_not_far_ahead() -> None:
    check_year(2027, frozenset(), TODAY)
    for year, reason in ((2026, "signed"), (2027, "signed"), (2028, "far"), (1, "far")):
        with pytest.raises(Invalid, match=f"year-{reason}"):
            check_year(year, frozenset({2027}), TODAY)


@pytest.mark.parametrize(
    ("today", "signed", "year"),
    [
        ("2026-10-31", (), None),
        ("2026-11-01", (), 2027),
        ("2026-12-31", (2027,), None),
        ("2027-02-01", (), 2027),
        ("2027-11-01", (2027,), 2028),
    ],
)
def test_a_year_must_be_signed_from_november_before_it_on(
    today: str, signed: tuple[int, ...], year: int | None
) -> None:
    calendar = calendar_of((), (), frozenset(signed))
    assert year == year_to_sign(calendar, date.fromisoformat(today))


def test_only_days_on_which_overrides_differ_have_changed() -> None:
    other = off("2026-03-10", working=True)
    assert {TUESDAY.day} == changed_days((TUESDAY, SATURDAY), (SATURDAY, other))
    assert {SATURDAY.day} == changed_days((TUESDAY,), (SATURDAY, TUESDAY))


def test_a_registration_still_to_come_moves_off_a_day_off() -> None:
    calendar = WorkingCalendar((TUESDAY,))
    wednesday = date(2026, 3, 11)
    counted = (wednesday, reply_due(wednesday, calendar))
    assert counted == recounted(TUESDAY.day, calendar, date(2026, 3, 9))
    assert TUESDAY.day == recounted(TUESDAY.day, calendar, TUESDAY.day)[0]


def test_calendars_are_equal_when_they_count_alike() -> None:
    assert WorkingCalendar((TUESDAY, SATURDAY)) == WorkingCalendar((SATURDAY, TUESDAY))
    assert WorkingCalendar((TUESDAY,)) != PUBLIC
    assert calendar_of((), (), frozenset({2027})) != PUBLIC


def test_days_off_are_told_in_stretches() -> None:
    calendar = WorkingCalendar((SATURDAY,))
    found = stretches(calendar, date(2026, 3, 2), date(2026, 3, 16), weekends=True)
    women = PUBLIC.why_off(date(2026, 3, 8)), PUBLIC.why_off(date(2026, 3, 9))
    assert [
        Stretch(SATURDAY.day, SATURDAY.day, None),
        Stretch(date(2026, 3, 8), date(2026, 3, 8), women[0]),
        Stretch(date(2026, 3, 9), date(2026, 3, 9), women[1]),
        Stretch(date(2026, 3, 14), date(2026, 3, 15), WEEKEND),
    ] == list(found)
    assert ["07.03", "08.03", "09.03", "14–15.03"] == [one.span for one in found]
    assert "31.12–01.01" == Stretch(date(2026, 12, 31), date(2027, 1, 1), NAME).span
    assert 3 == len(stretches(calendar, date(2026, 3, 2), date(2026, 3, 16), weekends=False))


@given(DAYS, OVERRIDES)
def test_a_term_never_ends_on_a_day_off(registered: date, overrides: list[Override]) -> None:
    calendar = WorkingCalendar(overrides)
    assert calendar.is_working(reply_due(registered, calendar))


@given(DAYS, OVERRIDES, st.integers(1, 40))
def test_a_day_off_more_never_moves_a_term_back(
    registered: date, overrides: list[Override], ahead: int
) -> None:
    day = registered + timedelta(days=ahead)
    before = [one for one in overrides if one.day != day]
    after = [*before, Override(day, False, NAME, "№ 2")]
    assert reply_due(registered, WorkingCalendar(before)) <= reply_due(
        registered, WorkingCalendar(after)
    )


@given(DAYS, OVERRIDES, st.integers(1, 60))
def test_a_term_is_the_same_counted_forwards_and_backwards(
    day: date, overrides: list[Override], n: int
) -> None:
    calendar = WorkingCalendar(overrides)
    working = calendar.on_or_after(day)
    assert working == calendar.add(calendar.add(working, n), -n)
    assert n == calendar.between(working, calendar.add(working, n))
