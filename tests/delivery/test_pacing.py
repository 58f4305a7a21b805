"""How fast messages leave, in simulated time."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.pacing import Pace, Pacer

steps = st.lists(
    st.tuples(st.floats(0, 2, allow_nan=False), st.integers(0, 40)), min_size=1, max_size=40
)


@given(steps)
def test_no_second_sees_more_than_31(steps: list[tuple[float, int]]) -> None:
    pacer, now, slots = Pacer(Pace()), 0.0, list[float]()
    for passed, wanted in steps:
        now += passed
        slots += [pacer.slot(now) for _ in range(min(wanted, pacer.room(now)))]
    busiest = max((sum(at <= one <= at + 1 for one in slots) for at in slots), default=0)
    assert busiest <= 31


@given(steps)
def test_an_answer_never_waits_long_behind_what_was_taken_on(
    steps: list[tuple[float, int]],
) -> None:
    pace = Pace()
    pacer, now = Pacer(pace), 0.0
    for passed, wanted in steps:
        now += passed
        for _ in range(min(wanted, pacer.room(now))):
            assert pacer.slot(now) - now <= pace.ahead + 1e-6


@given(steps)
def test_there_is_room_again_after_the_wait(steps: list[tuple[float, int]]) -> None:
    pacer, now = Pacer(Pace()), 0.0
    for passed, wanted in steps:
        now += passed
        for _ in range(wanted):
            pacer.slot(now)
        assert pacer.room(now + pacer.wait(now) + 1e-6) > 0


@given(steps)
def test_a_group_hears_no_more_than_20_a_minute(steps: list[tuple[float, int]]) -> None:
    pacer, now, slots = Pacer(Pace()), 0.0, list[float]()
    for passed, wanted in steps:
        now += passed * 10
        slots += [at for _ in range(wanted) if (at := pacer.slot_in_group("-1", now)) is not None]
    busiest = max((sum(at <= one <= at + 60 for one in slots) for at in slots), default=0)
    assert busiest <= 20


def test_a_full_group_holds_no_other_up() -> None:
    pacer = Pacer(Pace())
    into_one = [pacer.slot_in_group("-1", 0.0) for _ in range(21)]
    assert (20, 61.0) == (sum(at is not None for at in into_one), pacer.group_wait("-1", 0.0))
    assert pacer.slot_in_group("-2", 0.0) is not None


@pytest.mark.parametrize(("per_second", "in_flight"), [(1.0, 4), (29.5, 12), (1000.0, 50)])
def test_no_more_is_in_flight_than_the_rate_needs(per_second: float, in_flight: int) -> None:
    """What is in flight is what a crash repeats."""
    assert in_flight == Pace.of(per_second, 20).in_flight


def test_the_operator_may_say_how_many_are_in_flight() -> None:
    assert 1 == Pace.of(1000.0, 20, 1).in_flight
