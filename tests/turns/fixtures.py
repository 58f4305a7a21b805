"""Houses for tests: over SQLite, and over both databases where that matters."""

import asyncio
import shutil
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

import pytest

from storage.encryption import Keys
from storage.migrate import migrate
from storage.store import SqlStore, open_store
from tests.postgres import PostgresServer
from tests.turns.house import House

KEYS = Keys.parse("AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=")
DATABASES = ("sqlite", pytest.param("postgres", marks=pytest.mark.needs("postgres")))


@asynccontextmanager
async def opened(url: str) -> AsyncIterator[SqlStore]:
    """Open a migrated database; close it afterwards."""
    store = await open_store(url, KEYS)
    try:
        yield store
    finally:
        await store.close()


@asynccontextmanager
async def house_at(url: str) -> AsyncIterator[House]:
    """Open a house at a migrated database, with the slots of its officials laid out."""
    async with opened(url) as store:
        house = House(store)
        await house.watch.tick()
        yield house


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a migrated database file, to be copied."""
    path = tmp_path_factory.mktemp("turns") / "migrated.db"
    asyncio.run(migrate(f"sqlite+aiosqlite:///{path}"))
    return path


@pytest.fixture
def sqlite_url(migrated: Path, tmp_path: Path) -> str:
    """Give the address of a migrated SQLite database without any row."""
    shutil.copy(migrated, tmp_path / "house.db")
    return f"sqlite+aiosqlite:///{tmp_path}/house.db"


@pytest.fixture
def migrated_postgres(postgres_server: PostgresServer) -> Iterator[str]:
    """Give the address of a migrated PostgreSQL database without any row."""
    template = postgres_server.template("reception", lambda empty: asyncio.run(migrate(empty)))
    with postgres_server.database(template) as url:
        yield url


@pytest.fixture(params=DATABASES)
def any_url(request: pytest.FixtureRequest) -> str:
    """Give the address of a migrated database, once on SQLite and once on PostgreSQL."""
    fixture = "sqlite_url" if request.param == "sqlite" else "migrated_postgres"
    url: str = request.getfixturevalue(fixture)
    return url


@pytest.fixture
async def house(sqlite_url: str) -> AsyncIterator[House]:
    """Open a house over SQLite."""
    async with house_at(sqlite_url) as opened_house:
        yield opened_house


@pytest.fixture
async def any_house(any_url: str) -> AsyncIterator[House]:
    """Open a house over each database in turn."""
    async with house_at(any_url) as opened_house:
        yield opened_house


@pytest.fixture
async def two_houses(migrated_postgres: str) -> AsyncIterator[tuple[House, House]]:
    """Open two processes' houses over one PostgreSQL database; they share the clock."""
    async with AsyncExitStack() as stack:
        first = await stack.enter_async_context(house_at(migrated_postgres))
        second = await stack.enter_async_context(house_at(migrated_postgres))
        second.clock = first.clock
        second.__post_init__()
        yield first, second


__all__ = [
    "any_house", "any_url", "house", "migrated", "migrated_postgres", "sqlite_url", "two_houses",
]  # fmt: skip
