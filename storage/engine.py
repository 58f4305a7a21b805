"""Opening a database: through its driver to work with it, through SQLAlchemy to migrate it.

The driver of a server is imported for a server only, and SQLAlchemy's engine for migrations only:
they take 3 and 7 MiB and have nothing to do beside them.
"""

from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import URL, Connection, NullPool, event, make_url

from storage.sqlite import PRAGMAS, SqliteDatabase
from storage.transaction import Database

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncEngine


def open_database(url: str) -> Database:
    """Open the database at `url`: `sqlite+aiosqlite:///…` or `postgresql+asyncpg://…`."""
    parsed = _parsed(url)
    if parsed.drivername == "postgresql+asyncpg":
        from storage.postgres import PostgresDatabase  # noqa: PLC0415

        return PostgresDatabase(_address(parsed))
    return SqliteDatabase(_path(parsed))


def engine_for_migrations(url: str) -> "AsyncEngine":
    """Make an engine that opens one connection at a time and keeps none."""
    from sqlalchemy.ext.asyncio import create_async_engine  # noqa: PLC0415

    parsed = _parsed(url)
    if parsed.drivername == "postgresql+asyncpg":
        import asyncpg  # noqa: PLC0415

        return create_async_engine(
            parsed, poolclass=NullPool, async_creator=lambda: asyncpg.connect(_address(parsed))
        )
    engine = create_async_engine(f"sqlite+aiosqlite:///{_path(parsed)}", poolclass=NullPool)

    @event.listens_for(engine.sync_engine, "connect")
    def prepare(connection: Any, _record: object) -> None:
        connection.isolation_level = None
        cursor = connection.cursor()
        for pragma in PRAGMAS:
            cursor.execute(pragma)
        cursor.close()

    @event.listens_for(engine.sync_engine, "begin")
    def begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    return engine


def sqlite_file(url: str) -> Path | None:
    """Return the file of an SQLite database; None for one on a server."""
    parsed = _parsed(url)
    return Path(parsed.database or "") if parsed.get_backend_name() == "sqlite" else None


def postgres_url(url: str) -> URL:
    """Return the parts of a server's address, in the form that its own programs take."""
    return _parsed(url).set(drivername="postgresql")


def _parsed(url: str) -> URL:
    parsed = make_url(url)
    file = parsed.database not in {None, "", ":memory:"}
    if parsed.drivername == "postgresql+asyncpg" or (
        parsed.drivername == "sqlite+aiosqlite" and file
    ):
        return parsed
    raise ValueError("DATABASE_URL: expected sqlite+aiosqlite:///FILE or postgresql+asyncpg://…")


def _path(parsed: URL) -> Path:
    """Return the file of a database, with its folder made."""
    path = Path(parsed.database or "")
    path.parent.mkdir(parents=True, exist_ok=True)
    return path


def _address(parsed: URL) -> str:
    return parsed.set(drivername="postgresql").render_as_string(hide_password=False)
