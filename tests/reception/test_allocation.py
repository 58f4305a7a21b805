"""A queue laid into free times: in order, none twice, none nearer than the briefing allows."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.reception.allocation import InLine, TimeFor, lay, overtakers
from bot.reception.calendar import local

SOONEST = date(2026, 3, 10)
FIRST = datetime(2026, 3, 10, 5, 0, tzinfo=UTC)
QUARTER = timedelta(minutes=15)

OFFICIALS = st.sampled_from(["togyz", "zhibek", "samurat"])
QUEUES = st.lists(OFFICIALS, max_size=25).map(
    lambda officials: [InLine(str(nth), official) for nth, official in enumerate(officials)]
)
MOMENTS = st.integers(-8 * 96, 10 * 96).map(lambda quarters: FIRST + quarters * QUARTER)
FREE = st.dictionaries(OFFICIALS, st.lists(MOMENTS, max_size=15))


def test_the_first_in_the_queue_gets_the_first_time() -> None:
    queue = [InLine("a", "togyz"), InLine("b", "zhibek"), InLine("c", "togyz")]
    free = {"togyz": [FIRST + QUARTER, FIRST], "zhibek": [FIRST]}
    assert (TimeFor("a", FIRST), TimeFor("b", FIRST), TimeFor("c", FIRST + QUARTER)) == lay(
        queue, free, SOONEST
    )


def test_a_time_too_near_for_the_briefing_note_is_given_to_nobody() -> None:
    near = FIRST - timedelta(days=1)
    assert (TimeFor("a", FIRST),) == lay([InLine("a", "togyz")], {"togyz": [near, FIRST]}, SOONEST)


def test_who_finds_no_time_is_left_out() -> None:
    queue = [InLine("a", "togyz"), InLine("b", "togyz"), InLine("c", "nobody")]
    assert (TimeFor("a", FIRST),) == lay(queue, {"togyz": [FIRST]}, SOONEST)


@given(QUEUES, FREE)
def test_nobody_overtakes_nothing_is_given_twice_and_nothing_is_too_near(
    queue: list[InLine], free: Mapping[str, list[datetime]]
) -> None:
    times = {one.number: one.starts_at for one in lay(queue, free, SOONEST)}
    for official in {one.official for one in queue}:
        own = [times.get(one.number) for one in queue if one.official == official]
        given_ = [moment for moment in own if moment is not None]
        assert own == given_ + [None] * (len(own) - len(given_))
        assert given_ == sorted(set(given_))
        assert set(given_) <= set(free.get(official, []))
        good = [one for one in set(free.get(official, [])) if local(one).date() >= SOONEST]
        assert len(given_) == min(len(own), len(good))
    assert all(local(moment).date() >= SOONEST for moment in times.values())


@given(QUEUES, FREE, st.integers(0, 25))
def test_the_beginning_of_a_proposal_keeps_every_queues_order(
    queue: list[InLine], free: Mapping[str, list[datetime]], most: int
) -> None:
    shown = {one.number for one in lay(queue, free, SOONEST)[:most]}
    left = {one.number for one in queue} - shown
    assert () == overtakers(queue, left)


def test_only_who_stands_behind_somebody_left_out_overtakes() -> None:
    of = {"a": "togyz", "b": "togyz", "c": "zhibek", "d": "togyz"}
    queue = [InLine(number, official) for number, official in of.items()]
    assert ("d",) == overtakers(queue, ["b"])
    assert () == overtakers(queue, ["d"])
    assert ("b", "d") == overtakers(queue, ["a", "c"])
