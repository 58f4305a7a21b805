"""Marks of a term: every request is seen at each of them, on time, whatever the calendar does."""

from datetime import date, datetime, time, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.reception import terms, watching
from bot.reception.calendar import Override, WorkingCalendar, at
from bot.reception.language import Bilingual
from bot.reception.watching import MARKS, Silence, Urgency

CALENDAR = WorkingCalendar()
DAYS = st.dates(date(2024, 1, 1), date(2026, 12, 31))
REGISTERED = date(2026, 3, 2)
DUE = date(2026, 3, 27)


def test_a_term_is_looked_at_on_its_working_days_8_10_12_13_14_and_15() -> None:
    seen = {
        mark: day
        for n in range(1, 30)
        if (mark := watching.mark_of(DUE, day := REGISTERED + timedelta(days=n), CALENDAR))
        and CALENDAR.is_working(day)
    }
    expected = {8: 13, 10: 17, 12: 19, 13: 20, 14: 26, 15: 27}
    assert {mark: date(2026, 3, day) for mark, day in expected.items()} == seen


def test_urgency_only_rises() -> None:
    rising = [MARKS[mark] for mark in sorted(MARKS)]
    assert sorted(rising) == rising
    assert [14, 15] == [mark for mark, urgency in MARKS.items() if urgency is Urgency.HEADS]


@given(registered=DAYS)
def test_a_mark_is_the_number_of_a_working_day_of_the_term(registered: date) -> None:
    due = terms.reply_due(registered, CALENDAR)
    for mark in MARKS:
        assert mark == watching.mark_of(due, CALENDAR.add(registered, mark), CALENDAR)


@given(due=DAYS, today=DAYS)
def test_the_days_looked_for_are_those_whose_mark_is_today(due: date, today: date) -> None:
    today = CALENDAR.on_or_after(today)
    found = []
    for mark in MARKS:
        first, last = watching.due_at_mark(mark, today, CALENDAR)
        found += [mark] if first <= due <= last else []
    its_mark = watching.mark_of(due, today, CALENDAR)
    assert ([] if its_mark is None else [its_mark]) == found


@given(registered=DAYS)
def test_the_third_working_day_finds_every_registration_once(registered: date) -> None:
    today = terms.not_competent_due(registered, CALENDAR)
    first, last = watching.not_competent_today(today, CALENDAR)
    assert first <= registered <= last
    first, last = watching.not_competent_today(CALENDAR.add(today, 1), CALENDAR)
    assert not first <= registered <= last


@given(reception=DAYS, first=DAYS, length=st.integers(0, 10))
def test_receptions_to_brief_are_those_whose_note_is_due_in_those_days(
    reception: date, first: date, length: int
) -> None:
    last = first + timedelta(days=length)
    found_first, found_last = watching.receptions_to_brief(first, last, CALENDAR)
    due = terms.briefing_due(reception, CALENDAR)
    assert (first <= due <= last) == (found_first <= reception <= found_last)


def silence(due: date, breached: datetime | None = None) -> Silence:
    return Silence(1, due, breached)


def test_silence_is_noted_once_and_again_when_an_extended_term_ends_too() -> None:
    evening = at(DUE, time(17, 0))
    assert not watching.is_silence(silence(DUE), DUE - timedelta(days=1), CALENDAR)
    assert watching.is_silence(silence(DUE), DUE, CALENDAR)
    assert not watching.is_silence(silence(DUE, evening), DUE, CALENDAR)
    extended = date(2026, 4, 10)
    assert watching.is_silence(silence(extended, evening), extended, CALENDAR)


def test_a_term_that_ends_on_a_new_day_off_ends_on_the_next_working_day() -> None:
    moved = Override(DUE, working=False, name=Bilingual("демалыс", "выходной"), source="№ 1")
    calendar = WorkingCalendar([moved])
    assert not watching.is_silence(silence(DUE), DUE + timedelta(days=2), calendar)
    assert watching.is_silence(silence(DUE), date(2026, 3, 30), calendar)


def test_a_week_ends_on_sunday() -> None:
    assert {date(2026, 3, 8)} == {watching.week_end(date(2026, 3, day)) for day in range(2, 9)}
