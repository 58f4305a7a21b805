"""What every act on a request has in common: who acts, what comes of it, and how it is kept."""

from collections.abc import Mapping
from datetime import datetime
from typing import TypeAlias

from msgspec import Struct
from msgspec.structs import replace

from bot import notices
from bot.dialogs.conversation import Frame
from bot.dialogs.queries import LiveRequest, RequestView
from bot.dialogs.question import Citizen, Who
from bot.dialogs.say import Say, say
from bot.notices import Invitation
from bot.ports import Tx
from bot.reception.directory import StaffMember
from bot.reception.language import Lang
from bot.reception.lifecycle import Act, NotAllowed, next_state
from bot.records import ChannelName, Event, Outgoing, Reference, Request


class By(Struct, frozen=True):
    """Who acts, and from where. `thread`: the number of the card, when by its buttons."""

    who: Who
    contact: int
    channel: ChannelName
    lang: Lang
    thread: str = ""

    @property
    def name(self) -> str:
        """Return how the history names the actor."""
        return f"staff:{self.who.user_id}" if isinstance(self.who, StaffMember) else "citizen"

    @property
    def as_member(self) -> "By":
        """Return the same as a member of staff, where one of them speaks with us in private."""
        member = self.who.member if isinstance(self.who, Citizen) else None
        return self if member is None else replace(self, who=member)


class Done(Struct, frozen=True):
    """It is done. `says`: replies, `toast`: a word to the presser, `put`: messages to others,
    `invitations`: dialogs to open elsewhere."""

    says: tuple[Say, ...] = ()
    toast: Say | None = None
    put: tuple[Outgoing, ...] = ()
    invitations: tuple[Invitation, ...] = ()

    def followed_by(self, then: "Done") -> "Done":
        """Return both as one; the last word to the presser counts."""
        return Done(
            says=(*self.says, *then.says),
            toast=then.toast or self.toast,
            put=(*self.put, *then.put),
            invitations=(*self.invitations, *then.invitations),
        )


class Problem(Struct, frozen=True):
    """It could not be done, and why; nothing changed. `see`: the dialog that shows more of it."""

    why: Say
    see: Frame | None = None


Outcome: TypeAlias = Done | Problem


async def keep(
    tx: Tx,
    reference: Reference,
    before: Request,
    after: Request,
    act: Act,
    by: By,
    now: datetime,
    details: Mapping[str, str],
) -> Request | Problem:
    """Store a changed request with its event and timers, unless someone was faster."""
    if not await tx.change(before, after):
        return Problem(await _why_not(tx, before, now))
    stored = await tx.request(after.number) or after
    await tx.record([Event(stored.id, now, act, by.name, before.state, stored.state, details)])
    await tx.set_timers(notices.timers_of(stored, reference, now))
    return stored


async def _why_not(tx: Tx, before: Request, now: datetime) -> Say:
    """Say who was first, or which other request stands in the way."""
    newer = await tx.request(before.number) or before
    if newer.version == before.version:
        live = LiveRequest(before.given.person, before.given.official)
        other = await tx.answer(live, now)
        if isinstance(other, RequestView) and other.number != before.number:
            return say("another-live", number=other.number)
    return already(newer)


def already(request: Request) -> Say:
    """Say who decided, and when; that it is closed where nobody of staff did."""
    if request.decided_by is None or request.decided_at is None:
        return say("request-closed")
    return say("already-decided", by=request.decided_by, at=request.decided_at)


async def own(tx: Tx, number: str, by: By) -> Request | None:
    """Return the request if it is the citizen's own."""
    request = await tx.request(number)
    if request is None or not isinstance(by.who, Citizen):
        return None
    return request if request.given.person == by.who.person else None


def deciding(by: By) -> StaffMember | Problem:
    """Return the member of staff who acts, if their role is enough to decide."""
    if not isinstance(by.who, StaffMember):
        return Problem(say("staff-only"))
    return by.who if by.who.role.may_decide else Problem(say("role-may-not"))


async def read(tx: Tx, request: Request, by: By, now: datetime) -> None:
    """Record that a member of staff read the details of a request."""
    state = request.state
    await tx.record([Event(request.id, now, "details_read", by.name, state, state)])


async def theirs(tx: Tx, number: str, by: By, *, decides: bool) -> Request | Problem:
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


def closed_to(request: Request, act: Act, now: datetime) -> Problem | None:
    """Return who was first, where `act` is not possible now or the last one may be undone.

    Nothing can be done any more to a request of which nothing personal is left.
    """
    if request.anonymised_at is not None:
        return Problem(say("request-anonymised"))
    try:
        next_state(request.state, act)
    except NotAllowed:
        return Problem(already(request))
    undoable = request.undo_until is not None and request.undo_until > now
    return Problem(already(request)) if undoable else None
