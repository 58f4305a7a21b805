"""A database at fault: full, read-only, locked, cut off. Nothing is half done, and it is noted."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from datetime import UTC, datetime
from pathlib import Path

import asyncpg
import pytest

from bot.records import Address, ChannelName
from storage.encryption import Keys
from storage.engine import open_database
from storage.postgres import PostgresDatabase
from storage.sqlite import SqliteDatabase
from storage.store import SqlStore
from tests.storage.gate import GONE, Gate, until

NOW = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)


async def write(store: SqlStore, where: int, much: int = 1) -> None:
    """Have conversations made, in one transaction."""
    addresses = {Address(ChannelName.TELEGRAM, str(where + n)) for n in range(much)}
    async with store.writing() as tx:
        await tx.load(addresses, NOW)


async def rows(store: SqlStore) -> int:
    async with store.reading() as tx:
        found = await tx._connection.fetch("SELECT count(*) FROM contact", ())
    return int(found[0][0])


class Noticing:
    """A store that is watched."""

    def __init__(self, store: SqlStore) -> None:
        self.seen: list[str] = []
        store.noticed = self.notice

    def notice(self, doing: str, why: str) -> None:
        """Remember what is wrong."""
        if doing == "writing":
            self.seen.append(why)


@pytest.fixture
def file(migrated_sqlite: Path, tmp_path: Path) -> Path:
    """Give a migrated database file of this test's own."""
    path = tmp_path / "store.db"
    path.write_bytes(migrated_sqlite.read_bytes())
    return path


@pytest.fixture
async def database(file: Path) -> AsyncIterator[SqliteDatabase]:
    made = SqliteDatabase(file)
    yield made
    await made.close()


async def pragma(database: SqliteDatabase, words: str) -> None:
    """Change how the connection that writes behaves."""
    async with database.writing() as connection:
        await connection.fetch(f"PRAGMA {words}", ())


async def test_a_full_disk_loses_only_the_transaction_that_met_it(
    database: SqliteDatabase, keys: Keys
) -> None:
    """A limit on the pages is what SQLite meets on a disk without place."""
    store = SqlStore(database, keys)
    noticing = Noticing(store)
    await write(store, 1)
    async with database.writing() as connection:
        ((pages,),) = await connection.fetch("PRAGMA page_count", ())
    await pragma(database, f"max_page_count={pages}")
    with pytest.raises(sqlite3.OperationalError):
        await write(store, 1000, much=2000)
    assert (1, ["", "full"]) == (await rows(store), noticing.seen)
    await pragma(database, "max_page_count=1000000")
    await write(store, 1000, much=2000)
    assert (2001, "") == (await rows(store), noticing.seen[-1])


async def test_a_database_that_became_read_only_is_read_on(
    database: SqliteDatabase, keys: Keys
) -> None:
    store = SqlStore(database, keys)
    noticing = Noticing(store)
    await write(store, 1)
    await pragma(database, "query_only=ON")
    with pytest.raises(sqlite3.OperationalError):
        await write(store, 2)
    assert (1, "readonly") == (await rows(store), noticing.seen[-1])


async def test_a_database_locked_by_another_process_is_waited_for_while_others_read(
    database: SqliteDatabase, keys: Keys, file: Path
) -> None:
    store = SqlStore(database, keys)
    await write(store, 1)
    other = sqlite3.connect(file, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    async with asyncio.TaskGroup() as tasks:
        writing = tasks.create_task(write(store, 2))
        assert 1 == await rows(store)
        assert not writing.done()
        other.execute("COMMIT")
    other.close()
    assert 2 == await rows(store)


def test_what_was_asked_for_wrongly_is_no_fault_of_the_database() -> None:
    file, server = SqliteDatabase(Path("x.db")), PostgresDatabase("postgresql://x")
    for database in (file, server):
        assert "" == database.fault_of(ValueError("x"))
    assert "" == file.fault_of(sqlite3.IntegrityError("x"))
    assert "" == server.fault_of(asyncpg.UniqueViolationError("x"))
    assert "full" == server.fault_of(asyncpg.DiskFullError("x"))
    assert "server" == server.fault_of(ConnectionRefusedError(111, "x"))


@pytest.fixture
async def gate(migrated_postgres: str) -> AsyncIterator[Gate]:
    """Stand between the program and the server."""
    async with AsyncExitStack() as stack:
        yield await stack.enter_async_context(Gate.before(migrated_postgres))


@pytest.fixture
async def served(gate: Gate, keys: Keys) -> AsyncIterator[SqlStore]:
    """Open the database through the gate."""
    store = SqlStore(open_database(gate.url), keys)
    yield store
    await store.close()


@pytest.mark.needs("postgres")
async def test_connections_the_server_ended_are_opened_again(served: SqlStore, gate: Gate) -> None:
    await write(served, 1)
    assert 1 == await rows(served)
    admin = await asyncpg.connect(gate.direct.replace("+asyncpg", ""))
    await admin.execute(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
        "WHERE datname = current_database() AND pid <> pg_backend_pid()"
    )
    await admin.close()
    await until(lambda: write(served, 2))
    await until(lambda: rows(served))
    assert 2 == await rows(served)


@pytest.mark.needs("postgres")
async def test_a_connection_ended_in_a_transaction_leaves_nothing_of_it(
    served: SqlStore, gate: Gate
) -> None:
    noticing = Noticing(served)
    await write(served, 1)

    async def interrupted() -> None:
        async with served.writing() as tx:
            await tx.load({Address(ChannelName.TELEGRAM, "2")}, NOW)
            gate.cut()
            await tx.load({Address(ChannelName.TELEGRAM, "3")}, NOW)

    with pytest.raises(GONE):
        await interrupted()
    await until(lambda: rows(served))
    assert (1, "server") == (await rows(served), noticing.seen[-1])


@pytest.mark.needs("postgres")
async def test_a_server_that_was_gone_for_a_while_is_found_again(
    served: SqlStore, gate: Gate
) -> None:
    noticing = Noticing(served)
    await write(served, 1)
    await gate.shut()
    for where in (2, 3):
        with pytest.raises(GONE):
            await write(served, where)
    assert "server" == noticing.seen[-1]
    await gate.open()
    await until(lambda: write(served, 4))
    assert (2, "") == (await rows(served), noticing.seen[-1])
