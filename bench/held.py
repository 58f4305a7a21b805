"""A backlog that leaves at Telegram's rate for a minute, and a person who talks with the bot.

It is the whole program, with its own settings; only the messages are put into its database
from outside, some seconds before they are due.
"""

import asyncio
import statistics
import sys
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from bench.api import TOKEN
from bench.backlog import address_of, fill, open_for
from bench.running import free_port, start, town
from bench.systems import directory_in, ready
from storage.encryption import new_key
from storage.migrate import migrate

RATE: Final = 29.5
STEPS_A_SECOND: Final = 1.5
BEFORE: Final = 2.0
"""Seconds from when people talk, or from when all is due, to what counts."""


@dataclass(frozen=True, slots=True)
class Held:
    """Messages in the fullest second and on the average, and the p50 of steps in seconds."""

    busiest: int
    mean: float
    steps: int
    idle: float
    beside: float


async def hold(folder: Path, seconds: float) -> Held:
    """Talk with the bot for half of so many seconds; then let the backlog leave for all of them."""
    key, file = new_key(), folder / "held.db"
    await migrate(address_of(file))
    async with town(folder) as there, open_for(file, key) as store:
        port = free_port()
        variables = {
            "TELEGRAM_TOKEN": TOKEN,
            "TELEGRAM_API": there.url,
            "DATABASE_URL": address_of(file),
            "DATA_KEY": key,
            "DIRECTORY": str(directory_in(folder)),
            "HTTP_PORT": str(port),
        }
        bot = start([sys.executable, "-m", "bot", "run"], folder / "bot.log", variables, folder)
        try:
            await ready(bot, port, there.http)
            await there.ask("begin", people=1, rate=STEPS_A_SECOND)
            await asyncio.sleep(BEFORE)
            await there.ask("count")
            await asyncio.sleep(seconds / 2)
            idle = statistics.median((await there.ask("latencies"))["all"])
            backlog = int((seconds + 4 * BEFORE) * RATE)
            await fill(store, backlog, datetime.now(UTC) + timedelta(seconds=BEFORE))
            await asyncio.sleep(2 * BEFORE)
            await there.ask("count")
            await there.ask("sent")
            await asyncio.sleep(seconds + 1)
            took = (await there.ask("latencies"))["all"]
            sent = (await there.ask("sent"))["at"]
        finally:
            bot.end()
    return Held(
        busiest=busiest(sent),
        mean=in_the_first(sent, seconds) / seconds,
        steps=len(took),
        idle=idle,
        beside=statistics.median(took),
    )


def busiest(moments: Sequence[float]) -> int:
    """Return how many there are in the fullest second, wherever it begins."""
    return max(bisect_left(moments, at + 1) - nth for nth, at in enumerate(moments))


def in_the_first(moments: Sequence[float], seconds: float) -> int:
    """Return how many there are in so many seconds from the first on."""
    return bisect_right(moments, moments[0] + seconds)
