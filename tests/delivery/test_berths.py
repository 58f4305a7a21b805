"""Answers that turns claim by themselves, in simulated time."""

import asyncio
from typing import cast

import pytest

from bot.lane import LINGER_SECONDS
from bot.pacing import Pace
from bot.ports import Tx
from bot.ports.processes import Collided
from bot.records import Priority, Rejected, RetryAt, Sent
from bot.retries import LONGEST_PAUSE
from tests.delivery.fakes import Post, TurnFailed, answer, room_of, settled

AHEAD = 10
"""What was sent before nothing may come out of, in a turn that holds it up."""


async def test_an_answer_leaves_when_its_turn_is_committed(post: Post) -> None:
    claims = sum(post.outbox.claimed_up_to.values())
    await answer(post, (1, "one"), (2, "two"))
    await post.time.passes(1)
    assert (["one", "two"], ["sent", "sent"]) == (post.line.texts, post.outbox.states)
    assert claims == sum(post.outbox.claimed_up_to.values())
    assert 0 == post.line.sent_in_a_transaction


async def test_nothing_leaves_of_a_turn_that_failed(post: Post) -> None:
    with pytest.raises(TurnFailed):
        await answer(post, (1, "one"), fails=True)
    await post.passes(1)
    assert ([], []) == (post.line.texts, post.outbox.states)
    assert 1 == await answer(post, (1, "two"))
    await post.time.passes(1)
    assert ["two"] == post.line.texts


async def test_several_answers_to_one_leave_one_by_one_in_their_order(post: Post) -> None:
    post.line.gate = asyncio.Event()
    await answer(post, (1, "a"), (1, "b"), (2, "other"), (1, "c"))
    await post.time.passes(1)
    assert ["a", "other"] == post.line.texts
    post.line.gate.set()
    await post.time.passes(1)
    assert ["a", "other", "b", "c"] == post.line.texts
    assert {"sent"} == set(post.outbox.states)


async def test_what_stands_behind_an_answer_that_did_not_go_waits_for_it(post: Post) -> None:
    post.line.answers["a"] = [RetryAt(5, "500")]
    await answer(post, (1, "a"), (1, "b"))
    await settled()
    assert ["a"] == post.line.texts
    outcomes = {one.envelope.id: one.outcome for one in post.outbox.settlements}
    assert isinstance(outcomes[2], RetryAt)
    assert outcomes[2].seconds < 1
    await post.time.passes(10)
    assert (["sent", "sent"], 1) == (post.outbox.states, post.line.texts.count("b"))


async def test_what_stands_behind_an_answer_that_is_refused_leaves_after_it(post: Post) -> None:
    post.line.answers["a"] = [Rejected("400")]
    await answer(post, (1, "a"), (1, "b"))
    await post.time.passes(1)
    assert (["a", "b"], ["failed", "sent"]) == (post.line.texts, post.outbox.states)


async def test_answers_in_the_outbox_come_first() -> None:
    post = Post(Pace(per_second=1000, in_flight=4, ahead=0.003))
    post.line.gate = asyncio.Event()
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(post.delivery.run())
        for contact in range(10):
            post.outbox.put("waits", contact)
        await post.passes(1)
        assert 0 == await answer(post, (AHEAD, "new"))
        post.line.gate.set()
        await post.passes(1)
        await post.delivery.stop()
    assert ["waits"] * 10 + ["new"] == post.line.texts


async def test_no_more_are_on_their_way_than_may_be() -> None:
    post = Post(Pace(per_second=1000, in_flight=4, ahead=0.003))
    post.line.gate = asyncio.Event()
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(post.delivery.run())
        await settled()
        assert 3 == await answer(post, (1, "a"), (1, "b"), (2, "c"))
        assert 1 == await answer(post, (3, "d"), (4, "e"))
        await post.passes(1)
        assert 2 + 1 == post.line.at_once
        post.line.gate.set()
        await post.passes(1)
        await post.delivery.stop()
    assert (4, ["sent"] * 5) == (max(4, post.line.most_at_once), post.outbox.states)


