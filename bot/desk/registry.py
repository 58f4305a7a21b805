"""What staff enter about a request without deciding on it: its external number, another term.

Neither is an act of its life: the state stays, and so does the version, with the timers and the
undo that hang on it.
"""

from datetime import datetime

from msgspec.structs import replace

from bot import notices
from bot.desk.acts import By, Done, Outcome, Problem, already, theirs
from bot.dialogs import commands as do
from bot.dialogs.say import Say, say
from bot.messages import Notice
from bot.ports import Tx
from bot.reception.calendar import local
from bot.reception.directory import StaffMember
from bot.reception.extension import check_extension
from bot.reception.identity import Invalid
from bot.reception.lifecycle import AWAITING_REPLY
from bot.records import Event, Reference, Request


class Registry:
    """Carries out what staff enter, each inside the transaction `tx` it is given."""

    def __init__(self, reference: Reference) -> None:
        self._reference = reference

    async def number(self, tx: Tx, entered: do.EnterExternal, by: By, now: datetime) -> Outcome:
        """Keep the number a request has in the records system [D25], or another in its place."""
        request = await theirs(tx, entered.number, by, decides=True)
        if isinstance(request, Problem):
            return request
        said = say("external-entered", number=request.number, external=entered.external)
        if request.external == entered.external:
            return self._done(request, by, said)
        other = await tx.number_of_external(entered.external)
        if other is not None:
            return Problem(say("external-used", external=entered.external, number=other))
        after = replace(request, external=entered.external)
        if not await tx.change(request, after):
            return Problem(already(request))
        details = {"before": request.external or "", "after": entered.external}
        await tx.record([_event(request, "reg", by, now, details)])
        return self._done(after, by, said)

    async def extend(self, tx: Tx, extended: do.Extend, by: By, now: datetime) -> Outcome:
        """Move the term of the reply to a later day, on a lawful basis; the applicant is told."""
        request = await theirs(tx, extended.number, by, decides=True)
        if isinstance(request, Problem):
            return request
        if not (isinstance(by.who, StaffMember) and by.who.role.leads):
            return Problem(say("heads-only"))
        if request.state not in AWAITING_REPLY or request.replied_at is not None:
            return Problem(say("extend-replied", number=request.number))
        given = request.given
        try:
            until = check_extension(
                extended.until,
                given.registered_on,
                given.reply_due,
                local(now).date(),
                self._reference.calendar,
            )
        except Invalid as problem:
            return Problem(Say(f"invalid-{problem.reason}", problem.args_))
        after = replace(request, given=replace(given, reply_due=until))
        if not await tx.change(request, after):
            return Problem(already(request))
        details = {
            "before": given.reply_due.isoformat(),
            "after": until.isoformat(),
            "basis": extended.basis,
        }
        await tx.record([_event(request, "extend", by, now, details)])
        told = notices.to_applicant("notice-extended", after, self._reference, statutory=True)
        args = {**notices.particulars(after, self._reference), "basis": extended.basis}
        told = replace(told, message=Notice(Say("notice-extended", args)))
        said = say("extended", number=request.number, due=until)
        return replace(self._done(after, by, said), put=(told,))

    def _done(self, request: Request, by: By, said: Say) -> Done:
        """Say it where it was entered; the card shows it by itself where it was entered there."""
        if by.thread == request.number:
            return Done(toast=said)
        lay = notices.lay_card(request, self._reference, fresh=False)
        return Done(says=(said,), invitations=tuple(lay))


def _event(request: Request, kind: str, by: By, now: datetime, details: dict[str, str]) -> Event:
    return Event(request.id, now, kind, by.name, request.state, request.state, details)
