"""What citizens and staff do to a request: register, confirm, refuse, move, withdraw, close.

Every act is one method with the transaction it belongs to; it changes the request, records the
event, sets the timers and says whom to tell. Nothing is sent here.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import assert_never

from bot.desk.absences import Absences
from bot.desk.access import Access
from bot.desk.acts import By, Done, Outcome, Problem, already
from bot.desk.allocation import Allocation
from bot.desk.calls import Calls
from bot.desk.citizens import Citizens
from bot.desk.days import Days
from bot.desk.decisions import Decisions
from bot.desk.entering import Entering
from bot.desk.keeping import Keeping
from bot.desk.moves import Moves
from bot.desk.papers import send
from bot.desk.registry import Registry
from bot.desk.reports import Sending
from bot.desk.returning import Returning
from bot.desk.tasks import Tasks
from bot.desk.times import Times
from bot.dialogs import commands as do
from bot.dialogs.question import Citizen
from bot.dialogs.say import Say, say
from bot.ports import Tx
from bot.reception.directory import StaffMember
from bot.reception.lifecycle import LIVE, Act
from bot.records import Reference, Settings


class Desk:
    """Carries out commands. `bot_name`: what the bot is called where links lead to."""

    def __init__(
        self, reference: Reference, settings: Settings, bot_name: Callable[[], str] = str
    ) -> None:
        self._access = Access(reference, bot_name)
        self._citizens = Citizens(reference, settings)
        self._decisions = Decisions(reference, settings)
        self._times = Times()
        self._allocation = Allocation(self._decisions, settings)
        self._absences = Absences(reference)
        self._moves = Moves(reference)
        self._returning = Returning(reference, self._decisions)
        self._entering = Entering(reference, settings)
        self._keeping = Keeping(reference, self._citizens)
        self._days = Days(reference)
        self._registry = Registry(reference)
        self._reports = Sending(reference)
        self._calls = Calls(reference)
        self._tasks = Tasks(reference)

    async def carry_out(self, tx: Tx, command: do.Command, by: By, now: datetime) -> Outcome:
        """Do what was decided, inside the transaction `tx`; return what to say of it."""
        if isinstance(command, do.OfAccess):
            return await self._access.carry_out(tx, command, by, now)
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
            case do.Declare():
                return await self._decisions.declare(tx, command, by, now)
            case do.Return() | do.Redirect() | do.Tell():
                return await self._returning.carry_out(tx, command, by, now)
            case do.ShowDetails(number=number):
                return await self._decisions.show_details(tx, number, by, now)
            case do.OpenCard():
                kept = await self._times.keep_for(tx, command, by, now)
                return kept or await self._decisions.open_card(tx, command, by)
            case do.Hold() | do.LetGo() | do.Allocate() | do.Away() | do.EndAbsence():
                return await self._of_times(tx, command, by, now)
            case do.AddOverride() | do.RemoveOverride() | do.SignYear():
                return await self._days.change(tx, command, by, now)
            case do.EnterExternal() | do.Extend():
                return await self._of_registry(tx, command, by, now)
            case do.SendReport() | do.SendPapers():
                return await self._of_papers(tx, command, by, now)
            case _:
                return Problem(say("unknown-command"))

    async def _of_papers(
        self, tx: Tx, command: do.SendReport | do.SendPapers, by: By, now: datetime
    ) -> Outcome:
        match command:
            case do.SendReport():
                return await self._reports.send(tx, command, by, now)
            case do.SendPapers(papers=papers):
                return send(papers, by)
            case _:
                assert_never(command)

    async def _of_registry(
        self, tx: Tx, command: do.EnterExternal | do.Extend, by: By, now: datetime
    ) -> Outcome:
        match command:
            case do.EnterExternal():
                return await self._registry.number(tx, command, by, now)
            case do.Extend():
                return await self._registry.extend(tx, command, by, now)
            case _:
                assert_never(command)

    async def _of_times(self, tx: Tx, command: do.OfTimes, by: By, now: datetime) -> Outcome:
        match command:
            case do.Hold():
                return await self._times.hold(tx, command, by, now)
            case do.LetGo():
                return await self._times.let_go(tx, command, by)
            case do.Allocate():
                return await self._allocation.allocate(tx, command, by, now)
            case do.Away():
                return await self._absences.away(tx, command, by, now)
            case do.EndAbsence():
                return await self._absences.end(tx, command, by, now)
            case _:
                assert_never(command)

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
            case do.Amend() | do.Erase():
                return await self._keeping.carry_out(tx, command, by, now)
            case do.Register():
                return await self._citizens.register(tx, command, by, now)
            case do.Enter() | do.Correct():
                return await self._entering.carry_out(tx, command, by, now)
            case do.Withdraw(number=number) | do.Release(number=number):
                act = Act.WITHDRAW if isinstance(command, do.Withdraw) else Act.RELEASE
                return await self._citizens.leave(tx, number, act, by, now)
            case do.Choose():
                return await self._moves.choose(tx, command, by, now)
            case do.TakeCall() | do.CloseCall() | do.TakeTask() | do.CloseTask():
                return await self._by_hand(tx, command, by, now)
            case do.Promise(number=number):
                return await self._citizens.promise(tx, number, by, now)
            case do.Rate():
                return await self._citizens.rate(tx, command, by, now)
            case _:
                return Problem(say("staff-only"))

    async def _by_hand(
        self,
        tx: Tx,
        command: do.TakeCall | do.CloseCall | do.TakeTask | do.CloseTask,
        by: By,
        now: datetime,
    ) -> Outcome:
        """Do what members do in private with a telephone in their hand."""
        match command:
            case do.TakeCall() | do.CloseCall():
                return await self._calls.carry_out(tx, command, by, now)
            case do.TakeTask() | do.CloseTask():
                return await self._tasks.carry_out(tx, command, by, now)
            case _:
                assert_never(command)

    async def came_back(self, tx: Tx, people: Mapping[int, int], now: datetime) -> Done:
        """Tell who came back what they were not told, by person and contact."""
        return await self._tasks.came_back(tx, people, now)

    async def late(self, tx: Tx, number: str) -> Say | None:
        """Return who decided on a request and when, for whoever pressed too late.

        None while nobody has decided anything, and the applicant did not end it either.
        """
        request = await tx.request(number)
        if request is None or (request.decided_by is None and request.state in LIVE):
            return None
        return already(request)
