"""PostgreSQL: pools of connections; who claims or changes rows locks them."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Any, Final

import asyncpg
from msgspec import Struct
from sqlalchemy import Dialect
from sqlalchemy.dialects.postgresql.asyncpg import dialect as dialect_of_asyncpg

from bot.ports.processes import Collided
from storage.encryption import Keys
from storage.processes import PostgresSeat
from storage.statements import Prepared

CONNECTIONS: Final = 8
_READ_ONLY: Final = {
    "default_transaction_read_only": "on",
    "default_transaction_isolation": "repeatable read",
}
_PREPARED: Final[dict[Any, Prepared]] = {}
"""What was compiled for this kind of database, whichever of them it was needed for first."""


class PostgresConnection(Struct, frozen=True):
    """One connection in a transaction."""

    driver: Any
    prepared: dict[Any, Prepared]
    dialect: Dialect
    locks: bool
    process: int | None = None

    async def fetch(
        self,
        sql: str,
        values: Sequence[Any],
        *,
        long: bool = False,  # noqa: ARG002 - the server is never in anybody's way
    ) -> Sequence[Sequence[Any]]:
        """Execute a statement; return its rows, if it has any."""
        found: Sequence[Sequence[Any]] = await self.driver.fetch(sql, *values)
        return found

    async def many(self, sql: str, rows: Sequence[Sequence[Any]]) -> None:
        """Execute a statement once for each row of values."""
        await self.driver.executemany(sql, rows)


class PostgresDatabase:
    """A database on a server; any number of processes may share it."""

    def __init__(self, address: str) -> None:
        self._address = address
        self._prepared = _PREPARED
        self._dialect: Dialect = dialect_of_asyncpg()  # type: ignore[no-untyped-call]
        self._pools: dict[bool, Any] = {}
        self._opening = asyncio.Lock()
        self.process: int | None = None

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[PostgresConnection]:
        """Commit at the end of the block, roll back on an exception."""
        pool = await self._pool(writes=True)
        try:
            async with pool.acquire() as driver, driver.transaction():
                yield PostgresConnection(
                    driver, self._prepared, self._dialect, locks=True, process=self.process
                )
        except (asyncpg.DeadlockDetectedError, asyncpg.SerializationError) as problem:
            raise Collided(type(problem).__name__) from problem

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[PostgresConnection]:
        """Read one state of the database; nothing can be written."""
        pool = await self._pool(writes=False)
        async with pool.acquire() as driver, driver.transaction():
            yield PostgresConnection(driver, self._prepared, self._dialect, locks=False)

    async def apart(self, settings: Mapping[str, str]) -> PostgresConnection:
        """Open a connection that belongs to no pool; whoever asked for it closes it."""
        driver = await asyncpg.connect(self._address, server_settings=dict(settings))
        return PostgresConnection(driver, self._prepared, self._dialect, locks=True)

    def fault_of(self, error: BaseException) -> str:
        """Return what is wrong with the server in a word; "" where it is not at fault."""
        match error:
            case asyncpg.DiskFullError():
                return "full"
            case asyncpg.ReadOnlySQLTransactionError():
                return "readonly"
            case asyncpg.TooManyConnectionsError():
                return "busy"
            case (
                asyncpg.PostgresConnectionError()
                | asyncpg.OperatorInterventionError()
                | asyncpg.InsufficientResourcesError()
                | asyncpg.PostgresSystemError()
                | asyncpg.InvalidAuthorizationSpecificationError()
                | asyncpg.InterfaceError()
                | asyncpg.InternalClientError()
                | ConnectionError()
                | TimeoutError()
            ):
                return "server"
            case OSError(errno=errno) if errno is not None:
                return "server"
        return ""

    def seat(self, keys: Keys, host: str, pid: int) -> PostgresSeat:
        """Return a seat among those of any number of processes."""
        return PostgresSeat(self, keys, host, pid)

    async def close(self) -> None:
        """Close every connection."""
        for pool in self._pools.values():
            await pool.close()
        self._pools.clear()

    async def _pool(self, *, writes: bool) -> Any:
        async with self._opening:
            if writes not in self._pools:
                settings = {"timezone": "UTC", **({} if writes else _READ_ONLY)}
                self._pools[writes] = await asyncpg.create_pool(
                    self._address, min_size=1, max_size=CONNECTIONS, server_settings=settings
                )
        return self._pools[writes]
