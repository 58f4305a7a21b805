"""The beats end with the program: what is under way is finished, what comes later not begun."""

import asyncio
import logging
from datetime import UTC, datetime

import pytest
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot.clock import Ticker

NEVER = 3600.0


@pytest.mark.parametrize("late", [0, 1])
async def test_a_beat_that_falls_due_while_it_stops_is_not_begun(
    late: int, caplog: pytest.LogCaptureFixture
) -> None:
    """Begun when the one under way is finished, the scheduler would cut it off in the middle."""
    beats: list[str] = []
    under_way, may_end = asyncio.Event(), asyncio.Event()

    async def first() -> None:
        under_way.set()
        await may_end.wait()
        beats.append("first")

    async def second() -> None:
        beats.append("second")

    scheduler = AsyncIOScheduler(timezone=UTC)
    ticker = Ticker(scheduler=scheduler)
    for beat in (second, first) if late == 0 else (first, second):
        ticker.every(NEVER, beat)
    ticker.start()
    jobs = scheduler.get_jobs()

    def falls_due(which: int) -> None:
        jobs[which].modify(next_run_time=datetime.now(UTC))  # noqa: TID251 - it is the scheduler's

    falls_due(1 - late)
    await under_way.wait()
    with caplog.at_level(logging.WARNING):
        falls_due(late)
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(ticker.stop())
            asyncio.get_running_loop().call_later(0.01, may_end.set)
    assert ["first"] == beats
    assert [] == caplog.messages
