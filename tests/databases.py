"""A migrated database without any row for every test that asks: a file, or one on the server.

A file is copied. On the server each test worker has one database, emptied before every test: that
takes a tenth of the time of making another one.

What touches the store runs on both. Where that would only cost time, one of each kind does: of the
page the main way, of a year of everyday life its first days, told alike by both (tests/year), of
kills those of tests/e2e/test_processes.py and of tests/torture.
"""

import asyncio
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import asyncpg
import pytest
from pydantic import SecretStr

from storage.migrate import migrate
from tests.postgres import PostgresServer

KEY: Final = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="
"""What the databases of the tests are sealed with."""
DATABASES: Final = ("sqlite", pytest.param("postgres", marks=pytest.mark.needs("postgres")))
# Whoever a test left connected would be waited for; the history may be added to, so its triggers
# rest meanwhile. What grew is truncated: rows that are only deleted stay in the file for a while.
EMPTY: Final = """
SET session_replication_role = replica;
SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid();
DO $$
DECLARE filled regclass;
BEGIN
    FOR filled IN
        SELECT oid FROM pg_class
        WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace
        AND relname <> 'alembic_version' AND pg_relation_size(oid) > 0
    LOOP
        IF pg_relation_size(filled) > 262144 THEN
            EXECUTE format('TRUNCATE %s CASCADE', filled);
        ELSE
            EXECUTE format('DELETE FROM %s', filled);
        END IF;
    END LOOP;
    PERFORM setval(format('%I.%I', schemaname, sequencename), start_value, false)
    FROM pg_sequences WHERE last_value IS NOT NULL;
END $$
"""


@pytest.fixture(scope="session")
def migrated_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a migrated database file, to be copied."""
    path = tmp_path_factory.mktemp("databases") / "migrated.db"
    asyncio.run(migrate(f"sqlite+aiosqlite:///{path}"))
    return path


@pytest.fixture
def sqlite_url(migrated_sqlite: Path, tmp_path: Path) -> str:
    """Give the address of a database file of this test's own."""
    shutil.copy(migrated_sqlite, tmp_path / "reception.db")
    return f"sqlite+aiosqlite:///{tmp_path}/reception.db"


@pytest.fixture(scope="session")
def _lent_postgres(postgres_server: PostgresServer) -> Iterator[str]:
    template = postgres_server.template("reception", lambda url: asyncio.run(migrate(url)))
    with postgres_server.database(template) as url:
        yield url


@pytest.fixture
def migrated_postgres(_lent_postgres: str) -> str:
    """Give the address of the worker's database on the server, emptied."""
    asyncio.run(_empty(_lent_postgres))
    return _lent_postgres


@pytest.fixture(params=DATABASES)
def any_url(request: pytest.FixtureRequest) -> str:
    """Give the address of a database, once a file and once on the server."""
    fixture = "sqlite_url" if request.param == "sqlite" else "migrated_postgres"
    url: str = request.getfixturevalue(fixture)
    return url


def settings_of(url: str) -> dict[str, object]:
    """Return what the settings say of a database at this address."""
    return {"database_url": url, "data_key": SecretStr(KEY)}


async def _empty(url: str) -> None:
    """Take every row out, and number rows from 1 again."""
    connection = await asyncpg.connect(url.replace("+asyncpg", ""))
    try:
        await connection.execute(EMPTY)
    finally:
        await connection.close()
