"""What staff must do by hand, and the indexes by which it is seen what was never proven."""

from enum import StrEnum
from typing import Final

from sqlalchemy import (
    Column,
    ColumnElement,
    Integer,
    Table,
    Text,
    and_,
    literal_column,
    or_,
)

from bot.reception.tasks import TaskState
from storage.columns import Id, among, index, key, link, metadata, moment, sealed, text_
from storage.tables import IS_CONFIRMED_LATER, OutboxState, outbox


class OnItsWay(StrEnum):
    """What a provider says of a message before it knows whether it arrived."""

    ACCEPTED = "accepted"
    SCHEDULED = "scheduled"
    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"


# `notice`: which one did not arrive, as the message `message`. `due`: by when it must be done,
# `due_at`: when it is tried next. `who`: the member who has it in hand until `held_until`, or who
# closed it; `result`: of the last try.
task = Table(
    "task",
    metadata,
    key(),
    text_("kind"),
    text_("office", needed=False),
    link("request_id", "request", needed=False),
    sealed("text", needed=True),
    moment("due", needed=False),
    moment("created_at"),
    text_("notice", needed=False),
    Column("message", Id, nullable=True),
    Column("state", Text, nullable=False, server_default=TaskState.OPEN),
    Column("tries", Integer, nullable=False, server_default="0"),
    moment("due_at", needed=False),
    text_("who", needed=False),
    moment("held_until", needed=False),
    moment("done_at", needed=False),
    text_("result", needed=False),
)
OPEN: Final = among(task.c.state, {TaskState.OPEN})
index("ix_task_open", task.c.office, task.c.due, where=OPEN)
index("ix_task_request", task.c.request_id, where=task.c.request_id.is_not(None))

# Bare, because SQLite recognises a partial index only by the very words of its condition.
IS_STATUTORY: Final[ColumnElement[bool]] = literal_column("statutory")
index("ix_outbox_statutory", outbox.c.request_id, where=IS_STATUTORY)
UNPROVEN: Final = and_(
    IS_STATUTORY,
    IS_CONFIRMED_LATER,
    among(outbox.c.state, {OutboxState.SENT}),
    or_(outbox.c.status.is_(None), among(outbox.c.status, OnItsWay)),
)
index("ix_outbox_unproven", outbox.c.due_at, where=UNPROVEN)
