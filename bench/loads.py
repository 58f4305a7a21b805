"""How many people at once, how fast: the loads of the conversation, and what one of them showed."""

import asyncio
import signal
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import astuple, dataclass
from typing import Any, Final

from bench.figures import Book, percentile
from bench.people import REACTION
from bench.running import LOOK_EVERY, used_by_all
from bench.systems import Keeps, Up

ANSWERED_WITHIN: Final = 600.0
"""One of the bots stands still for minutes while it writes what it keeps."""
WARM_WITHIN: Final = 10.0
GATHERED_WITHIN: Final = 40.0
"""Whoever a bot has not brought to their step by then begins where they are."""
STILL: Final = 5.0
"""Seconds without an answer from an idle bot, after which those who wait are taken to be lost."""
IDLE: Final = 0.1
"""Of a processor: a bot that uses more is at something, as one that writes a long file."""
LEFT_OVER: Final = 0.2
"""Seconds after the last answer in which a bot finishes what it has to do besides."""
QUICK: Final = 100

STEPS: Final = "steps a second"
CPU: Final = "CPU a step of the bot"
DATABASE: Final = "CPU a step of the database"
P50, P99 = "p50 of a step", "p99 of a step"
SERVER: Final = "the people's process, busy"
MACHINE: Final = "the machine, busy"
SAID: Final = "messages a step"
LOST: Final = "conversations lost"
WRITING: Final = "CPU to write all that is kept"


@dataclass(frozen=True, slots=True)
class Load:
    """So many people at once; with `rate`, so many steps a second in all, else all they can."""

    name: str
    people: int
    seconds: float
    warm: float = 0.5
    rate: float = 0.0
    reaction: float = REACTION

    def of(self, figure: str) -> str:
        """Return by what name a figure under this load stands in the book."""
        return f"{figure}, {self.name}"

    def quickly(self) -> "Load":
        """Return a load that hardly measures: it only shows that it works."""
        return Load(self.name, min(self.people, QUICK), 0.5, 0.2, self.rate, self.reaction)


ALONE: Final = Load("1 person", 1, 1.8, 0.2)
MODERATE: Final = Load("50 people, 30 steps a second", 50, 7.0, 1.0, rate=30)
"""What the slowest peer that keeps anything carries with ease."""
TURNS: Final = 3
"""So often in a round each bot has its turn at the moderate load.

A disk that is slow for half a minute is so for all of them, not for one; together it is long enough
for a p99.
"""
FIFTY: Final = Load("50 people", 50, 5.0)
CROWD: Final = Load("2,000 people", 2000, 5.0, 1.5, reaction=0.5)
AS_IT_COMES: Final = Load("50 people, collector as Python sets it", 50, 2.5)


@asynccontextmanager
async def at_work(there: Up) -> AsyncIterator[float]:
    """Have a bot run that is measured now: somebody has had a whole conversation with it.

    One that is at something by the clock is stopped afterwards, not to disturb the others. Yields
    the seconds of CPU it took to be there: such a one makes up for what was due meanwhile.
    """
    before = there.cpu()
    for bot in there.bots:
        bot.process.send_signal(signal.SIGCONT)
    await there.town.ask("count")
    await there.town.ask("begin", people=1)
    await _until(there, lambda seen: seen["conversations"])
    await rest(there)
    yield there.cpu() - before
    if there.system.by_the_clock:
        for bot in there.bots:
            bot.process.send_signal(signal.SIGSTOP)


async def gather(there: Up, people: int) -> None:
    """Have a crowd come, each of them up to another step of the conversation."""
    await there.town.ask("begin", people=people, reaction=CROWD.reaction, spread=True)
    end = time.monotonic() + GATHERED_WITHIN
    await _until(there, lambda seen: not seen["owed"] or time.monotonic() > end)
    await rest(there)


