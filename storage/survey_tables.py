"""Tables of the survey [D38]: what was answered, and who is asked by telephone."""

from typing import Final

from sqlalchemy import Column, Index, Integer, Table, Text

from bot.reception.calling import CallState
from storage.columns import among, index, key, link, metadata, moment, number, sealed, text_, yes_no

# `settled` is empty where no more than the mark was answered; not `complete`: more may come.
survey = Table(
    "survey",
    metadata,
    key(),
    link("request_id", "request", unique=True),
    number("rating"),
    text_("settled"),
    sealed("comment"),
    moment("at"),
    Column("way", Text, nullable=False, server_default="chat"),
    yes_no("complete", otherwise=True),
)

# Who is to be asked by telephone [D38]; `place`: the order of the sample, `reason`: why they are in
# it, `ended_at`: when their request ended. `who`: the member who has it in hand until `held_until`,
# or who closed it. `gave_up`: the answer of those who withdrew; the others' are in `survey`.
call = Table(
    "call",
    metadata,
    key(),
    link("request_id", "request", unique=True),
    text_("office"),
    text_("quarter"),
    text_("reason"),
    number("place"),
    moment("ended_at"),
    Column("state", Text, nullable=False, server_default=CallState.WAITING),
    Column("tries", Integer, nullable=False, server_default="0"),
    moment("due_at"),
    text_("who", needed=False),
    moment("held_until", needed=False),
    moment("done_at", needed=False),
    text_("gave_up", needed=False),
    sealed("comment"),
    Index(None, "quarter", "office"),
)
TO_CALL: Final = among(call.c.state, {CallState.WAITING})
index("ix_call_waiting", call.c.office, call.c.place, where=TO_CALL)
