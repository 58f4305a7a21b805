"""Every table but the reference data. What is personal is in `sealed` columns, nowhere else."""

from enum import StrEnum
from typing import Any, Final

from sqlalchemy import (
    Column,
    ColumnElement,
    Date,
    Index,
    Integer,
    SmallInteger,
    Table,
    Text,
    UniqueConstraint,
    and_,
    literal_column,
)  # fmt: skip

from bot.reception.lifecycle import AWAITING_REPLY, Act, State
from bot.records import ChannelName
from storage.columns import (
    Id,
    Moment,
    among,
    index,
    key,
    link,
    metadata,
    moment,
    number,
    sealed,
    text_,
    yes_no,
)
from storage.reference_tables import slot


class InboxState(StrEnum):
    """What became of an update."""

    HANDLED = "handled"
    FAILED = "failed"
    GIVEN_UP = "given_up"


class OutboxState(StrEnum):
    """What became of a message."""

    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    DROPPED = "dropped"
    SUPERSEDED = "superseded"


WAITING: Final = frozenset({State.REGISTERED, State.UNDER_REVIEW})
"""States of the requests in the queue."""

# Bare, because SQLite recognises a partial index only by the very words of its condition.
IS_DRAFT: Final[ColumnElement[bool]] = literal_column("draft")

UNSENT: Final = frozenset({OutboxState.QUEUED, OutboxState.SENDING})


# What shows at once that a database is opened with the wrong key. `lookup`: what it looks up by.
key_check = Table(
    "key_check", metadata, key(), sealed("word", needed=True), text_("hash"), sealed("lookup"),
)  # fmt: skip

# People and conversations ------------------------------------------------------------------------

person = Table(
    "person",
    metadata,
    key(),
    text_("language", needed=False),
    text_("consent", needed=False),
    moment("consented_at", needed=False),
    moment("created_at"),
    Column("first_contact", Id, nullable=False, unique=True),
)

# `channel` and `lang`: where and in which language; the hash of the address is the contact's.
consent_log = Table(
    "consent_log",
    metadata,
    key(),
    link("person_id", "person", index=True),
    link("contact_id", "contact"),
    text_("version", needed=False),
    moment("at"),
    text_("channel", needed=False),
    text_("lang", needed=False),
)

# The hash holds the channel too. A staff chat has no person. `leaving_at`: when it was forgotten,
# until its last message has left.
contact = Table(
    "contact",
    metadata,
    key(),
    text_("channel"),
    text_("address_hash", unique=True),
    sealed("address", needed=True),
    link("person_id", "person", needed=False, index=True),
    text_("language", needed=False),
    yes_no("active", otherwise=True),
    text_("off_why", needed=False),
    moment("changed_at"),
    moment("leaving_at", needed=False),
)

# `state`: frames, options and prompts. `message_id`: where a card is shown.
conversation = Table(
    "conversation",
    metadata,
    key(),
    link("contact_id", "contact"),
    text_("thread"),
    number("turn"),
    number("page"),
    sealed("state"),
    yes_no("draft", otherwise=False),
    yes_no("nudged", otherwise=False),
    moment("updated_at"),
    text_("message_id", needed=False),
    UniqueConstraint("contact_id", "thread"),
)
index(
    "ix_conversation_draft",
    conversation.c.nudged,
    conversation.c.updated_at,
    where=IS_DRAFT,
)

# `key`: the channel and the id its provider gave the update.
inbox = Table(
    "inbox",
    metadata,
    Column("key", Text, primary_key=True),
    moment("received_at"),
    Column("state", Text, nullable=False, server_default=InboxState.HANDLED),
    sealed("body"),
    sealed("error"),
    Column("tries", Integer, nullable=False, server_default="0"),
    moment("retry_at", needed=False),
    sqlite_with_rowid=False,
)
index("ix_inbox_failed", inbox.c.retry_at, where=among(inbox.c.state, {InboxState.FAILED}))

# Requests ----------------------------------------------------------------------------------------

