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
async def person(any_house: House) -> Citizen:
    """Give someone in the middle of a booking."""
    person = Citizen(any_house, PERSON)
    await person.begins()
    await person.answers(until="essence")
    await any_house.delivers()
    return person


async def test_it_is_reminded_of_once_after_two_hours(any_house: House, person: Citizen) -> None:
    assert [] == await any_house.wait_until(BEGINS + 2 * HOUR - timedelta(seconds=1))
    assert ["nudge-go-on"] == keys(await any_house.wait_until(BEGINS + 2 * HOUR))
    assert [] == await any_house.wait_until(BEGINS + 9 * HOUR)
    await person.presses("yes")
    assert "essence" == (await any_house.conversation(PERSON)).step


async def test_who_goes_on_is_left_alone(any_house: House, person: Citizen) -> None:
    await any_house.wait_until(BEGINS + HOUR)
    await person.answers(until="review")
    await any_house.delivers()
    assert [] == await any_house.wait_until(BEGINS + 2 * HOUR)
    assert ["nudge-go-on"] == keys(await any_house.wait_until(BEGINS + 3 * HOUR))


async def test_nobody_is_reminded_at_night(any_house: House, person: Citizen) -> None:
    any_house.clock.moment = at(MONDAY, time(19, 0))
    await person.types("Тұрғын үй кезегі туралы мәселе бойынша")
    await any_house.delivers()
    assert [] == await any_house.wait_until(at(MONDAY, time(21, 0)))
    assert [] == await any_house.wait_until(at(TUESDAY, time(8, 59)))
    assert ["nudge-go-on"] == keys(await any_house.wait_until(at(TUESDAY, time(9, 0))))


async def test_it_is_forgotten_after_a_day(any_house: House, person: Citizen) -> None:
    await any_house.wait_until(BEGINS + 2 * HOUR)
    assert [] == await any_house.wait_until(BEGINS + 24 * HOUR - timedelta(seconds=1))
    assert () != (await any_house.conversation(PERSON)).frames
    old = await person.press("yes")
    assert [] == await any_house.wait_until(BEGINS + 24 * HOUR)
    assert () == (await any_house.conversation(PERSON)).frames
    reply = await person.says(old)
    assert ["menu-choice"] == keys(await any_house.delivers())
    assert [] == await any_house.numbers_given()
    assert reply is not None


async def test_after_two_days_of_standing_still_it_is_forgotten_without_a_word(
    any_house: House, person: Citizen
) -> None:
    assert [] == await any_house.wait_until(BEGINS + 48 * HOUR)
    assert () == (await any_house.conversation(PERSON)).frames


async def test_forgetting_does_not_switch_on_who_blocked_the_bot(
    any_house: House, person: Citizen
) -> None:
    await person.says(Stopped())
    await any_house.wait_until(BEGINS + 2 * HOUR)
    await any_house.wait_until(BEGINS + 24 * HOUR)
    async with any_house.store.reading() as tx:
        assert isinstance(tx, SqlTx)
        assert [False] == [row.active for row in await tx._rows(contact.select())]


async def test_a_tick_with_nothing_to_do_changes_nothing(any_house: House) -> None:
    await any_house.watch.tick()
    assert any_house.now == any_house.watch.last_tick
    assert [] == await any_house.delivers()
