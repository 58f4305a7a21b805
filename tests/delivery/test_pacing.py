"""How fast messages leave, in simulated time."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.pacing import MINUTE, OTHERS_MAY, Pace, Pacer
from storage.processes import WHOLE, share_left

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


class Fleet:
    """Processes that share a pace by the rules of their seats: less at once, more after the rest.

    `shares` are those that hold now; who beats takes what the others leave.
    """

    def __init__(self) -> None:
        self.pacers: list[Pacer] = []
        self.shares: list[int] = []

    def comes(self, now: float) -> None:
        """Start a process; the first one begins with everything."""
        share = share_left(self.shares)
        self.pacers.append(Pacer(Pace()))
        self.shares.append(share)
        self.pacers[-1].use(share / WHOLE, now)

    def beats(self, which: int, now: float) -> None:
        """Let a process see how many there are."""
        self.shares[which] = share_left([*self.shares[:which], *self.shares[which + 1 :]])
        self.pacers[which].use(self.shares[which] / WHOLE, now)

    def dies(self, which: int) -> None:
        """Kill a process; what it had a slot for does not leave any more."""
        self.pacers.pop(which)
        self.shares.pop(which)


acts = st.tuples(
    st.sampled_from(["come", "die", "beat", "beat", "send", "send", "send"]),
    st.integers(0, 3),
    st.floats(0, 2, allow_nan=False),
)


@given(st.lists(acts, max_size=60))
def test_processes_that_come_and_die_never_send_more_than_one_may(
    acts: list[tuple[str, int, float]],
) -> None:
    fleet, now = Fleet(), 0.0
    slots, in_group = list[float](), list[float]()
    fleet.comes(now)
    for what, which, passed in acts:
        now += passed * (30 if which == 3 else 1)
        some = which % len(fleet.pacers) if fleet.pacers else 0
        match what:
            case "come" if len(fleet.pacers) < 5:
                fleet.comes(now)
            case "die" if len(fleet.pacers) > 1:
                fleet.dies(some)
            case "beat":
                fleet.beats(some, now)
            case "send":
                pacer = fleet.pacers[some]
                for nth in range(pacer.room(now)):
                    at = pacer.slot_in_group("-1", now) if nth % 2 else pacer.slot(now)
                    if at is not None:
                        slots.append(at)
                        in_group += [at] if nth % 2 else []
            case _:
                pass
    # A second may begin with a message of each of the five at once, where one alone has one.
    assert max((sum(at <= one <= at + 1 for one in slots) for at in slots), default=0) <= 31 + 4
    assert max((sum(at <= one <= at + 60 for one in in_group) for at in in_group), default=0) <= 20


def test_a_group_that_others_may_write_to_is_looked_at_again_soon() -> None:
    pacer = Pacer(Pace())
    pacer.use(0.5, 0.0)
    into_one = [pacer.slot_in_group("-1", 0.0) for _ in range(21)]
    assert (10, OTHERS_MAY) == (sum(at is not None for at in into_one), pacer.group_wait("-1", 0.0))
    pacer.use(1.0, 1.0)
    assert pacer.group_wait("-1", 2.0) > 0
    assert 0.0 == pacer.group_wait("-1", 2.0 + MINUTE)


def test_without_a_share_nothing_is_taken_on() -> None:
    pacer = Pacer(Pace())
    pacer.use(0.0, 0.0)
    assert 0 == pacer.room(100.0)
    pacer.use(0.5, 100.0)
    assert 0 == pacer.room(100.0)
    assert 0 < pacer.room(100.3)
    assert 100.5 == pacer.slot(100.3)
