"""The chain over the audit: rows that are never changed get their links, and are looked at again.

Nobody else may give links at the same time: SQLite has one writer, PostgreSQL a lock for it.
"""

from collections.abc import Sequence
from typing import Any, Final

from msgspec import Struct, field
from sqlalchemy import (
    BigInteger,
    Column,
    Table,
    and_,
    bindparam,
    cast,
    exists,
    func,
    insert,
    literal_column,
    null,
    select,
)

from bot.reception.chain import (
    BEGINNING,
    Broken,
    Checked,
    Fault,
    Found,
    Link,
    Unsealed,
    check,
    link_after,
)
from storage.access_tables import invitation, member
from storage.audit_tables import seal
from storage.columns import Moment
from storage.encryption import WrongKey
from storage.reference_tables import calendar_change
from storage.statements import one_of
from storage.tables import consent_log, event, request
from storage.transaction import Transaction

LOOKED_BACK: Final = 1000
"""PostgreSQL numbers rows before they are committed: so far back one may have come later."""

_ONE_AT_A_TIME: Final = select(
    func.pg_try_advisory_xact_lock(literal_column("7196515")).label("mine")
)


class Source(Struct, frozen=True):
    """Rows of the audit: what stays in them for good, and what may be erased lawfully.

    `erased` says of a row that it was; `beside` is the table, joined to what says so. `when`: only
    rows of which this is so, in no order: their numbers are older than it.
    """

    name: str
    table: Table
    content: Sequence[Column[Any]]
    at: Column[Any]
    details: Any = field(default_factory=null)
    erased: Any = field(default_factory=null)
    beside: Any = None
    when: Any = None

    @property
    def id(self) -> Any:
        """The number of its rows."""
        return self.table.c.id

    @property
    def without_link(self) -> Any:
        """Say of a row that it belongs here and has no link."""
        no_link = ~exists().where(seal.c.source == self.name, seal.c.row_id == self.id)
        return no_link if self.when is None else and_(self.when, no_link)

    @property
    def _rows(self) -> Any:
        more = (self.details.label("details"), self.erased.label("erased"))
        rows = select(self.id, *self.content, *more)
        rows = rows.select_from(self.table if self.beside is None else self.beside)
        return rows if self.when is None else rows.where(self.when)

    def these(self) -> Any:
        """Select the rows whose numbers are in `ids`."""
        return self._rows.where(one_of(self.id, "ids"))

    def next(self) -> Any:
        """Select the first rows without a link, from a little before the last that has one."""
        newer = self._rows.where(self.without_link).order_by(self.id).limit(bindparam("at_most"))
        if self.when is not None:
            return newer
        back = cast(bindparam("back", type_=BigInteger()), BigInteger)
        since = select(func.coalesce(func.max(seal.c.row_id), 0) - back)
        return newer.where(self.id > since.where(seal.c.source == self.name).scalar_subquery())

    def newest(self) -> Any:
        """Select what grows with every new row."""
        if self.when is None:
            return select(func.max(self.id)).scalar_subquery()
        return select(func.count()).select_from(self.table).where(self.when).scalar_subquery()


def _whole(table: Table, at: str, *content: str) -> Source:
    """Make a source of rows in which this much stays for good."""
    return Source(table.name, table, [table.c[name] for name in (at, *content)], table.c[at])


def _later(table: Table, name: str, at: str, *content: str) -> Source:
    """Make a source of what is written into a row later, once and for good."""
    columns = [table.c[one] for one in (at, *content)]
    return Source(name, table, columns, table.c[at], when=table.c[at].is_not(None))


SOURCES: Final = (
    Source(
        event.name,
        event,
        [event.c[name] for name in ("request_id", "at", "kind", "who", "before", "after")],
        event.c.at,
        event.c.details,
        request.c.anonymised_at,
        event.join(request, request.c.id == event.c.request_id),
    ),
    _whole(consent_log, "at", "person_id", "contact_id", "version", "channel", "lang"),
    _whole(calendar_change, "at", "who", "kind", "what"),
    _whole(member, "since", "user_id", "name", "role", "offices", "by_whom"),
    _later(member, "member ended", "until", "until_by", "why"),
    _whole(invitation, "at", "link", "role", "offices", "by_whom", "expires_at"),
    _later(invitation, "invitation used", "used_at", "used_by"),
    _later(invitation, "invitation withdrawn", "withdrawn_at", "withdrawn_by"),
)
_BY_NAME: Final = {one.name: one for one in SOURCES}
_NEXT: Final = {one.name: one.next() for one in SOURCES}
_THESE: Final = {one.name: one.these() for one in SOURCES}
_NEWEST: Final = select(*(one.newest().label(f"n{nth}") for nth, one in enumerate(SOURCES)))
_HEAD: Final = select(seal).order_by(seal.c.seq.desc()).limit(1)
_LINKS: Final = (
    select(seal)
    .where(seal.c.seq > bindparam("after"))
    .order_by(seal.c.seq)
    .limit(bindparam("at_most"))
)
_ADD: Final = insert(seal)
_UNSEALED: Final = {
    one.name: select(func.count().label("rows"), func.min(one.at, type_=Moment()).label("since"))
    .select_from(one.table)
    .where(one.without_link)
    for one in SOURCES
}
_LAST: Final = select(func.max(seal.c.row_id)).where(seal.c.source == bindparam("of"))
_INSERTED: Final = {
    one.name: select(one.id)
    .where(one.without_link, one.id <= bindparam("until"))
    .order_by(one.id)
    .limit(bindparam("at_most"))
    for one in SOURCES
    if one.when is None
}


