"""What people may ask of their data: to have them put right, and to be forgotten.

All of it happens in one transaction, or nothing does.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Final, assert_never

from msgspec.structs import replace

from bot import notices
from bot.desk.acts import By, Done, Outcome, Problem
from bot.desk.citizens import Citizens
from bot.dialogs import commands as do
from bot.dialogs.conversation import Frame
from bot.dialogs.question import Citizen
from bot.dialogs.say import say
from bot.notices import Invitation
from bot.ports import Tx
from bot.reception.identity import initials
from bot.reception.lifecycle import LIVE, Act
from bot.reception.retention import AMENDED, ANONYMISED
from bot.records import Event, NewRequest, Reference, Request

CARDS_SHOWN: Final = 20
"""So many cards are shown anew, the newest: older ones nobody looks at."""


class Keeping:
    """Carries out what people decide about their data, each inside the transaction it is given."""

    def __init__(self, reference: Reference, citizens: Citizens) -> None:
        self._reference, self._citizens = reference, citizens

    async def carry_out(self, tx: Tx, command: do.OfKeeping, by: By, now: datetime) -> Outcome:
        """Do what was decided; return what to say of it."""
        if not isinstance(by.who, Citizen):
            return Problem(say("citizens-only"))
        match command:
            case do.Amend():
                return await self._amend(tx, command, by, by.who, now)
            case do.Erase():
                return await self._erase(tx, command, by, by.who, now)
            case _:
                assert_never(command)

    async def _amend(self, tx: Tx, given: do.Amend, by: By, who: Citizen, now: datetime) -> Outcome:
        """Put the data right in every request that has them; its history says which, not how."""
        cards: list[Invitation] = []
        changed = 0
        for request in await tx.held_of(who.person):
            right, fields = _amended(request.given, given)
            if not fields:
                continue
            changed += 1
            await tx.rewrite(request.id, right)
            details = {"fields": ",".join(fields)}
            await tx.record([_event(request, AMENDED, by, now, details)])
            if request.state in LIVE:
                cards += notices.lay_card(request, self._reference, fresh=False)
        if not changed:
            return Problem(say("mydata-nothing-changed"))
        return Done(says=(say("mydata-amended", count=changed),), invitations=tuple(cards))

    async def _erase(
        self, tx: Tx, command: do.Erase, by: By, who: Citizen, now: datetime
    ) -> Outcome:
        """Withdraw what is live, anonymise every request, and forget the person."""
        held = await tx.held_of(who.person)
        if any(one.undo_until is not None and one.undo_until > now for one in held):
            return Problem(say("mydata-erase-wait"))
        live = {one.number for one in held if one.state in LIVE}
        if live != set(command.withdrawing):  # something came, or came to its end, meanwhile
            return Problem(say("mydata-changed"), see=Frame("mydata"))
        cards: list[Invitation] = []
        for number in command.withdrawing:
            left = await self._citizens.leave(tx, number, Act.WITHDRAW, by, now)
            if isinstance(left, Problem):
                return left
            cards += left.invitations
        if who.consent is not None:
            await tx.set_consent(by.contact, who.person, None, now)
        await erased(tx, [one.id for one in held], by.name, now)
        await tx.forget(who.person, now)
        for one in held[-CARDS_SHOWN:]:
            if one.number not in live:
                cards += notices.lay_card(one, self._reference, fresh=False)
        kept = say("mydata-kept", count=len(held)) if held else ""
        return Done(says=(say("notice-forgotten", kept=kept),), invitations=tuple(cards))


async def erased(tx: Tx, requests: Sequence[int], by: str, now: datetime) -> int:
    """Anonymise requests that are at their end, and record it; return how many."""
    done = await tx.anonymise(requests, now)
    await tx.record([Event(one.id, now, ANONYMISED, by, one.state, one.state) for one in done])
    return len(done)


def _event(request: Request, kind: str, by: By, now: datetime, details: dict[str, str]) -> Event:
    return Event(request.id, now, kind, by.name, request.state, request.state, details)


def _amended(given: NewRequest, right: do.Amend) -> tuple[NewRequest, tuple[str, ...]]:
    """Return a request with the right data, and the names of those that were wrong."""
    changes: dict[str, object] = {}
    if right.name is not None:
        changes["name"] = right.name
    if right.phone is not None:
        changes["phone"] = right.phone.e164
    if right.iin is not None and given.iin is not None:
        changes["iin"] = right.iin.digits
    if right.postal_address is not None and given.postal_address is not None:
        changes["postal_address"] = right.postal_address
    changes = {name: value for name, value in changes.items() if getattr(given, name) != value}
    new = replace(given, **changes)
    mobile = new.mobile
    if right.phone is not None and "phone" in changes:
        mobile = right.phone.mobile and right.phone.kazakh
    return replace(new, initials=initials(new.name), mobile=mobile), tuple(changes)
