"""Acts done at the desk itself, past every dialog, and requests brought into any state."""

from datetime import date, datetime, time

from msgspec.structs import replace

from bot.desk.acts import By, Done, Outcome, Problem
from bot.desk.desk import Desk
from bot.dialogs import question
from bot.dialogs.commands import Command
from bot.reception.calendar import at
from bot.reception.lifecycle import State
from bot.records import Address, Request
from tests.turns.house import CHAT, House, telegram

SLOT = at(date(2026, 3, 10), time(10, 0))
LATER = at(date(2026, 3, 10), time(10, 20))
NEAR = at(date(2026, 3, 3), time(10, 0))
WITH_SLOT = {State.SCHEDULED, State.ATTENDED, State.NO_SHOW, State.NOT_HELD}


async def by_staff(house: House, command: Command, user: int = 9001) -> Outcome:
    """Carry out what a member of staff, or whoever has that number, decided."""
    return await _carry_out(house, command, telegram(CHAT), house.directory.member(user))


async def by_citizen(house: House, command: Command, where: int = 100) -> Outcome:
    """Carry out what the person at that address decided."""
    async with house.store.writing() as tx:
        loaded = (await tx.load([telegram(where)], house.now))[telegram(where)]
    assert loaded.person is not None
    return await _carry_out(house, command, telegram(where), question.Citizen(loaded.person))


async def by_member(house: House, command: Command, user: int = 9001) -> Outcome:
    """Carry out what a member of staff decided in private with the bot."""
    async with house.store.writing() as tx:
        loaded = (await tx.load([telegram(user)], house.now))[telegram(user)]
    who = question.Citizen(loaded.person or 0, member=house.directory.member(user))
    return await _carry_out(house, command, telegram(user), who)


async def _carry_out(
    house: House, command: Command, address: Address, who: question.Who
) -> Outcome:
    desk = Desk(house.reference, house.settings)
    async with house.store.writing() as tx:
        office = house.directory.offices[0]
        contact = await tx.contact(address, office.staff_language, house.now)
        by = By(who, contact, address.channel, office.staff_language)
        outcome = await desk.carry_out(tx, command, by, house.now)
        if isinstance(outcome, Done):
            await tx.put(list(outcome.put), house.now)
            await house.turns.prompt(tx, outcome.invitations)
    return outcome


async def brought_to(house: House, number: str, state: State, slot_at: datetime = SLOT) -> Request:
    """Bring a request into a state, as if all had long been told."""
    before = await house.request(number)
    async with house.store.writing() as tx:
        slot = await tx.free_slot(before.given.official, slot_at) if state in WITH_SLOT else None
        after = replace(
            before,
            version=before.version + 1,
            state=state,
            slot=slot,
            starts_at=slot_at if slot else None,
            minutes=20 if slot else None,
        )
        assert await tx.change(before, after)
    return await house.request(number)


def why(outcome: Outcome) -> str:
    """Return why it could not be done; "" when it was."""
    return outcome.why.key if isinstance(outcome, Problem) else ""
