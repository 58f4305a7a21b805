"""An official is away: whoever was to be received is moved, or keeps the place in the queue."""

from datetime import datetime, time

from msgspec.structs import replace

from bot import notices
from bot.desk.acts import By, Done, Outcome, Problem, deciding, keep
from bot.desk.times import time_of
from bot.dialogs import commands as do
from bot.dialogs.queries import AbsencesNow, FreeSlots, HitBy
from bot.dialogs.say import say
from bot.laying import lay_slots
from bot.notices import Invitation
from bot.ports import Tx
from bot.reception import terms
from bot.reception.absence import Absence
from bot.reception.calendar import at, local
from bot.reception.directory import StaffMember
from bot.reception.lifecycle import Act, State, next_state
from bot.records import Outgoing, Priority, Reference, Request

ANOTHER_TRY = 5
"""Free times looked at for one request: others may be taking the first of them just now."""

HAD_A_TIME = {State.SCHEDULED, State.NOT_HELD}


class Absences:
    """Carries out what staff enter of absences, inside the transaction `tx` it is given."""

    def __init__(self, reference: Reference) -> None:
        self._reference = reference

    async def away(self, tx: Tx, entered: do.Away, by: By, now: datetime) -> Outcome:
        """Store an absence; find every reception in it another time, or return it to the queue.

        Registration date and place stay. Each applicant is told once; nothing of it can be undone.
        """
        member = self._member(entered.official, by)
        if isinstance(member, Problem):
            return member
        first = max(entered.first, local(now).date())
        absence = Absence(entered.official, first, entered.last, by.name)
        number = await tx.add_absence(absence, now)
        since = max(absence.since, now)
        found = await tx.answer(HitBy(absence.official, since, absence.until), now)
        put: list[Outgoing] = []
        cards: list[Invitation] = []
        moved = returned = 0
        for view in found if isinstance(found, tuple) else ():
            request = await tx.request(view.number)
            if request is None or request.state is not State.SCHEDULED:
                continue  # it has moved on just now
            slot = None if entered.to_queue else await self._next_free(tx, request, now)
            stored = await self._settle(tx, request, slot, number, by, now)
            if isinstance(stored, Problem):
                continue
            put += self._told(request, stored, now)
            cards += notices.lay_card(stored, self._reference, fresh=False)
            moved += stored.state is State.SCHEDULED
            returned += stored.state is not State.SCHEDULED
        official = self._reference.directory.official(entered.official)
        await lay_slots(tx, (official,), self._reference, now)
        done = say(
            "away-done" if moved or returned else "away-done-none",
            official=official.short,
            first=first,
            last=entered.last,
            moved=moved,
            returned=returned,
            number=str(number),
        )
        return Done(says=(done,), put=tuple(put), invitations=tuple(cards))

    async def end(self, tx: Tx, entered: do.EndAbsence, by: By, now: datetime) -> Outcome:
        """Note that the official is there after all; the schedule's times are free again."""
        known = await tx.answer(AbsencesNow(), now)
        for one in known if isinstance(known, tuple) else ():
            if one.id != entered.absence:
                continue
            member = self._member(one.official, by)
            if isinstance(member, Problem):
                return member
            if not await tx.end_absence(one.id, by.name, now):
                break
            official = self._reference.directory.official(one.official)
            await lay_slots(tx, (official,), self._reference, now)
            return Done(
                says=(say("away-ended", official=official.short, first=one.first, last=one.last),)
            )
        return Problem(say("away-unknown", number=str(entered.absence)))

    def _member(self, official: str, by: By) -> StaffMember | Problem:
        """Return who enters it, if they decide at the office of that official."""
        member = deciding(by)
        office = self._reference.directory.official(official).office
        if isinstance(member, Problem) or office in member.offices:
            return member
        return Problem(say("not-your-office"))

    async def _next_free(self, tx: Tx, request: Request, now: datetime) -> int | None:
        """Return the next slot that leaves the briefing note its time [D26], locked."""
        soonest = terms.earliest_slot_day(local(now).date(), self._reference.calendar)
        query = FreeSlots(request.given.official, at(soonest, time()), limit=ANOTHER_TRY)
        found = await tx.answer(query, now)
        for one in found if isinstance(found, tuple) else ():
            slot = await time_of(tx, request, one.starts_at, now)
            if not isinstance(slot, Problem):
                return slot
        return None

    async def _settle(
        self, tx: Tx, request: Request, slot: int | None, absence: int, by: By, now: datetime
    ) -> Request | Problem:
        """Move the request to that slot, or give it back to the queue."""
        act = Act.RELEASE if slot is None else Act.MOVE
        when = None if slot is None else await tx.slot_time(slot)
        after = replace(
            request,
            version=request.version + 1,
            state=next_state(request.state, act),
            slot=slot,
            starts_at=when.starts_at if when else None,
            minutes=when.minutes if when else None,
            # Only in place of a time they knew of may the applicant choose another.
            before=request.state if when and _knew(request, now) else None,
            slot_before=None,
            undo_until=None,
            decided_by=by.who.name if isinstance(by.who, StaffMember) else None,
            decided_at=now,
            promised=False,
        )
        details = {"absence": str(absence)}
        if when is not None:
            details["starts_at"] = when.starts_at.isoformat()
        return await keep(tx, self._reference, request, after, act, by, now, details)

    def _told(self, request: Request, stored: Request, now: datetime) -> list[Outgoing]:
        """Return what the applicant is told; nothing of a time they never heard of."""
        knew = _knew(request, now)
        if stored.state is State.SCHEDULED:
            key = "notice-moved" if knew else "notice-confirmed"
        elif knew:
            key = "notice-back-in-queue"
        else:
            return []
        told = notices.to_applicant(key, stored, self._reference, statutory=True)
        return [replace(told, priority=Priority.NOTICE, version=stored.version)]


def _knew(request: Request, now: datetime) -> bool:
    """Tell whether the applicant knows of a time: not of one that could still be undone."""
    told = request.undo_until is None or request.undo_until <= now
    return told or request.before in HAD_A_TIME
