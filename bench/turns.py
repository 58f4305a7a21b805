"""`make bench`: what a turn costs, alone and in batches, on this machine; ratios within one run.

Everything is the product itself: the dialogs, the desk, SQLite with `synchronous=FULL`. Rounds are
interleaved, and medians with their ranges are shown.
"""

import asyncio
import gc
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

import typer
from rich.console import Console
from rich.progress import track
from rich.table import Table

from bench import drain
from bot.desk.desk import Desk
from bot.dialogs.incoming import Asked, Typed, What
from bot.dialogs.index import DIALOGS
from bot.opening import read_directory
from bot.reception.calendar import WorkingCalendar
from bot.records import Address, ChannelName, Incoming, Reference, Settings, Traits
from bot.texts import Texts
from bot.turns import Turns
from storage.encryption import Keys, new_key
from storage.migrate import migrate
from storage.store import SqlStore, open_store

TURNS = 600
WAITING = (1, 8, 32, 100)
SCRIPT: tuple[What, ...] = (
    Asked("start"),
    Typed("1"),
    Typed("1"),
    Typed("2"),
    Typed("1"),
    Typed("1"),
    Typed("1"),
    Typed("Қасымова Айгүл Серікқызы"),
)
TRAITS = Traits(page_size=8, says_rest=True, address_is_phone=False, edits=True)
NUMBERS = count(1)


class Noon:
    """A clock that stands."""

    def now(self) -> datetime:
        """Return noon of a working day."""
        return datetime(2026, 3, 2, 7, 0, tzinfo=UTC)


@dataclass(slots=True)
class Measured:
    """Turns a second of one way of committing, a figure a round."""

    name: str
    waiting: int
    rates: list[float] = field(default_factory=list)

    @property
    def median(self) -> float:
        """Return the middle of the rounds."""
        return statistics.median(self.rates)


def updates(people: int) -> Iterator[list[Incoming]]:
    """Return, step by step, what `people` new people say at once."""
    base = next(NUMBERS) * 1_000_000
    for step, what in enumerate(SCRIPT):
        yield [
            Incoming(
                Address(ChannelName.TELEGRAM, str(base + person)),
                f"{base + person}.{step}",
                what,
            )
            for person in range(people)
        ]


async def commit(turns: Turns, waiting: int) -> float:
    """Commit about `TURNS` turns, `waiting` at a time; return turns a second."""
    done, began = 0, time.perf_counter()
    while done < TURNS:
        for batch in updates(waiting):
            await turns.accept(batch)
            done += len(batch)
    return done / (time.perf_counter() - began)


async def open_turns(folder: Path) -> tuple[SqlStore, Turns]:
    """Build what takes turns, over a database of its own."""
    url = f"sqlite+aiosqlite:///{folder / 'bench.db'}"
    await migrate(url)
    store = await open_store(url, Keys.parse(new_key()))
    directory = read_directory(Path("sandbox/directory.toml"))
    reference = Reference(directory, WorkingCalendar(directory.overrides))
    texts, wake = Texts(), _nothing
    desk = Desk(reference, Settings())
    traits = dict.fromkeys(ChannelName, TRAITS)
    return store, Turns(store, desk, DIALOGS, reference, texts, Noon(), traits, wake)


def _nothing() -> None:
    """Wake nobody: nothing is sent here."""


async def measure(progress: Callable[[range], Iterator[int]]) -> list[Measured]:
    """Measure every number of waiting updates in turn, round by round."""
    measured = [Measured(f"{waiting} waiting", waiting) for waiting in WAITING]
    with tempfile.TemporaryDirectory() as folder:
        store, turns = await open_turns(Path(folder))
        try:
            await commit(turns, 32)  # caches fill
            gc.collect()
            gc.freeze()
            for _ in progress(range(ROUNDS)):
                for one in measured:
                    one.rates.append(await commit(turns, one.waiting))
        finally:
            await store.close()
    return measured


app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)
app.command("drain")(drain.main)


@app.command("turns")
def main() -> None:
    """Measure what a turn costs, and print it."""
    console = Console()

    def progress(rounds: range) -> Iterator[int]:
        yield from track(rounds, "measuring", console=console, disable=not sys.stdout.isatty())

    measured = asyncio.run(measure(progress))
    alone = measured[0].median
    table = Table(title="Turns committed, SQLite, synchronous=FULL")
    for heading in ("", "× one at a time", "turns a second", "range", "µs a turn"):
        table.add_column(heading, justify="left" if not heading else "right")
    for one in measured:
        table.add_row(
            one.name,
            f"{one.median / alone:.1f}",
            f"{one.median:,.0f}",
            f"{min(one.rates):,.0f}–{max(one.rates):,.0f}",
            f"{1e6 / one.median:,.0f}",
        )
    console.print(table)


if __name__ == "__main__":
    app(sys.argv[1:] or ["turns"])