class Chain(Transaction):
    """The links of the audit."""

    async def newest_audited(self) -> tuple[int, ...]:
        """Return the newest row of every source of the audit; it changes with each new one."""
        return tuple(found or 0 for found in await self._first(_NEWEST))

    async def chain_on(self, limit: int) -> int:
        """Give up to `limit` rows their links; return how many. 0 as well if another does it."""
        if self._connection.locks and not await self._value(_ONE_AT_A_TIME):
            return 0
        last = await self.chain_head()
        links: list[Link] = []
        secret = self._keys.audit_secret
        for one in SOURCES:
            if len(links) == limit:
                break
            asked = {"at_most": limit - len(links)}
            if one.when is None:
                asked["back"] = self._looked_back
            for row in await self._rows(_NEXT[one.name], asked):
                seq, hashed = (last.seq, last.hash) if last else (0, BEGINNING)
                last = link_after(secret, hashed, seq + 1, self._audited(one, row))
                links.append(last)
        await self._many(_ADD, [_row(link) for link in links])
        return len(links)

    async def chain_head(self) -> Link | None:
        """Return the last link."""
        row = await self._first(_HEAD)
        return None if row is None else _link(row)

    async def check_links(self, after: Link | None, limit: int) -> Checked:
        """Look at the links that follow `after`, and at their rows."""
        asked = {"after": after.seq if after else 0, "at_most": limit}
        links = [_link(row) for row in await self._rows(_LINKS, asked, long=True)]
        found: dict[tuple[str, int], Found] = {}
        for name, statement in _THESE.items():
            ids = [link.row for link in links if link.source == name]
            for row in await self._rows(statement, {"ids": ids}, long=True) if ids else ():
                found[name, row.id] = self._audited(_BY_NAME[name], row)
        return check(self._keys.audit_secret, after, links, found)

    async def unsealed(self) -> list[Unsealed]:
        """Return which sources have rows without a link."""
        found = []
        for name, statement in _UNSEALED.items():
            (row,) = await self._rows(statement, long=True)
            found.append(Unsealed(name, row.rows, row.since))
        return [one for one in found if one.rows]

    async def inserted(self, limit: int) -> list[Broken]:
        """Return rows without a link among older ones that have it: nobody wrote them in time."""
        found: list[Broken] = []
        for name, statement in _INSERTED.items():
            last = await self._value(_LAST, {"of": name}) or 0
            asked = {"until": last - self._looked_back, "at_most": limit}
            rows = await self._rows(statement, asked, long=True)
            found += [Broken(Fault.ROW_INSERTED, None, name, row.id) for row in rows]
        return found

    @property
    def _looked_back(self) -> int:
        return LOOKED_BACK if self._connection.dialect.name == "postgresql" else 0

    def _audited(self, one: Source, row: Any) -> Found:
        return Found(
            one.name,
            row.id,
            tuple(getattr(row, column.name) for column in one.content),
            self._unsealed_text(row.details),
            row.erased is not None,
        )

    def _unsealed_text(self, sealed: bytes | None) -> str | None:
        """Return what is sealed; what can't be opened counts as it stands."""
        try:
            return self._keys.open_any(sealed)
        except WrongKey:
            return f"unreadable {sealed.hex()}" if sealed else None


def _link(row: Any) -> Link:
    return Link(row.seq, row.source, row.row_id, row.digest, row.details, row.hash)


def _row(link: Link) -> dict[str, Any]:
    return {
        "seq": link.seq,
        "source": link.source,
        "row_id": link.row,
        "digest": link.digest,
        "details": link.details,
        "hash": link.hash,
    }
