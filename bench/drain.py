"""`python -m bench drain`: a backlog leaves at the set rate, refused never, in nobody's way.

The store is SQLite with `synchronous=FULL`, the channel refuses what is faster than Telegram's
rules for that rate. Meanwhile people are answered, one every tenth of a second.
"""

import asyncio
import statistics
import tempfile
import time
from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from rich.console import Console
from rich.table import Table

from bench.backlog import fill
from bot.delivery import Delivery
from bot.dialogs.say import say
from bot.fallback import Fallback
from bot.messages import Notice
from bot.opening import read_directory
from bot.pacing import Pace
from bot.reception.calendar import WorkingCalendar
from bot.records import (
    Address,
    ChannelName,
    Envelope,
    Outcome,
    Outgoing,
    Reference,
    RetryAt,
    Sent,
    Traits,
)
from sandbox.limits import Flood, Limits
from storage.encryption import Keys, new_key
from storage.migrate import migrate
from storage.store import SqlStore, open_store

LATENCY: Final = 0.02
"""Seconds a message is on its way."""
ANSWER_EVERY: Final = 0.1
TRAITS: Final = Traits(page_size=8, says_rest=True, address_is_phone=False, edits=True)


class Now:
    """The machine's clock."""

    def now(self) -> datetime:
        """Return the present moment."""
        return datetime.now(UTC)


@dataclass
class Strict:
    """A channel with Telegram's limits for a rate."""

    rate: int
    name: ChannelName = ChannelName.TELEGRAM
    traits: Traits = TRAITS
    wanted: int = 0
    refused: int = 0
    sent: list[float] = field(default_factory=list)
    answered: dict[str, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Begin with nothing sent."""
        self.flood = Flood(Limits(overall=self.rate), time.perf_counter)
        self.through = asyncio.Event()

    async def send(self, envelope: Envelope) -> Outcome:
        """Take it, or ask to wait."""
        wait = self.flood.wait(int(envelope.address.where))
        if wait:
            self.refused += 1
            return RetryAt(float(wait), "429")
        self.sent.append(time.perf_counter())
        if len(self.sent) >= self.wanted:
            self.through.set()
        self.answered.setdefault(envelope.address.where, self.sent[-1])
        await asyncio.sleep(LATENCY)
        return Sent(str(len(self.sent)))

    async def close(self) -> None:
        """Nothing is open."""


async def answer(store: SqlStore, delivery: Delivery, line: Strict) -> list[float]:
    """Answer somebody every tenth of a second; return how long each answer waited."""
    asked: dict[str, float] = {}
    number = 9_000_000
    while not line.through.is_set():
        number += 1
        address = Address(ChannelName.TELEGRAM, str(number))
        asked[address.where] = time.perf_counter()
        async with store.writing() as tx:
            loaded = await tx.load([address], datetime.now(UTC))
            words = Outgoing(loaded[address].contact, Notice(say("help-show")))
            await tx.put([words], datetime.now(UTC))
        delivery.wake()
        await asyncio.sleep(ANSWER_EVERY)
    return [line.answered[one] - at for one, at in asked.items() if one in line.answered]


async def drain(messages: int, rate: float, folder: Path) -> dict[str, str]:
    """Drain it; return the figures."""
    url = f"sqlite+aiosqlite:///{folder / 'drain.db'}"
    await migrate(url)
    store = await open_store(url, Keys.parse(new_key()))
    await fill(store, messages)
    directory = read_directory(Path("sandbox/directory.toml"))
    reference = Reference(directory, WorkingCalendar(directory.overrides))
    line = Strict(round(rate) + 1, wanted=messages)
    clock, pace = Now(), Pace.of(rate * 0.983, 20, 50)
    fallback = Fallback(reference, clock, sms=False)
    delivery = Delivery(
        store, {ChannelName.TELEGRAM: line}, clock, fallback, {ChannelName.TELEGRAM: pace}
    )
    began, cpu = time.perf_counter(), time.process_time()
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(delivery.run())
        answering = tasks.create_task(answer(store, delivery, line))
        waits = await answering
        await delivery.stop()
    seconds, used = line.sent[messages - 1] - began, time.process_time() - cpu
    await store.close()
    moments = line.sent
    busiest = max(bisect_right(moments, at + 1) - bisect_left(moments, at) for at in moments[::7])
    ordered = sorted(waits)
    return {
        "messages": f"{messages:,}",
        "set rate, a second": f"{rate:g}",
        "drained in, seconds": f"{seconds:.0f}",
        "on the average, a second": f"{messages / seconds:.1f}",
        "most in any second": f"{busiest}",
        "refused (429)": f"{line.refused}",
        "answers meanwhile": f"{len(waits)}",
        "an answer waited, p50, ms": f"{1e3 * statistics.median(ordered):.0f}",
        "an answer waited, p99, ms": f"{1e3 * ordered[int(len(ordered) * 0.99)]:.0f}",
        "CPU a message, µs": f"{1e6 * used / len(moments):.0f}",
    }


def main(messages: int = 50_000, rate: float = 1000.0) -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as folder:
        figures = asyncio.run(drain(messages, rate, Path(folder)))
    table = Table("", "", title="A backlog drains", box=None)
    for name, figure in figures.items():
        table.add_row(name, figure)
    Console().print(table)
