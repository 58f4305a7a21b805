"""Messages waiting to leave: stored with the turn that says them, claimed with a lease."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import (
    ColumnElement,
    and_,
    bindparam,
    exists,
    func,
    insert,
    or_,
    select,
    tuple_,
    union_all,
    update,
)  # fmt: skip

from bot.messages import Screen, dump, load
from bot.reception.language import Lang
from bot.records import Address, Backlog, ChannelName, Envelope, Outgoing, Priority
from storage.columns import among
from storage.conversations import LANG
from storage.inbox import Inbox
from storage.statements import one_of
from storage.tables import UNSENT, OutboxState, contact, conversation, outbox, person, request
from storage.timers import Timers

_channel_of: Final = (
    select(contact.c.channel).where(contact.c.id == bindparam("to")).scalar_subquery()
)
_PUT: Final = insert(outbox).values(
    contact_id=bindparam("to"),
    channel=_channel_of,
    card=bindparam("card"),
    body=bindparam("body"),
    priority=bindparam("priority"),
    due_at=bindparam("due_at"),
    not_after=bindparam("not_after"),
    request_id=bindparam("request_id"),
    version=bindparam("version"),
    statutory=bindparam("statutory"),
    created_at=bindparam("created_at"),
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

_now: Final = bindparam("now", type_=outbox.c.due_at.type)
_before: Final = outbox.alias("before")
# To a group that shut the bot out nothing is lost: its messages wait until it is let in again.
_reachable: Final = or_(contact.c.active, contact.c.person_id.is_not(None))


def _held_up(now: ColumnElement[datetime]) -> ColumnElement[bool]:
    """Whether another message of the same contact must leave before, or is on its way.

    In order of priority and age among those that are due; one waiting for its next try holds up
    what was said after it.
    """
    first = tuple_(_before.c.priority, _before.c.id) < tuple_(outbox.c.priority, outbox.c.id)
    return (
        exists()
        .where(
            _before.c.contact_id == outbox.c.contact_id,
            among(_before.c.state, UNSENT),
            or_(
                and_(among(_before.c.state, {OutboxState.SENDING}), _before.c.due_at > now),
                and_(_before.c.due_at <= now, first),
                and_(
                    _before.c.tries > 0,
                    _before.c.priority == outbox.c.priority,
                    _before.c.id < outbox.c.id,
                ),
            ),
        )
        .correlate(outbox)
    )


def _due_of(priority: Priority) -> Any:
    """Select due messages of a priority; by one each, an index gives them in their order."""
    found = (
        select(outbox.c.id)
        .join(contact, contact.c.id == outbox.c.contact_id)
        .where(
            outbox.c.channel == bindparam("channel"),
            outbox.c.priority == int(priority),
            outbox.c.due_at <= _now,
            among(outbox.c.state, UNSENT),
            _reachable,
            ~_held_up(_now),
        )
        .order_by(outbox.c.due_at, outbox.c.id)
        .limit(bindparam("at_most"))
        .subquery()
    )
    return select(found.c.id)


ENVELOPE: Final = (
    outbox.c.id, outbox.c.contact_id, outbox.c.request_id, outbox.c.version, outbox.c.card,
    outbox.c.body, outbox.c.tries, outbox.c.statutory, outbox.c.not_after, outbox.c.priority,
    outbox.c.state, outbox.c.created_at,
    contact.c.channel, contact.c.address, contact.c.active, contact.c.person_id, LANG,
    conversation.c.thread, conversation.c.message_id,
)  # fmt: skip
"""What an envelope is made of."""


def _claim(up_to: Priority) -> Any:
    """Select due messages up to a priority.

    Which ones is found once, before anything else. PostgreSQL takes what waits for a row or two,
    as it is at most times, and would look for them again for each message of a backlog.
    """
    chosen = [_due_of(priority) for priority in Priority if priority <= up_to]
    found: Any = union_all(*chosen) if len(chosen) > 1 else chosen[0]
    due = found.cte("due").prefix_with("MATERIALIZED")
    return (
        select(*ENVELOPE, request.c.version.label("now_version"))
        .select_from(outbox)
        .join(contact, contact.c.id == outbox.c.contact_id)
        .outerjoin(person, person.c.id == contact.c.person_id)
        .outerjoin(conversation, conversation.c.id == outbox.c.card)
        .outerjoin(request, request.c.id == outbox.c.request_id)
        .where(outbox.c.id.in_(select(due.c.id)))
        # Another may have changed a row meanwhile. Said so that no index of what waits serves.
        .where(~among(outbox.c.state, frozenset(OutboxState) - UNSENT), outbox.c.due_at <= _now)
        .order_by(outbox.c.priority, outbox.c.due_at, outbox.c.id)
        .limit(bindparam("at_most"))
        .with_for_update(of=outbox, skip_locked=True)
    )


_CLAIM: Final = {priority: _claim(priority) for priority in Priority}
CLAIMS: Final = 7196518
"""A kind of advisory locks: one process at a time claims for a channel.

