"""What time it is, and the ticks. The database keeps what is due; APScheduler only beats."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from datetime import UTC, datetime

from apscheduler.job import Job
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.interval import IntervalTrigger

MISSED_SECONDS = 3600
"""A tick that comes late is still made: by default the scheduler would drop it after a second."""

LOOK_SECONDS = 5.0
JUMP_SECONDS = 2.0
"""A clock that is set right a little at a time moves by less between two looks."""


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        """Return the present moment, UTC."""
        return datetime.now(UTC)


class Ticker:
    """Beats: calls each thing it was given every so many seconds, one call of it at a time.

    The scheduler goes by the machine's clock: after that is put back it would be silent for as
    long. So it is looked whether the clock jumped; the beats then begin anew, and `jumped` is told
    by how many seconds.
    """

    def __init__(
        self,
        jumped: Callable[[float], None] | None = None,
        *,
        clock: SystemClock | None = None,
        scheduler: AsyncIOScheduler | None = None,
        look_seconds: float = LOOK_SECONDS,
    ) -> None:
        self._scheduler = scheduler or AsyncIOScheduler(timezone=UTC)
        self._stopping = False
        self._calling: list[asyncio.Lock] = []
        self._beats: list[tuple[Job, float]] = []
        self._jumped, self._clock = jumped, clock or SystemClock()
        self._look_seconds = look_seconds
        self._looked: tuple[datetime, float] | None = None
        self._looking: asyncio.TimerHandle | None = None

    def every(self, seconds: float, what: Callable[[], Awaitable[None]]) -> None:
        """Call `what` every `seconds`; a call that takes longer swallows the ones it misses."""
        calling = asyncio.Lock()
        self._calling.append(calling)

        async def call() -> None:
            if not self._stopping:  # else it would begin when the scheduler cuts it off
                async with calling:
                    await what()

        job = self._scheduler.add_job(
            call,
            _every(seconds),
            coalesce=True,
            max_instances=1,
            misfire_grace_time=MISSED_SECONDS,
        )
        self._beats.append((job, seconds))

    def start(self) -> None:
        """Begin to beat, in the running event loop."""
        self._scheduler.start()
        self._look()

    def _look(self) -> None:
        """Begin the beats anew if the clock moved otherwise than time passed."""
        loop = asyncio.get_running_loop()
        now, passed = self._clock.now(), loop.time()
        if self._looked is not None:
            before, at = self._looked
            moved = (now - before).total_seconds() - (passed - at)
            if abs(moved) >= JUMP_SECONDS:
                for job, seconds in self._beats:
                    job.reschedule(_every(seconds))
                if self._jumped is not None:
                    self._jumped(moved)
        self._looked = (now, passed)
        self._looking = loop.call_later(self._look_seconds, self._look)

    async def stop(self) -> None:
        """Beat no more; calls under way are finished first: the scheduler would cut them off."""
        if self._looking is not None:
            self._looking.cancel()
        if not self._scheduler.running:
            return
        self._stopping = True
        self._scheduler.pause()
        async with AsyncExitStack() as finished:
            for calling in self._calling:
                await finished.enter_async_context(calling)
            self._scheduler.shutdown(wait=False)


def _every(seconds: float) -> IntervalTrigger:
    return IntervalTrigger(seconds=seconds, timezone=UTC)