async def rest(there: Up) -> None:
    """Have nobody do anything more, and wait until the bot has answered everyone."""
    await there.town.ask("begin", people=0)
    await _until(there, lambda seen: not seen["owed"])
    await asyncio.sleep(LEFT_OVER)


async def _until(there: Up, enough: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
    """Wait until things stand like this; return how.

    Where nobody gets an answer although the bot is idle, others begin in the places of those who
    wait: it lost the thread with them.
    """
    end = time.monotonic() + ANSWERED_WITHIN
    since, cpu, steps = time.monotonic(), there.cpu(), -1
    while not enough(seen := await there.town.ask("look")):
        now = time.monotonic()
        if now > end:
            raise RuntimeError(f"{there.system.name}: it doesn't answer: {seen}\n{there.told()}")
        if now > since + STILL:
            used = there.cpu()
            if seen["steps"] == steps and used - cpu < IDLE * STILL:
                await there.town.ask("forget")
            since, cpu, steps = now, used, seen["steps"]
        await asyncio.sleep(LOOK_EVERY)
    return seen


@dataclass(frozen=True, slots=True)
class Seen:
    """What was seen of a bot under a load; times in seconds, `machine` the CPU of everything."""

    passed: float
    latencies: list[float]
    calls: int
    lost: int
    bot: float
    database: float
    people: float
    machine: float

    def __add__(self, other: "Seen") -> "Seen":
        """Return what was seen both times."""
        both = zip(astuple(self), astuple(other), strict=True)
        return Seen(*(one + another for one, another in both))


async def observe(there: Up, load: Load) -> Seen:
    """Have so many people talk with a bot that is up."""
    await there.town.ask("begin", people=load.people, rate=load.rate, reaction=load.reaction)
    await there.town.ask("count")
    await asyncio.sleep(load.warm)
    # Else a bot that takes a whole crowd in before it answers would be measured half.
    end = time.monotonic() + WARM_WITHIN
    while time.monotonic() < end:
        if (await there.town.ask("look"))["steps"] >= load.people:
            break
        await asyncio.sleep(LOOK_EVERY)
    before = _used(there)
    await there.town.ask("count")
    await asyncio.sleep(load.seconds)
    seen = await _until(there, lambda seen: seen["steps"])
    took = (await there.town.ask("latencies"))["all"]
    passed, *cpu = (now - was for now, was in zip(_used(there), before, strict=True))
    await rest(there)
    lost = (await there.town.ask("look"))["lost"]
    return Seen(passed, took, seen["calls"], lost, *cpu)


def note(there: Up, load: Load, seen: Seen, book: Book, nth: int) -> None:
    """Write down what was seen."""
    name, steps, passed = there.system.name, len(seen.latencies), seen.passed
    book.note(load.of(STEPS), name, steps / passed, "steps a second", nth)
    book.note(load.of(CPU), name, 1e6 * seen.bot / steps, "µs", nth)
    if there.system.keeps in {Keeps.REDIS, Keeps.POSTGRES}:
        book.note(load.of(DATABASE), name, 1e6 * seen.database / steps, "µs", nth)
    book.note(load.of(P50), name, 1e3 * percentile(seen.latencies, 0.50), "ms", nth)
    book.note(load.of(P99), name, 1e3 * percentile(seen.latencies, 0.99), "ms", nth)
    book.note(load.of(SAID), name, seen.calls / steps, "messages", nth)
    book.note(load.of(LOST), name, seen.lost, "conversations", nth)
    book.note(load.of(SERVER), name, 100 * seen.people / passed, "% of a processor", nth)
    book.note(load.of(MACHINE), name, seen.machine / passed, "processors", nth)


def _used(there: Up) -> tuple[float, float, float, float, float]:
    """Return the time, and seconds of CPU: the bot's, its database's, the people's, everyone's."""
    database, people = there.services.cpu(there.system), there.town.running.cpu()
    return time.monotonic(), there.cpu(), database, people, used_by_all()
