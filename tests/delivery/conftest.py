"""Delivery running over an outbox in memory."""

from collections.abc import AsyncIterator

import pytest

from tests.delivery.fakes import Post, opened


@pytest.fixture
async def post() -> AsyncIterator[Post]:
    """A post office that is open; it is closed in an orderly way afterwards."""
    async with opened(Post()) as made:
        yield made
