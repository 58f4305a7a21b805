"""From the outbox into a channel, in simulated time."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from bot.lane import LINGER_SECONDS
from bot.pacing import Pace
from bot.records import ChannelOff, Priority, Rejected, RetryAt, Sent
from bot.retries import PACED, TRIES
from bot.sending import LEASE
from tests.delivery.fakes import START, Post, settled


async def test_what_is_put_leaves_at_once(post: Post) -> None:
    post.outbox.put("one")
    await post.passes(0)
    assert (["one"], ["leased"]) == (post.line.texts, post.outbox.states)
    await post.passes(LINGER_SECONDS)
    assert ["sent"] == post.outbox.states
    assert [Sent("id-1")] == [one.outcome for one in post.outbox.settlements]


@pytest.mark.parametrize(
    "other", [{"priority": Priority.BULK}, {"statutory": True}], ids=["a notice", "statutory"]
)
async def test_what_something_follows_from_is_stored_at_once(
    post: Post, other: dict[str, Any]
) -> None:
    post.outbox.put("one", **other)
    await post.passes(0)
    assert (["one"], ["sent"]) == (post.line.texts, post.outbox.states)


async def test_a_contact_hears_things_in_order_and_others_do_not_wait(post: Post) -> None:
    post.line.answers["one"] = [RetryAt(5, "429")]
    post.outbox.put("one", contact=1)
    post.outbox.put("other", contact=2)
    await post.passes(1)
    assert ["one", "other"] == post.line.texts
    await post.passes(5)
    assert ["one", "other", "one"] == post.line.texts
    assert [0.0, 0.008, 5.0] == post.line.moments


async def test_answers_overtake_broadcasts(post: Post) -> None:
    for contact in range(60):
        post.outbox.put("bulk", contact, priority=Priority.BULK)
    await post.passes(0.5)
    post.outbox.put("answer", 100)
    await post.passes(3)
    assert 0.5 == post.line.moments[post.line.texts.index("answer")]
    assert 60 == post.line.texts.count("bulk")


async def test_no_second_sees_more_than_the_provider_takes(post: Post) -> None:
    for contact in range(100):
        post.outbox.put("x", contact, priority=Priority.BULK)
    await post.passes(10)
    moments = post.line.moments
    assert max(sum(at <= one <= at + 1 for one in moments) for at in moments) <= 31
    assert 99 / 29.5 == pytest.approx(moments[-1], abs=0.02)


async def test_what_becomes_several_messages_takes_the_time_of_so_many(post: Post) -> None:
    post.line.answers["three"] = [Sent("id", messages=3)]
    post.outbox.put("three", 1, priority=Priority.BULK)
    post.outbox.put("next", 2, priority=Priority.BULK)
    await post.passes(1)
    assert [0.0, round(3 / 29.5, 3)] == post.line.moments


async def test_answers_find_room_although_the_outbox_is_full_of_broadcasts() -> None:
    post = Post(Pace(per_second=1000, in_flight=8))
    post.line.gate = asyncio.Event()
    for contact in range(20):
        post.outbox.put("bulk", contact, priority=Priority.BULK)
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(post.delivery.run())
        await post.passes(1)
        for contact in range(3):
            post.outbox.put("answer", 100 + contact)
        await post.passes(1)
        told = (post.line.texts.count("bulk"), post.line.texts.count("answer"))
        post.line.gate.set()
        await post.passes(1)
        await post.delivery.stop()
    assert ((6, 2), 8) == (told, post.line.most_at_once)
    assert (20, 3) == (post.line.texts.count("bulk"), post.line.texts.count("answer"))


async def test_broadcasts_alone_are_not_asked_for_answers(post: Post) -> None:
    """Nothing was put since, so that nothing is looked for."""
    for contact in range(60):
        post.outbox.put("bulk", contact, priority=Priority.BULK)
    await post.passes(5)
    assert 60 == post.line.texts.count("bulk")
    assert [Priority.BULK] == list(post.outbox.claimed_up_to)


async def test_nothing_is_sent_while_a_transaction_is_open(post: Post) -> None:
    for contact in range(40):
        post.outbox.put("x", contact)
    await post.passes(3)
    assert 0 == post.line.sent_in_a_transaction


async def test_what_finishes_together_is_stored_together(post: Post) -> None:
    post.line.gate = asyncio.Event()
    for contact in range(10):
        post.outbox.put("x", contact)
    await post.passes(1)
    before = post.outbox.transactions
    post.line.gate.set()
    await post.passes(0)
    assert (10, 1) == (post.outbox.states.count("sent"), post.outbox.transactions - before)


async def test_only_so_many_are_on_their_way_at_once() -> None:
    post = Post(Pace(per_second=1000, in_flight=5))
    post.line.gate = asyncio.Event()
    for contact in range(20):
        post.outbox.put("x", contact)
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(post.delivery.run())
        await post.passes(1)
        post.line.gate.set()
        await post.passes(1)
        await post.delivery.stop()
    assert (5, 20) == (post.line.most_at_once, post.outbox.states.count("sent"))


async def test_a_message_waits_for_its_time(post: Post) -> None:
    post.outbox.put("later", due=START + timedelta(seconds=45))
    await post.passes(44)
    assert [] == post.line.texts
    await post.passes(2)
    assert [45.0] == post.line.moments


async def test_a_clock_that_jumps_is_read_again_when_woken(post: Post) -> None:
    post.outbox.put("tomorrow", due=START + timedelta(days=1))
    await post.passes(1)
    post.time.jumps(timedelta(days=1))
    await post.passes(0)
    assert ["tomorrow"] == post.line.texts


async def test_a_lease_that_runs_out_under_way_sends_nothing_twice(post: Post) -> None:
    post.line.gate = asyncio.Event()
    post.outbox.put("one")
    await post.passes(0)
    post.time.jumps(LEASE * 2)
    await post.passes(5)
    post.line.gate.set()
    await post.passes(1)
    assert (["one"], ["sent"]) == (post.line.texts, post.outbox.states)


async def test_a_failing_message_is_tried_with_growing_pauses_and_then_given_up(
    post: Post,
) -> None:
    post.line.answers["one"] = [RetryAt(0, "x")] * 20
    post.outbox.put("one")
    await post.passes(3600)
    assert [0, 2, 6, 14, 30, 62, 126, 254] == post.line.moments
    assert TRIES == len(post.line.texts)
    assert (["failed"], []) == (post.outbox.states, post.fallen_back)


async def test_a_channel_that_breaks_is_a_failure_like_others(post: Post) -> None:
    post.line.answers["one"] = [ValueError("a bug")]
    post.outbox.put("one")
    await post.passes(3)
    assert (["one", "one"], ["sent"]) == (post.line.texts, post.outbox.states)


async def test_an_outage_rests_the_whole_channel_and_one_message_finds_out_when_it_ends(
    post: Post,
) -> None:
    outage = RetryAt(2, "server", everywhere=True)
    post.line.answers["x"] = [outage] * 4
    for contact in range(3):
        post.outbox.put("x", contact)
    await post.passes(60)
    assert [0, 2.0, 6.0, 14.0] == post.line.moments[:4]
    assert ["sent"] * 3 == post.outbox.states


async def test_an_hour_of_outage_loses_nothing(post: Post) -> None:
    post.line.answers["x"] = [RetryAt(2, "network", everywhere=True)] * 60
    post.outbox.put("x")
    await post.passes(3 * 3600)
    assert (["sent"], 61) == (post.outbox.states, len(post.line.sent))


async def test_a_group_hears_20_a_minute_and_nobody_waits_for_it(post: Post) -> None:
    for contact in range(25):
        post.outbox.put("card", contact, where="-100")
    post.outbox.put("citizen", 100)
    await post.passes(5)
    assert (20, 1) == (post.line.texts.count("card"), post.line.texts.count("citizen"))
    assert 5 == sum(
        isinstance(one.outcome, RetryAt) and one.outcome.code == PACED
        for one in post.outbox.settlements
    )
    await post.passes(60)
    assert 25 == post.line.texts.count("card")


@pytest.mark.parametrize("outcome", [Rejected("21614"), ChannelOff("blocked")])
async def test_a_statutory_message_that_cannot_go_takes_another_way(
    post: Post, outcome: Rejected | ChannelOff
) -> None:
    post.line.answers["reply"] = [outcome]
    number = post.outbox.put("reply", statutory=True)
    await post.passes(0)
    assert [(number, outcome.code)] == post.fallen_back


async def test_another_message_that_cannot_go_takes_none(post: Post) -> None:
    post.line.answers["hint"] = [Rejected("bad-request")]
    post.outbox.put("hint")
    await post.passes(0)
    assert (["failed"], []) == (post.outbox.states, post.fallen_back)


async def test_a_statutory_message_takes_another_way_after_a_day_of_tries(post: Post) -> None:
    post.line.answers["reply"] = [RetryAt(1, "x")] * 100
    number = post.outbox.put("reply", statutory=True)
    await post.passes(23 * 3600)
    assert [] == post.fallen_back
    await post.passes(2 * 3600)
    assert [(number, "x")] == post.fallen_back


async def test_a_database_that_is_away_for_a_moment_loses_no_outcome(post: Post) -> None:
    post.line.gate = asyncio.Event()
    post.outbox.put("one")
    await post.passes(0)
    post.outbox.failures = [OSError(), OSError(), OSError()]
    post.line.gate.set()
    await post.passes(5)
    assert (["one"], ["sent"]) == (post.line.texts, post.outbox.states)


async def test_a_way_out_that_fails_holds_nobody_up_and_is_taken_later(post: Post) -> None:
    failing = [True, True, True]
    post.fallback_fails = lambda: bool(failing) and failing.pop()
    post.line.answers["reply"] = [Rejected("no")] * 5
    number = post.outbox.put("reply", statutory=True)
    post.outbox.put("other", 2)
    await post.passes(3)
    assert ["queued", "sent"] == post.outbox.states
    await post.passes(2 * 3600)
    assert [(number, "no")] == post.fallen_back


async def test_stopping_finishes_what_is_on_its_way_and_takes_nothing_more_on() -> None:
    post = Post()
    post.line.gate = asyncio.Event()
    post.outbox.put("one")
    async with asyncio.TaskGroup() as tasks:
        running = tasks.create_task(post.delivery.run())
        await settled()
        stopping = tasks.create_task(post.delivery.stop())
        await settled()
        post.outbox.put("two", 2)
        post.delivery.wake()
        await settled()
        assert not running.done()
        post.line.gate.set()
        await stopping
    assert (["one"], ["sent", "queued"]) == (post.line.texts, post.outbox.states)


async def test_stopping_waits_only_so_long() -> None:
    post = Post()
    post.line.gate = asyncio.Event()
    post.outbox.put("one")
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(post.delivery.run())
        await settled()
        stopping = tasks.create_task(post.delivery.stop())
        await post.time.passes(11)
        await stopping
    assert ["leased"] == post.outbox.states


async def test_a_later_status_is_stored(post: Post) -> None:
    assert await post.delivery.status("known", "delivered", "")
    assert not await post.delivery.status("unknown", "delivered", "")


async def test_nobody_is_asked_without_rest(post: Post) -> None:
    await post.passes(0)
    before = post.outbox.transactions
    await post.time.passes(600)
    assert post.outbox.transactions - before <= 21


async def test_who_stood_still_beyond_the_lease_leaves_a_message_to_others(post: Post) -> None:
    """A process that was stopped and wakes up does not send what is not its own any more."""
    post.outbox.put("one", contact=1)
    second = post.outbox.put("two", contact=2)
    await settled()
    post.outbox.rows[second].state = "sent"  # by another process, when the lease had run out
    post.time._move_to(LEASE.total_seconds() + 10)
    await post.passes(0)
    assert ["one"] == post.line.texts
