"""Time that only passes, to wait and to pace by: a demonstration's clock can jump."""

import asyncio
import time
from contextlib import suppress
from typing import Protocol


class Pulse(Protocol):
    """Seconds since some moment, and waiting for more of them."""

    def seconds(self) -> float: ...

    async def rest(self, seconds: float) -> None: ...

    async def wait(self, event: asyncio.Event, seconds: float) -> None:
        """Return when `event` is set, or when `seconds` have passed."""


class LoopPulse:
    """The time by which the event loop goes, too."""

    def seconds(self) -> float:
        """Return the seconds since some moment."""
        return time.monotonic()

    async def rest(self, seconds: float) -> None:
        """Let `seconds` pass."""
        await asyncio.sleep(seconds)

    async def wait(self, event: asyncio.Event, seconds: float) -> None:
        """Return when `event` is set, or when `seconds` have passed."""
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await event.wait()
