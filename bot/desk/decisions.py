"""What staff decide on a request: confirm or move, refuse, declare, undo, read the details.

A person decides, never the bot. For a while a decision can be undone; only then is the applicant
told.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from bot import notices
from bot.desk.acts import By, Done, Outcome, Problem, already, keep
from bot.dialogs import commands as do
from bot.dialogs.say import Say, say
from bot.messages import Notice
from bot.ports import Tx
from bot.reception.directory import StaffMember
from bot.reception.lifecycle import Act, NotAllowed, State, next_state
from bot.records import Address, Event, Outgoing, Priority, Reference, Request, Settings

TOLD_AFTER = {Act.DECLARE_NOT_HELD: "notice-not-held", Act.DECLARE_NO_SHOW: "notice-no-show"}
STATUTORY = {"notice-confirmed", "notice-moved", "notice-refused"}
NO_SLOT: Mapping[str, object] = {"slot": None, "starts_at": None, "minutes": None}
DETAILS_WAIT = timedelta(minutes=10)
"""Personal data that could not be shown by then are not shown to an empty room later."""


class Decisions:
    """Carries out what staff decide, each inside the transaction `tx` it is given."""

    def __init__(self, reference: Reference, settings: Settings) -> None:
        self._reference = reference
        self._settings = settings

    async def confirm(self, tx: Tx, decided: do.Confirm, by: By, now: datetime) -> Outcome:
        """Put a request into the schedule [D28], or move it; the applicant hears after the undo."""
        request = await _theirs(tx, decided.number, by, decides=True)
        if isinstance(request, Problem):
            return request
        act = Act.MOVE if request.state in {State.SCHEDULED, State.NOT_HELD} else Act.CONFIRM
        if (closed := _closed_to(request, act, now)) is not None:
            return closed
        slot = await tx.free_slot(request.given.official, decided.starts_at)
        if slot is None or decided.starts_at <= now:
            holder = await tx.who_has(request.given.official, decided.starts_at)
            return Problem(say("slot-taken", number=holder) if holder else say("slot-gone"))
        time = await tx.slot_time(slot)
        details = {"starts_at": decided.starts_at.isoformat()}
        if decided.reason:
            details["reason"] = decided.reason
        return await self._decide(
            tx,
            request,
            act,
            by,
            now,
            details,
            "notice-moved" if act is Act.MOVE else "notice-confirmed",
            slot=slot,
            starts_at=time.starts_at,
            minutes=time.minutes,
            promised=False,
        )

    async def refuse(self, tx: Tx, decided: do.Refuse, by: By, now: datetime) -> Outcome:
        """Refuse on a lawful ground; a person refuses, never the bot."""
        request = await _theirs(tx, decided.number, by, decides=True)
        if isinstance(request, Problem):
            return request
        return await self._decide(
            tx,
            request,
            Act.REFUSE,
            by,
            now,
            {"ground": decided.ground},
            "notice-refused",
            **NO_SLOT,
            ground=decided.ground,
            where=decided.where,
            comment=decided.comment,
        )

    async def declare(self, tx: Tx, number: str, act: Act, by: By, now: datetime) -> Outcome:
        """Record what became of the reception; a consultation without one gives its time free."""
        request = await _theirs(tx, number, by, decides=True)
        if isinstance(request, Problem):
            return request
        if (closed := _closed_to(request, act, now)) is not None:
            return closed
        if act is Act.CONSULT:
            return await self._decide(tx, request, act, by, now, {}, None, **NO_SLOT)
        if request.starts_at is None or request.starts_at > now:
            return Problem(say("reception-not-over"))
        return await self._decide(tx, request, act, by, now, {}, TOLD_AFTER.get(act))

    async def _decide(
        self,
        tx: Tx,
        request: Request,
        act: Act,
        by: By,
        now: datetime,
        details: Mapping[str, str],
        notice: str | None,
        **changes: object,
    ) -> Outcome:
        """Do a decision of staff: who and when, an undo for a while, then the applicant is told."""
        if (closed := _closed_to(request, act, now)) is not None:
            return closed
        undo_until = now + timedelta(seconds=self._settings.undo_seconds)
        after = replace(
            request,
            version=request.version + 1,
            state=next_state(request.state, act),
            before=request.state,
            slot_before=request.slot,
            undo_until=undo_until,
            decided_by=by.who.name if isinstance(by.who, StaffMember) else None,
            decided_at=now,
            **changes,  # type: ignore[arg-type]
        )
        stored = await keep(tx, self._reference, request, after, act, by, now, details)
        if isinstance(stored, Problem):
            return stored
        done = Done(invitations=self._shown_to(by, stored))
        if notice is None:
            return done
        told = notices.to_applicant(
            notice,
            stored,
            self._reference,
            not_before=undo_until,
            statutory=notice in STATUTORY,
        )
        return replace(done, put=(told,))

    def _shown_to(self, by: By, request: Request) -> tuple[notices.Invitation, ...]:
        """Return the card of a request that was decided on by a command, not by its buttons."""
        if by.thread == request.number:
            return ()
        return tuple(notices.lay_card(request, self._reference, fresh=True))

    async def undo(self, tx: Tx, number: str, by: By, now: datetime) -> Outcome:
        """Take the last decision back before the applicant heard of it."""
        request = await _theirs(tx, number, by, decides=True)
        if isinstance(request, Problem):
            return request
        if request.before is None or request.undo_until is None or request.undo_until <= now:
            return Problem(say("undo-too-late"))
        slot = request.slot_before
        if slot is not None and slot != request.slot and not await tx.slot_is_free(slot):
            return Problem(say("undo-slot-taken"))
        time = None if slot is None else await tx.slot_time(slot)
        after = replace(
            request,
            version=request.version + 1,
            state=next_state(request.state, Act.UNDO, request.before),
            slot=slot,
            starts_at=time.starts_at if time else None,
            minutes=time.minutes if time else None,
            before=None,
            slot_before=None,
            undo_until=None,
            decided_by=None,
            decided_at=None,
            ground=None,
            where=None,
            comment=None,
        )
        stored = await keep(tx, self._reference, request, after, Act.UNDO, by, now, {})
        return stored if isinstance(stored, Problem) else Done(toast=say("undone"))

    async def show_details(self, tx: Tx, number: str, by: By, now: datetime) -> Outcome:
        """Send the personal data to one member in private, gone after a minute; log the reading."""
        request = await _theirs(tx, number, by, decides=False)
        if isinstance(request, Problem) or not isinstance(by.who, StaffMember):
            return request if isinstance(request, Problem) else Problem(say("staff-only"))
        private = Address(by.channel, str(by.who.user_id))
        await tx.contact(private, by.lang, now)
        reader = (await tx.load([private], now))[private]
        if not reader.active:
            return Problem(say("details-open-private"))
        await tx.record(
            [Event(request.id, now, "details_read", by.name, request.state, request.state)]
        )
        seconds = self._settings.details_seconds
        message = Outgoing(
            reader.contact,
            Notice(self._details(request, seconds), seconds),
            Priority.ANSWER,
            not_after=now + DETAILS_WAIT,
        )
        return Done(toast=say("details-sent", seconds=seconds), put=(message,))

    def _details(self, request: Request, seconds: int) -> Say:
        """Return all that the applicant gave."""
        given = request.given
        return Say(
            "staff-details",
            {
                **notices.particulars(request, self._reference),
                "name": given.name,
                "applicant_phone": given.phone,
                "organisation": given.organisation or "",
                "bin": given.bin or "",
                "iin": given.iin or "",
                "postal_address": given.postal_address or "",
                "essence": given.essence,
                "unfit_days": given.unfit_days or "",
                "seconds": seconds,
            },
        )

    async def open_card(self, tx: Tx, opened: do.OpenCard, by: By) -> Outcome:
        """Lay the card of a request into the staff chat anew."""
        request = await _theirs(tx, opened.number, by, decides=False)
        if isinstance(request, Problem):
            return request
        at = {"act": opened.act.value} if opened.act else {}
        if opened.day:
            at["day"] = opened.day.isoformat()
        lay = notices.lay_card(request, self._reference, fresh=True, **at)
        return Done(invitations=tuple(lay))


async def _theirs(tx: Tx, number: str, by: By, *, decides: bool) -> Request | Problem:
    """Return the request, if it came to the member's office and the role is enough."""
    if not isinstance(by.who, StaffMember):
        return Problem(say("staff-only"))
    if decides and not by.who.role.may_decide:
        return Problem(say("role-may-not"))
    request = await tx.request(number)
    if request is None:
        return Problem(say("request-unknown"))
    if request.given.office not in by.who.offices:
        return Problem(say("not-your-office"))
    return request


def _closed_to(request: Request, act: Act, now: datetime) -> Problem | None:
    """Return who was first, where `act` is not possible now or the last one may be undone."""
    try:
        next_state(request.state, act)
    except NotAllowed:
        return Problem(already(request))
    undoable = request.undo_until is not None and request.undo_until > now
    return Problem(already(request)) if undoable else None
