"""What every group of a transaction's methods stands on: its connection, its keys, its locks."""

from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias

from sqlalchemy import CursorResult, Executable, Row, Table, bindparam, select

# SQLite's dialect writes this one too, and the other way round it fails.
from sqlalchemy.dialects.postgresql import insert as insert_new
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.encryption import Keys

__all__ = ["AnyRow", "Transaction", "Values", "insert_new", "locked_by_id"]

Values = Mapping[str, Any]
AnyRow: TypeAlias = Row[*tuple[Any, ...]]


class Transaction:
    """An open transaction. `locks`: others write at the same time, so rows must be locked."""

    def __init__(self, connection: AsyncConnection, keys: Keys, *, locks: bool) -> None:
        self._connection = connection
        self._keys = keys
        self._locks = locks

    async def _run(
        self, statement: Executable, values: Values | Sequence[Values] | None = None
    ) -> CursorResult[*tuple[Any, ...]]:
        """Execute a statement; with a list of values once for each, in one round trip."""
        return await self._connection.execute(statement, values)

    async def _lock(self, table: Table, *ids: int | None) -> None:
        """Keep others from changing these rows until the transaction ends.

        What depends on the rows must be read by a later statement than this one.
        """
        some = [one for one in ids if one is not None]
        if self._locks and some:
            await self._run(locked_by_id(table), {"ids": some})


_LOCKED: dict[str, Executable] = {}


def locked_by_id(table: Table) -> Executable:
    """Select rows by id, in the same order everywhere, so that no two wait for each other."""
    if table.name not in _LOCKED:
        wanted = table.c.id.in_(bindparam("ids", expanding=True))
        rows = select(table.c.id).where(wanted).order_by(table.c.id)
        _LOCKED[table.name] = rows.with_for_update(key_share=True)
    return _LOCKED[table.name]
