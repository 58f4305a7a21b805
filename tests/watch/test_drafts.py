"""A booking left unfinished: one reminder, not at night, and forgotten after a day."""

from datetime import date, time, timedelta

import pytest

from bot.dialogs.incoming import Stopped
from bot.reception.calendar import at
from storage.store import SqlTx
from storage.tables import contact
from tests.turns.house import BEGINS, MONDAY, Citizen, House, keys, telegram

PERSON = telegram(100)
HOUR = timedelta(hours=1)
TUESDAY = date(2026, 3, 3)


@pytest.fixture
async def person(house: House) -> Citizen:
    """Give someone in the middle of a booking."""
    person = Citizen(house, PERSON)
    await person.begins()
    await person.answers(until="essence")
    await house.delivers()
    return person


async def test_it_is_reminded_of_once_after_two_hours(house: House, person: Citizen) -> None:
    assert [] == await house.wait_until(BEGINS + 2 * HOUR - timedelta(seconds=1))
    assert ["nudge-go-on"] == keys(await house.wait_until(BEGINS + 2 * HOUR))
    assert [] == await house.wait_until(BEGINS + 9 * HOUR)
    await person.presses("yes")
    assert "essence" == (await house.conversation(PERSON)).step


async def test_who_goes_on_is_left_alone(house: House, person: Citizen) -> None:
    await house.wait_until(BEGINS + HOUR)
    await person.answers(until="review")
    await house.delivers()
    assert [] == await house.wait_until(BEGINS + 2 * HOUR)
    assert ["nudge-go-on"] == keys(await house.wait_until(BEGINS + 3 * HOUR))


async def test_nobody_is_reminded_at_night(house: House, person: Citizen) -> None:
    house.clock.moment = at(MONDAY, time(19, 0))
    await person.types("Тұрғын үй кезегі туралы мәселе бойынша")
    await house.delivers()
    assert [] == await house.wait_until(at(MONDAY, time(21, 0)))
    assert [] == await house.wait_until(at(TUESDAY, time(8, 59)))
    assert ["nudge-go-on"] == keys(await house.wait_until(at(TUESDAY, time(9, 0))))


async def test_it_is_forgotten_after_a_day(house: House, person: Citizen) -> None:
    await house.wait_until(BEGINS + 2 * HOUR)
    assert [] == await house.wait_until(BEGINS + 24 * HOUR - timedelta(seconds=1))
    assert () != (await house.conversation(PERSON)).frames
    old = await person.press("yes")
    assert [] == await house.wait_until(BEGINS + 24 * HOUR)
    assert () == (await house.conversation(PERSON)).frames
    reply = await person.says(old)
    assert ["menu-choice"] == keys(await house.delivers())
    assert [] == await house.numbers_given()
    assert reply is not None


async def test_after_two_days_of_standing_still_it_is_forgotten_without_a_word(
    house: House, person: Citizen
) -> None:
    assert [] == await house.wait_until(BEGINS + 48 * HOUR)
    assert () == (await house.conversation(PERSON)).frames


async def test_forgetting_does_not_switch_on_who_blocked_the_bot(
    house: House, person: Citizen
) -> None:
    await person.says(Stopped())
    await house.wait_until(BEGINS + 2 * HOUR)
    await house.wait_until(BEGINS + 24 * HOUR)
    async with house.store.reading() as tx:
        assert isinstance(tx, SqlTx)
        assert [False] == [row.active for row in await tx._rows(contact.select())]


async def test_a_tick_with_nothing_to_do_changes_nothing(house: House) -> None:
    await house.watch.tick()
    assert house.now == house.watch.last_tick
    assert [] == await house.delivers()
