"""Whoever is interrupted while updates are taken in leaves nobody hanging."""

import asyncio
from itertools import count

from bot.dialogs.incoming import Asked
from tests.turns.crashes import FragileDatabase, everyone_waits
from tests.turns.fragile import *  # noqa: F403
from tests.turns.house import House, keys, telegram

PATIENCE = 20
"""Seconds after which something hangs."""


async def test_who_leaves_the_turnstile_keeps_nobody_waiting(
    house: House, database: FragileDatabase
) -> None:
    updates = [house.update(telegram(100 + n), Asked("start")) for n in range(3)]
    database.stops(1)
    async with asyncio.timeout(PATIENCE), asyncio.TaskGroup() as tasks:
        waiting = [tasks.create_task(house.turns.accept([update])) for update in updates]
        await database.stopped()
        await everyone_waits()
        waiting[1].cancel()
        await asyncio.wait([waiting[1]])
        database.goes_on()
    assert [False, True, False] == [task.cancelled() for task in waiting]
    await house.turns.accept(updates)
    assert ["language-first"] * 3 == keys(await house.delivers())


async def test_who_waits_until_answers_may_leave_again_is_one_batch_with_who_comes_meanwhile(
    house: House,
) -> None:
    updates = [house.update(telegram(100 + n), Asked("start")) for n in range(4)]
    batches: list[int] = []
    house.turns.observe = lambda updates, _seconds, _longest: batches.append(updates)
    house.flows.clear()
    async with asyncio.timeout(PATIENCE), asyncio.TaskGroup() as tasks:
        waiting = [tasks.create_task(house.turns.accept([update])) for update in updates[:2]]
        await everyone_waits()
        waiting += [tasks.create_task(house.turns.accept([update])) for update in updates[2:]]
        await everyone_waits()
        assert not batches
        waiting[0].cancel()
        await everyone_waits()
        assert not batches
        house.flows.set()
    assert [True, False, False, False] == [task.cancelled() for task in waiting]
    assert [4] == batches
    assert ["language-first"] * 4 == keys(await house.delivers())


async def test_who_is_interrupted_in_a_batch_hands_it_on(
    house: House, database: FragileDatabase
) -> None:
    """At any statement, before the commit and after it: the others of the batch are taken in."""
    for at in count(1):
        updates = [house.update(telegram(1000 * at + n), Asked("start")) for n in range(4)]
        async with asyncio.timeout(PATIENCE), asyncio.TaskGroup() as tasks:
            database.stops(1)
            waiting = [tasks.create_task(house.turns.accept(updates[:1]))]
            await database.stopped()
            waiting += [tasks.create_task(house.turns.accept([one])) for one in updates[1:]]
            await everyone_waits()
            database.goes_on()
            database.stops(at)
            stopped = tasks.create_task(database.stopped())
            await asyncio.wait([stopped, waiting[1]], return_when=asyncio.FIRST_COMPLETED)
            if not stopped.done():
                stopped.cancel()
                break
            waiting[1].cancel()
            await asyncio.wait(waiting)
        assert [False, True, False, False] == [task.cancelled() for task in waiting], at
        await house.turns.accept(updates)
        assert ["language-first"] * 4 == keys(await house.delivers()), at
    assert at > 8
