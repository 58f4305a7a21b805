"""SQLite: one connection writes for the whole process, a few read beside it.

A short statement costs microseconds here, and its way to another thread and back ten times that,
far more on a busy machine. So only what can take long goes to the connection's thread: waiting for
another process, a commit with its writing to the disk, and statements that say so.
"""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Coroutine, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import aiosqlite
from sqlalchemy import Dialect
from sqlalchemy.dialects import sqlite

from storage.encryption import Keys
from storage.processes import SqliteSeat
from storage.statements import Prepared

_FAULTS: Final = {
    sqlite3.SQLITE_BUSY: "locked",
    sqlite3.SQLITE_LOCKED: "locked",
    sqlite3.SQLITE_READONLY: "readonly",
    sqlite3.SQLITE_IOERR: "io-error",
    sqlite3.SQLITE_CORRUPT: "corrupt",
    sqlite3.SQLITE_FULL: "full",
    sqlite3.SQLITE_CANTOPEN: "gone",
    sqlite3.SQLITE_NOTADB: "corrupt",
    sqlite3.SQLITE_PERM: "readonly",
    sqlite3.SQLITE_AUTH: "readonly",
}
_PRIMARY: Final = 0xFF
"""The part of a code of SQLite that names the kind of error; the rest says more of it."""

READERS: Final = 3
MANY: Final = 500
"""Rows of one statement that are too many to hold up everything else."""

PRAGMAS: Final = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",
    "PRAGMA foreign_keys=ON",
    "PRAGMA busy_timeout=30000",
    "PRAGMA temp_store=MEMORY",
    "PRAGMA cache_size=-4096",
)
_NO_WAITING: Final = "PRAGMA busy_timeout=0"
_WAITING: Final = "PRAGMA busy_timeout=30000"

_PREPARED: Final[dict[Any, Prepared]] = {}
"""What was compiled for this kind of database, whichever of them it was needed for first."""


@dataclass(slots=True)
class SqliteConnection:
    """One connection and its thread. `away`: something of this transaction went to the thread."""

    driver: aiosqlite.Connection
    prepared: dict[Any, Prepared]
    dialect: Dialect = field(default_factory=sqlite.dialect)
    locks: bool = False
    process: int | None = None
    away: bool = False

    @property
    def here(self) -> sqlite3.Connection:
        """The connection itself; only for when its thread has nothing to do."""
        return self.driver._conn

    async def fetch(
        self, sql: str, values: Sequence[Any], *, long: bool = False
    ) -> Sequence[Sequence[Any]]:
        """Execute a statement; return its rows, if it has any."""
        if long:
            self.away = True
            return list(await self.driver.execute_fetchall(sql, values))
        return self.here.execute(sql, values).fetchall()

    async def many(self, sql: str, rows: Sequence[Sequence[Any]]) -> None:
        """Execute a statement once for each row of values."""
        if len(rows) > MANY:
            self.away = True
            await self.driver.executemany(sql, rows)
        else:
            self.here.executemany(sql, rows)


class SqliteDatabase:
    """A database file, which belongs to this process but for a moment's look by another."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._prepared = _PREPARED
        self._writing = asyncio.Lock()
        self._writer: SqliteConnection | None = None
        self._reading = asyncio.Semaphore(READERS)
        self._readers: list[SqliteConnection] = []
        self._idle: list[SqliteConnection] = []

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[SqliteConnection]:
        """Commit at the end of the block, roll back on an exception."""
        async with self._writing:
            if self._writer is None:
                self._writer = await self._open(_NO_WAITING)
            driver = self._writer.driver
            try:
                await _begin(self._writer)
                yield self._writer
                await _surely(driver.commit())
            except BaseException:
                await _surely(driver.rollback())
                raise

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[SqliteConnection]:
        """Read one state of the database; nothing can be written."""
        async with self._reading:
            reader = self._idle.pop() if self._idle else await self._open_reader()
            reader.away = False
            try:
                reader.here.execute("BEGIN")
                yield reader
            finally:
                try:
                    if reader.away:
                        await _surely(reader.driver.rollback())
                    else:
                        reader.here.rollback()
                finally:
                    self._idle.append(reader)

    def fault_of(self, error: BaseException) -> str:
        """Return what is wrong with the database in a word; "" where it is not at fault."""
        code = (
            getattr(error, "sqlite_errorcode", None) if isinstance(error, sqlite3.Error) else None
        )
        return "" if code is None else _FAULTS.get(code & _PRIMARY, "")

    def seat(self, _keys: Keys, _host: str, _pid: int) -> SqliteSeat:
        """Return the only seat there is."""
        return SqliteSeat(self.path)

    async def close(self) -> None:
        """Close every connection and let its thread go."""
        writers = [] if self._writer is None else [self._writer]
        for connection in [*writers, *self._readers]:
            await connection.driver.close()
            connection.driver._thread.join()
        self._writer = None
        self._readers.clear()
        self._idle.clear()

    async def _open_reader(self) -> SqliteConnection:
        reader = await self._open("PRAGMA query_only=ON")
        self._readers.append(reader)
        return reader

    async def _open(self, *more: str) -> SqliteConnection:
        driver = aiosqlite.connect(self.path, isolation_level=None, check_same_thread=False)
        driver._thread.daemon = True  # a crash must end the process, not wait for a thread
        await driver
        try:
            for pragma in (*PRAGMAS, *more):
                await driver.execute_fetchall(pragma)
        except BaseException:
            await driver.close()
            raise
        return SqliteConnection(driver, self._prepared)


async def _surely(work: Coroutine[Any, Any, None]) -> None:
    """Wait until `work` is done in its thread, also when cancelled; be cancelled only then.

    Who takes the connection next must not find it in the middle of something.
    """
    task = asyncio.ensure_future(work)  # noqa: TID251 - it outlives a cancelled caller
    cancelled: asyncio.CancelledError | None = None
    while not task.done():
        try:
            await asyncio.shield(task)
        except asyncio.CancelledError as meanwhile:
            cancelled = meanwhile
    task.result()
    if cancelled is not None:
        raise cancelled


async def _begin(writer: SqliteConnection) -> None:
    """Begin to write: at once, or as soon as another process has finished."""
    try:
        writer.here.execute("BEGIN IMMEDIATE")
    except sqlite3.OperationalError as busy:
        if busy.sqlite_errorcode != sqlite3.SQLITE_BUSY:
            raise
        await writer.driver.execute_fetchall(_WAITING)
        try:
            await writer.driver.execute_fetchall("BEGIN IMMEDIATE")
        finally:
            await writer.driver.execute_fetchall(_NO_WAITING)
