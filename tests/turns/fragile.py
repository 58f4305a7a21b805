"""A house over a database that breaks, stops or stands still when a test wants it to."""

from collections.abc import AsyncIterator

import pytest

from storage.engine import open_database
from storage.store import SqlStore
from tests.turns.crashes import FragileDatabase
from tests.turns.fixtures import KEYS
from tests.turns.house import House


@pytest.fixture
async def database(any_url: str) -> AsyncIterator[FragileDatabase]:
    """Open a database that can be broken, once on SQLite and once on PostgreSQL."""
    whole = open_database(any_url)
    yield FragileDatabase(whole)
    await whole.close()


@pytest.fixture
async def house(database: FragileDatabase) -> House:
    """Open a house over it."""
    opened = House(SqlStore(database, KEYS))
    await opened.watch.tick()
    return opened


__all__ = ["database", "house"]
