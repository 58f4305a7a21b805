"""A database that breaks, or stops: at a statement, before its commit, or just after it."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any

from sqlalchemy import Dialect

from bot.ports.processes import Seat
from storage.encryption import Keys
from storage.statements import Prepared
from storage.transaction import Connection, Database


class Broken(Exception):
    """The database said no."""


class Killed(BaseException):
    """The process is gone: nothing runs after this."""


class FragileDatabase:
    """A database whose writing breaks, or stops, at the n-th thing it does.

    Statements are counted, and a commit twice: for before and after it.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._done, self._break_at, self._left = 0, 0, 0
        self._how: type[BaseException] = Broken
        self._stop_at = 0
        self._stopped, self._go_on = asyncio.Event(), asyncio.Event()

    def breaks(self, at: int, how: type[BaseException], often: int = 1) -> None:
        """Break at the `at`-th thing from now on, and at those after it, `often` times."""
        self._done, self._break_at, self._how, self._left = 0, at, how, often

    def heals(self) -> bool:
        """Work again; tell whether it did not come to breaking as often as it was to."""
        left, self._left = self._left, 0
        return left > 0

    def stops(self, at: int) -> None:
        """Stand still at the `at`-th thing of the next transaction."""
        self._stop_at = at
        self._stopped, self._go_on = asyncio.Event(), asyncio.Event()

    def goes_on(self) -> None:
        """Let whoever stands still go on."""
        self._go_on.set()

    async def stopped(self) -> None:
        """Wait until a transaction stands still."""
        await self._stopped.wait()

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[Connection]:
        """Open a transaction over a connection that may break."""
        stop_at, self._stop_at = self._stop_at, 0
        async with self._database.writing() as connection:
            fragile = FragileConnection(connection, self, stop_at, self._stopped, self._go_on)
            yield fragile
            await fragile.meets()
        await fragile.meets()

    def fault_of(self, error: BaseException) -> str:
        """Say what the database itself says."""
        return self._database.fault_of(error)

    def seat(self, keys: Keys, host: str, pid: int) -> Seat:
        """Return a seat at the database itself."""
        return self._database.seat(keys, host, pid)

    def reading(self) -> AbstractAsyncContextManager[Connection]:
        """Read as ever."""
        return self._database.reading()

    async def close(self) -> None:
        """Close every connection."""
        await self._database.close()

    def count(self) -> None:
        """Count one more thing done, or raise."""
        self._done += 1
        if self._left and self._done >= self._break_at:
            self._left -= 1
            raise self._how


class FragileConnection:
    """A connection that raises, or waits, before the statement where it is to."""

    def __init__(
        self,
        connection: Connection,
        database: FragileDatabase,
        stop_at: int,
        stopped: asyncio.Event,
        go_on: asyncio.Event,
    ) -> None:
        self._connection, self._database = connection, database
        self._stop_in, self._stopped, self._go_on = stop_at, stopped, go_on

    @property
    def dialect(self) -> Dialect:
        """The true connection's."""
        return self._connection.dialect

    @property
    def prepared(self) -> dict[Any, Prepared]:
        """The true connection's."""
        return self._connection.prepared

    @property
    def locks(self) -> bool:
        """The true connection's."""
        return self._connection.locks

    @property
    def process(self) -> int | None:
        """The true connection's."""
        return self._connection.process

    async def fetch(
        self, sql: str, values: Sequence[Any], *, long: bool = False
    ) -> Sequence[Sequence[Any]]:
        """Execute a statement, or not."""
        await self.meets()
        return await self._connection.fetch(sql, values, long=long)

    async def many(self, sql: str, rows: Sequence[Sequence[Any]]) -> None:
        """Execute a statement for each row, or not."""
        await self.meets()
        await self._connection.many(sql, rows)

    async def meets(self) -> None:
        """Raise or stand still where that was asked for."""
        self._database.count()
        self._stop_in -= 1
        if self._stop_in == 0:
            self._stopped.set()
            await self._go_on.wait()


async def others_run() -> None:
    """Let every task that can go on take a step."""
    await asyncio.sleep(0)


async def everyone_waits() -> None:
    """Let every task run until it waits for something."""
    for _ in range(20):
        await asyncio.sleep(0)
