"""What staff decide on a request: confirm or move, refuse, declare, undo, read the details.

A person decides, never the bot. For a while a decision can be undone; only then is the applicant
told.
"""

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from msgspec.structs import replace

from bot import notices
from bot.desk.acts import By, Done, Outcome, Problem, closed_to, keep, read, theirs
from bot.desk.times import recorded, time_of
from bot.dialogs import commands as do
from bot.dialogs.say import Say, say
from bot.messages import Notice
from bot.ports import Tx
from bot.reception.directory import StaffMember
from bot.reception.lifecycle import Act, State, next_state, rule
from bot.records import Address, Event, Outgoing, Priority, Reference, Request, Settings

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
        request = await theirs(tx, decided.number, by, decides=True)
        if isinstance(request, Problem):
            return request
        act = Act.MOVE if request.state in {State.SCHEDULED, State.NOT_HELD} else Act.CONFIRM
        if (closed := closed_to(request, act, now)) is not None:
            return closed
        slot = await time_of(tx, request, decided.starts_at, now)
        if isinstance(slot, Problem):
            return slot
        details = await recorded(tx, self._reference, decided, act, now)
        if isinstance(details, Problem):
            return details
        await tx.let_go(request.number)
        time = await tx.slot_time(slot)
        return await self.decide(
            tx,
            request,
            act,
            by,
            now,
            details,
            slot=slot,
            starts_at=time.starts_at,
            minutes=time.minutes,
            promised=False,
        )

    async def refuse(self, tx: Tx, decided: do.Refuse, by: By, now: datetime) -> Outcome:
        """Refuse on a lawful ground; a person refuses, never the bot."""
        request = await theirs(tx, decided.number, by, decides=True)
        if isinstance(request, Problem):
            return request
        ground = self._reference.directory.ground(decided.ground)
        if ground.after_return and request.correct is None:
            return Problem(say("ground-after-return"))
        return await self.decide(
            tx,
            request,
            Act.REFUSE,
            by,
            now,
            {"ground": decided.ground},
            **NO_SLOT,
            ground=decided.ground,
            where=decided.where,
            comment=decided.comment,
        )

    async def declare(self, tx: Tx, declared: do.Declare, by: By, now: datetime) -> Outcome:
        """Record what became of the reception; what ends without one gives its time free."""
        act = declared.act
        request = await theirs(tx, declared.number, by, decides=True)
        if isinstance(request, Problem):
            return request
        if (closed := closed_to(request, act, now)) is not None:
            return closed
        if act in {Act.CONSULT, Act.WITHDRAW}:
            note = declared.note
            return await self.decide(tx, request, act, by, now, {}, **NO_SLOT, comment=note)
        if request.starts_at is None or request.starts_at > now:
            return Problem(say("reception-not-over"))
        return await self.decide(tx, request, act, by, now, {})

    async def decide(
        self,
        tx: Tx,
        request: Request,
        act: Act,
        by: By,
        now: datetime,
        details: Mapping[str, str],
        **changes: object,
    ) -> Outcome:
        """Do a decision of staff: who and when, an undo for a while, then the applicant is told.

        What they are told, and whether it needs proof of delivery, is in the table of the acts.
        """
        if (closed := closed_to(request, act, now)) is not None:
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
            **changes,
        )
        stored = await keep(tx, self._reference, request, after, act, by, now, details)
        if isinstance(stored, Problem):
            return stored
        done = Done(invitations=self._shown_to(by, stored))
        tells = rule(request.state, act).tells
        if tells is None:
            return done
        told = notices.to_applicant(
            tells.notice,
            stored,
            self._reference,
            not_before=undo_until,
            statutory=tells.statutory,
        )
        return replace(done, put=(told,))

    def _shown_to(self, by: By, request: Request) -> tuple[notices.Invitation, ...]:
        """Return the card of a request that was decided on by a command, not by its buttons."""
        if by.thread == request.number:
            return ()
        return tuple(notices.lay_card(request, self._reference, fresh=True))

    async def undo(self, tx: Tx, number: str, by: By, now: datetime) -> Outcome:
        """Take the last decision back before the applicant heard of it."""
        request = await theirs(tx, number, by, decides=True)
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
        if request.state is State.RETURNED:
            after = replace(after, **await _returned_before(tx, request))
        stored = await keep(tx, self._reference, request, after, Act.UNDO, by, now, {})
        return stored if isinstance(stored, Problem) else Done(toast=say("undone"))

    async def show_details(self, tx: Tx, number: str, by: By, now: datetime) -> Outcome:
        """Send the personal data to one member in private, gone after a minute; log the reading.

        Whoever may decide and has read what a request is about has taken it under review [D25].
        """
        request = await theirs(tx, number, by, decides=False)
        if isinstance(request, Problem) or not isinstance(by.who, StaffMember):
            return request if isinstance(request, Problem) else Problem(say("staff-only"))
        if request.anonymised_at is not None:
            return Problem(say("request-anonymised"))
        private = Address(by.channel, str(by.who.user_id))
        await tx.contact(private, by.lang, now)
        reader = (await tx.load([private], now))[private]
        if not reader.active:
            return Problem(say("details-open-private"))
        await read(tx, request, by, now)
        seconds = self._settings.details_seconds
        message = Outgoing(
            reader.contact,
            Notice(self._details(request, seconds), seconds),
            Priority.ANSWER,
            not_after=now + DETAILS_WAIT,
        )
        return Done(
            toast=say("details-sent", seconds=seconds),
            put=(message,),
            invitations=await self._reviewed(tx, request, by, now),
        )

    async def _reviewed(
        self, tx: Tx, request: Request, by: By, now: datetime
    ) -> tuple[notices.Invitation, ...]:
        """Take a new request under review; its version, timers and messages stay."""
        decides = isinstance(by.who, StaffMember) and by.who.role.may_decide
        if request.state is not State.REGISTERED or not decides:
            return ()
        after = replace(request, state=next_state(request.state, Act.REVIEW))
        if not await tx.change(request, after):
            return ()
        event = Event(request.id, now, Act.REVIEW, by.name, request.state, after.state)
        await tx.record([event])
        return tuple(notices.lay_card(after, self._reference, fresh=False))

    def _details(self, request: Request, seconds: int) -> Say:
        """Return all that the applicant gave."""
        given = request.given
        return Say(
            "staff-details",
            {
                **notices.particulars(request, self._reference),
                "external": request.external or "",
                "source": _way_in(request),
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
        request = await theirs(tx, opened.number, by, decides=False)
        if isinstance(request, Problem):
            return request
        at = {"act": opened.act.value} if opened.act else {}
        if opened.day:
            at["day"] = opened.day.isoformat()
        if opened.clock:
            at["clock"] = f"{opened.clock:%H:%M}"
        lay = notices.lay_card(request, self._reference, fresh=True, **at)
        return Done(invitations=tuple(lay))


async def _returned_before(tx: Tx, request: Request) -> Mapping[str, object]:
    """Return what the applicant was asked to correct, and did, before the return taken back."""
    history = await tx.history(request.number)
    corrections = [nth for nth, event in enumerate(history) if event.kind == Act.CORRECT]
    if not corrections:
        return {"correct": None, "correct_by": None, "corrected": None}
    last = corrections[-1]
    asked = next(one for one in reversed(history[:last]) if one.kind == Act.RETURN)
    return {
        "correct": asked.details["correct"],
        "correct_by": date.fromisoformat(asked.details["by"]),
        "corrected": history[last].details["fields"],
    }


def _way_in(request: Request) -> Say:
    """Return how the request came [D4]."""
    given = request.given
    if given.source is do.Source.BOT:
        return say("card-channel", channel=given.channel.value)
    return say("card-source", source=given.source.value)
