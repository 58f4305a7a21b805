"""Whatever statement the database fails at: nothing half done, nothing twice, nothing lost."""

from contextlib import suppress
from datetime import timedelta

import pytest

from bot.records import Incoming
from storage.columns import metadata
from storage.store import SqlTx
from tests.turns.crashes import Broken, FragileDatabase, Killed
from tests.turns.fragile import *  # noqa: F403
from tests.turns.house import CHAT, LEASE, Citizen, Clerk, House, keys, telegram

STATEMENTS = 60
"""More than any batch here does."""


def restarted(house: House) -> House:
    """Return the house after the process was started anew."""
    return House(house.store, house.clock)


async def everything(house: House) -> dict[str, int]:
    """Count the rows of every table."""
    counted = {}
    async with house.store.reading() as tx:
        assert isinstance(tx, SqlTx)
        for table in metadata.sorted_tables:
            counted[table.name] = len(await tx._rows(table.select()))
    return counted


async def sending(house: House, where: int) -> Incoming:
    """Return the press that sends a booking."""
    person = Citizen(house, telegram(where))
    await person.begins()
    await person.answers(until="review")
    await house.delivers()
    return house.update(person.address, await person.press("yes", ""))


async def test_a_kill_at_any_statement_leaves_nothing_half_done(
    house: House, database: FragileDatabase
) -> None:
    """The provider sends the update again after the restart, and there is exactly one ticket."""
    for at in range(1, STATEMENTS):
        update = await sending(house, 1000 + at)
        before = await everything(house)
        database.breaks(at, Killed)
        with suppress(Killed):
            await house.turns.accept([update])
        survived = database.heals()
        after = await everything(house)
        assert after["request"] == before["request"] + 1 or after == before, at
        await restarted(house).turns.accept([update])
        assert before["request"] + 1 == (await everything(house))["request"], at
        sent = keys(await house.delivers())
        assert (1, 1) == (sent.count("notice-ticket"), sent.count("card-action")), (at, sent)
        if survived:
            return
    raise AssertionError("the end was not reached")


async def test_answers_that_a_killed_turn_had_claimed_leave_when_their_lease_is_over(
    house: House, database: FragileDatabase
) -> None:
    house.hands_over = True
    for at in range(1, STATEMENTS):
        update = await sending(house, 1000 + at)
        database.breaks(at, Killed)
        with suppress(Killed):
            await house.turns.accept([update])
        survived = database.heals()
        anew = restarted(house)
        await anew.turns.accept([update])
        house.clock.moment += LEASE
        sent = [*await house.delivers(), *await anew.delivers()]
        told = keys(sent, update.address)
        assert ["notice-ticket", "menu-choice"] == [one for one in told if one != "strip"], (
            at,
            told,
        )
        if survived:
            return
    raise AssertionError("the end was not reached")


async def test_an_error_at_any_statement_is_survived_at_once(
    house: House, database: FragileDatabase
) -> None:
    """The batch fails, the update runs alone, and the person notices nothing."""
    for at in range(1, STATEMENTS):
        update = await sending(house, 1000 + at)
        count = len(await house.numbers_given())
        database.breaks(at, Broken)
        await house.turns.accept([update])
        survived = database.heals()
        assert count + 1 == len(await house.numbers_given()), at
        assert 1 == keys(await house.delivers()).count("notice-ticket"), at
        if survived:
            return
    raise AssertionError("the end was not reached")


async def test_an_update_that_fails_twice_is_kept_and_taken_in_later(
    house: House, database: FragileDatabase
) -> None:
    for at in range(1, STATEMENTS):
        update = await sending(house, 1000 + at)
        count = len(await house.numbers_given())
        database.breaks(at, Broken, often=2)
        await house.turns.accept([update])
        survived = database.heals()
        await house.wait(seconds=11)
        assert count + 1 == len(await house.numbers_given()), at
        tickets = keys(house.sent, update.address).count("notice-ticket")
        assert 1 == tickets, at
        if survived:
            return
    raise AssertionError("the end was not reached")


async def test_only_what_could_not_even_be_kept_is_handed_back(
    house: House, database: FragileDatabase
) -> None:
    """The provider must send it again; once the database is back it is new to us."""
    first, second = await sending(house, 100), await sending(house, 101)
    before = await everything(house)
    database.breaks(1, Broken, often=10_000)
    with pytest.raises(Broken):
        await house.turns.accept([first, second])
    database.heals()
    assert before == await everything(house)
    await house.turns.accept([first, second])
    assert 2 == len(await house.numbers_given())


async def test_a_kill_while_a_kept_update_is_taken_in_again_loses_it_never(
    house: House, database: FragileDatabase
) -> None:
    for at in range(1, STATEMENTS):
        update = await sending(house, 1000 + at)
        count = len(await house.numbers_given())
        database.breaks(1, Broken, often=2)
        await house.turns.accept([update])
        assert count == len(await house.numbers_given())
        house.clock.moment += timedelta(seconds=11)
        database.breaks(at, Killed)
        with suppress(Killed):
            await house.watch.tick()
        survived = database.heals()
        await restarted(house).watch.tick()
        assert count + 1 == len(await house.numbers_given()), at
        assert 1 == keys(await house.delivers()).count("notice-ticket"), at
        if survived:
            return
    raise AssertionError("the end was not reached")


async def test_a_kill_at_any_statement_of_a_tick_is_made_good_by_the_next(
    house: House, database: FragileDatabase
) -> None:
    """A reminder is never lost, and never asked twice."""
    number = await Citizen(house, telegram(100)).books()
    clerk = Clerk(house)
    await clerk.confirms(number)
    await house.wait(seconds=61)
    request = await house.request(number)
    async with house.store.reading() as tx:
        first = (await tx.timers_of(request.id))[0]
    house.clock.moment = first.due_at
    for at in range(1, STATEMENTS):
        database.breaks(at, Killed)
        try:
            await house.watch.tick()
        except Killed:
            continue
        break
    database.heals()
    await house.watch.tick()
    assert 1 == keys(await house.delivers(), telegram(100)).count("reminder-comes")
    assert [] == keys(await house.wait(minutes=1), telegram(CHAT))


async def test_the_rest_of_a_tick_is_done_when_a_part_of_it_fails(
    house: House, database: FragileDatabase
) -> None:
    """A timer can't be brought about; a draft is nudged all the same."""
    number = await Citizen(house, telegram(100)).books()
    await Clerk(house).confirms(number)
    other = Citizen(house, telegram(101))
    await other.begins()
    await house.delivers()
    house.clock.moment += timedelta(hours=3)
    database.breaks(1, Broken, often=3)
    with pytest.raises(ExceptionGroup):
        await house.watch.tick()
    assert not database.heals()
    assert ["nudge-go-on"] == keys(await house.delivers(), other.address)
    await house.watch.tick()
    assert house.now == house.watch.last_tick
