"""Answers that wait aboard for those on their way: never more of them unstored than may be."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.lane import PATIENCE_SECONDS
from bot.pacing import Pace
from bot.records import ChannelName, Envelope, Outcome, Rejected, RetryAt, Sent
from bot.retries import LONGEST_PAUSE, PACED
from tests.delivery.fakes import Line, Outbox, Post, Time, answer, opened, settled

IN_FLIGHT = 4
FILLED = 0.01
"""Seconds in which as many are on their way as may be."""
PACE = Pace(per_second=1000, in_flight=IN_FLIGHT)
LONG = 2 * LONGEST_PAUSE
OUTAGE = RetryAt(2, "network", everywhere=True)
OUTCOMES = (None, OUTAGE, RetryAt(1, "500"), Rejected("400"))


class CountingLine(Line):
    """A channel that counts what was sent to it and is not stored yet."""

    def __init__(self, outbox: Outbox, time: Time) -> None:
        """Begin with nothing sent."""
        super().__init__(outbox, time)
        self.most_unstored = 0
        self.takes = 0.0

    async def send(self, envelope: Envelope) -> Outcome:
        """Take it, after a while."""
        stored = sum(not _was_put_off(one.outcome) for one in self._outbox.settlements)
        self.most_unstored = max(self.most_unstored, len(self.sent) + 1 - stored)
        outcome = await super().send(envelope)
        if self.takes:
            await self._time.rest(self.takes)
        return outcome


def _was_put_off(outcome: Outcome) -> bool:
    return isinstance(outcome, RetryAt) and outcome.code == PACED


def crowd(people: int, word: str = "a") -> list[tuple[int, str]]:
    return [(contact, f"{word}{contact}") for contact in range(people)]


def line_of(post: Post) -> CountingLine:
    assert isinstance(post.line, CountingLine)
    return post.line


async def caught_up(post: Post) -> None:
    await post.delivery.catch_up([ChannelName.TELEGRAM, ChannelName.SMS])


@pytest.fixture
async def post() -> AsyncIterator[Post]:
    """A post office where few may be on their way at once."""
    async with opened(Post(PACE, CountingLine)) as made:
        yield made


async def test_all_leave_in_their_order_without_being_claimed(post: Post) -> None:
    claims = sum(post.outbox.claimed_up_to.values())
    assert 10 == await answer(post, *crowd(10))
    await post.time.passes(0.5)
    assert [text for _, text in crowd(10)] == post.line.texts
    assert {"sent"} == set(post.outbox.states)
    assert IN_FLIGHT == line_of(post).most_unstored
    assert claims == sum(post.outbox.claimed_up_to.values())


async def test_none_leaves_while_what_came_of_others_can_not_be_stored(post: Post) -> None:
    await answer(post, *crowd(10))
    post.outbox.failures += [OSError("disk full")] * 20
    await post.time.passes(3)
    assert IN_FLIGHT == len(post.line.texts)
    assert 20 > len(post.outbox.failures) > 0
    post.outbox.failures.clear()
    await post.time.passes(5)
    assert ({"sent"}, IN_FLIGHT) == (set(post.outbox.states), line_of(post).most_unstored)
    assert 10 == len(post.line.texts)


async def test_a_few_slow_ones_keep_the_others_waiting_no_longer_than_a_moment(post: Post) -> None:
    post.line.gate = asyncio.Event()
    await answer(post, (100, "slow"), (101, "slow"), (102, "slow"))
    await post.time.passes(FILLED)
    gate, post.line.gate = post.line.gate, None
    await answer(post, *crowd(20, "quick"))
    await post.time.passes(1)
    assert 20 == sum(text.startswith("quick") for text in post.line.texts)
    gate.set()


async def test_an_outage_keeps_what_waits_and_one_finds_out_when_it_ends(post: Post) -> None:
    post.line.gate = asyncio.Event()
    said = crowd(10)
    for _, text in said[:IN_FLIGHT]:
        post.line.answers[text] = [OUTAGE]
    await answer(post, *said)
    await post.time.passes(FILLED)
    post.line.gate.set()
    await post.time.passes(1.9)
    assert [text for _, text in said[:IN_FLIGHT]] == post.line.texts
    post.line.gate.clear()
    await post.time.passes(1)
    assert [said[IN_FLIGHT][1]] == post.line.texts[IN_FLIGHT:]
    post.line.gate.set()
    await post.time.passes(5)
    assert (14, {"sent"}) == (len(post.line.texts), set(post.outbox.states))


async def test_who_is_stopped_sends_what_waits(post: Post) -> None:
    line_of(post).takes = 0.1
    await answer(post, *crowd(30))
    await settled()
    stopping = asyncio.ensure_future(post.delivery.stop())  # noqa: TID251
    await post.time.passes(1)
    await stopping
    assert ({"sent"}, 30) == (set(post.outbox.states), len(post.line.texts))
    assert IN_FLIGHT == line_of(post).most_unstored


async def test_who_is_stopped_and_can_not_store_at_first_goes_on_later(post: Post) -> None:
    line_of(post).takes = 0.1
    await answer(post, *crowd(30))
    await post.time.passes(FILLED)
    stopping = asyncio.ensure_future(post.delivery.stop())  # noqa: TID251
    post.outbox.failures += [OSError("disk full")] * 4
    await post.time.passes(1)
    assert IN_FLIGHT == len(post.line.texts)
    await post.time.passes(3)
    await stopping
    assert ({"sent"}, 30) == (set(post.outbox.states), len(post.line.texts))
    assert IN_FLIGHT == line_of(post).most_unstored


async def test_who_is_stopped_in_an_outage_does_not_wait_for_its_end(post: Post) -> None:
    post.line.answers["a0"] = [OUTAGE]
    await answer(post, *crowd(10))
    await settled()
    begun = post.time.passed
    stopping = asyncio.ensure_future(post.delivery.stop())  # noqa: TID251
    await post.time.passes(0.1)
    await stopping
    assert begun + 1 > post.time.passed
    assert 1 == len(post.line.texts)


async def test_a_turn_waits_until_what_was_said_before_could_leave(post: Post) -> None:
    await caught_up(post)
    line_of(post).takes = 0.05
    await answer(post, *crowd(10))
    await post.time.passes(FILLED)
    waiting = asyncio.ensure_future(caught_up(post))  # noqa: TID251
    await post.time.passes(0.04)
    assert not waiting.done()
    await post.time.passes(0.07)
    assert waiting.done()
    assert 10 == len(post.line.texts)
    assert post.line.at_once == 0


async def test_a_turn_waits_no_longer_than_a_moment_for_a_slow_provider(post: Post) -> None:
    post.line.gate = asyncio.Event()
    await answer(post, *crowd(10))
    await post.time.passes(FILLED)
    waiting = asyncio.ensure_future(caught_up(post))  # noqa: TID251
    await post.time.passes(PATIENCE_SECONDS * 0.9)
    assert not waiting.done()
    await post.time.passes(PATIENCE_SECONDS * 0.2)
    assert waiting.done()


async def test_a_turn_does_not_wait_for_the_end_of_an_outage(post: Post) -> None:
    post.line.answers["a0"] = [OUTAGE]
    await answer(post, *crowd(10))
    await settled()
    await caught_up(post)
    assert 1 == len(post.line.texts)


Said = tuple[float, list[tuple[int, str]]]
_said = st.lists(st.tuples(st.integers(0, 12), st.sampled_from("abcdef")), max_size=15)
_turns = st.lists(st.tuples(st.sampled_from([0.0, 0.001, 0.1, 1.0, 40.0]), _said), max_size=6)
_bad = st.dictionaries(
    st.sampled_from("abcdef"), st.lists(st.sampled_from(OUTCOMES), max_size=3), max_size=3
)


@settings(max_examples=40, deadline=None)
@given(
    turns=_turns,
    bad=_bad,
    takes=st.sampled_from([0.0, 0.01, 1.0]),
    failures=st.integers(0, 3),
    in_flight=st.sampled_from([1, 2, 5]),
)
def test_whatever_happens_few_are_unstored_and_all_come_to_an_end(
    turns: list[Said],
    bad: dict[str, list[Outcome | None]],
    takes: float,
    failures: int,
    in_flight: int,
) -> None:
    async def happens() -> None:
        post = Post(Pace(per_second=1000, in_flight=in_flight, ahead=0.01), CountingLine)
        line = line_of(post)
        line.takes = takes
        for text, outcomes in bad.items():
            line.answers[text] = [one or Sent("id") for one in outcomes]
        async with opened(post):
            for nth, (wait, said) in enumerate(turns):
                with suppress(OSError):
                    await answer(post, *said)
                if nth == 0:
                    post.outbox.failures += [OSError("disk full")] * failures
                post.delivery.wake()
                await post.time.passes(wait)
            await post.time.passes(LONG)
        assert {"sent", "failed"} >= set(post.outbox.states)
        assert line.most_unstored <= in_flight
        ended = [one.envelope for one in post.outbox.settlements if one.retry_at is None]
        for one, after in pairwise(sorted(ended, key=lambda one: one.contact)):
            assert one.contact != after.contact or one.id < after.id

    asyncio.run(happens())
