"""Which of the messages that wait may leave, and when the next one may."""

from datetime import datetime
from typing import Any, Final

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    and_,
    bindparam,
    case,
    cast,
    false,
    func,
    or_,
    select,
    tuple_,
    union_all,
)  # fmt: skip

from bot.records import Priority
from storage.columns import among
from storage.conversations import LANG
from storage.tables import (
    UNSENT,
    OutboxState,
    contact,
    conversation,
    outbox,
    person,
    request,
    unsent_of_a_contact,
)  # fmt: skip

_now: Final = bindparam("now", type_=outbox.c.due_at.type)
_before: Final = outbox.alias("before")
CHANNEL: Final = bindparam("channel", type_=outbox.c.channel.type)
# To a group that shut the bot out nothing is lost: its messages wait until it is let in again.
_let_in: Final = contact.c.active


def _waits(table: Any, *, to_staff: bool) -> ColumnElement[bool]:
    """Choose what waits for staff chats, or for everybody else, in the words of their indexes."""
    return and_(among(table.c.state, UNSENT), table.c.to_staff if to_staff else ~table.c.to_staff)


def _held_up(now: ColumnElement[datetime]) -> ColumnElement[bool]:
    """Whether another message of the same contact must leave before, or is on its way.

    In order of priority and age among those that are due; one waiting for its next try holds up
    what was said after it.
    """
    first = tuple_(_before.c.priority, _before.c.id) < tuple_(outbox.c.priority, outbox.c.id)
    return _found(
        _before,
        _before.c.contact_id == outbox.c.contact_id,
        unsent_of_a_contact(_before),
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


def _found(
    table: Any, *conditions: ColumnElement[bool], order: ColumnElement[Any] | None = None
) -> ColumnElement[bool]:
    """Whether another message is such, for the message asked about.

    Not as EXISTS: PostgreSQL would make a join of it, and go through all that waits for each. An
    order leads it to the index that has it.
    """
    found = select(table.c.id).where(*conditions).order_by(order).limit(1).correlate(outbox)
    return found.scalar_subquery().is_not(None)


def _due_of(priority: Priority) -> Any:
    """Select due messages of a priority; by one each, an index gives them in their order."""
    found = (
        select(outbox.c.id)
        .where(
            outbox.c.channel == CHANNEL,
            outbox.c.priority == int(priority),
            outbox.c.due_at <= _now,
            _waits(outbox, to_staff=False),
            ~_held_up(_now),
        )
        .order_by(outbox.c.due_at, outbox.c.id)
        .limit(bindparam("at_most"))
        .subquery()
    )
    return select(found.c.id)


def _staff_chats() -> Any:
    """Select the staff chats for which something waits, from one to the next by an index."""
    of_channel = and_(outbox.c.channel == CHANNEL, _waits(outbox, to_staff=True))
    chats = select(func.min(outbox.c.contact_id).label("chat")).where(of_channel)
    found = chats.cte("chats", recursive=True)
    next_one = select(func.min(outbox.c.contact_id)).where(
        of_channel, outbox.c.contact_id > found.c.chat
    )
    following = select(next_one.correlate(found).scalar_subquery()).where(found.c.chat.is_not(None))
    return found.union_all(following)


def _first_of(chats: Any, up_to: Priority) -> Any:
    """Select what stands first in each of these staff chats, of what is due."""
    waiting = outbox.alias("waiting")
    firsts = [
        select(waiting.c.id)
        .where(
            waiting.c.channel == CHANNEL,
            waiting.c.contact_id == chats.c.chat,
            waiting.c.priority == int(priority),
            waiting.c.due_at <= _now,
            _waits(waiting, to_staff=True),
        )
        .order_by(waiting.c.id)
        .limit(1)
        .correlate(chats)
        .scalar_subquery()
        for priority in Priority
        if priority <= up_to
    ]
    first = func.coalesce(*firsts) if len(firsts) > 1 else firsts[0]
    return select(first.label("id")).select_from(chats).subquery("heads")


def _of_heads(up_to: Priority, column: Any) -> Any:
    """Select a column of what may leave to staff chats, or NULL where the first is held up.

    The same rule as `_held_up`, but with no look at what stands behind the first. One row is looked
    up for each chat, whatever PostgreSQL believes of how many there are.
    """
    heads = _first_of(_staff_chats(), up_to)
    sending, retried = outbox.alias("sending"), outbox.alias("retried")
    on_its_way = _found(
        sending,
        sending.c.contact_id == outbox.c.contact_id,
        among(sending.c.state, {OutboxState.SENDING}),
        sending.c.to_staff,
        sending.c.due_at > _now,
    )
    to_be_tried_before = _found(
        retried,
        retried.c.channel == CHANNEL,
        retried.c.contact_id == outbox.c.contact_id,
        retried.c.priority == outbox.c.priority,
        retried.c.id < outbox.c.id,
        retried.c.tries > 0,
        _waits(retried, to_staff=True),
        order=retried.c.id,
    )
    found = (
        select(column)
        .join(contact, contact.c.id == outbox.c.contact_id)
        .where(
            outbox.c.id == heads.c.id,
            _let_in,
            ~on_its_way,
            ~to_be_tried_before,
        )
        .correlate(heads)
    )
    return select(found.scalar_subquery().label(column.name)).select_from(heads)


_ENVELOPE: Final = (
    outbox.c.id, outbox.c.contact_id, outbox.c.request_id, outbox.c.version, outbox.c.card,
    outbox.c.body, outbox.c.tries, outbox.c.statutory, outbox.c.not_after, outbox.c.priority,
    outbox.c.state, outbox.c.created_at,
    contact.c.channel, contact.c.address, contact.c.active, contact.c.person_id, LANG,
    conversation.c.thread, conversation.c.message_id,
)  # fmt: skip
ENVELOPES: Final = (
    select(*_ENVELOPE, request.c.version.label("now_version"))
    .select_from(outbox)
    .join(contact, contact.c.id == outbox.c.contact_id)
    .outerjoin(person, person.c.id == contact.c.person_id)
    .outerjoin(conversation, conversation.c.id == outbox.c.card)
    .outerjoin(request, request.c.id == outbox.c.request_id)
)
"""Messages with all that an envelope is made of."""


def _claim(up_to: Priority) -> Any:
    """Select due messages up to a priority.

    Which ones is found once, before anything else. PostgreSQL takes what waits for a row or two,
    as it is at most times, and would look for them again for each message of a backlog.
    """
    chosen = [_due_of(priority) for priority in Priority if priority <= up_to]
    due = union_all(*chosen, _of_heads(up_to, outbox.c.id)).cte("due").prefix_with("MATERIALIZED")
    return (
        ENVELOPES.where(outbox.c.id.in_(select(due.c.id)))
        # Another may have changed a row meanwhile. Said so that no index of what waits serves, and
        # that PostgreSQL, which believes there are few, does not begin with them.
        .where(case((among(outbox.c.state, UNSENT), outbox.c.due_at <= _now), else_=false()))
        .order_by(outbox.c.priority, outbox.c.due_at, outbox.c.id)
        .limit(bindparam("at_most"))
        .with_for_update(of=outbox, skip_locked=True)
    )


def _next_of(priority: Priority) -> Any:
    """Select when the next message of a priority may leave; an index gives it at once.

    What is due already is asked about as things are now, the rest as they will be at its time.
    """
    then = case((outbox.c.due_at > _now, outbox.c.due_at), else_=_now)
    found = (
        select(outbox.c.due_at)
        .where(
            outbox.c.channel == CHANNEL,
            outbox.c.priority == int(priority),
            _waits(outbox, to_staff=False),
            ~_held_up(then),
        )
        .order_by(outbox.c.due_at)
        .limit(1)
        .subquery()
    )
    return select(found.c.due_at)


# What is held up in a staff chat can leave when something of its chat is due that isn't yet.
_later_to_staff: Final = select(func.min(outbox.c.due_at)).where(
    outbox.c.channel == CHANNEL, _waits(outbox, to_staff=True), outbox.c.due_at > _now
)
_next: Final = union_all(
    *map(_next_of, Priority), _of_heads(Priority.BULK, outbox.c.due_at), _later_to_staff
).subquery()
NEXT: Final = select(func.min(_next.c.due_at))
_counted: Final = (
    select(
        outbox.c.channel,
        func.count().label("messages"),
        func.min(outbox.c.due_at).label("oldest"),
    )
    .where(outbox.c.due_at <= _now)
    .group_by(outbox.c.channel)
)
_due: Final = union_all(
    _counted.where(_waits(outbox, to_staff=False)),
    _counted.join(contact, contact.c.id == outbox.c.contact_id).where(
        _waits(outbox, to_staff=True), _let_in
    ),
).subquery()
QUEUES: Final = select(
    _due.c.channel,
    cast(func.sum(_due.c.messages), BigInteger).label("messages"),
    func.min(_due.c.oldest).label("oldest"),
).group_by(_due.c.channel)
"""What is due and not sent yet, by channel; out of indexes alone, and still long if much is."""
CLAIM: Final = {priority: _claim(priority) for priority in Priority}