Rows locked one by one would not do: two messages of one contact are two rows.
"""
_channel: Final = func.hashtext(bindparam("channel", type_=outbox.c.channel.type))
_MY_TURN: Final = select(func.pg_advisory_xact_lock(CLAIMS, _channel))
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


def _next_of(priority: Priority) -> Any:
    """Select when the next message of a priority may leave; an index gives it at once."""
    found = (
        select(outbox.c.due_at)
        .join(contact, contact.c.id == outbox.c.contact_id)
        .where(
            outbox.c.channel == bindparam("channel"),
            outbox.c.priority == int(priority),
            among(outbox.c.state, UNSENT),
            _reachable,
            ~_held_up(outbox.c.due_at),
        )
        .order_by(outbox.c.due_at)
        .limit(1)
        .subquery()
    )
    return select(found.c.due_at)


_next: Final = union_all(*(_next_of(priority) for priority in Priority)).subquery()
_NEXT: Final = select(func.min(_next.c.due_at))
_BACKLOG: Final = (
    select(func.count(), func.min(outbox.c.due_at))
    .join(contact, contact.c.id == outbox.c.contact_id)
    .where(among(outbox.c.state, UNSENT), outbox.c.due_at <= _now, _reachable)
)


class Outbox(Inbox, Timers):
    """Messages to be sent."""

    async def put(self, messages: Sequence[Outgoing], at: datetime) -> None:
        """Store messages to be sent, in this order. A newer card replaces the one still waiting."""
        if not messages:
            return
        newest = {one.card: one for one in messages if _is_card(one)}
        if newest:
            await self._rows(_SUPERSEDE, {"cards": list(newest)})
        rows = [
            self._put_row(one, at)
            for one in messages
            if not _is_card(one) or newest[one.card] is one
        ]
        await self._many(_PUT, rows)

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
            rows = await self._rows(_CLAIM[up_to], asked)
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

    async def next_message(self, channel: ChannelName) -> datetime | None:
        """Return when the next waiting message may leave."""
        found: datetime | None = await self._value(_NEXT, {"channel": channel})
        return found

    async def backlog(self, now: datetime) -> Backlog:
        """Count what waits."""
        # It looks at every message that waits: not while everybody else does.
        ((waiting, oldest),) = await self._rows(_BACKLOG, {"now": now}, long=True)
        return Backlog(
            messages=waiting,
            oldest_seconds=0.0 if oldest is None else (now - oldest).total_seconds(),
            failed=await self._failed_count(),
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


def _is_stale(row: Any, now: datetime) -> bool:
    """Tell whether a message has lost its point, or its way while it is not statutory."""
    return bool(
        (row.not_after is not None and row.not_after <= now)
        or (row.version is not None and row.version != row.now_version)
        or not (row.active or row.statutory or row.person_id is None)
    )
