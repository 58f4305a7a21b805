"""Every row of a database, with what is sealed in it opened."""

from typing import Any, TypeAlias

from sqlalchemy import select

from bot.ports import Store
from storage.columns import Sealed, metadata
from storage.store import SqlTx

Row: TypeAlias = dict[str, Any]
Rows: TypeAlias = dict[str, list[Row]]


async def everything(store: Store) -> Rows:
    """Return every table's rows in order of their keys."""
    found: Rows = {}
    async with store.reading() as tx:
        assert isinstance(tx, SqlTx)
        for table in metadata.sorted_tables:
            sealed = [one.name for one in table.c if isinstance(one.type, Sealed)]
            rows = await tx._rows(select(table).order_by(*table.primary_key))
            found[table.name] = [
                row._asdict() | {name: tx._keys.open_any(getattr(row, name)) for name in sealed}
                for row in rows
            ]
    return found


def where_found(rows: Rows, words: set[str]) -> list[str]:
    """Name the columns in which any of these words can be read."""
    return sorted(
        {
            f"{table}.{name}"
            for table, found in rows.items()
            for row in found
            for name, value in row.items()
            if any(word in str(value) for word in words)
        }
    )
