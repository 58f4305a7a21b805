"""Messages waiting to leave: stored with the turn that says them, claimed with a lease."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import (
    ColumnElement,
    and_,
    bindparam,
    func,
    insert,
    select,
    update,
)  # fmt: skip

from bot.messages import Screen, dump, load
from bot.reception.language import Lang
from bot.records import (
    NO_BERTHS,
    Address,
    Backlog,
    Berth,
    ChannelName,
    Envelope,
    Outgoing,
    Priority,
)  # fmt: skip
from storage.columns import among
from storage.inbox import Inbox
from storage.leaving import CHANNEL, CLAIM, NEXT, QUEUES
from storage.statements import one_of
from storage.tables import UNSENT, OutboxState, contact, outbox, unsent_of_a_contact
from storage.timers import Timers

_channel_of: Final = (
    select(contact.c.channel).where(contact.c.id == bindparam("to")).scalar_subquery()
)
_is_staff: Final = (
    select(contact.c.person_id.is_(None)).where(contact.c.id == bindparam("to")).scalar_subquery()
)
_PUT: Final = insert(outbox).values(
    contact_id=bindparam("to"),
    channel=_channel_of,
    to_staff=_is_staff,
    card=bindparam("card"),
    body=bindparam("body"),
    priority=bindparam("priority"),
    due_at=bindparam("due_at"),
    not_after=bindparam("not_after"),
    request_id=bindparam("request_id"),
    version=bindparam("version"),
    statutory=bindparam("statutory"),
    created_at=bindparam("created_at"),
    state=bindparam("state"),
    sender=bindparam("sender"),
)
_of_some: Final = and_(one_of(outbox.c.contact_id, "contacts"), unsent_of_a_contact(outbox))
_WAITED_FOR: Final = select(outbox.c.contact_id).where(_of_some)
_CLAIMED: Final = (
    select(outbox.c.id, outbox.c.body)
    .where(_of_some, among(outbox.c.state, {OutboxState.SENDING}))
    .order_by(outbox.c.id)
)


def queued_cards(table: Any) -> ColumnElement[bool]:
    """Choose the cards that wait, in the words of their index."""
    return and_(
        among(table.c.state, {OutboxState.QUEUED}),
        among(table.c.state, UNSENT),
        table.c.card.is_not(None),
    )


_SUPERSEDE: Final = (
    update(outbox)
    .where(one_of(outbox.c.card, "cards"), queued_cards(outbox))
    .values(state=OutboxState.SUPERSEDED)
)

CLAIMS: Final = 7196518
"""A kind of advisory locks: one process at a time claims for a channel.

