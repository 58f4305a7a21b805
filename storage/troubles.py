"""Troubles: noted by whoever sees one first, over when nobody sees it any more."""

from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import bindparam, or_, select, update

from bot.ports.troubles import Lasting
from storage.columns import among
from storage.tables import OutboxState, outbox
from storage.transaction import Transaction, insert_new
from storage.trouble_tables import trouble

CLOCKS_DIFFER: Final = timedelta(minutes=10)
"""A row from further ahead is from before a clock was put back."""

_Moment: Final = trouble.c.seen_at.type


def _moment(name: str) -> Any:
    return bindparam(name, type_=_Moment)


_LASTING: Final = (
    select(trouble.c.kind, trouble.c.began_at, trouble.c.seen_at)
    .where(trouble.c.over_at.is_(None))
    .order_by(trouble.c.began_at, trouble.c.kind)
)
_new: Final = insert_new(trouble).values(
    kind=bindparam("kind"), began_at=_moment("began_at"), seen_at=_moment("seen_at")
)
_BEGIN: Final = _new.on_conflict_do_update(
    index_elements=[trouble.c.kind],
    set_={
        "began_at": _new.excluded.began_at,
        "seen_at": _new.excluded.seen_at,
        "over_at": None,
    },
    where=or_(
        trouble.c.over_at < _new.excluded.began_at,
        trouble.c.over_at > _moment("far_ahead"),
    ),
).returning(trouble.c.kind)
_of: Final = trouble.c.kind == bindparam("of")
_SEE: Final = update(trouble).where(_of, trouble.c.over_at.is_(None)).values(seen_at=_moment("now"))
_END: Final = (
    update(trouble)
    .where(
        _of,
        trouble.c.over_at.is_(None),
        or_(trouble.c.seen_at <= _moment("quiet_since"), trouble.c.seen_at > _moment("far_ahead")),
    )
    .values(over_at=_moment("ended"))
    .returning(trouble.c.began_at)
)

_PUT_BACK: Final = (
    update(outbox)
    .where(
        among(outbox.c.state, {OutboxState.QUEUED}),
        outbox.c.tries == 0,
        outbox.c.created_at > _moment("now"),
        outbox.c.due_at <= outbox.c.created_at,
        outbox.c.due_at > _moment("now"),
    )
    .values(due_at=_moment("now"))
    .returning(outbox.c.id)
)


class TroublesKept(Transaction):
    """What is wrong now."""

    async def lasting(self) -> list[Lasting]:
        """Return the troubles that are not over, the oldest first."""
        return [Lasting(*row) for row in await self._rows(_LASTING)]

    async def begin_trouble(self, kind: str, began: datetime, now: datetime) -> bool:
        """Note that a trouble is there; False if it was noted, or ended after it `began`."""
        row = {
            "kind": kind,
            "began_at": began,
            "seen_at": now,
            "far_ahead": now + CLOCKS_DIFFER,
        }
        return await self._first(_BEGIN, row) is not None

    async def see_trouble(self, kind: str, now: datetime) -> None:
        """Note that a trouble is still there."""
        await self._rows(_SEE, {"of": kind, "now": now})

    async def end_trouble(
        self, kind: str, ended: datetime, quiet_since: datetime, now: datetime
    ) -> datetime | None:
        """Note that a trouble `ended`; return when it began.

        None if it is over already, or somebody saw it after `quiet_since`.
        """
        asked = {
            "of": kind,
            "ended": ended,
            "quiet_since": quiet_since,
            "far_ahead": now + CLOCKS_DIFFER,
        }
        began: datetime | None = await self._value(_END, asked)
        return began

    async def clock_put_back(self, now: datetime) -> int:
        """Make what was to leave at once, by a clock that was ahead, leave now; return how many."""
        return len(await self._rows(_PUT_BACK, {"now": now}))
