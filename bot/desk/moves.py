"""After a move the applicant may take another offered time in place of the new one."""

from datetime import datetime

from msgspec.structs import replace

from bot import notices
from bot.desk.acts import By, Done, Outcome, Problem, keep
from bot.desk.times import time_of
from bot.dialogs import commands as do
from bot.dialogs.question import Citizen
from bot.dialogs.say import say
from bot.ports import Tx
from bot.reception import terms
from bot.reception.calendar import local
from bot.reception.lifecycle import Act, State, next_state, rule
from bot.records import Outgoing, Reference, Request


class Moves:
    """Carries out what applicants choose, inside the transaction `tx` it is given."""

    def __init__(self, reference: Reference) -> None:
        self._reference = reference

    async def choose(self, tx: Tx, chosen: do.Choose, by: By, now: datetime) -> Outcome:
        """Give a moved reception the time the applicant chose, once, while it is free."""
        request = await tx.request(chosen.number)
        mine = isinstance(by.who, Citizen) and request and request.given.person == by.who.person
        if request is None or not mine:
            return Problem(say("request-unknown"))
        if not may_choose(request, self._reference, now):
            return Problem(say("moved-too-late"))
        soonest = terms.earliest_slot_day(local(now).date(), self._reference.calendar)
        if local(chosen.starts_at).date() < soonest:
            return Problem(say("moved-time-gone"))
        slot = await time_of(tx, request, chosen.starts_at, now)
        if isinstance(slot, Problem):
            return Problem(say("moved-time-gone"))
        time = await tx.slot_time(slot)
        after = replace(
            request,
            version=request.version + 1,
            state=next_state(request.state, Act.CHOOSE),
            slot=slot,
            starts_at=time.starts_at,
            minutes=time.minutes,
            before=None,
            slot_before=None,
            undo_until=None,
            decided_by=None,
            decided_at=None,
            promised=False,
        )
        details = {"starts_at": time.starts_at.isoformat()}
        stored = await keep(tx, self._reference, request, after, Act.CHOOSE, by, now, details)
        if isinstance(stored, Problem):
            return stored
        tells = rule(request.state, Act.CHOOSE).tells
        put: tuple[Outgoing, ...] = ()
        if tells is not None:
            told = notices.to_applicant(
                tells.notice, stored, self._reference, statutory=tells.statutory
            )
            put = (replace(told, contact=by.contact, version=stored.version),)
        lay = notices.lay_card(stored, self._reference, fresh=True)
        return Done(put=put, invitations=tuple(lay))


def may_choose(request: Request, reference: Reference, now: datetime) -> bool:
    """Tell whether another time may be chosen: after a move that was told, and not too late."""
    if request.state is not State.SCHEDULED or request.starts_at is None:
        return False
    told = request.undo_until is None or request.undo_until <= now
    moved = told and request.before in {State.SCHEDULED, State.NOT_HELD}
    return moved and now < terms.choice_until(request.starts_at, reference.calendar)