Rows locked one by one would not do: two messages of one contact are two rows.
"""
_MY_TURN: Final = select(func.pg_advisory_xact_lock(CLAIMS, func.hashtext(CHANNEL)))
_ids: Final = one_of(outbox.c.id, "ids")
_LEASE: Final = (
    update(outbox)
    .where(_ids)
    .values(
        state=OutboxState.SENDING,
        due_at=bindparam("lease", type_=outbox.c.due_at.type),
        sender=bindparam("sender", type_=outbox.c.sender.type),
    )
)
_RELEASE: Final = (
    update(outbox)
    .where(among(outbox.c.state, {OutboxState.SENDING}))
    .values(due_at=bindparam("now", type_=outbox.c.due_at.type))
)
_DROP: Final = update(outbox).where(_ids).values(state=OutboxState.DROPPED)


class Outbox(Inbox, Timers):
    """Messages to be sent."""

    async def put(
        self, messages: Sequence[Outgoing], at: datetime, berths: Mapping[int, Berth] = NO_BERTHS
    ) -> list[Envelope]:
        """Store messages to be sent, in this order. A newer card replaces the one still waiting.

        Those that have a berth, by their place in `messages`, are claimed at once and returned,
        unless something waits for their contact already.
        """
        if not messages:
            return []
        newest = {one.card: one for one in messages if _is_card(one)}
        if newest:
            await self._rows(_SUPERSEDE, {"cards": list(newest)})
        free = {messages[nth].contact for nth in berths}
        if free:
            waited_for = await self._rows(_WAITED_FOR, {"contacts": list(free)})
            free.difference_update(row.contact_id for row in waited_for)
        rows: list[dict[str, Any]] = []
        claimed: dict[bytes, tuple[Outgoing, Berth]] = {}
        for nth, one in enumerate(messages):
            if _is_card(one) and newest[one.card] is not one:
                continue
            row = self._put_row(one, at)
            berth = berths.get(nth)
            if berth is not None and one.contact in free:
                mine = {"due_at": berth.until, "sender": self._connection.process}
                row |= {"state": OutboxState.SENDING} | mine
                claimed[row["body"]] = one, berth
            rows.append(row)
        await self._many(_PUT, rows)
        if not claimed:
            return []
        # Another process may claim something for them meanwhile: no two bodies are the same.
        found = await self._rows(_CLAIMED, {"contacts": list(free)})
        return [_berthed(row.id, *claimed[row.body]) for row in found if row.body in claimed]

    async def claim(
        self,
        channel: ChannelName,
        now: datetime,
        lease: datetime,
        limit: int,
        up_to: Priority = Priority.BULK,
    ) -> list[Envelope]:
        """Lease due messages: one per contact at most, answers first, then the oldest.

        With `up_to`, only those of a priority that goes as early or earlier. Messages of a contact
        leave in order; one whose request moved on, or past `not_after`, is dropped; a lease that
        ran out is claimed again.
        """
        claimed: list[Envelope] = []
        if self._connection.locks:
            await self._rows(_MY_TURN, {"channel": channel})
        while len(claimed) < limit:
            asked = {"channel": channel, "now": now, "at_most": limit - len(claimed)}
            rows = await self._rows(CLAIM[up_to], asked)
            good = [row for row in rows if not _is_stale(row, now)]
            stale = [row.id for row in rows if _is_stale(row, now)]
            if good:
                mine = {"lease": lease, "sender": self._connection.process}
                await self._rows(_LEASE, {"ids": [row.id for row in good], **mine})
                claimed += map(self._envelope, good)
            if not stale:
                break
            await self._rows(_DROP, {"ids": stale})  # and look at what they were holding up
        return claimed

    async def release(self, now: datetime) -> None:
        """Let go of what a killed process had taken on; where others may send, leases run out."""
        if not self._connection.locks:
            await self._rows(_RELEASE, {"now": now})

    async def next_message(self, channel: ChannelName, now: datetime) -> datetime | None:
        """Return when the next waiting message may leave."""
        found: datetime | None = await self._value(NEXT, {"channel": channel, "now": now})
        return found

    async def backlog(self, now: datetime) -> Backlog:
        """Count what waits."""
        # It looks at every message that waits: not while everybody else does.
        queues = await self._rows(QUEUES, {"now": now}, long=True)
        oldest = min((row.oldest for row in queues), default=now)
        return Backlog(
            messages=sum(row.messages for row in queues),
            oldest_seconds=(now - oldest).total_seconds(),
            failed=await self.failed_count(),
            timers=await self._timers_due(now),
        )

    def _put_row(self, one: Outgoing, at: datetime) -> dict[str, Any]:
        return {
            "to": one.contact,
            "card": one.card if _is_card(one) else None,
            "body": self._keys.seal_json(dump(one.message)),
            "priority": int(one.priority),
            "due_at": one.not_before or at,
            "not_after": one.not_after,
            "request_id": one.request,
            "version": one.version,
            "statutory": one.statutory,
            "created_at": at,
            "state": OutboxState.QUEUED,
            "sender": None,
        }

    def _envelope(self, row: Any) -> Envelope:
        message = load(self._keys.open_json(row.body))
        edit = message.edit if isinstance(message, Screen) else None
        if edit is None and row.card is not None:
            edit = row.message_id
        where = self._keys.open(row.address)
        unsure = row.state == OutboxState.SENDING or row.tries > 0
        return Envelope(
            id=row.id,
            contact=row.contact_id,
            address=Address(ChannelName(row.channel), where, row.thread or ""),
            lang=Lang(row.lang or Lang.KK),
            message=message,
            tries=row.tries,
            statutory=row.statutory,
            request=row.request_id,
            card=row.card,
            edit=edit or None,
            priority=Priority(row.priority),
            not_after=row.not_after,
            unsure_since=row.created_at if unsure else None,
            off=not row.active,
        )


def _is_card(one: Outgoing) -> bool:
    """Tell whether it is a state of a card; other messages beside a card are not replaced."""
    return one.card is not None and isinstance(one.message, Screen)


def _berthed(number: int, one: Outgoing, berth: Berth) -> Envelope:
    """Return what was claimed as it was put."""
    edit = one.message.edit if isinstance(one.message, Screen) else None
    return Envelope(
        id=number,
        contact=one.contact,
        address=berth.address,
        lang=berth.lang,
        message=one.message,
        tries=0,
        statutory=one.statutory,
        request=one.request,
        card=None,
        edit=edit or None,
        priority=one.priority,
        not_after=one.not_after,
    )


def _is_stale(row: Any, now: datetime) -> bool:
    """Tell whether a message has lost its point, or its way while it is not statutory."""
    return bool(
        (row.not_after is not None and row.not_after <= now)
        or (row.version is not None and row.version != row.now_version)
        or not (row.active or row.statutory or row.person_id is None)
    )
