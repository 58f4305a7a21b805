"""Houses for tests, over each database in turn."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

import pytest

from storage.encryption import Keys
from storage.store import SqlStore, open_store
from tests.databases import KEY
from tests.turns.house import House

KEYS = Keys.parse(KEY)


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


@pytest.fixture
async def house(any_url: str) -> AsyncIterator[House]:
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


__all__ = ["house", "two_houses"]
