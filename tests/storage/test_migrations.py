"""Migrations go up and down every step, and end at what the program's tables say."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect

from storage.columns import metadata
from storage.engine import engine_for_migrations
from storage.migrate import NEWEST, alembic_config, is_current, migrate


async def over(url: str, work: Callable[[Connection], Any]) -> Any:
    engine = engine_for_migrations(url)
    try:
        async with engine.begin() as connection:
            return await connection.run_sync(work)
    finally:
        await engine.dispose()


def tables(connection: Connection) -> set[str]:
    return set(inspect(connection).get_table_names()) - {"alembic_version"}


async def test_every_migration_goes_up_down_and_up_again(empty_url: str) -> None:
    def stairway(connection: Connection) -> None:
        config = alembic_config(connection)
        steps = list(ScriptDirectory.from_config(config).walk_revisions())
        for step in reversed(steps):
            command.upgrade(config, step.revision)
            command.downgrade(config, "-1")
            command.upgrade(config, step.revision)

    await over(empty_url, stairway)
    assert await over(empty_url, tables) == set(metadata.tables)
    await over(empty_url, lambda connection: command.downgrade(alembic_config(connection), "base"))
    assert await over(empty_url, tables) == set()


async def test_the_tables_are_what_the_migrations_make(empty_url: str) -> None:
    def differences(connection: Connection) -> list[Any]:
        context = MigrationContext.configure(connection, opts={"compare_server_default": True})
        return list(compare_metadata(context, metadata))

    await migrate(empty_url)
    assert await over(empty_url, differences) == []


async def test_migrating_twice_changes_nothing(empty_url: str) -> None:
    assert not await is_current(empty_url)
    await migrate(empty_url)
    await migrate(empty_url)
    assert await is_current(empty_url)


async def test_a_failed_migration_leaves_nothing_behind(empty_url: str) -> None:
    def half(connection: Connection) -> None:
        command.upgrade(alembic_config(connection), NEWEST)
        raise RuntimeError

    try:
        await over(empty_url, half)
    except RuntimeError:
        assert await over(empty_url, tables) == set()


async def test_the_folder_of_a_sqlite_database_is_made(tmp_path: Path) -> None:
    await migrate(f"sqlite+aiosqlite:///{tmp_path}/data/reception.db")
    assert (tmp_path / "data" / "reception.db").exists()
