"""Which requests stand where in their terms, by office: the lists that staff get each day.

Every one is read from an index of only the requests it is about.
"""

from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, bindparam, func, select

from bot.reception.lifecycle import State
from bot.reception.watching import Listing, Silence, Watched
from storage.columns import among
from storage.tables import RECEIVED, TO_CORRECT, UNANSWERED, UNNUMBERED, WAITING, request
from storage.transaction import Transaction, Values

COUNTED: Final = 10_000
"""Where a list is longer, its length is not counted to the end."""

_office: Final = request.c.office == bindparam("office")


class _List:
    """The first rows of a list, and the count of all of them."""

    def __init__(self, order: Any, *conditions: ColumnElement[bool]) -> None:
        self.first: Select[Any] = (
            select(request.c.number, request.c.official, request.c.reply_due, request.c.starts_at)
            .where(_office, *conditions)
            .order_by(order, request.c.id)
            .limit(bindparam("at_most"))
        )
        some = select(request.c.id).where(_office, *conditions).limit(COUNTED)
        self.count: Select[Any] = select(func.count()).select_from(some.subquery())


def _between(column: Any) -> ColumnElement[bool]:
    found: ColumnElement[bool] = column.between(bindparam("first"), bindparam("last"))
    return found


_DUE: Final = _List(request.c.reply_due, UNANSWERED, _between(request.c.reply_due))
_OVERDUE: Final = _List(request.c.reply_due, UNANSWERED, request.c.reply_due < bindparam("today"))
_UNREVIEWED: Final = _List(
    request.c.registered_on,
    among(request.c.state, {State.REGISTERED}),
    _between(request.c.registered_on),
)
_UNNUMBERED: Final = _List(
    request.c.registered_on, UNNUMBERED, request.c.registered_on <= bindparam("last")
)
_RECEPTIONS: Final = _List(
    request.c.starts_at,
    RECEIVED,
    request.c.starts_at >= bindparam("since"),
    request.c.starts_at < bindparam("until"),
)
_UNCORRECTED: Final = _List(
    request.c.correct_by, TO_CORRECT, request.c.correct_by < bindparam("today")
)

_WAITING: Final = (
    select(func.count()).select_from(request).where(_office, among(request.c.state, WAITING))
)
_SILENT: Final = (
    select(request.c.id, request.c.reply_due, request.c.breached_at)
    .where(_office, UNANSWERED, request.c.reply_due <= bindparam("last"))
    .order_by(request.c.reply_due, request.c.id)
)
_NUMBERED: Final = select(request.c.number).where(request.c.external == bindparam("external"))


class Watching(Transaction):
    """Lists of the requests of an office, the most urgent first."""

    async def waiting(self, office: str) -> int:
        """Return how many requests wait in the queue."""
        return int(await self._value(_WAITING, {"office": office}))

    async def due(self, office: str, first: date, last: date, limit: int) -> Listing:
        """Return those without a reply that is due from `first` to `last` [D29]."""
        return await self._listing(_DUE, {"office": office, "first": first, "last": last}, limit)

    async def overdue(self, office: str, today: date, limit: int) -> Listing:
        """Return those whose reply was due before `today`."""
        return await self._listing(_OVERDUE, {"office": office, "today": today}, limit)

    async def unreviewed(self, office: str, first: date, last: date, limit: int) -> Listing:
        """Return those registered from `first` to `last` that nobody did anything with."""
        asked = {"office": office, "first": first, "last": last}
        return await self._listing(_UNREVIEWED, asked, limit)

    async def unnumbered(self, office: str, last: date, limit: int) -> Listing:
        """Return those registered up to `last` without a number in the records system [D25]."""
        return await self._listing(_UNNUMBERED, {"office": office, "last": last}, limit)

    async def receptions(
        self, office: str, since: datetime, until: datetime, limit: int
    ) -> Listing:
        """Return those with a reception that begins in [since, until)."""
        asked = {"office": office, "since": since, "until": until}
        return await self._listing(_RECEPTIONS, asked, limit)

    async def uncorrected(self, office: str, today: date, limit: int) -> Listing:
        """Return those returned that the applicant should have corrected before `today`."""
        return await self._listing(_UNCORRECTED, {"office": office, "today": today}, limit)

    async def silent(self, office: str, last: date) -> list[Silence]:
        """Return every request without a reply that was due up to `last`, the longest first."""
        rows = await self._rows(_SILENT, {"office": office, "last": last})
        return [Silence(row.id, row.reply_due, row.breached_at) for row in rows]

    async def number_of_external(self, external: str) -> str | None:
        """Return the number of the request that has this number in the records system."""
        found: str | None = await self._value(_NUMBERED, {"external": external})
        return found

    async def _listing(self, asked: _List, values: Values, limit: int) -> Listing:
        rows = await self._rows(asked.first, {**values, "at_most": limit})
        count = len(rows)
        if count == limit:
            count = int(await self._value(asked.count, values))
        shown = (Watched(row.number, row.official, row.reply_due, row.starts_at) for row in rows)
        return Listing(tuple(shown), count)
