"""What is due later: rows with a time, taken out when their time has come."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import bindparam, delete, func, insert, select

from bot.records import Timer, TimerKind
from storage.statements import one_of
from storage.tables import request, timer
from storage.transaction import Transaction

_SET: Final = insert(timer)
_due: Final = (
    select(timer.c.id)
    .where(timer.c.due_at <= bindparam("now"))
    .order_by(timer.c.due_at, timer.c.id)
    .limit(bindparam("at_most"))
    .with_for_update(skip_locked=True)
    .cte("due")
    .prefix_with("MATERIALIZED")  # chosen once, never again for each row
)
_TAKE: Final = (
    delete(timer)
    .where(timer.c.id.in_(select(_due.c.id)))
    .returning(timer.c.id, timer.c.kind, timer.c.due_at, timer.c.request_id, timer.c.version)
)
_VERSIONS: Final = select(request.c.id, request.c.version).where(one_of(request.c.id, "ids"))
_NEXT: Final = select(func.min(timer.c.due_at))
_OF: Final = (
    select(timer.c.id, timer.c.kind, timer.c.due_at, timer.c.request_id, timer.c.version)
    .where(timer.c.request_id == bindparam("of"))
    .order_by(timer.c.due_at, timer.c.id)
)
_COUNT_DUE: Final = select(func.count()).where(timer.c.due_at <= bindparam("now"))


class Timers(Transaction):
    """Timers of requests."""

    async def set_timers(self, timers: Sequence[Timer]) -> None:
        """Store timers; their ids are given here."""
        if timers:
            rows = [
                {
                    "kind": one.kind,
                    "due_at": one.due_at,
                    "request_id": one.request,
                    "version": one.version,
                }
                for one in timers
            ]
            await self._many(_SET, rows)

    async def due_timers(self, now: datetime, limit: int) -> list[Timer]:
        """Return due timers of requests still in the timer's version, and take them all out."""
        taken = [_timer(row) for row in await self._rows(_TAKE, {"now": now, "at_most": limit})]
        if not taken:
            return []
        ids = list({one.request for one in taken})
        versions = {row[0]: row[1] for row in await self._rows(_VERSIONS, {"ids": ids})}
        current = [one for one in taken if versions[one.request] == one.version]
        return sorted(current, key=lambda one: (one.due_at, one.id))

    async def next_timer(self) -> datetime | None:
        """Return when the next timer is due."""
        found: datetime | None = await self._value(_NEXT)
        return found

    async def timers_of(self, request: int) -> list[Timer]:
        """Return the timers set for a request, the soonest first."""
        return [_timer(row) for row in await self._rows(_OF, {"of": request})]

    async def _timers_due(self, now: datetime) -> int:
        return int(await self._value(_COUNT_DUE, {"now": now}))


def _timer(row: Any) -> Timer:
    id_, kind, due_at, request_id, version = row
    return Timer(TimerKind(kind), due_at, request_id, version, id_)
