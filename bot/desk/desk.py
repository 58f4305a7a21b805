"""What citizens and staff do to a request: register, confirm, refuse, move, withdraw, close.

Every act is one method with the transaction it belongs to; it changes the request, records the
event, sets the timers and says whom to tell. Nothing is sent here.
"""

from datetime import datetime

from bot.desk.acts import By, Done, Outcome, Problem, already
from bot.desk.citizens import Citizens
from bot.desk.decisions import Decisions
from bot.dialogs import commands as do
from bot.dialogs.question import Citizen
from bot.dialogs.say import Say, say
from bot.ports import Tx
from bot.reception.directory import StaffMember
from bot.reception.lifecycle import LIVE, Act
from bot.records import Reference, Settings


class Desk:
    """Carries out commands."""

    def __init__(self, reference: Reference, settings: Settings) -> None:
        self._citizens = Citizens(reference)
        self._decisions = Decisions(reference, settings)

    async def carry_out(self, tx: Tx, command: do.Command, by: By, now: datetime) -> Outcome:
        """Do what was decided, inside the transaction `tx`; return what to say of it."""
        if isinstance(by.who, StaffMember):
            return await self._for_staff(tx, command, by, now)
        return await self._for_citizen(tx, command, by, now)

    async def _for_staff(self, tx: Tx, command: do.Command, by: By, now: datetime) -> Outcome:
        match command:
            case do.Confirm():
                return await self._decisions.confirm(tx, command, by, now)
            case do.Refuse():
                return await self._decisions.refuse(tx, command, by, now)
            case do.Undo(number=number):
                return await self._decisions.undo(tx, number, by, now)
            case do.Declare(number=number, act=act):
                return await self._decisions.declare(tx, number, act, by, now)
            case do.ShowDetails(number=number):
                return await self._decisions.show_details(tx, number, by, now)
            case do.OpenCard():
                return await self._decisions.open_card(tx, command, by)
            case _:
                return Problem(say("unknown-command"))

    async def _for_citizen(self, tx: Tx, command: do.Command, by: By, now: datetime) -> Outcome:
        match command:
            case do.UseLanguage(lang=lang):
                person = by.who.person if isinstance(by.who, Citizen) else None
                await tx.set_language(by.contact, person, lang)
                return Done()
            case do.GiveConsent(version=version):
                return await self._citizens.consent(tx, by, version, now)
            case do.WithdrawConsent():
                return await self._citizens.consent(tx, by, None, now)
            case do.Register():
                return await self._citizens.register(tx, command, by, now)
            case do.Withdraw(number=number):
                return await self._citizens.leave(tx, number, Act.WITHDRAW, by, now)
            case do.Release(number=number):
                return await self._citizens.leave(tx, number, Act.RELEASE, by, now)
            case do.Promise(number=number):
                return await self._citizens.promise(tx, number, by, now)
            case do.Rate():
                return await self._citizens.rate(tx, command, by, now)
            case _:
                return Problem(say("staff-only"))

    async def late(self, tx: Tx, number: str) -> Say | None:
        """Return who decided on a request and when, for whoever pressed too late.

        None while nobody has decided anything, and the applicant did not end it either.
        """
        request = await tx.request(number)
        if request is None or (request.decided_by is None and request.state in LIVE):
            return None
        return already(request)
