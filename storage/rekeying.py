"""Sealing anew what was sealed with an older key, in pieces, beside everything else.

What is sealed with the newest key needs nothing more: so it can be broken off and gone on with.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import (
    Column,
    LargeBinary,
    Table,
    and_,
    bindparam,
    case,
    func,
    literal_column,
    or_,
    select,
    update,
)

from storage.columns import Sealed, sealed_columns
from storage.encryption import WrongKey
from storage.transaction import Transaction

if TYPE_CHECKING:
    from storage.store import SqlStore

PIECE: Final = 200
PASSES: Final = 10
"""So often what was written meanwhile with an older key is looked for again."""
_FIRST_BYTES: Final = bindparam("newest", type_=LargeBinary())


def _older(column: Column[Any]) -> Any:
    """Say of a value that another key than the newest sealed it."""
    begins = func.substr(column, literal_column("1"), literal_column("4"), type_=LargeBinary())
    return and_(column.is_not(None), begins != _FIRST_BYTES)


class _Statements:
    """What is asked of one table."""

    def __init__(self, table: Table, columns: list[Column[Any]]) -> None:
        (self.key,) = table.primary_key.columns
        self.columns = [column.name for column in columns]
        any_older = or_(*(_older(column) for column in columns))
        rows = (
            select(self.key.label("row_key"), *columns)
            .where(any_older)
            .order_by(self.key)
            .limit(bindparam("at_most"))
            # What another process has in hand is taken by the next pass.
            .with_for_update(skip_locked=True)
        )
        self.first = rows
        self.next = rows.where(self.key > bindparam("after", type_=self.key.type))
        self.write = (
            update(table)
            .where(self.key == bindparam("row_key", type_=self.key.type))
            .values({name: bindparam(f"new_{name}", type_=Sealed()) for name in self.columns})
        )
        counts = [func.sum(case((_older(column), 1), else_=0)) for column in columns]
        self.count = select(*(count.label(f"n{nth}") for nth, count in enumerate(counts)))


_TABLES: dict[str, _Statements] = {}


def _tables() -> dict[str, _Statements]:
    """Return the statements of every table with sealed columns; all are known by now."""
    if not _TABLES:
        _TABLES.update(
            {table.name: _Statements(table, columns) for table, columns in sealed_columns().items()}
        )
    return _TABLES


class Resealing(Transaction):
    """Sealed columns, whatever is in them."""

    async def sealed_with_older(self) -> dict[str, int]:
        """Count the values that another key than the newest sealed, by table."""
        found = {}
        for name, statements in _tables().items():
            (row,) = await self._rows(statements.count, {"newest": self._keys.ids[0]}, long=True)
            found[name] = sum(int(count or 0) for count in row)
        return {name: count for name, count in found.items() if count}

    async def seal_anew(self, table: str, after: Any, limit: int) -> tuple[Any, int]:
        """Seal the values of up to `limit` rows after that one with the newest key.

        Return the last row's key, None if there is none, and how many values were sealed. What
        none of the keys opens stays as it is.
        """
        statements, newest = _tables()[table], self._keys.ids[0]
        asked = {"newest": newest, "at_most": limit}
        if after is None:
            rows = await self._rows(statements.first, asked, long=True)
        else:
            rows = await self._rows(statements.next, {**asked, "after": after}, long=True)
        written, done = [], 0
        for row in rows:
            values = {name: getattr(row, name) for name in statements.columns}
            anew = {name: self._anew(one, newest) for name, one in values.items()}
            changed = sum(anew[name] is not values[name] for name in values)
            if changed:
                new = {f"new_{name}": one for name, one in anew.items()}
                written.append({"row_key": row.row_key, **new})
            done += changed
        await self._many(statements.write, written)
        return (rows[-1].row_key if rows else None), done

    def _anew(self, sealed: bytes | None, newest: bytes) -> bytes | None:
        if sealed is None or sealed[: len(newest)] == newest:
            return sealed
        try:
            return self._keys.seal(self._keys.open(sealed))
        except WrongKey:
            return sealed


async def rekey(store: "SqlStore", progress: Callable[[int, int], None]) -> dict[str, int]:
    """Seal everything with the newest key; return what is left all the same, by table.

    That is what no key opens, or what was written meanwhile by whoever does not know the newest.
    """
    done = 0
    for _ in range(PASSES):
        async with store.reading() as tx:
            left = await tx.sealed_with_older()
        before, total = done, done + sum(left.values())
        for table in left:
            after: Any = None
            while True:
                async with store.writing() as tx:
                    after, sealed = await tx.seal_anew(table, after, PIECE)
                if after is None:
                    break
                done += sealed
                progress(done, max(done, total))
        if done == before:
            return left
    async with store.reading() as tx:
        return await tx.sealed_with_older()
