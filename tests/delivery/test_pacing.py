"""How fast messages leave, in simulated time."""

from bisect import bisect_right
from collections import deque
from dataclasses import dataclass, field

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.pacing import LATE, MINUTE, OTHERS_MAY, Pace, Pacer
from storage.processes import WHOLE, share_left

RATE = Pace().per_second
GAP = 1 / RATE


@dataclass
class Sender:
    """Sends as a lane does: answers first, each message so late after it was woken for it."""

    pacer: Pacer = field(default_factory=lambda: Pacer(Pace()))
    now: float = 0.0
    bulk: int = 0
    lateness: deque[float] = field(default_factory=deque)
    asked: deque[float] = field(default_factory=deque)
    left: list[float] = field(default_factory=list)
    waits: list[float] = field(default_factory=list)

    def passes(self, until: float) -> None:
        """Let time pass, with all that may leave."""
        while self.bulk or self.asked:
            wait = self.pacer.wait(self.now, answer=bool(self.asked))
            if self.now + wait > until:
                break
            if wait > 0:
                self.now += wait + (self.lateness.popleft() if self.lateness else 0.0)
                continue
            self._leaves()
        self.now = max(self.now, until)

    def asks(self, at: float) -> None:
        """Let somebody wait for an answer from now on."""
        self._begins()
        self.asked.append(at)

    def has(self, messages: int) -> None:
        """Let so many more wait that are no answers."""
        self._begins()
        self.bulk += messages

    def _begins(self) -> None:
        if not (self.bulk or self.asked):
            self.pacer.begin(self.now)

    def _leaves(self) -> None:
        self.pacer.leave(self.now)
        self.left.append(self.now)
        if self.asked:
            self.waits.append(self.now - self.asked.popleft())
        else:
            self.bulk -= 1


def busiest(moments: list[float]) -> int:
    """Count the fullest second, both its ends with it."""
    return max((bisect_right(moments, at + 1) - nth for nth, at in enumerate(moments)), default=0)


short_or_long = st.floats(0, 0.02) | st.floats(0, 3)
happens = st.tuples(st.floats(0, 0.1) | st.floats(0, 3), st.integers(0, 3), st.integers(0, 40))


@given(st.lists(happens, max_size=60), st.lists(short_or_long, max_size=200))
def test_no_second_sees_more_than_31_whatever_is_asked_and_however_late_it_is(
    happens: list[tuple[float, int, int]], lateness: list[float]
) -> None:
    sender = Sender(lateness=deque(lateness))
    for passed, answers, bulk in happens:
        sender.passes(sender.now + passed)
        for _ in range(answers):
            sender.asks(sender.now)
        sender.has(bulk)
    sender.passes(sender.now + 100)
    assert busiest(sender.left) <= 31


@given(st.lists(short_or_long, min_size=1, max_size=150))
def test_without_answers_no_second_sees_more_than_30(lateness: list[float]) -> None:
    sender = Sender(bulk=len(lateness), lateness=deque(lateness))
    sender.pacer.begin(0.0)
    sender.passes(1000)
    assert busiest(sender.left) <= 30


def test_a_message_that_is_late_pushes_the_others() -> None:
    sender = Sender(Pacer(Pace(per_second=10)), lateness=deque([0, 0.3]))
    sender.has(6)
    sender.passes(2)
    assert [0, 0.1, 0.5, 0.591, 0.69, 0.79] == [round(at, 3) for at in sender.left]


@given(st.lists(st.floats(0, LATE), min_size=1, max_size=300))
def test_messages_that_are_about_on_time_keep_the_rate(lateness: list[float]) -> None:
    sender = Sender(lateness=deque(lateness))
    sender.has(len(lateness))
    sender.passes(20)
    assert sender.left[-1] <= (len(lateness) - 1) * GAP + LATE + 1e-6


def test_what_a_short_stop_held_up_is_made_good_little_by_little() -> None:
    sender = Sender(lateness=deque([0.0] * 99 + [0.1]))
    sender.has(600)
    sender.passes(30)
    late = [at - nth * GAP for nth, at in enumerate(sender.left)]
    assert (0.0, 0.1) == (round(late[99], 3), round(late[100], 3))
    assert late[-1] <= LATE + 1e-6


apart = st.lists(st.floats(2 * GAP + 1e-3, 3), min_size=1, max_size=40)


@given(apart)
def test_an_answer_beside_a_backlog_leaves_within_a_gap(apart: list[float]) -> None:
    sender = Sender()
    sender.has(10_000)
    for passed in apart:
        sender.passes(sender.now + passed)
        sender.asks(sender.now)
    sender.passes(sender.now + 1)
    assert max(sender.waits) <= LATE + 1e-6 < GAP


@given(apart)
def test_answers_take_nothing_from_the_rate(apart: list[float]) -> None:
    sender = Sender()
    sender.has(10_000)
    for passed in apart:
        sender.passes(sender.now + passed)
        sender.asks(sender.now)
    sender.passes(sender.now + 1)
    assert (len(sender.left) - 1) * GAP >= sender.now - 2 * GAP


