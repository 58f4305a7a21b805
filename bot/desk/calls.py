"""Calls of the survey by telephone [D38]: a member takes the next one, and enters what came of it.

Name and number are shown to that member alone, and every reading is recorded.
"""

from datetime import datetime
from typing import assert_never

from bot import notices
from bot.desk.acts import By, Done, Outcome, Problem, deciding, read
from bot.dialogs import commands as do
from bot.dialogs.queries import CallView
from bot.dialogs.say import say
from bot.ports import Tx
from bot.reception.calendar import local
from bot.reception.calling import HELD_FOR, CallClosed, CallState, Result, state_after
from bot.reception.directory import StaffMember
from bot.reception.sampling import Reason, again_at
from bot.reception.survey import Way
from bot.records import Event, Reference, Request


class Calls:
    """Carries out what a member does about calls, each inside the transaction it is given."""

    def __init__(self, reference: Reference) -> None:
        self._reference = reference

    async def carry_out(
        self, tx: Tx, command: do.TakeCall | do.CloseCall, by: By, now: datetime
    ) -> Outcome:
        """Do it, if it is a member of staff in private whose role is enough."""
        by = by.as_member
        member = deciding(by)
        if isinstance(member, Problem):
            return member
        match command:
            case do.TakeCall():
                return await self._take(tx, by, member, now)
            case do.CloseCall():
                return await self._close(tx, command, by, now)
            case _:
                assert_never(command)

    async def _take(self, tx: Tx, by: By, member: StaffMember, now: datetime) -> Outcome:
        """Take the next call in hand; who reads the name and the number is recorded."""
        call = await tx.take_call(member.offices, by.name, now, now + HELD_FOR)
        if call is None:
            return Done()
        request = await tx.request_by_id(call.request)
        if request is not None:
            await read(tx, request, by, now)
        return Done()

    async def _close(self, tx: Tx, closed: do.CloseCall, by: By, now: datetime) -> Outcome:
        """Keep the answers, or why there are none."""
        call = await tx.held_call(by.name)
        request = None if call is None else await tx.request_by_id(call.request)
        if call is None or request is None or call.id != closed.call:
            return Problem(say("calls-lost"))
        tries = call.tries + 1
        state, due_at = state_after(closed.result, tries), now
        if closed.result is Result.ANSWERED and not await self._answered(tx, call, closed, now):
            state = CallState.DROPPED
        if state is CallState.WAITING:
            opens = self._reference.directory.office(call.office).hours.opens
            due_at = again_at(local(now).date(), opens, self._reference.calendar)
        await tx.close_call(
            CallClosed(
                call=call.id,
                state=state,
                tries=tries,
                due_at=due_at,
                at=now,
                who=None if state is CallState.WAITING else by.name,
                gave_up=closed.gave_up,
                comment=closed.comment if call.reason is Reason.WITHDREW else None,
            )
        )
        await self._record(tx, request, closed, state, by, now)
        if state is CallState.DROPPED:
            return Done(says=(say("calls-answered-already", number=call.number),))
        if state is CallState.ANSWERED and call.reason is not Reason.WITHDREW:
            lay = notices.lay_card(request, self._reference, fresh=False)
            return Done(invitations=tuple(lay))
        return Done()

    async def _answered(self, tx: Tx, call: CallView, closed: do.CloseCall, now: datetime) -> bool:
        """Store the answers; False if there are some already, from the chat."""
        if call.reason is Reason.WITHDREW:
            return closed.gave_up is not None
        if closed.rating is None:
            return False
        answers = do.Rate(call.number, closed.rating, closed.settled, closed.comment)
        return await tx.rate(call.request, answers, now, Way.PHONE)

    async def _record(
        self,
        tx: Tx,
        request: Request,
        closed: do.CloseCall,
        state: CallState,
        by: By,
        now: datetime,
    ) -> None:
        details = {"result": closed.result.value, "state": state.value}
        await tx.record(
            [Event(request.id, now, "call", by.name, request.state, request.state, details)]
        )
