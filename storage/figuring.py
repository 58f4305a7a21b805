"""An operator's figures, each read from an index of only the rows it is about."""

from datetime import date, datetime
from typing import Final

from sqlalchemy import bindparam, case, func, select

from bot.ports.figuring import Queue, Terms
from bot.records import ChannelName
from storage.leaving import QUEUES
from storage.reference_tables import slot
from storage.tables import UNANSWERED, request
from storage.transaction import Transaction

_today: Final = bindparam("today", type_=request.c.reply_due.type)
_TERMS: Final = select(
    func.sum(case((request.c.reply_due >= _today, 1), else_=0)).label("at_risk"),
    func.sum(case((request.c.reply_due < _today, 1), else_=0)).label("overdue"),
).where(UNANSWERED, request.c.reply_due <= bindparam("until", type_=request.c.reply_due.type))
_FIRST: Final = select(request.c.received_at).order_by(request.c.id).limit(1)
_LAID: Final = select(
    slot.c.official, func.max(slot.c.starts_at, type_=slot.c.starts_at.type).label("last")
).group_by(slot.c.official)


class Figuring(Transaction):
    """What an operator's monitor shows."""

    async def queues(self, now: datetime) -> list[Queue]:
        """Count what is due and not sent yet, by channel."""
        rows = await self._rows(QUEUES, {"now": now}, long=True)
        return [Queue(ChannelName(row.channel), row.messages, row.oldest) for row in rows]

    async def terms_now(self, today: date, until: date) -> Terms:
        """Count requests without a reply that is due from `today` to `until`, or was before."""
        (row,) = await self._rows(_TERMS, {"today": today, "until": until}, long=True)
        return Terms(row.at_risk or 0, row.overdue or 0)

    async def laid_until(self) -> dict[str, datetime]:
        """Return by official when the last time of reception is that was laid out."""
        return {row.official: row.last for row in await self._rows(_LAID)}

    async def first_request_at(self) -> datetime | None:
        """Return when the first request of all was received."""
        found: datetime | None = await self._value(_FIRST)
        return found
