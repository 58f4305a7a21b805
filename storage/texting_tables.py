"""The tables of short messages: what each number got in a day, what a month cost, what was seen."""

from enum import StrEnum
from typing import Final

from sqlalchemy import BigInteger, Column, Date, ForeignKey, Integer, Table, Text, and_, or_

from bot.records import ChannelName
from storage.columns import Id, among, index, metadata, moment
from storage.tables import OutboxState, outbox


class LastWord(StrEnum):
    """Words of a provider after which nothing more is heard of a message."""

    DELIVERED = "delivered"
    READ = "read"
    UNDELIVERED = "undelivered"
    FAILED = "failed"
    CANCELED = "canceled"


# SMS of a local day to a contact, none statutory: `unasked`, and `answers`. `drafts`: bookings
# begun there and not finished.
texted = Table(
    "texted",
    metadata,
    Column("contact_id", Id, ForeignKey("contact.id"), primary_key=True, autoincrement=False),
    Column("day", Date, primary_key=True),
    Column("unasked", Integer, nullable=False, server_default="0"),
    Column("answers", Integer, nullable=False, server_default="0"),
    Column("drafts", Integer, nullable=False, server_default="0"),
)

# What the SMS of a month came to, by its first day. `micros`: millionths of the currency.
sms_month = Table(
    "sms_month",
    metadata,
    Column("month", Date, primary_key=True),
    Column("messages", Integer, nullable=False),
    Column("segments", Integer, nullable=False),
    Column("micros", BigInteger, nullable=False),
)

# Looks at what the provider has. `seen_until`: up to when everything was seen.
sms_look = Table(
    "sms_look",
    metadata,
    Column("name", Text, primary_key=True),
    moment("begun_at"),
    moment("seen_until", needed=False),
)

# What a provider took and has not said its last word on; `due_at` is then about when it was sent.
NO_LAST_WORD: Final = and_(
    among(outbox.c.state, {OutboxState.SENT}),
    among(outbox.c.channel, {ChannelName.SMS}),
    or_(outbox.c.status.is_(None), ~among(outbox.c.status, LastWord)),
)
index("ix_outbox_no_last_word", outbox.c.due_at, outbox.c.id, where=NO_LAST_WORD)
