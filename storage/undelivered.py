"""What a provider took and could not deliver: statutory messages that need another try or way."""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import bindparam, func, insert, literal, or_, select, update

from bot.records import Envelope, Priority
from storage.columns import Moment, among
from storage.leaving import ENVELOPES
from storage.outbox import Outbox
from storage.statements import one_of
from storage.tables import (
    IS_CONFIRMED_LATER,
    OutboxState,
    attempt,
    early_status,
    outbox,
    request,
)
from storage.task_tables import UNPROVEN


class Undelivered(StrEnum):
    """Last words of a provider on a message that did not arrive."""

    UNDELIVERED = "undelivered"
    FAILED = "failed"
    CANCELED = "canceled"


class _Taken(StrEnum):
    SENT = "sent"


NEVER_PROVEN: Final = "unproven"
"""The outcome of an attempt whose arrival nobody confirmed in time."""

_word_later: Final = (
    select(attempt.c.code)
    .where(attempt.c.outbox_id == outbox.c.id, among(attempt.c.outcome, Undelivered))
    .order_by(attempt.c.id.desc())
    .limit(1)
    .correlate(outbox)
    .scalar_subquery()
)
_word_before: Final = (
    select(early_status.c.code)
    .where(
        early_status.c.provider_id == outbox.c.provider_id,
        among(early_status.c.status, Undelivered),
    )
    .limit(1)
    .correlate(outbox)
    .scalar_subquery()
)
_FOUND: Final = (
    ENVELOPES.add_columns(func.coalesce(_word_later, _word_before, "").label("code"))
    .where(
        one_of(outbox.c.provider_id, "providers"),
        outbox.c.provider_id.is_not(None),
        IS_CONFIRMED_LATER,
        outbox.c.statutory,
        among(outbox.c.state, {OutboxState.SENT}),
        among(outbox.c.status, Undelivered),
        or_(outbox.c.version.is_(None), outbox.c.version == request.c.version),
    )
    .with_for_update(of=outbox)
)  # fmt: skip
# What the provider lost, or nobody confirmed, was no reply [D29]. The first try that was taken is
# ours; a provider may say later that it has sent it on.
_NO_REPLY: Final = (
    update(request)
    .where(
        request.c.id == bindparam("request"),
        request.c.replied_at
        == select(func.min(attempt.c.at, type_=Moment()))
        .where(attempt.c.outbox_id == bindparam("message"), among(attempt.c.outcome, _Taken))
        .scalar_subquery(),
    )
    .values(replied_at=None)
)
_STALE: Final = (
    ENVELOPES.where(UNPROVEN, outbox.c.due_at <= bindparam("before", type_=Moment()))
    .order_by(outbox.c.due_at)
    .limit(bindparam("at_most"))
    .with_for_update(of=outbox, skip_locked=True)
)
_NEVER: Final = insert(attempt)
_ANY_STALE: Final = (
    select(outbox.c.id)
    .where(UNPROVEN, outbox.c.due_at <= bindparam("before", type_=Moment()))
    .limit(1)
)
_END: Final = update(outbox).where(one_of(outbox.c.id, "ids")).values(state=OutboxState.FAILED)
_COPIED: Final = (
    "contact_id", "channel", "body", "not_after", "request_id", "version", "statutory", "to_staff",
)  # fmt: skip
_AGAIN: Final = insert(outbox).from_select(
    [*_COPIED, "priority", "tries", "due_at", "created_at"],
    select(
        *(outbox.c[name] for name in _COPIED),
        literal(int(Priority.BULK)),
        outbox.c.tries + 1,
        bindparam("due_at", type_=outbox.c.due_at.type),
        bindparam("now", type_=outbox.c.created_at.type),
    ).where(outbox.c.id == bindparam("of")),
)


class SendingAgain(Outbox):
    """Statutory messages that did not arrive."""

    async def undelivered(self, provider_ids: Sequence[str]) -> list[tuple[Envelope, str]]:
        """Take out the statutory ones that ended without delivery, each once, with the code.

        One whose request has moved on meanwhile needs no other way.
        """
        if not provider_ids:
            return []
        rows: list[Any] = await self._rows(_FOUND, {"providers": list(provider_ids)})
        if rows:
            await self._end(rows)
        return [(self._envelope(row), row.code) for row in rows]

    async def any_unproven(self, before: datetime) -> bool:
        """Tell whether nobody confirmed the arrival of a statutory message sent before then."""
        return await self._first(_ANY_STALE, {"before": before}) is not None

    async def never_proven(self, before: datetime, now: datetime, limit: int) -> list[Envelope]:
        """Take out statutory messages sent before then whose arrival nobody confirmed, each once.

        One whose request has moved on meanwhile needs no other way and is left out.
        """
        rows: list[Any] = await self._rows(_STALE, {"before": before, "at_most": limit})
        if not rows:
            return []
        await self._end(rows)
        tried = {"at": now, "outcome": NEVER_PROVEN, "code": None, "provider_id": None}
        await self._many(_NEVER, [tried | {"outbox_id": row.id} for row in rows])
        return [self._envelope(row) for row in rows if row.version in {None, row.now_version}]

    async def _end(self, rows: Sequence[Any]) -> None:
        """Take out what did not arrive, or is not known to have; it was no reply then."""
        await self._rows(_END, {"ids": [row.id for row in rows]})
        about = [{"request": row.request_id, "message": row.id} for row in rows if row.request_id]
        await self._many(_NO_REPLY, about)

    async def send_again(self, envelope: Envelope, now: datetime, due_at: datetime) -> None:
        """Have the same sent later; what is said meanwhile does not wait for it."""
        await self._rows(_AGAIN, {"of": envelope.id, "now": now, "due_at": due_at})
