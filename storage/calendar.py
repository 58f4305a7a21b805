"""The working calendar as staff keep it, what hangs on it, and a row for every change of it."""

from datetime import date, datetime, time
from typing import Any, Final

from sqlalchemy import bindparam, case, delete, exists, func, insert, null, select, update

from bot.dialogs.queries import CalendarKept, CalendarView, Query
from bot.reception.calendar import DAY, Override, at
from bot.reception.calendar_changes import OpenTerm, PlannedReception
from bot.reception.language import Bilingual
from bot.reception.lifecycle import LIVE, State
from storage.columns import Moment, among
from storage.queries import Queries
from storage.reference_tables import calendar_change, calendar_override, signed_year
from storage.tables import event, request
from storage.transaction import insert_new

EXTENDED: Final = "extend"
"""The kind of the event by which a term was lawfully extended."""

_OVERRIDES: Final = select(calendar_override).order_by(calendar_override.c.day)
_PUT: Final = (
    insert_new(calendar_override)
    .on_conflict_do_nothing(index_elements=[calendar_override.c.day])
    .returning(calendar_override.c.day)
)
_DROP: Final = (
    delete(calendar_override)
    .where(calendar_override.c.day == bindparam("of"))
    .returning(calendar_override.c.day)
)
_SIGNED: Final = select(signed_year.c.year)
_SIGN: Final = (
    insert_new(signed_year)
    .on_conflict_do_nothing(index_elements=[signed_year.c.year])
    .returning(signed_year.c.year)
)
_NOTE: Final = insert(calendar_change)
_VERSION: Final = select(func.max(calendar_change.c.id))

_extended: Final = exists().where(event.c.request_id == request.c.id, event.c.kind == EXTENDED)
# A refusal is told only when it can't be undone any more; until then its term is open too.
_open: Final = (
    request.c.replied_at.is_(None),
    among(request.c.state, LIVE | {State.REFUSED, State.REDIRECTED}),
)
_OPEN_TERMS: Final = (
    select(
        *(
            request.c[name]
            for name in (
                "id", "number", "version", "state", "office", "registered_on", "reply_due",
            )
        )
    )
    .where(*_open, request.c.reply_due >= bindparam("since"), ~_extended)
    .order_by(request.c.registered_on, request.c.received_at, request.c.id)
)  # fmt: skip
_until: Final = bindparam("until", type_=Moment())
_SET_DUE: Final = (
    update(request)
    .where(request.c.id == bindparam("of"), request.c.reply_due == bindparam("due"), *_open)
    .values(
        registered_on=bindparam("registered"),
        reply_due=bindparam("new_due"),
        reply_until=_until,
        # What was late by the old term may be in time by the new one.
        breached_at=case((request.c.breached_at < _until, null()), else_=request.c.breached_at),
    )
    .returning(request.c.id)
)
_PLANNED: Final = (
    select(request.c.number, request.c.office, request.c.starts_at)
    .where(
        among(request.c.state, {State.SCHEDULED}),
        request.c.starts_at >= bindparam("since", type_=Moment()),
    )
    .order_by(request.c.starts_at, request.c.id)
)


class Calendar(Queries):
    """Overrides, signed years, and the terms and receptions that follow the calendar."""

    async def answer(self, query: Query[Any], now: datetime) -> object:
        """Answer a dialog's query; the type of the answer is the query's."""
        if isinstance(query, CalendarKept):
            return CalendarView(await self.overrides(), await self.signed_years())
        return await super().answer(query, now)

    async def overrides(self) -> tuple[Override, ...]:
        """Return the overrides entered by staff, in order of the days."""
        return tuple(
            Override(row.day, row.working, Bilingual(row.kk, row.ru), row.source)
            for row in await self._rows(_OVERRIDES)
        )

    async def put_override(self, override: Override, who: str, at: datetime) -> bool:
        """Store an override; False if there is one for that day already."""
        row = {
            "day": override.day,
            "working": override.working,
            "kk": override.name.kk,
            "ru": override.name.ru,
            "source": override.source,
            "who": who,
            "at": at,
        }
        if await self._first(_PUT, row) is None:
            return False
        kind = "working" if override.working else "off"
        await self._note(f"add-{kind}", f"{override.day} {override.source}", who, at)
        return True

    async def drop_override(self, day: date, who: str, at: datetime) -> bool:
        """Take an override out; False if there is none for that day."""
        if await self._first(_DROP, {"of": day}) is None:
            return False
        await self._note("remove", f"{day}", who, at)
        return True

    async def signed_years(self) -> frozenset[int]:
        """Return the years signed off by staff."""
        return frozenset(row.year for row in await self._rows(_SIGNED))

    async def sign_year(self, year: int, who: str, at: datetime) -> bool:
        """Sign a year off; False if it was already."""
        if await self._first(_SIGN, {"year": year, "who": who, "at": at}) is None:
            return False
        await self._note("sign", f"{year}", who, at)
        return True

    async def calendar_version(self) -> int | None:
        """Return a number that grows with every change."""
        found: int | None = await self._value(_VERSION)
        return found

    async def open_terms(self, since: date) -> list[OpenTerm]:
        """Return the terms not yet answered that end on `since` or later, but extended ones."""
        rows = await self._rows(_OPEN_TERMS, {"since": since}, long=True)
        return [OpenTerm(**row._asdict() | {"state": State(row.state)}) for row in rows]

    async def set_due(self, term: OpenTerm, registered_on: date, reply_due: date) -> bool:
        """Give an open term another end; False if it was answered or changed meanwhile.

        The version of the request stays: nobody's decision is void by this.
        """
        values: dict[str, Any] = {
            "of": term.id,
            "due": term.reply_due,
            "registered": registered_on,
            "new_due": reply_due,
            "until": at(reply_due + DAY, time()),
        }
        return await self._first(_SET_DUE, values) is not None

    async def planned_receptions(self, since: datetime) -> list[PlannedReception]:
        """Return the receptions that have a time from `since` on, the soonest first."""
        rows = await self._rows(_PLANNED, {"since": since}, long=True)
        return [PlannedReception(row.number, row.office, row.starts_at) for row in rows]

    async def _note(self, kind: str, what: str, who: str, at: datetime) -> None:
        await self._rows(_NOTE, {"at": at, "who": who, "kind": kind, "what": what})
