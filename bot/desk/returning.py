"""What staff do with a request that is not theirs to confirm or refuse: return it, redirect it,
and say by word of mouth what could not be delivered.

These are decisions as the others are: undone for a while, and only then is the applicant told.
"""

from datetime import datetime
from typing import assert_never

from msgspec.structs import replace

from bot import notices
from bot.desk.acts import By, Done, Outcome, Problem, theirs
from bot.desk.decisions import NO_SLOT, Decisions
from bot.desk.tasks import told_by_hand
from bot.dialogs import commands as do
from bot.dialogs.say import say
from bot.ports import Tx
from bot.reception.lifecycle import AWAITING_REPLY, Act
from bot.records import Event, Reference


class Returning:
    """Carries out what staff decide, each inside the transaction `tx` it is given."""

    def __init__(self, reference: Reference, decisions: Decisions) -> None:
        self._reference, self._decisions = reference, decisions

    async def carry_out(
        self, tx: Tx, command: do.Return | do.Redirect | do.Tell, by: By, now: datetime
    ) -> Outcome:
        """Do what was decided; return what to say of it."""
        match command:
            case do.Return():
                return await self._return(tx, command, by, now)
            case do.Redirect():
                return await self._redirect(tx, command, by, now)
            case do.Tell(number=number):
                return await self._tell(tx, number, by, now)
            case _:
                assert_never(command)

    async def _return(self, tx: Tx, decided: do.Return, by: By, now: datetime) -> Outcome:
        """Return a request for correction, before anything unclear is refused [A64]."""
        request = await theirs(tx, decided.number, by, decides=True)
        if isinstance(request, Problem):
            return request
        details = {"correct": decided.correct, "by": decided.by.isoformat()}
        return await self._decisions.decide(
            tx,
            request,
            Act.RETURN,
            by,
            now,
            details,
            correct=decided.correct,
            correct_by=decided.by,
            corrected=None,
        )

    async def _redirect(self, tx: Tx, decided: do.Redirect, by: By, now: datetime) -> Outcome:
        """Tell the applicant whose competence the question is, and close the request [A]."""
        request = await theirs(tx, decided.number, by, decides=True)
        if isinstance(request, Problem):
            return request
        details = {"where": decided.where}
        return await self._decisions.decide(
            tx, request, Act.REDIRECT, by, now, details, **NO_SLOT, where=decided.where
        )

    async def _tell(self, tx: Tx, number: str, by: By, now: datetime) -> Outcome:
        """Note that staff told the applicant the decision themselves: that is the reply [D29]."""
        request = await theirs(tx, number, by, decides=True)
        if isinstance(request, Problem):
            return request
        if request.anonymised_at is not None:
            return Problem(say("request-anonymised"))
        undoable = request.undo_until is not None and request.undo_until > now
        if request.state in AWAITING_REPLY or request.replied_at is not None or undoable:
            return Problem(say("nothing-to-tell"))
        if not await tx.change(request, replace(request, replied_at=now)):
            return Problem(say("nothing-to-tell"))
        await tx.record([Event(request.id, now, "tell", by.name, request.state, request.state)])
        await told_by_hand(tx, request, by, now)
        lay = notices.lay_card(request, self._reference, fresh=by.thread != request.number)
        return Done(toast=say("told"), invitations=tuple(lay))
