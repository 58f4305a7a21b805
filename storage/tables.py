"""Every table. What is personal is in `sealed` columns; nothing else may hold it."""

from enum import StrEnum
from typing import Any, Final

from sqlalchemy import (
    Boolean,
    Column,
    ColumnElement,
    Date,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    SmallInteger,
    Table,
    Text,
    UniqueConstraint,
    and_,
    false,
    literal_column,
    true,
)  # fmt: skip

from bot.reception.lifecycle import State
from storage.columns import Id, Moment, among, index, key, link, sealed

metadata: Final = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)


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


def _text(name: str, *, needed: bool = True, unique: bool = False) -> Column[str]:
    return Column(name, Text, nullable=not needed, unique=unique)


def _moment(name: str, *, needed: bool = True) -> Column[Any]:
    return Column(name, Moment, nullable=not needed)


def _number(name: str, *, needed: bool = True) -> Column[int]:
    return Column(name, Integer, nullable=not needed)


def _yes(name: str, *, otherwise: bool) -> Column[bool]:
    default = true() if otherwise else false()
    return Column(name, Boolean, nullable=False, server_default=default)


# The schedule and the directory ------------------------------------------------------------------

# The directory is edited as a whole, so it is kept as a whole, every version of it.
directory = Table("directory", metadata, key(), _moment("at"), _text("body"))

# `held_for`: the number of the request for which a clerk has it in hand, until `held_until`.
slot = Table(
    "slot",
    metadata,
    key(),
    _text("official"),
    _moment("starts_at"),
    _number("minutes"),
    _text("held_for", needed=False),
    _moment("held_until", needed=False),
    UniqueConstraint("official", "starts_at"),
)

# An official who is away receives nobody from the first day to the last.
absence = Table(
    "absence",
    metadata,
    key(),
    _text("official"),
    Column("first", Date, nullable=False),
    Column("last", Date, nullable=False),
    _text("who"),
    _moment("at"),
)

# Days that staff made working or free; they have the last word over the file of the directory.
calendar_override = Table(
    "calendar_override",
    metadata,
    Column("day", Date, primary_key=True),
    _yes("working", otherwise=False),
    _text("kk"),
    _text("ru"),
    _text("source"),
    _text("who"),
    _moment("at"),
)

# A year whose days off are final.
signed_year = Table(
    "signed_year",
    metadata,
    Column("year", Integer, primary_key=True, autoincrement=False),
    _text("who"),
    _moment("at"),
)

# Every change of the calendar; the newest id tells whether it changed.
calendar_change = Table(
    "calendar_change", metadata, key(), _moment("at"), _text("who"), _text("kind"), _text("what"),
)  # fmt: skip

# What an office was owed on a day, and got.
duty = Table(
    "duty",
    metadata,
    Column("office", Text, primary_key=True),
    Column("kind", Text, primary_key=True),
    Column("day", Date, primary_key=True),
    _moment("at"),
)

# A quarter's report as it was frozen when the quarter closed.
report = Table(
    "report",
    metadata,
    Column("quarter", Text, primary_key=True),
    _moment("at"),
    _text("checksum"),
    Column("body", LargeBinary, nullable=False),
)

# What shows at once that a database is opened with the wrong key.
key_check = Table("key_check", metadata, key(), sealed("word", needed=True), _text("hash"))

# People and conversations ------------------------------------------------------------------------

person = Table(
    "person",
    metadata,
    key(),
    _text("language", needed=False),
    _text("consent", needed=False),
    _moment("consented_at", needed=False),
    _moment("created_at"),
    Column("first_contact", Id, nullable=False, unique=True),
)

consent_log = Table(
    "consent_log",
    metadata,
    key(),
    link("person_id", "person", index=True),
    link("contact_id", "contact"),
    _text("version", needed=False),
    _moment("at"),
)

# The hash holds the channel too. A staff chat has no person.
contact = Table(
    "contact",
    metadata,
    key(),
    _text("channel"),
    _text("address_hash", unique=True),
    sealed("address", needed=True),
    link("person_id", "person", needed=False, index=True),
    _text("language", needed=False),
    _yes("active", otherwise=True),
    _text("off_why", needed=False),
    _moment("changed_at"),
)

# `state`: frames, options and prompts. `message_id`: where a card is shown.
conversation = Table(
    "conversation",
    metadata,
    key(),
    link("contact_id", "contact"),
    _text("thread"),
    _number("turn"),
    _number("page"),
    sealed("state"),
    _yes("draft", otherwise=False),
    _yes("nudged", otherwise=False),
    _moment("updated_at"),
    _text("message_id", needed=False),
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
    _moment("received_at"),
    Column("state", Text, nullable=False, server_default=InboxState.HANDLED),
    sealed("body"),
    sealed("error"),
    Column("tries", Integer, nullable=False, server_default="0"),
    _moment("retry_at", needed=False),
    sqlite_with_rowid=False,
)
index("ix_inbox_failed", inbox.c.retry_at, where=among(inbox.c.state, {InboxState.FAILED}))

# Requests ----------------------------------------------------------------------------------------