def test_a_second_answer_in_the_same_gap_waits_for_its_own() -> None:
    sender = Sender()
    sender.has(100)
    sender.passes(GAP)
    for _ in range(3):
        sender.asks(sender.now)
    sender.passes(1)
    assert [LATE, LATE + GAP, LATE + 2 * GAP] == [pytest.approx(one) for one in sender.waits]


@given(st.integers(0, 100))
def test_what_is_taken_on_ahead_is_about_half_a_second_and_half_of_it_is_used_first(
    waiting: int,
) -> None:
    most = 15
    assert (0 if waiting > most / 2 else most - waiting) == Pacer(Pace()).room(waiting)


@given(st.lists(st.tuples(st.floats(0, 20, allow_nan=False), st.integers(0, 40)), max_size=40))
def test_a_group_hears_no_more_than_20_a_minute(steps: list[tuple[float, int]]) -> None:
    pacer, now, left = Pacer(Pace()), 0.0, list[float]()
    for passed, wanted in steps:
        now += passed
        for _ in range(wanted):
            if not pacer.group_wait("-1", now):
                pacer.leave_into_group("-1", now)
                left.append(now)
    assert max((sum(at <= one <= at + 60 for one in left) for at in left), default=0) <= 20


def test_a_full_group_holds_no_other_up() -> None:
    pacer = Pacer(Pace())
    for _ in range(20):
        assert 0.0 == pacer.group_wait("-1", 0.0)
        pacer.leave_into_group("-1", 0.0)
    assert (61.0, 0.0) == (pacer.group_wait("-1", 0.0), pacer.group_wait("-2", 0.0))


@pytest.mark.parametrize(("per_second", "in_flight"), [(1.0, 4), (29.5, 15), (1000.0, 50)])
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


# Nobody leaves anything to the second one, the third one takes what the first made do with.
_TAKES_WHAT_IS_LEFT = [
    *[("come", 0, 0.0)] * 2, ("die", 1, 0.0), *[("send", 0, 1.0)] * 3, ("beat", 0, 0.0),
    ("come", 0, 0.0), ("send", 2, 1.0),
]  # fmt: skip
acts = st.tuples(
    st.sampled_from(["come", "die", "beat", "beat", "send", "send", "send"]),
    st.integers(0, 3),
    st.floats(0, 2, allow_nan=False),
)


@example(_TAKES_WHAT_IS_LEFT)
@given(st.lists(acts, max_size=60))
def test_processes_that_come_and_die_never_send_more_than_one_may(
    acts: list[tuple[str, int, float]],
) -> None:
    fleet, now = Fleet(), 0.0
    left, into_group = list[float](), list[tuple[Pacer, float]]()
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
                pacer, until = fleet.pacers[some], now + passed
                pacer.begin(now)
                for nth in range(pacer.room(0)):
                    now += pacer.wait(now, answer=nth % 3 == 0)
                    if now > until:
                        break
                    if nth % 2 and not pacer.group_wait("-1", now):
                        pacer.leave_into_group("-1", now)
                        into_group.append((pacer, now))
                    else:
                        pacer.leave(now)
                    left.append(now)
            case _:
                pass
    # A second may begin with a message of each of the five at once, where one alone has one.
    assert busiest(left) <= 31 + 4
    # What one that died had sent to a group nobody knows any more.
    in_group = [at for pacer, at in into_group if pacer in fleet.pacers]
    assert max((sum(at <= one <= at + 60 for one in in_group) for at in in_group), default=0) <= 20


def test_a_group_that_others_may_write_to_is_looked_at_again_soon() -> None:
    pacer = Pacer(Pace())
    pacer.use(1.0, 0.0)
    pacer.use(0.5, 0.0)
    for _ in range(10):
        assert 0.0 == pacer.group_wait("-1", 0.0)
        pacer.leave_into_group("-1", 0.0)
    assert OTHERS_MAY == pacer.group_wait("-1", 0.0)
    pacer.use(1.0, 1.0)
    assert pacer.group_wait("-1", 2.0) > 0
    assert 0.0 == pacer.group_wait("-1", 2.0 + MINUTE)


def test_who_comes_beside_others_writes_to_a_group_when_what_they_sent_is_a_minute_old() -> None:
    pacer = Pacer(Pace())
    pacer.use(0.5, 0.0)
    assert OTHERS_MAY == pacer.group_wait("-1", 0.0)
    assert 0.0 < pacer.group_wait("-1", MINUTE - 1)
    assert 0.0 == pacer.group_wait("-1", MINUTE)


def test_without_a_share_nothing_is_taken_on() -> None:
    pacer = Pacer(Pace())
    pacer.use(0.0, 0.0)
    assert (0, True) == (pacer.room(0), pacer.is_closed)
    pacer.use(0.5, 100.0)
    pacer.begin(100.0)
    assert (8, 0.5) == (pacer.room(0), pacer.wait(100.0))
