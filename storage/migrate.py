"""Bringing a database to the shape this program needs; that it has it is found out in a moment."""

from pathlib import Path
from typing import TYPE_CHECKING, Final

from sqlalchemy import Connection, inspect, text

from storage.engine import engine_for_migrations, open_database

if TYPE_CHECKING:
    from alembic.config import Config

FOLDER: Final = Path(__file__).parent / "migrations"
NEWEST: Final = max(path.name[:4] for path in (FOLDER / "versions").glob("[0-9]*.py"))
_HAS_VERSION: Final = {
    "sqlite": "SELECT count(*) > 0 FROM sqlite_master WHERE name = 'alembic_version'",
    "postgresql": "SELECT to_regclass('alembic_version') IS NOT NULL",
}
_THE_VERSION: Final = "SELECT version_num FROM alembic_version"
_ONE_AT_A_TIME: Final = text("SELECT pg_advisory_xact_lock(7196514)")


async def migrate(url: str) -> None:
    """Migrate the database at `url` to the newest shape, all in one transaction."""
    if await is_current(url):
        return
    engine = engine_for_migrations(url)
    try:
        async with engine.begin() as connection:
            await connection.run_sync(upgrade)
    finally:
        await engine.dispose()


async def is_current(url: str) -> bool:
    """Tell whether the database at `url` has the newest shape."""
    database = open_database(url)
    try:
        async with database.reading() as connection:
            ((there,),) = await connection.fetch(_HAS_VERSION[connection.dialect.name], [])
            found = await connection.fetch(_THE_VERSION, []) if there else []
    finally:
        await database.close()
    return [row[0] for row in found] == [NEWEST]


def alembic_config(connection: Connection) -> "Config":
    """Set Alembic up for an open connection."""
    from alembic.config import Config  # noqa: PLC0415 - takes longer than to see all is well

    config = Config()
    config.set_main_option("script_location", str(FOLDER).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config


def upgrade(connection: Connection) -> None:
    """Bring the database of an open transaction to the newest shape."""
    if connection.dialect.name == "postgresql":
        connection.execute(_ONE_AT_A_TIME)
    if _version(connection) != NEWEST:
        from alembic import command  # noqa: PLC0415

        command.upgrade(alembic_config(connection), NEWEST)


def _version(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    found: str | None = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return found
