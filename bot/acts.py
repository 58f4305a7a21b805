"""What every act on a request has in common: who acts, what comes of it, and how it is kept."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

from bot import notices
from bot.dialogs.incoming import Prompt
from bot.dialogs.question import Who
from bot.dialogs.say import Say, say
from bot.ports import Tx
from bot.reception.directory import StaffMember
from bot.reception.language import Lang
from bot.reception.lifecycle import Act
from bot.records import Address, ChannelName, Event, Outgoing, Reference, Request


@dataclass(frozen=True, slots=True)
class By:
    """Who acts, and from where."""

    who: Who
    contact: int
    channel: ChannelName
    lang: Lang

    @property
    def name(self) -> str:
        """Return how the history names the actor."""
        return f"staff:{self.who.user_id}" if isinstance(self.who, StaffMember) else "citizen"


@dataclass(frozen=True, slots=True)
class Done:
    """It is done. `says`: replies, `toast`: a word to the presser, `put`: messages to others,
    `prompts`: dialogs to open elsewhere."""

    says: tuple[Say, ...] = ()
    toast: Say | None = None
    put: tuple[Outgoing, ...] = ()
    prompts: tuple[tuple[Address, Prompt], ...] = ()


@dataclass(frozen=True, slots=True)
class Problem:
    """It could not be done, and why; nothing changed."""

    why: Say


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
        newer = await tx.request(before.number)
        return Problem(already(newer or before))
    stored = await tx.request(after.number) or after
    await tx.record([Event(stored.id, now, act, by.name, before.state, stored.state, details)])
    await tx.set_timers(notices.timers_of(stored, reference, now))
    return stored


def already(request: Request) -> Say:
    """Say who was first, and when."""
    if request.decided_by is None or request.decided_at is None:
        return say("request-closed")
    return say("already-decided", by=request.decided_by, at=request.decided_at)
