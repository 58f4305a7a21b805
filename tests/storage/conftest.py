"""An empty migrated database for every test, once on SQLite and once on PostgreSQL."""

import asyncio
import shutil
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

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
    server: PostgresServer = request.getfixturevalue("postgres_server")
    template = server.template("reception", lambda empty: asyncio.run(migrate(empty)))
    with server.database(template) as lent:
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
