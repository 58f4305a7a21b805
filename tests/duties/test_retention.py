"""What is not kept any longer is cleared once a day, in pieces, and only when its time is over."""

import asyncio
from datetime import date, time, timedelta

from bot.duties.retention import Retention
from bot.reception.calendar import at
from bot.reception.lifecycle import Act, State
from bot.records import Event
from tests.desk.acting import brought_to
from tests.storage.rows import everything
from tests.turns.house import ANSWERS, Citizen, House, telegram

NIGHT = at(date(2027, 3, 2), time(2, 0))
"""A year to the day after the end: the last night on which the data are kept."""


class Beats:
    """Time that passes only by resting; a rest longer than `spell` ends a spell."""

    def __init__(self, step: float = 0.0) -> None:
        self.now, self.step = 0.0, step

    def seconds(self) -> float:
        """Return the seconds since the beginning."""
        return self.now

    async def rest(self, seconds: float) -> None:
        """Let time pass."""
        self.now += self.step or seconds

    async def wait(self, event: asyncio.Event, seconds: float) -> None:
        """Let time pass, unless it happened already."""
        self.now += 0.0 if event.is_set() else seconds


async def ended(house: House, number: str) -> None:
    """Bring a request to its end today."""
    request = await brought_to(house, number, State.WITHDRAWN)
    ending = Event(
        request.id, house.now, Act.WITHDRAW, "citizen", State.REGISTERED, State.WITHDRAWN
    )
    async with house.store.writing() as tx:
        await tx.record([ending])


def clearing(house: House, step: float = 0.0) -> Retention:
    return Retention(house.store, house.reference, house.clock, Beats(step))


async def names(house: House) -> list[str]:
    return [one.given.name for one in await house.requests()]


async def test_a_request_is_anonymised_the_night_after_its_last_day(house: House) -> None:
    first = await Citizen(house, telegram(1)).books()
    await Citizen(house, telegram(2)).books()
    await ended(house, first)
    await house.wait_until(NIGHT)
    await clearing(house).work()
    assert [ANSWERS["name"]] * 2 == await names(house)
    await house.wait_until(NIGHT + timedelta(days=1))
    await clearing(house).work()
    assert ["", ANSWERS["name"]] == await names(house)  # the other one is live
    last = (await house.history(first))[-1]
    assert ("anonymise", "system", None) == (last.kind, last.who, last.details or None)


async def test_nothing_is_cleared_before_one_o_clock_nor_twice_a_day(house: House) -> None:
    number = await Citizen(house, telegram(1)).books()
    await ended(house, number)
    await house.wait_until(at(date(2027, 3, 5), time(0, 30)))
    retention = clearing(house)
    await retention.work()
    assert [ANSWERS["name"]] == await names(house)
    await house.wait_until(at(date(2027, 3, 5), time(1, 0)))
    await retention.work()
    assert [""] == await names(house)
    second = await Citizen(house, telegram(2)).books()
    await ended(house, second)
    await retention.work()
    await clearing(house).work()  # another process
    assert ["", ANSWERS["name"]] == await names(house)


async def test_a_spell_ends_and_the_next_one_goes_on(house: House) -> None:
    number = await Citizen(house, telegram(1)).books()
    await ended(house, number)
    await house.wait_until(NIGHT + timedelta(days=1))
    retention = clearing(house, step=10.0)
    spells = 0
    while (await everything(house.store))["inbox"]:
        await retention.work()
        spells += 1
    assert spells > 1
    assert [""] == await names(house)


async def test_what_an_open_report_may_count_waits_for_it(house: House) -> None:
    number = await Citizen(house, telegram(1)).books()
    offices = house.directory.offices
    assert offices
    await ended(house, number)
    house.clock.moment = NIGHT + timedelta(days=1)  # nothing froze the report meanwhile
    await clearing(house).work()
    assert [ANSWERS["name"]] == await names(house)
