"""The tables of who is let in, and of how many requests came from one person on a day."""

from typing import Final

from sqlalchemy import BigInteger, Column, Date, Index, Integer, Table, Text

from bot.reception.breach import Seen
from storage.columns import among, index, key, metadata, moment, text_
from storage.tables import event


def _user(name: str, *, needed: bool = True) -> Column[int]:
    """Make the number of somebody's account."""
    return Column(name, BigInteger, nullable=not needed)


# One row for each spell. `offices`: keys by commas. `since` NULL: let in by the directory file.
member = Table(
    "member",
    metadata,
    key(),
    _user("user_id"),
    text_("name"),
    text_("role"),
    text_("offices"),
    text_("by_whom"),
    moment("since", needed=False),
    moment("until", needed=False),
    text_("until_by", needed=False),
    text_("why", needed=False),
)
_open = member.c.until.is_(None)
Index(
    "uq_member_open",
    member.c.user_id,
    unique=True,
    sqlite_where=_open,
    postgresql_where=_open,
)

# `link`: the digest of the link; the link itself is nowhere.
invitation = Table(
    "invitation",
    metadata,
    key(),
    text_("link", unique=True),
    text_("role"),
    text_("offices"),
    text_("by_whom"),
    moment("at"),
    moment("expires_at"),
    _user("used_by", needed=False),
    moment("used_at", needed=False),
    text_("withdrawn_by", needed=False),
    moment("withdrawn_at", needed=False),
)

# Who was seen in which staff chat: only they can have left it.
seen_in_chat = Table(
    "seen_in_chat",
    metadata,
    Column("user_id", BigInteger, primary_key=True, autoincrement=False),
    Column("chat", BigInteger, primary_key=True, autoincrement=False),
    moment("at"),
)

# How many requests came on a day; `who`: a keyed hash of the person, or of the telephone.
came = Table(
    "came",
    metadata,
    Column("day", Date, primary_key=True),
    Column("who", Text, primary_key=True),
    Column("count", Integer, nullable=False, server_default="1"),
)

# Every reading of personal data of applicants.
READ: Final = among(event.c.kind, Seen)
index("ix_event_read", event.c.at, where=READ)
