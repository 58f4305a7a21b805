"""How many people at once, how fast: the loads of the conversation, and what one of them showed."""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from bench.figures import Book
from bench.people import REACTION
from bench.running import LOOK_EVERY, used_by_all
from bench.systems import Keeps, Up

ANSWERED_WITHIN: Final = 180.0
WARM_WITHIN: Final = 10.0
GATHERED_WITHIN: Final = 40.0
"""Whoever a bot has not brought to their step by then begins where they are."""
STILL: Final = 5.0
"""Seconds without a single answer, after which those who wait are taken to be lost."""
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
MODERATE: Final = Load("50 people, 30 steps a second", 50, 6.0, 1.0, rate=30)
"""What the slowest peer that keeps anything carries with ease."""
FIFTY: Final = Load("50 people", 50, 2.5)
CROWD: Final = Load("2,000 people", 2000, 3.0, 1.5, reaction=0.5)
AS_IT_COMES: Final = Load("50 people, collector as Python sets it", 50, 2.5)


async def awake(there: Up) -> None:
    """Wait until somebody has had a whole conversation."""
    await there.town.ask("begin", people=1)
    await _until(there, lambda seen: seen["conversations"])
    await rest(there)


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


async def _until(there: Up, enough: Callable[[dict[str, Any]], bool]) -> None:
    """Wait; where nothing moves any more, somebody else begins for whom the bot left hanging."""
    end = time.monotonic() + ANSWERED_WITHIN
    moved, before = time.monotonic(), 0
    while not enough(seen := await there.town.ask("look")):
        now = time.monotonic()
        if now > end:
            raise RuntimeError(f"{there.system.name}: it doesn't answer: {seen}\n{there.told()}")
        if seen["steps"] != before:
            moved, before = now, seen["steps"]
        elif now > moved + STILL:
            await there.town.ask("forget")
            moved = now
        await asyncio.sleep(LOOK_EVERY)


async def observe(there: Up, load: Load, book: Book, nth: int) -> None:
    """Have so many people talk with a bot that is up, and write down what was seen."""
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
    end = time.monotonic() + ANSWERED_WITHIN
    while not (seen := await there.town.ask("look"))["steps"]:
        if time.monotonic() > end:
            raise RuntimeError(f"{there.system.name}: no step, {load.name}\n{there.told()}")
        await there.town.ask("forget")  # whom a bot left hanging before gives way to somebody else
        await asyncio.sleep(load.seconds)
    bot, database, server, machine, passed = (
        now - was for now, was in zip(_used(there), before, strict=True)
    )
    await rest(there)
    name, steps, seconds = there.system.name, seen["steps"], seen["seconds"]
    book.note(load.of(STEPS), name, steps / seconds, "steps a second", nth)
    book.note(load.of(CPU), name, 1e6 * bot / steps, "µs", nth)
    if there.system.keeps in {Keeps.REDIS, Keeps.POSTGRES}:
        book.note(load.of(DATABASE), name, 1e6 * database / steps, "µs", nth)
    book.note(load.of(P50), name, 1e3 * seen["p50"], "ms", nth)
    book.note(load.of(P99), name, 1e3 * seen["p99"], "ms", nth)
    book.note(load.of(SAID), name, seen["calls"] / steps, "messages", nth)
    lost = (await there.town.ask("look"))["lost"]
    book.note(load.of(LOST), name, lost, "conversations", nth)
    book.note(load.of(SERVER), name, 100 * server / passed, "% of a processor", nth)
    book.note(load.of(MACHINE), name, machine / passed, "processors", nth)


def _used(there: Up) -> tuple[float, float, float, float, float]:
    """Return seconds of CPU: the bot's, its database's, the people's, everyone's; and the time."""
    database, people = there.services.cpu(there.system), there.town.running.cpu()
    return there.cpu(), database, people, used_by_all(), time.monotonic()
