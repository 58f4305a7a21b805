"""An empty migrated database for every test, once on SQLite and once on PostgreSQL."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from storage.encryption import Keys
from storage.store import SqlStore, open_store
from tests.databases import DATABASES
from tests.postgres import PostgresServer
from tests.storage.samples import FIRST_KEY


@pytest.fixture(params=DATABASES)
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Give the address of a database without any table."""
    if request.param == "sqlite":
        yield f"sqlite+aiosqlite:///{tmp_path}/empty.db"
        return
    server: PostgresServer = request.getfixturevalue("postgres_server")
    with server.database() as url:
        yield url


@pytest.fixture
def url(any_url: str) -> str:
    """Give the address of a migrated database without any row."""
    return any_url


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
