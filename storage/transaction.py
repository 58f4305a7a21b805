"""What every group of a transaction's methods stands on: its connection, its keys, its locks."""

from collections.abc import Sequence
from contextlib import AbstractAsyncContextManager
from typing import Any, Final, Protocol

from sqlalchemy import Dialect, Table, select

# SQLite's dialect writes this one too, and the other way round it fails.
from sqlalchemy.dialects.postgresql import insert as insert_new

from bot.ports.processes import Seat
from storage.encryption import Keys
from storage.reference_tables import slot
from storage.statements import Prepared, Values, one_of
from storage.tables import person

__all__ = ["Connection", "Database", "Transaction", "Values", "insert_new"]

NOTHING: Final[Values] = {}


class Connection(Protocol):
    """A connection of a driver, in a transaction.

    `locks`: others write at the same time. `process`: the number of ours among those that do.
    """

    @property
    def dialect(self) -> Dialect: ...
    @property
    def prepared(self) -> dict[Any, Prepared]: ...
    @property
    def locks(self) -> bool: ...
    @property
    def process(self) -> int | None: ...

    async def fetch(
        self, sql: str, values: Sequence[Any], *, long: bool = False
    ) -> Sequence[Sequence[Any]]:
        """Execute a statement; return its rows, if it has any. `long`: it reads a great deal."""

    async def many(self, sql: str, rows: Sequence[Sequence[Any]]) -> None:
        """Execute a statement once for each row of values, in one round trip."""


class Database(Protocol):
    """A database through its driver."""

    def writing(self) -> AbstractAsyncContextManager[Connection]:
        """Commit at the end of the block, roll back on an exception."""

    def reading(self) -> AbstractAsyncContextManager[Connection]:
        """Read one state of the database; nothing can be written."""

    def fault_of(self, error: BaseException) -> str:
        """Return what is wrong with the database in a word; "" where it is not at fault."""

    def seat(self, keys: Keys, host: str, pid: int) -> Seat:
        """Return a seat of the process `pid` of `host`, to be taken by whoever serves from here."""

    async def close(self) -> None:
        """Close every connection."""


class Transaction:
    """An open transaction."""

    def __init__(self, connection: Connection, keys: Keys) -> None:
        self._connection = connection
        self._keys = keys

    async def _rows(
        self, statement: Any, values: Values = NOTHING, *, long: bool = False
    ) -> list[Any]:
        """Execute a statement; return its rows, named tuples. `long`: it reads a great deal."""
        prepared = self._prepared(statement, values)
        found = await self._connection.fetch(prepared.sql, prepared.values(values), long=long)
        return prepared.rows(found) if found else []

    async def _first(self, statement: Any, values: Values = NOTHING) -> Any:
        """Execute a statement; return its first row, or None."""
        rows = await self._rows(statement, values)
        return rows[0] if rows else None

    async def _value(self, statement: Any, values: Values = NOTHING) -> Any:
        """Execute a statement; return the first value of its first row, or None."""
        row = await self._first(statement, values)
        return None if row is None else row[0]

    async def _many(self, statement: Any, rows: Sequence[Values]) -> None:
        """Execute a statement once for each row of values, all of the same names."""
        if rows:
            prepared = self._prepared(statement, rows[0])
            values = prepared.values
            await self._connection.many(prepared.sql, [values(row) for row in rows])

    async def _lock(self, table: Table, *ids: int | None) -> None:
        """Keep others from changing these rows until the transaction ends.

        What depends on the rows must be read by a later statement than this one.
        """
        some = [one for one in ids if one is not None]
        if self._connection.locks and some:
            await self._rows(_LOCKS[table.name], {"ids": some})

    def _prepared(self, statement: Any, given: Values) -> Prepared:
        prepared = self._connection.prepared.get(statement)
        if prepared is None:
            prepared = Prepared(statement, self._connection.dialect, given)
            self._connection.prepared[statement] = prepared
        return prepared


def _locking(table: Table) -> Any:
    """Lock rows by id, in one order everywhere, so that no two wait for each other in a circle."""
    rows = select(table.c.id).where(one_of(table.c.id, "ids")).order_by(table.c.id)
    return rows.with_for_update(key_share=True)


_LOCKS: Final = {table.name: _locking(table) for table in (person, slot)}
