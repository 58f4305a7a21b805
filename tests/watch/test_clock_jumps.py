"""A clock that jumps: no storm forwards, nothing twice backwards, and the beats go on."""

import asyncio
from datetime import UTC, datetime, timedelta

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot.clock import SystemClock, Ticker
from bot.dialogs.say import say
from bot.messages import Notice
from bot.records import Outgoing, Priority
from tests.turns.house import CHAT, Citizen, Clerk, House, keys, telegram


class JumpingClock(SystemClock):
    """The machine's clock, put forward or back."""

    ahead = timedelta(0)

    def now(self) -> datetime:
        """Return what it shows."""
        return datetime.now(UTC) + self.ahead  # noqa: TID251 - it stands for the machine's


async def test_a_clock_that_is_put_back_does_not_stop_the_beats() -> None:
    """What it leaves behind is a beat that is to come only when the old time is reached again."""
    clock, jumps, beaten = JumpingClock(), list[float](), asyncio.Event()
    scheduler = AsyncIOScheduler(timezone=UTC)

    async def beat() -> None:
        beaten.set()

    ticker = Ticker(jumps.append, clock=clock, scheduler=scheduler, look_seconds=0.01)
    ticker.every(0.01, beat)
    ticker.start()
    async with asyncio.timeout(5):
        await beaten.wait()
        for job in scheduler.get_jobs():
            job.modify(next_run_time=clock.now() + timedelta(hours=1))
        beaten.clear()
        clock.ahead = timedelta(hours=-1)
        await beaten.wait()
    await ticker.stop()
    assert [-3600] == [round(jump) for jump in jumps]


async def test_a_day_forward_brings_no_storm_and_nothing_twice(house: House) -> None:
    number = await Citizen(house, telegram(100)).books()
    starts = await Clerk(house).confirms(number)
    await house.wait(seconds=61)
    told = keys(await house.wait_until(starts + timedelta(days=1)))
    assert len(set(told)) == len(told)
    assert "reminder-comes" not in told
    assert [] == keys(await house.wait(minutes=1))


async def test_an_hour_back_sends_nothing_twice(house: House) -> None:
    number = await Citizen(house, telegram(100)).books()
    starts = await Clerk(house).confirms(number)
    told = keys(await house.wait_until(starts - timedelta(minutes=50)))
    assert told
    assert [] == keys(await house.wait(hours=-1))
    assert [] == keys(await house.wait(minutes=30))


async def test_what_was_to_leave_at_once_does_not_wait_for_the_old_time(house: House) -> None:
    async with house.store.writing() as tx:
        staff = await tx.contact(telegram(CHAT), None, house.now)
        told = Outgoing(staff, Notice(say("apology")), Priority.NOTICE)
        later = Outgoing(
            staff,
            Notice(say("apology")),
            Priority.NOTICE,
            not_before=house.now + timedelta(hours=3),
        )
        await tx.put([told, later], house.now)
    house.clock.moment -= timedelta(hours=1)
    assert [] == keys(await house.delivers())
    async with house.store.writing() as tx:
        assert 1 == await tx.clock_put_back(house.now)
    assert ["apology"] == keys(await house.delivers())
