"""What staff decide on a request: confirm or move, refuse, declare, undo, read the details.

A person decides, never the bot. For a while a decision can be undone; only then is the applicant
told.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from bot import notices
from bot.acts import By, Done, Outcome, Problem, already, keep
from bot.dialogs import commands as do
from bot.dialogs.say import Say, say
from bot.messages import Notice
from bot.ports import Tx
from bot.reception.directory import StaffMember
from bot.reception.lifecycle import Act, NotAllowed, State, next_state
from bot.records import Address, Event, Outgoing, Priority, Reference, Request, Settings

TOLD_AFTER = {Act.DECLARE_NOT_HELD: "notice-not-held", Act.DECLARE_NO_SHOW: "notice-no-show"}
STATUTORY = {"notice-confirmed", "notice-moved", "notice-refused"}


class Decisions:
    """Carries out what staff decide, each inside the transaction `tx` it is given."""

    def __init__(self, reference: Reference, settings: Settings) -> None:
        self._reference = reference
        self._settings = settings

    async def confirm(self, tx: Tx, decided: do.Confirm, by: By, now: datetime) -> Outcome:
        """Put a request into the schedule [D28], or move it; the applicant hears after the undo."""
        request = await tx.request(decided.number)
        if request is None:
            return Problem(say("request-unknown"))
        act = Act.MOVE if request.state in {State.SCHEDULED, State.NOT_HELD} else Act.CONFIRM
        slot = await tx.free_slot(request.given.official, decided.starts_at)
        if slot is None:
            holder = await tx.who_has(request.given.official, decided.starts_at)
            return Problem(say("slot-taken", number=holder or "-"))
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
            starts_at=decided.starts_at,
            promised=False,
        )

    async def refuse(self, tx: Tx, decided: do.Refuse, by: By, now: datetime) -> Outcome:
        """Refuse on a lawful ground; a person refuses, never the bot."""
        request = await tx.request(decided.number)
        if request is None:
            return Problem(say("request-unknown"))
        return await self._decide(
            tx,
            request,
            Act.REFUSE,
            by,
            now,
            {"ground": decided.ground},
            "notice-refused",
            slot=None,
            starts_at=None,
            ground=decided.ground,
            where=decided.where,
            comment=decided.comment,
        )

    async def declare(self, tx: Tx, number: str, act: Act, by: By, now: datetime) -> Outcome:
        """Record what became of the reception."""
        request = await tx.request(number)
        if request is None:
            return Problem(say("request-unknown"))
        if act is not Act.CONSULT and (request.starts_at is None or request.starts_at > now):
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
        if not isinstance(by.who, StaffMember):
            return Problem(say("staff-only"))
        try:
            state = next_state(request.state, act)
        except NotAllowed:
            return Problem(already(request))
        if request.undo_until is not None and request.undo_until > now:
            return Problem(already(request))
        undo_until = now + timedelta(seconds=self._settings.undo_seconds)
        after = replace(
            request,
            version=request.version + 1,
            state=state,
            before=request.state,
            slot_before=request.slot,
            undo_until=undo_until,
            decided_by=by.who.name,
            decided_at=now,
            **changes,  # type: ignore[arg-type]
        )
        stored = await keep(tx, self._reference, request, after, act, by, now, details)
        if isinstance(stored, Problem):
            return stored
        if notice is None:
            return Done()
        told = notices.to_applicant(
            notice,
            stored,
            self._reference,
            not_before=undo_until,
            statutory=notice in STATUTORY,
        )
        return Done(put=(told,))

    async def undo(self, tx: Tx, number: str, by: By, now: datetime) -> Outcome:
        """Take the last decision back before the applicant heard of it."""
        request = await tx.request(number)
        if request is None:
            return Problem(say("request-unknown"))
        if request.before is None or request.undo_until is None or request.undo_until <= now:
            return Problem(say("undo-too-late"))
        slot = request.slot_before
        if slot is not None and slot != request.slot and not await tx.slot_is_free(slot):
            return Problem(say("undo-slot-taken"))
        after = replace(
            request,
            version=request.version + 1,
            state=next_state(request.state, Act.UNDO, request.before),
            slot=slot,
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
        request = await tx.request(number)
        if request is None or not isinstance(by.who, StaffMember):
            return Problem(say("request-unknown"))
        private = Address(by.channel, str(by.who.user_id))
        contact = await tx.contact(private, by.lang, now)
        await tx.record(
            [Event(request.id, now, "details_read", by.name, request.state, request.state)]
        )
        given = request.given
        seconds = self._settings.details_seconds
        told = Say(
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
        message = Outgoing(contact, Notice(told, seconds), Priority.ANSWER)
        return Done(toast=say("details-sent", seconds=seconds), put=(message,))

    async def open_card(self, tx: Tx, opened: do.OpenCard) -> Outcome:
        """Lay the card of a request into the staff chat anew."""
        request = await tx.request(opened.number)
        if request is None:
            return Problem(say("request-unknown"))
        at = {"act": opened.act.value} if opened.act else {}
        if opened.day:
            at["day"] = opened.day.isoformat()
        lay = notices.lay_card(request, self._reference, fresh=True, **at)
        return Done(prompts=tuple(lay))