async def test_room_that_a_turn_took_meanwhile_is_not_filled_twice() -> None:
    post = Post(Pace(per_second=1000, in_flight=1, ahead=0.0))
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(post.delivery.run())
        await post.time.passes(1)
        await answer(post, (1, "a"))
        post.outbox.free.clear()
        await post.time.passes(1)
        assert ["leased"] == post.outbox.states
        post.line.gate = asyncio.Event()
        with room_of(post, 1) as room:
            await room.enter(cast(Tx, post.outbox))
            assert 1 == room.answers
            row = post.outbox.rows[post.outbox.put("b", 2)]
            row.state, row.due = "leased", room.until
            room.taken.append(row.envelope)
        post.outbox.put("c", 3)
        post.outbox.free.set()
        await post.passes(1)
        assert ["a", "b"] == post.line.texts
        post.line.gate.set()
        await post.passes(1)
        await post.delivery.stop()
    assert ["a", "b", "c"] == post.line.texts


async def test_a_turn_stores_what_came_of_what_was_sent_before(post: Post) -> None:
    """So nothing stands in the way of the answer, and one commit does for both."""
    await answer(post, (1, "one"))
    with room_of(post, 1) as room:
        await settled()
        assert ["leased"] == post.outbox.states
        async with post.outbox.writing() as tx:
            await room.enter(tx)
            assert ["sent"] == post.outbox.states
    await post.time.passes(1)
    assert [Sent("id-1")] == [one.outcome for one in post.outbox.settlements]


async def test_what_came_of_an_answer_waits_a_moment_for_the_next_turn(post: Post) -> None:
    await answer(post, (1, "one"))
    await post.time.passes(LINGER_SECONDS / 2)
    await answer(post, (2, "two"))
    assert ["sent", "leased"] == post.outbox.states
    await post.time.passes(LINGER_SECONDS * 0.9)
    assert ["sent", "leased"] == post.outbox.states
    await post.time.passes(LINGER_SECONDS * 0.1)
    assert ["sent", "sent"] == post.outbox.states


async def test_what_a_failed_turn_was_to_store_is_stored_all_the_same(post: Post) -> None:
    await answer(post, (1, "one"))
    with room_of(post, 1):
        await settled()
        with pytest.raises(TurnFailed):
            await answer(post, (2, "two"), fails=True)
        assert ["leased"] == post.outbox.states
    await post.time.passes(1)
    assert ([Sent("id-1")], ["sent"]) == (
        [one.outcome for one in post.outbox.settlements],
        post.outbox.states,
    )


async def test_an_outcome_that_can_not_be_stored_holds_up_no_turn(post: Post) -> None:
    post.line.answers["bad"] = [Rejected("400")]
    broken = [True]
    post.fallback_fails = lambda: bool(broken)
    post.outbox.put("bad", 1, statutory=True)
    with room_of(post, 1):
        await post.passes(0)
        with pytest.raises(Collided):
            await answer(post, (2, "one"))
        assert 0 == await answer(post, (2, "one"))
    broken.clear()
    await post.time.passes(LONGEST_PAUSE + 5)
    assert [(1, "400")] == post.fallen_back
    assert ["bad", "one"] == post.line.texts
    assert 1 == await answer(post, (2, "goes on"))


async def test_who_is_stopped_waits_for_a_turn_and_lets_nothing_more_in(post: Post) -> None:
    with room_of(post, 1) as room:
        await room.enter(cast(Tx, post.outbox))
        stopping = asyncio.ensure_future(post.delivery.stop())  # noqa: TID251
        await settled()
        row = post.outbox.rows[post.outbox.put("last", 1)]
        row.state, row.due = "leased", room.until
        room.taken.append(row.envelope)
    await post.time.passes(1)
    assert (["last"], ["sent"]) == (post.line.texts, post.outbox.states)
    await stopping
    assert 0 == await answer(post, (2, "too late"))


async def test_a_notice_is_looked_for_soon_and_an_answer_at_once(post: Post) -> None:
    await post.passes(1)
    for text, answers in (("first", False), ("second", False), ("third", True)):
        post.outbox.put(text, priority=Priority.NOTICE)
        post.delivery.wake(answers=answers)
        await settled()
    assert ["first", "third"] != post.line.texts[:2]
    await post.time.passes(1)
    assert ["first", "second", "third"] == post.line.texts
