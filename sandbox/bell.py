"""Waiting by condition: a bell rings at every change and wakes whoever waits for one."""

import asyncio
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")


class Bell:
    """Count changes and wake those who wait; a phone's bell also rings the world's."""

    def __init__(self, above: "Bell | None" = None) -> None:
        self.revision = 0
        self._above = above
        self._waiting: list[asyncio.Future[None]] = []

    def ring(self) -> None:
        """Say that something changed."""
        self.revision += 1
        waiting, self._waiting = self._waiting, []
        for future in waiting:
            if not future.done():
                future.set_result(None)
        if self._above is not None:
            self._above.ring()

    async def wait_for(self, condition: Callable[[], T | None], seconds: float) -> T | None:
        """Wait until the condition gives something; None when the seconds have passed."""
        loop = asyncio.get_running_loop()
        deadline = loop.time() + seconds
        while (found := condition()) is None:
            future: asyncio.Future[None] = loop.create_future()
            self._waiting.append(future)
            try:
                async with asyncio.timeout_at(deadline):
                    await future
            except TimeoutError:
                return condition()
        return found
