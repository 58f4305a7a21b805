"""Times of officials: which can be given to whom, what needs a reason, and what is in hand."""

from collections.abc import Mapping
from datetime import datetime

from bot.desk.acts import By, Done, Outcome, Problem, closed_to, theirs
from bot.dialogs import commands as do
from bot.dialogs.queries import RequestByNumber, RequestView
from bot.dialogs.say import say
from bot.ports import Tx
from bot.reception import terms
from bot.reception.allocation import TimeFor
from bot.reception.calendar import at, local
from bot.reception.lifecycle import Act, State
from bot.records import Reference, Request


async def time_of(tx: Tx, request: Request, starts_at: datetime, now: datetime) -> int | Problem:
    """Return the slot that begins then, locked, if `request` can have it; who has it otherwise."""
    official = request.given.official
    slot = await tx.free_slot(official, starts_at) if starts_at > now else None
    if slot is None:
        holder = await tx.who_has(official, starts_at)
        return Problem(say("slot-taken", number=holder) if holder else say("slot-gone"))
    held = await tx.held(slot, now)
    if held is not None and held.number != request.number:
        return Problem(say("slot-held", until=held.until))
    return slot


async def recorded(
    tx: Tx, reference: Reference, decided: do.Confirm, act: Act, now: datetime
) -> Mapping[str, str] | Problem:
    """Return what the history keeps of a time given; a step out of order needs a reason [D28],
    and a time too near for the briefing note does [D26].

    `reason`: why the time is so near. `out_of_order`: why before those ahead, with the `place`.
    """
    details = {"starts_at": decided.starts_at.isoformat()}
    if decided.allocated:
        details["allocated"] = "yes"
    soonest = terms.earliest_slot_day(local(now).date(), reference.calendar)
    near = local(decided.starts_at).date() < soonest
    place = await _place(tx, decided.number, now) if act is Act.CONFIRM else 1
    if (near or place > 1) and not decided.reason:
        return Problem(say("reason-needed", number=decided.number))
    if decided.reason and (near or place == 1):
        details["reason"] = decided.reason
    if decided.reason and place > 1:
        details |= {"out_of_order": decided.reason, "place": str(place)}
    return details


async def _place(tx: Tx, number: str, now: datetime) -> int:
    view = await tx.answer(RequestByNumber(number), now)
    return (isinstance(view, RequestView) and view.place) or 1


class Times:
    """Keeps free times for requests while somebody decides on them."""

    async def hold(self, tx: Tx, decided: do.Hold, by: By, now: datetime) -> Outcome:
        """Keep these times for ten minutes; what can't be kept is left as it is.

        The only one that can't is a problem, which says who has it.
        """
        until = now + terms.HELD
        problem: Problem | None = None
        for one in decided.times:
            if not isinstance(await theirs(tx, one.number, by, decides=True), Problem):
                await tx.let_go(one.number)
        for one in decided.times:
            slot = await self._wanted(tx, one, by, now)
            if isinstance(slot, Problem):
                problem = slot
            else:
                await tx.hold(one.number, slot, until)
        if problem is not None and len(decided.times) == 1:
            return problem
        return Done()

    async def keep_for(self, tx: Tx, opened: do.OpenCard, by: By, now: datetime) -> Problem | None:
        """Keep the time that a card is opened for; say why where it can't be."""
        if opened.day is None or opened.clock is None:
            return None
        time = TimeFor(opened.number, at(opened.day, opened.clock))
        outcome = await self.hold(tx, do.Hold((time,)), by, now)
        return outcome if isinstance(outcome, Problem) else None

    async def let_go(self, tx: Tx, decided: do.LetGo, by: By) -> Outcome:
        """Keep nothing for these requests any longer."""
        for number in decided.numbers:
            if not isinstance(await theirs(tx, number, by, decides=True), Problem):
                await tx.let_go(number)
        return Done(says=() if decided.silent else (say("allocate-cancelled"),))

    async def _wanted(self, tx: Tx, one: TimeFor, by: By, now: datetime) -> int | Problem:
        request = await theirs(tx, one.number, by, decides=True)
        if isinstance(request, Problem):
            return request
        moves = request.state in {State.SCHEDULED, State.NOT_HELD}
        closed = closed_to(request, Act.MOVE if moves else Act.CONFIRM, now)
        return closed or await time_of(tx, request, one.starts_at, now)
