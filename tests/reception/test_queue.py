"""The queue: who comes before whom."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.reception.queue import Waiting, in_order, place

NOON = datetime(2026, 12, 15, 7, 0, tzinfo=UTC)


def waiting(number: str, *, day: int = 15, minute: int = 0, out_of_turn: bool = False) -> Waiting:
    received = NOON + timedelta(minutes=minute)
    return Waiting(number, date(2026, 12, day), received, out_of_turn)


QUEUES = st.lists(
    st.builds(
        waiting,
        st.text("0123456789", min_size=6, max_size=6),
        day=st.integers(1, 31),
        minute=st.integers(0, 600),
        out_of_turn=st.booleans(),
    ),
    unique_by=lambda one: one.number,
)


def test_who_was_registered_first_comes_first() -> None:
    late, early = waiting("b", day=16, minute=-5), waiting("a", day=15, minute=5)
    assert in_order([late, early]) == (early, late)


def test_on_one_day_the_moment_of_arrival_decides() -> None:
    second, first = waiting("a", minute=2), waiting("b", minute=1)
    assert in_order([second, first]) == (first, second)


def test_those_received_out_of_turn_lead_the_queue() -> None:
    ordinary, veteran = waiting("a"), waiting("b", day=17, out_of_turn=True)
    assert in_order([ordinary, veteran]) == (veteran, ordinary)
    assert in_order([ordinary, veteran], out_of_turn_first=False) == (ordinary, veteran)


def test_a_place_is_counted_from_one() -> None:
    queue = [waiting("a"), waiting("b", minute=1), waiting("c", out_of_turn=True)]
    assert [place(queue, number) for number in "cab"] == [1, 2, 3]


def test_who_does_not_wait_has_no_place() -> None:
    with pytest.raises(KeyError):
        place([waiting("a")], "b")


@given(QUEUES)
def test_the_order_does_not_depend_on_how_the_queue_was_found(queue: list[Waiting]) -> None:
    assert in_order(reversed(queue)) == in_order(queue)
    places = [place(queue, one.number) for one in in_order(queue)]
    assert places == list(range(1, len(queue) + 1))