# `live_key`: person and official, while it is live. `lane`: 0 is received out of turn.
# `reply_until`: the moment the last day of the reply ends. `external`: the number in the records
# system. `correct`: what the applicant is to correct, by `correct_by`; `corrected`: what was.
# `kept_months`: how long after its end the data are kept, as it was told; `marks`: what a report
# needs of the erased details.
request = Table(
    "request",
    metadata,
    key(),
    text_("number", unique=True),
    number("year"),
    number("running"),
    number("version"),
    text_("state"),
    text_("live_key", needed=False, unique=True),
    Column("lane", SmallInteger, nullable=False),
    link("contact_id", "contact"),
    link("person_id", "person", index=True),
    text_("channel"),
    text_("lang"),
    text_("office"),
    text_("official"),
    text_("topic", needed=False),
    text_("applicant"),
    sealed("organisation"),
    sealed("bin"),
    sealed("name", needed=True),
    text_("initials"),
    sealed("phone", needed=True),
    yes_no("mobile", otherwise=False),
    sealed("iin"),
    sealed("postal_address"),
    sealed("essence", needed=True),
    text_("format"),
    sealed("unfit_days"),
    text_("category", needed=False),
    yes_no("needs_help", otherwise=False),
    moment("received_at"),
    Column("registered_on", Date, nullable=False),
    Column("reply_due", Date, nullable=False),
    moment("reply_until"),
    link("slot_id", slot, needed=False, unique=True),
    moment("starts_at", needed=False),
    number("minutes", needed=False),
    text_("before", needed=False),
    link("slot_before", slot, needed=False),
    moment("undo_until", needed=False),
    text_("decided_by", needed=False),
    moment("decided_at", needed=False),
    text_("ground", needed=False),
    sealed("where_to"),
    sealed("comment"),
    yes_no("promised", otherwise=False),
    moment("replied_at", needed=False),
    Column("source", Text, nullable=False, server_default="bot"),
    text_("external", needed=False),
    moment("breached_at", needed=False),
    sealed("correct"),
    Column("correct_by", Date, nullable=True),
    text_("corrected", needed=False),
    Column("kept_months", SmallInteger, nullable=False, server_default="12"),
    moment("anonymised_at", needed=False),
    text_("marks", needed=False),
    UniqueConstraint("running", "year"),
    Index(
        "ix_request_tally",
        *("registered_on", "office", "state", "reply_until"),
        *("replied_at", "decided_at", "breached_at"),
    ),
)
for _whose in (request.c.official, request.c.office):
    index(
        f"ix_request_queue_{_whose.name}",
        _whose,
        request.c.lane,
        request.c.registered_on,
        request.c.received_at,
        request.c.id,
        request.c.state,  # else SQLite would read every row to count a place
        where=among(request.c.state, WAITING),
    )

index("ix_request_slot_before", request.c.slot_before, where=request.c.slot_before.is_not(None))

# What the terms are watched by: small, whatever the number of requests that are through.
UNANSWERED: Final = and_(among(request.c.state, AWAITING_REPLY), request.c.replied_at.is_(None))
index("ix_request_reply", request.c.office, request.c.reply_due, where=UNANSWERED)
NUMBERED: Final = request.c.external.is_not(None)
index("uq_request_external", request.c.external, where=NUMBERED, unique=True)
UNNUMBERED: Final = request.c.external.is_(None)
index("ix_request_unnumbered", request.c.office, request.c.registered_on, where=UNNUMBERED)
RECEIVED: Final = among(request.c.state, {State.SCHEDULED})
index("ix_request_reception", request.c.office, request.c.starts_at, where=RECEIVED)
TO_CORRECT: Final = among(request.c.state, {State.RETURNED})
index("ix_request_to_correct", request.c.office, request.c.correct_by, where=TO_CORRECT)

counter = Table(
    "counter", metadata, Column("year", Integer, primary_key=True, autoincrement=False),
    number("last"),
)  # fmt: skip

event = Table(
    "event",
    metadata,
    key(),
    link("request_id", "request", index=True),
    moment("at"),
    text_("kind"),
    text_("who"),
    text_("before", needed=False),
    text_("after", needed=False),
    sealed("details"),
)

