"""An empty migrated database for every test, once on SQLite and once on PostgreSQL."""

import asyncio
import shutil
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import asyncpg
import pytest

from storage.columns import metadata
from storage.encryption import Keys
from storage.migrate import migrate
from storage.store import SqlStore, open_store
from tests.postgres import PostgresServer
from tests.storage.samples import FIRST_KEY

DATABASES = ("sqlite", pytest.param("postgres", marks=pytest.mark.needs("postgres")))


@pytest.fixture(scope="session")
def migrated_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a migrated database file, to be copied."""
    path = tmp_path_factory.mktemp("storage") / "migrated.db"
    asyncio.run(migrate(f"sqlite+aiosqlite:///{path}"))
    return path


@pytest.fixture(scope="session")
def migrated_postgres(postgres_server: PostgresServer) -> Iterator[str]:
    """Lend a migrated database, to be emptied before every test: that is faster than a new one."""
    with postgres_server.database() as url:
        asyncio.run(migrate(url))
        yield url


async def empty(url: str) -> None:
    """Take every row out, and number rows from 1 again."""
    connection = await asyncpg.connect(url.replace("+asyncpg", ""))
    names = ", ".join(f'"{name}"' for name in metadata.tables)
    await connection.execute(f"TRUNCATE {names} RESTART IDENTITY CASCADE")
    await connection.close()


@pytest.fixture(params=DATABASES)
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Give the address of a database without any table."""
    if request.param == "sqlite":
        yield f"sqlite+aiosqlite:///{tmp_path}/empty.db"
        return
    server: PostgresServer = request.getfixturevalue("postgres_server")
    with server.database() as url:
        yield url


@pytest.fixture(params=DATABASES)
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Give the address of a migrated database without any row."""
    if request.param == "sqlite":
        shutil.copy(request.getfixturevalue("migrated_sqlite"), tmp_path / "store.db")
        yield f"sqlite+aiosqlite:///{tmp_path}/store.db"
        return
    lent: str = request.getfixturevalue("migrated_postgres")
    asyncio.run(empty(lent))
    yield lent


@pytest.fixture
def keys() -> Keys:
    """Give the keys of the tests."""
    return Keys.parse(FIRST_KEY)


@pytest.fixture
async def store(url: str, keys: Keys) -> AsyncIterator[SqlStore]:
    """Open the database."""
    store = await open_store(url, keys)
    yield store
    await store.close()
