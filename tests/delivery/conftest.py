"""Delivery running over an outbox in memory."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from tests.delivery.fakes import Post, settled


@pytest.fixture
async def post() -> AsyncIterator[Post]:
    """A post office that is open; it is closed in an orderly way afterwards."""
    made = Post()
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(made.delivery.run())
        await settled()
        yield made
        if made.line.gate is not None:
            made.line.gate.set()
        stopping = tasks.create_task(made.delivery.stop())
        await made.time.passes(11)
        await stopping
