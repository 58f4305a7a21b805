"""Who is drawn into the survey by telephone: the same always, about the share, and for good."""

from datetime import date, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.reception.calendar import WorkingCalendar, at
from bot.reception.calling import TRIES, CallState, Result, state_after
from bot.reception.lifecycle import State
from bot.reception.number import public_number
from bot.reception.quarter import Quarter
from bot.reception.sampling import Askable, Reason, again_at, draw, ready_on, sample

CALENDAR = WorkingCalendar()
QUARTER = Quarter(2026, 1)
FRIDAY = date(2026, 2, 6)
NUMBERS = st.sets(st.integers(1, 999_999).map(lambda n: public_number(2026, n)), max_size=30)
ORDERS = NUMBERS.flatmap(lambda numbers: st.permutations(sorted(numbers)))
SHARES = st.integers(0, 100)


def someone(
    n: int, state: State = State.WITHDRAWN, ended: date = FRIDAY, starts: datetime | None = None
) -> Askable:
    return Askable(n, public_number(2026, n), state, at(ended, time(10, 0)), starts)


@given(ORDERS, SHARES)
def test_the_same_people_give_the_same_sample_in_whatever_order_they_come(
    numbers: list[str], share: int
) -> None:
    first = sample("centre", QUARTER, share, sorted(numbers))
    assert first == sample("centre", QUARTER, share, numbers)
    assert set(first) <= set(numbers)


@given(NUMBERS, NUMBERS, SHARES)
def test_who_comes_later_changes_nothing_for_those_before(
    before: set[str], later: set[str], share: int
) -> None:
    drawn = sample("centre", QUARTER, share, before, at_least=0)
    with_later = sample("centre", QUARTER, share, before | later, at_least=0)
    assert [number for number in with_later if number in before] == list(drawn)


@given(NUMBERS, SHARES)
def test_a_larger_share_takes_more_of_the_same(numbers: set[str], share: int) -> None:
    smaller = sample("centre", QUARTER, share, numbers)
    assert smaller == sample("centre", QUARTER, min(share + 7, 100), numbers)[: len(smaller)]


@given(NUMBERS, st.integers(1, 100))
def test_of_any_people_there_is_one_at_least_and_all_at_most(numbers: set[str], share: int) -> None:
    assert bool(sample("centre", QUARTER, share, numbers)) == bool(numbers)
    assert set(sample("centre", QUARTER, 100, numbers)) == numbers
    assert sample("centre", QUARTER, 0, numbers) == ()


@pytest.mark.parametrize("share", [1, 10, 33, 75])
def test_of_ten_thousand_about_the_share_is_drawn(share: int) -> None:
    people = [public_number(2026, n) for n in range(1, 10_001)]
    assert abs(len(sample("centre", QUARTER, share, people)) - share * 100) < 150


def test_offices_and_quarters_draw_each_for_themselves() -> None:
    people = [public_number(2026, n) for n in range(1, 1001)]
    drawn = {
        sample(office, quarter, 10, people)
        for office in ("centre", "akim")
        for quarter in (QUARTER, QUARTER.after)
    }
    assert len(drawn) == 4


@pytest.mark.parametrize(
    ("state", "why", "ready"),
    [
        # Surveyed on Monday at 11:00; fourteen days later the survey closes.
        (State.ATTENDED, Reason.RECEIVED, date(2026, 2, 24)),
        # Asked in the chat on Monday and on Wednesday.
        (State.CONSULTED, Reason.CONSULTED, date(2026, 2, 12)),
        (State.WITHDRAWN, Reason.WITHDREW, date(2026, 2, 9)),
    ],
)
def test_people_are_called_once_nothing_else_asks_them_any_more(
    state: State, why: Reason, ready: date
) -> None:
    who = someone(1, state, starts=at(FRIDAY, time(10, 0)) if why is Reason.RECEIVED else None)
    assert ready == ready_on(who, why, CALENDAR)
    day_before = CALENDAR.add(ready, -1)
    assert draw("centre", 100, [who], day_before, CALENDAR) == ()
    (drawn,) = draw("centre", 100, [who], ready, CALENDAR)
    assert (drawn.who, drawn.reason, drawn.quarter) == (who, why, QUARTER)


@pytest.mark.parametrize("state", [State.REFUSED, State.NO_SHOW, State.REDIRECTED, State.NOT_HELD])
def test_others_are_not_called(state: State) -> None:
    assert draw("centre", 100, [someone(1, state)], date(2026, 3, 20), CALENDAR) == ()


def test_if_nobody_was_drawn_the_first_in_order_is_in_the_last_days_of_the_quarter() -> None:
    people = [someone(n) for n in range(1, 4)]
    (first,) = sample("centre", QUARTER, 1, [one.number for one in people])
    assert draw("centre", 1, people, date(2026, 3, 16), CALENDAR) == ()
    (drawn,) = draw("centre", 1, people, date(2026, 3, 17), CALENDAR)
    assert first == drawn.who.number
    assert draw("centre", 1, people, date(2026, 3, 17), CALENDAR, begun=[QUARTER]) == ()


def test_drawing_every_day_ends_at_the_sample_of_the_whole_quarter() -> None:
    people = [someone(n, ended=date(2026, 1, 5 + n % 25)) for n in range(1, 400)]
    drawn: list[str] = []
    day = date(2026, 1, 8)
    while day < date(2026, 3, 10):
        left = [one for one in people if one.number not in drawn]
        drawn += [one.who.number for one in draw("centre", 10, left, day, CALENDAR)]
        day = CALENDAR.add(day, 1)
    assert sorted(drawn) == sorted(sample("centre", QUARTER, 10, [one.number for one in people]))


def test_who_was_not_reached_is_tried_again_on_the_next_working_day_three_times_in_all() -> None:
    assert at(date(2026, 2, 9), time(9, 0)) == again_at(FRIDAY, time(9, 0), CALENDAR)
    states = [state_after(Result.NOT_REACHED, tries) for tries in range(1, TRIES + 1)]
    assert [CallState.WAITING, CallState.WAITING, CallState.UNREACHED] == states