# `live_key`: person and official, while it is live. `lane`: 0 is received out of turn.
# `reply_until`: the moment the last day of the reply ends. `external`: the number in the records
# system. `correct`: what the applicant is to correct, by `correct_by`.
request = Table(
    "request",
    metadata,
    key(),
    _text("number", unique=True),
    _number("year"),
    _number("running"),
    _number("version"),
    _text("state"),
    _text("live_key", needed=False, unique=True),
    Column("lane", SmallInteger, nullable=False),
    link("contact_id", "contact"),
    link("person_id", "person", index=True),
    _text("channel"),
    _text("lang"),
    _text("office"),
    _text("official"),
    _text("topic", needed=False),
    _text("applicant"),
    sealed("organisation"),
    sealed("bin"),
    sealed("name", needed=True),
    _text("initials"),
    sealed("phone", needed=True),
    _yes("mobile", otherwise=False),
    sealed("iin"),
    sealed("postal_address"),
    sealed("essence", needed=True),
    _text("format"),
    sealed("unfit_days"),
    _text("category", needed=False),
    _yes("needs_help", otherwise=False),
    _moment("received_at"),
    Column("registered_on", Date, nullable=False),
    Column("reply_due", Date, nullable=False),
    _moment("reply_until"),
    link("slot_id", "slot", needed=False, unique=True),
    _moment("starts_at", needed=False),
    _number("minutes", needed=False),
    _text("before", needed=False),
    link("slot_before", "slot", needed=False),
    _moment("undo_until", needed=False),
    _text("decided_by", needed=False),
    _moment("decided_at", needed=False),
    _text("ground", needed=False),
    sealed("where_to"),
    sealed("comment"),
    _yes("promised", otherwise=False),
    _moment("replied_at", needed=False),
    Column("source", Text, nullable=False, server_default="bot"),
    _text("external", needed=False),
    _moment("breached_at", needed=False),
    sealed("correct"),
    Column("correct_by", Date, nullable=True),
    UniqueConstraint("running", "year"),
    Index(None, "registered_on", "office"),
    Index("uq_request_external", "external", unique=True),
)
for _whose in (request.c.official, request.c.office):
    index(
        f"ix_request_queue_{_whose.name}",
        _whose,
        request.c.lane,
        request.c.registered_on,
        request.c.received_at,
        request.c.id,
        where=among(request.c.state, WAITING),
    )

index("ix_request_slot_before", request.c.slot_before, where=request.c.slot_before.is_not(None))

counter = Table(
    "counter", metadata, Column("year", Integer, primary_key=True, autoincrement=False),
    _number("last"),
)  # fmt: skip

event = Table(
    "event",
    metadata,
    key(),
    link("request_id", "request", index=True),
    _moment("at"),
    _text("kind"),
    _text("who"),
    _text("before", needed=False),
    _text("after", needed=False),
    sealed("details"),
)

timer = Table(
    "timer",
    metadata,
    key(),
    _text("kind"),
    Column("due_at", Moment, nullable=False, index=True),
    link("request_id", "request", index=True),
    _number("version"),
)

survey = Table(
    "survey",
    metadata,
    key(),
    link("request_id", "request", unique=True),
    _number("rating"),
    _text("settled"),
    sealed("comment"),
    _moment("at"),
    Column("way", Text, nullable=False, server_default="chat"),
)

# Who is to be asked by telephone [D38], in the order of the sample; `reason`: why they were drawn.
call = Table(
    "call",
    metadata,
    key(),
    link("request_id", "request", unique=True),
    _text("office"),
    _text("quarter"),
    _text("reason"),
    _number("nth"),
    Column("state", Text, nullable=False, server_default="waiting"),
    Column("tries", Integer, nullable=False, server_default="0"),
    _moment("due_at"),
    _text("who", needed=False),
    _moment("done_at", needed=False),
    Index(None, "quarter", "office", "nth"),
)

task = Table(
    "task",
    metadata,
    key(),
    _text("kind"),
    _text("office", needed=False),
    link("request_id", "request", needed=False),
    sealed("text", needed=True),
    _moment("due", needed=False),
    _moment("created_at"),
)

# Delivery ----------------------------------------------------------------------------------------

# `due_at`: when it may leave; while it is being sent, when its lease runs out.
outbox = Table(
    "outbox",
    metadata,
    key(),
    link("contact_id", "contact"),
    _text("channel"),
    link("card", "conversation", needed=False),
    sealed("body", needed=True),
    Column("priority", SmallInteger, nullable=False),
    _moment("due_at"),
    _moment("not_after", needed=False),
    link("request_id", "request", needed=False),
    _number("version", needed=False),
    _yes("statutory", otherwise=False),
    Column("state", Text, nullable=False, server_default=OutboxState.QUEUED),
    Column("tries", Integer, nullable=False, server_default="0"),
    _text("provider_id", needed=False),
    _text("status", needed=False),
    _moment("created_at"),
)
_unsent = among(outbox.c.state, UNSENT)
index(
    "ix_outbox_due",
    outbox.c.channel,
    outbox.c.priority,
    outbox.c.due_at,
    outbox.c.id,
    where=_unsent,
)
index("ix_outbox_contact", outbox.c.contact_id, where=_unsent)
index("ix_outbox_card", outbox.c.card, where=and_(_unsent, outbox.c.card.is_not(None)))
index("ix_outbox_provider", outbox.c.provider_id, where=outbox.c.provider_id.is_not(None))

attempt = Table(
    "attempt",
    metadata,
    key(),
    link("outbox_id", "outbox", index=True),
    _moment("at"),
    _text("outcome"),
    _text("code", needed=False),
    _text("provider_id", needed=False),
)

# A provider's word on a message may come before our own commit of having sent it.
early_status = Table(
    "early_status",
    metadata,
    key(),
    Column("provider_id", Text, nullable=False, index=True),
    _text("status"),
    _number("rank"),
    _text("code"),
    _moment("at"),
)
