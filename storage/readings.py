"""Who read whose data, and how those whose data they were can be reached."""

from collections.abc import Collection
from datetime import datetime
from typing import Any, Final

from sqlalchemy import bindparam, select

from bot.reception.breach import Reach, Reading, Seen
from storage.columns import Moment, among
from storage.statements import one_of
from storage.tables import contact, event, request
from storage.transaction import Transaction

_since: Final = bindparam("since", type_=Moment())
_until: Final = bindparam("until", type_=Moment())
_whose: Final = (
    request.c.id.label("request"),
    request.c.number,
    request.c.initials,
    request.c.channel,
    request.c.office,
)
_READINGS: Final = (
    select(*_whose, event.c.at, event.c.kind, event.c.who)
    .join_from(event, request, request.c.id == event.c.request_id)
    .where(
        among(event.c.kind, Seen),
        event.c.at >= _since,
        event.c.at < _until,
    )
    .order_by(event.c.at, event.c.id)
)
_BY: Final = _READINGS.where(event.c.who == bindparam("by"))
_EVERYBODY: Final = (
    select(*_whose)
    .where(request.c.received_at < _until, request.c.anonymised_at.is_(None))
    .order_by(request.c.id)
)
_REACH: Final = (
    select(request.c.id, request.c.name, request.c.phone, request.c.lang, contact.c.address)
    .join_from(request, contact, contact.c.id == request.c.contact_id)
    .where(one_of(request.c.id, "ids"), request.c.anonymised_at.is_(None))
)


class Readings(Transaction):
    """What the audit tells of who saw personal data."""

    async def readings(
        self, since: datetime, until: datetime, by: str | None = None
    ) -> list[Reading]:
        """Return who read whose data in [since, until), in order."""
        asked = {"since": since, "until": until}
        if by is None:
            rows = await self._rows(_READINGS, asked, long=True)
        else:
            rows = await self._rows(_BY, {**asked, "by": by}, long=True)
        return [_reading(row, row.at, row.kind, row.who) for row in rows]

    async def everybody(self, until: datetime) -> list[Reading]:
        """Return everybody whose data were stored before `until`, each once, read by nobody."""
        rows = await self._rows(_EVERYBODY, {"until": until}, long=True)
        return [_reading(row, None, None, None) for row in rows]

    async def reach(self, requests: Collection[int]) -> dict[int, Reach]:
        """Return how the applicants of these requests can be reached."""
        rows = await self._rows(_REACH, {"ids": list(requests)}, long=True)
        opened = self._keys.open
        return {
            row.id: Reach(opened(row.name), opened(row.phone), opened(row.address), row.lang)
            for row in rows
        }


def _reading(row: Any, at: datetime | None, kind: str | None, by: str | None) -> Reading:
    return Reading(row.request, row.number, row.initials, row.channel, row.office, at, kind, by)
