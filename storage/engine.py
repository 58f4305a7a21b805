"""Opening a database: connections as this program wants them, on SQLite and on PostgreSQL."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from sqlalchemy import URL, Connection, event, make_url
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from storage.sqlite import FewHops

READERS: Final = 3
BUSY_SECONDS: Final = 30
_PRAGMAS: Final = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",
    "PRAGMA foreign_keys=ON",
    f"PRAGMA busy_timeout={BUSY_SECONDS * 1000}",
    "PRAGMA temp_store=MEMORY",
    "PRAGMA cache_size=-16384",
)
_READ_ONLY: Final = {
    "default_transaction_read_only": "on",
    "default_transaction_isolation": "repeatable read",
}


@dataclass(frozen=True, slots=True)
class Engines:
    """Where to write and where to read. `alone`: one connection writes for the whole process."""

    writer: AsyncEngine
    reader: AsyncEngine
    alone: bool

    async def close(self) -> None:
        """Close every connection and end its thread."""
        await self.reader.dispose()
        await self.writer.dispose()


def open_engines(url: str) -> Engines:
    """Open the database at `url`: `sqlite+aiosqlite:///…` or `postgresql+asyncpg://…`."""
    parsed = make_url(url)
    match parsed.drivername:
        case "sqlite+aiosqlite" if parsed.database and parsed.database != ":memory:":
            Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)
            writer = _sqlite(parsed, 1, "BEGIN IMMEDIATE")
            reader = _sqlite(parsed, READERS, "BEGIN", "PRAGMA query_only=ON")
            return Engines(writer, reader, alone=True)
        case "postgresql+asyncpg":
            return Engines(_postgres(parsed, {}), _postgres(parsed, _READ_ONLY), alone=False)
        case _:
            raise ValueError(
                "DATABASE_URL: expected sqlite+aiosqlite:///FILE or postgresql+asyncpg://…"
            )


def _sqlite(url: URL, size: int, begin: str, *more: str) -> AsyncEngine:
    # Every transaction ends with an explicit commit or rollback, so a returned connection is clean.
    engine = create_async_engine(
        url, module=FewHops(), pool_size=size, max_overflow=0, pool_reset_on_return=None
    )

    @event.listens_for(engine.sync_engine, "connect")
    def prepare(connection: Any, _record: object) -> None:
        connection.isolation_level = None
        cursor = connection.cursor()
        for pragma in (*_PRAGMAS, *more):
            cursor.execute(pragma)
        cursor.close()

    @event.listens_for(engine.sync_engine, "begin")
    def start(connection: Connection) -> None:
        connection.exec_driver_sql(begin)

    return engine


def _postgres(url: URL, settings: dict[str, str]) -> AsyncEngine:
    return create_async_engine(
        url,
        pool_size=8,
        max_overflow=0,
        pool_pre_ping=True,
        connect_args={"server_settings": {"timezone": "UTC", **settings}},
    )
