"""A process killed anywhere in a delivery: nothing is lost, only what was on its way repeats."""

import asyncio
from contextlib import suppress
from datetime import timedelta

from bot.delivery import Delivery
from bot.dialogs.say import say
from bot.fallback import Fallback
from bot.messages import Notice
from bot.pacing import Pace
from bot.records import (
    Address,
    ChannelName,
    ChannelOff,
    Envelope,
    Outcome,
    Outgoing,
    Priority,
    Request,
    Sent,
)
from tests.turns.crashes import FragileDatabase, Killed, others_run
from tests.turns.fragile import *  # noqa: F403
from tests.turns.house import CHAT, Citizen, House, telegram
from tests.turns.wires import Wire

POINTS = 120
"""More than there are in any delivery here."""


def blocks(envelope: Envelope) -> Outcome:
    """Take everything but what the law wants: that person blocked the bot."""
    return ChannelOff("blocked") if envelope.statutory else Sent(f"id-{envelope.id}")


def wires(database: FragileDatabase) -> dict[ChannelName, Wire]:
    return {
        ChannelName.TELEGRAM: Wire(ChannelName.TELEGRAM, database.count, blocks),
        ChannelName.SMS: Wire(ChannelName.SMS, database.count),
    }


async def delivered(house: House, channels: dict[ChannelName, Wire]) -> None:
    """Deliver in a process of its own until nothing is due, or until it is killed."""
    async with house.store.writing() as tx:
        await tx.release(house.now)
    fallback = Fallback(house.reference, house.clock, sms=True)
    pace = Pace(per_second=1000.0)
    delivery = Delivery(house.store, channels, house.clock, fallback, dict.fromkeys(channels, pace))
    try:
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(delivery.run())
            while await waiting(house):
                delivery.wake()  # as every tick of the program does
                await others_run()
            await delivery.stop()
    except BaseExceptionGroup as group:
        killed, others = group.split(Killed)
        if killed is None or others is not None:
            raise
        raise Killed from None


async def waiting(house: House) -> int:
    async with house.store.reading() as tx:
        return (await tx.backlog(house.now)).messages


async def put(house: House, request: Request, round_: int) -> None:
    """Have three things to tell a person, one of them by law, and one to tell staff."""
    async with house.store.writing() as tx:
        citizen = await tx.contact(telegram(5000 + round_), None, house.now)
        staff = await tx.contact(Address(ChannelName.TELEGRAM, str(CHAT)), None, house.now)
        law = Outgoing(
            citizen,
            Notice(say("notice-ticket", number=str(round_))),
            Priority.NOTICE,
            request=request.id,
            version=request.version,
            statutory=True,
        )
        ordinary = [
            Outgoing(to, Notice(say("apology", n=n)), Priority.NOTICE)
            for n, to in ((1, citizen), (2, staff), (3, citizen))
        ]
        await tx.put([*ordinary[:2], law, ordinary[2]], house.now)


async def test_killed_at_any_point_of_a_delivery_it_loses_nothing_and_repeats_one_a_contact_at_most(
    house: House, database: FragileDatabase, any_url: str
) -> None:
    """Every statement, both sides of every commit, both sides of the provider's taking it."""
    number = await Citizen(house, telegram(100)).books()
    request = await house.request(number)
    # A round takes longer on a server, and the points are the same ones.
    step = 1 if any_url.startswith("sqlite") else 6
    for at in range(1, POINTS, step):
        await put(house, request, at)
        channels = wires(database)
        database.breaks(at, Killed)
        with suppress(Killed):
            await delivered(house, channels)
        survived = database.heals()
        house.clock.moment += timedelta(seconds=31)  # the leases of the dead run out
        await delivered(house, channels)
        assert 0 == await waiting(house), at
        telegrams, texts = channels[ChannelName.TELEGRAM].got, channels[ChannelName.SMS].got
        assert 1 == len({one.id for one in texts}), (at, texts)
        assert 3 <= len({one.id for one in telegrams}), (at, telegrams)
        for contact in {one.contact for one in telegrams}:
            heard = [one.id for one in telegrams if one.contact == contact]
            assert len(heard) - len(set(heard)) <= 1, (at, heard)
            assert sorted(heard) == heard, (at, heard)
        if survived:
            return
    raise AssertionError("the end was not reached")
