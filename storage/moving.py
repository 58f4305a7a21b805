"""Moving everything from one database to another: copied, read back and compared, then kept.

All of it is one transaction of the target: whatever interrupts it leaves the target empty. Sealed
data are copied as they are, so the target needs the same key.
"""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from itertools import zip_longest
from typing import Any, Final, TypeAlias

from sqlalchemy import (
    Connection,
    Integer,
    Table,
    Text,
    collate,
    delete,
    func,
    insert,
    inspect,
    select,
    text,
)
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.ports.processes import SeatTaken
from storage.columns import metadata
from storage.engine import engine_for_migrations, sqlite_file
from storage.migrate import upgrade
from storage.process_tables import process
from storage.processes import ALIVE, ONE_AT_A_TIME, SqliteSeat

PIECE: Final = 1000
LEFT_BEHIND: Final = frozenset({process.name})
"""Processes belong to the place they run at."""
VERSION: Final = "alembic_version"

Progress: TypeAlias = Callable[[int, int], None]
Putting: TypeAlias = Callable[[AsyncConnection, Table, Sequence[Sequence[Any]]], Awaitable[None]]
"""Told how many of how many rows are done; each is copied once and compared once."""


class NotMoved(Exception):
    """Nothing was moved; the message is a sentence that says why and holds nothing personal."""


async def move(
    source: str, target: str, progress: Progress, put: Putting | None = None
) -> Mapping[str, int]:
    """Move the migrated database at `source` to the empty one at `target`, all or nothing.

    Return how many rows each table has. Raises `NotMoved`. `put` writes a piece of a table.
    """
    put = put or put_piece
    async with _closed(source), _opened(source) as here, _opened(target) as there:
        tables = await _tables(here)
        await there.run_sync(_make_tables)
        counts = {one.name: await _count(here, one) for one in tables}
        done, total = 0, 2 * sum(counts.values())
        for one in reversed(tables):
            await there.execute(delete(one))  # what migrations put there
        for one in tables:
            async for piece in _pieces(here, one):
                await put(there, one, piece)
                done += len(piece)
                progress(done, total)
            await there.run_sync(_number_on, one)
        for one in tables:
            async for count in _compared(here, there, one):
                done += count
                progress(done, total)
        await there.commit()
    return counts


@asynccontextmanager
async def _closed(source: str) -> AsyncIterator[None]:
    """Hold the only seat of a database file, so that nobody serves from it meanwhile."""
    file = sqlite_file(source)
    if file is None:
        yield
        return
    seat = SqliteSeat(file)
    try:
        await seat.take(lambda _: None)
    except SeatTaken:
        raise NotMoved("a process serves from the database: stop it first") from None
    try:
        yield
    finally:
        await seat.leave()


@asynccontextmanager
async def _opened(url: str) -> AsyncIterator[AsyncConnection]:
    """Open a database for one transaction, which sees one state of it."""
    async with AsyncExitStack() as stack:
        try:
            engine = engine_for_migrations(url)
            stack.push_async_callback(engine.dispose)
            connection = await stack.enter_async_context(engine.connect())
            if _is_postgres(connection):
                await connection.execution_options(isolation_level="REPEATABLE READ")
        except Exception as problem:
            raise NotMoved(f"a database can't be opened: {str(problem).splitlines()[0]}") from None
        yield connection


async def _tables(here: AsyncConnection) -> list[Table]:
    """Return the tables to be moved, each after those it points to; nobody may serve from here."""
    if _is_postgres(here):
        await here.execute(ONE_AT_A_TIME)  # whoever comes now waits, and gives up
        if (await here.execute(ALIVE)).first() is not None:
            raise NotMoved("a process serves from the database: stop it first")
    there_are = set(await here.run_sync(lambda connection: inspect(connection).get_table_names()))
    if strange := sorted(there_are ^ {VERSION, *metadata.tables}):
        raise NotMoved(f"the database has not the tables of this version: {strange[0]}")
    return [one for one in metadata.sorted_tables if one.name not in LEFT_BEHIND]


def _make_tables(connection: Connection) -> None:
    """Make the tables of an empty database."""
    if found := sorted(inspect(connection).get_table_names()):
        raise NotMoved(f"the target is not empty, it has a table {found[0]!r}: name an empty one")
    upgrade(connection)


async def _count(connection: AsyncConnection, table: Table) -> int:
    return int((await connection.execute(select(func.count()).select_from(table))).scalar_one())


async def _pieces(
    connection: AsyncConnection, table: Table
) -> AsyncIterator[Sequence[Sequence[Any]]]:
    """Read a table in the order of its key, which is the same in both databases."""
    keys = [
        collate(one, "C") if isinstance(one.type, Text) and _is_postgres(connection) else one
        for one in table.primary_key.columns
    ]
    found = await connection.stream(select(table).order_by(*keys))
    async for piece in found.partitions(PIECE):
        yield [tuple(row) for row in piece]


async def put_piece(there: AsyncConnection, table: Table, piece: Sequence[Sequence[Any]]) -> None:
    """Write rows of a table into the target, values as they were read."""
    names = [column.key for column in table.columns]
    try:
        await there.execute(insert(table), [dict(zip(names, row, strict=True)) for row in piece])
    except DBAPIError as problem:
        why = type(problem.orig).__name__  # what it says may be personal
        raise NotMoved(f"the target does not take a row of {table.name!r}: {why}") from None


def _number_on(connection: Connection, table: Table) -> None:
    """Have the next row of a table get the next number."""
    key = table.autoincrement_column
    if connection.dialect.name != "postgresql" or key is None or key.name != "id":
        return
    last = connection.execute(select(func.max(key))).scalar()
    if isinstance(key.type, Integer) and last is not None:
        words = text("SELECT setval(pg_get_serial_sequence(:name, 'id'), :last)")
        connection.execute(words, {"name": f'"{table.name}"', "last": last})


async def _compared(
    here: AsyncConnection, there: AsyncConnection, table: Table
) -> AsyncIterator[int]:
    """Compare a table row by row and value by value, both in the order of the key."""
    read = _pieces(there, table)
    async for piece in _pieces(here, table):
        copied: Sequence[Sequence[Any]] = await anext(read, [])
        for nth, (one, other) in enumerate(zip_longest(piece, copied)):
            if one != other:
                raise NotMoved(f"a row of {table.name!r} is not as it was: the {nth + 1}th read")
        yield len(piece)
    if await anext(read, []):
        raise NotMoved(f"there are more rows of {table.name!r} than there were")


def _is_postgres(connection: AsyncConnection) -> bool:
    return bool(connection.dialect.name == "postgresql")
