"""What time it is, and the ticks. The database keeps what is due; APScheduler only beats."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from datetime import UTC, datetime

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.interval import IntervalTrigger

MISSED_SECONDS = 3600
"""A tick that comes late is still made: by default the scheduler would drop it after a second."""


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        """Return the present moment, UTC."""
        return datetime.now(UTC)


class Ticker:
    """Beats: calls each thing it was given every so many seconds, one call of it at a time."""

    def __init__(self) -> None:
        self._scheduler = AsyncIOScheduler(timezone=UTC)
        self._calling: list[asyncio.Lock] = []

    def every(self, seconds: float, what: Callable[[], Awaitable[None]]) -> None:
        """Call `what` every `seconds`; a call that takes longer swallows the ones it misses."""
        calling = asyncio.Lock()
        self._calling.append(calling)

        async def call() -> None:
            async with calling:
                await what()

        self._scheduler.add_job(
            call,
            IntervalTrigger(seconds=seconds, timezone=UTC),
            coalesce=True,
            max_instances=1,
            misfire_grace_time=MISSED_SECONDS,
        )

    def start(self) -> None:
        """Begin to beat, in the running event loop."""
        self._scheduler.start()

    async def stop(self) -> None:
        """Beat no more; calls under way are finished first: the scheduler would cut them off."""
        if not self._scheduler.running:
            return
        self._scheduler.pause()
        async with AsyncExitStack() as finished:
            for calling in self._calling:
                await finished.enter_async_context(calling)
            self._scheduler.shutdown(wait=False)