# By these whoever may be asked by telephone is found.
ENDED: Final = among(event.c.kind, {Act.DECLARE_ATTENDED, Act.CONSULT, Act.WITHDRAW})
index("ix_event_ended", event.c.at, where=ENDED)

timer = Table(
    "timer",
    metadata,
    key(),
    text_("kind"),
    Column("due_at", Moment, nullable=False, index=True),
    link("request_id", "request", index=True),
    number("version"),
)

# Delivery ----------------------------------------------------------------------------------------

# `due_at`: when it may leave; while the process `sender` is at it, when its lease runs out.
outbox = Table(
    "outbox",
    metadata,
    key(),
    link("contact_id", "contact"),
    text_("channel"),
    link("card", "conversation", needed=False),
    sealed("body", needed=True),
    Column("priority", SmallInteger, nullable=False),
    moment("due_at"),
    moment("not_after", needed=False),
    link("request_id", "request", needed=False),
    number("version", needed=False),
    yes_no("statutory", otherwise=False),
    Column("state", Text, nullable=False, server_default=OutboxState.QUEUED),
    Column("tries", Integer, nullable=False, server_default="0"),
    text_("provider_id", needed=False),
    text_("status", needed=False),
    moment("created_at"),
    Column("sender", Id, nullable=True),
    yes_no("to_staff", otherwise=False),
)
_unsent = among(outbox.c.state, UNSENT)
# What waits is counted once a second. SQLite would read every row for what an index's own condition
# is about, unless it stands in the index too.
_condition = (outbox.c.state, outbox.c.to_staff)
index(
    "ix_outbox_due",
    outbox.c.channel,
    outbox.c.priority,
    outbox.c.due_at,
    outbox.c.id,
    *_condition,
    where=and_(_unsent, ~outbox.c.to_staff),
)
# A staff chat takes twenty messages a minute: what waits for one is never gone through.
_to_staff = and_(_unsent, outbox.c.to_staff)
index(
    "ix_outbox_staff",
    outbox.c.channel,
    outbox.c.contact_id,
    outbox.c.priority,
    outbox.c.id,
    outbox.c.due_at,
    outbox.c.tries,
    where=_to_staff,
)
index(
    "ix_outbox_staff_due",
    outbox.c.channel,
    outbox.c.due_at,
    outbox.c.contact_id,
    *_condition,
    where=_to_staff,
)
index(
    "ix_outbox_staff_sending",
    outbox.c.contact_id,
    where=and_(among(outbox.c.state, {OutboxState.SENDING}), outbox.c.to_staff),
)


def unsent_of_a_contact(table: Any) -> ColumnElement[bool]:
    """Choose what waits, in the words of the index by contacts.

    That contacts are numbered from 1 says nothing of the rows; it lets in who asks by this. Else
    PostgreSQL, while it believes that nothing waits, would take that index for anything.
    """
    return and_(among(table.c.state, UNSENT), table.c.contact_id > literal_column("0"))


index("ix_outbox_contact", outbox.c.contact_id, where=unsent_of_a_contact(outbox))
index("ix_outbox_card", outbox.c.card, where=and_(_unsent, outbox.c.card.is_not(None)))
CONFIRMED_LATER: Final = frozenset({ChannelName.SMS})
"""Where being taken proves nothing: the provider tells later whether it arrived."""
IS_CONFIRMED_LATER: Final = among(outbox.c.channel, CONFIRMED_LATER)
index(
    "ix_outbox_provider",
    outbox.c.provider_id,
    where=and_(outbox.c.provider_id.is_not(None), IS_CONFIRMED_LATER),
)

attempt = Table(
    "attempt",
    metadata,
    key(),
    link("outbox_id", "outbox", index=True),
    moment("at"),
    text_("outcome"),
    text_("code", needed=False),
    text_("provider_id", needed=False),
)

# A provider's word on a message may come before our own commit of having sent it.
early_status = Table(
    "early_status",
    metadata,
    key(),
    Column("provider_id", Text, nullable=False, index=True),
    text_("status"),
    number("rank"),
    text_("code"),
    moment("at"),
)
