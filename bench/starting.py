"""From the start of a process to its first answer, and the memory it takes then and later."""

import asyncio
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from bench.api import TOKEN
from bench.backlog import address_of
from bench.figures import Bar, Book, Plan, Plot, Section, spread, table
from bench.running import Running, Town, free_port, start, town
from bench.systems import OURS, directory_in
from storage.encryption import new_key

START: Final = "process start to the first answer"
MEMORY: Final = "resident memory"
AGAIN: Final = "ours, as it starts every day"
FRESH: Final = "ours, with no database yet"
ECHO: Final = "aiogram, an echo bot"
SYSTEMS: Final = (AGAIN, FRESH, ECHO)
IDLE: Final = "idle, 10 s after the first answer"
LOADED: Final = "the most, under load"
IDLE_SECONDS: Final = 10.0
IDLE_ROUNDS: Final = 3
STARTS_WITHIN: Final = 90.0
LOOK_EVERY: Final = 0.02
WATCH_EVERY: Final = 0.5


@dataclass(frozen=True, slots=True)
class Load:
    """So many people at once; memory is compared after so many turns, and after so many more."""

    people: int = 2000
    turns: int = 20_000
    more: int = 100_000


@dataclass(frozen=True, slots=True)
class Place:
    """A folder in which a bot starts, and the words and variables that start it."""

    folder: Path
    words: Sequence[str]
    variables: dict[str, str]

    def start(self, there: Town) -> Running:
        """Start it."""
        variables = self.variables | {"TELEGRAM_API": there.url, "BENCH_API": there.url}
        return start(self.words, self.folder / "bot.log", variables, self.folder)


def ours(folder: Path, key: str) -> Place:
    """Return the place of the program itself."""
    variables = OURS | {
        "DATABASE_URL": address_of(folder / "ours.db"),
        "DATA_KEY": key,
        "DIRECTORY": str(directory_in(folder)),
        "HTTP_PORT": str(free_port()),
    }
    return Place(folder, (sys.executable, "-m", "bot", "run"), variables)


def echo(folder: Path) -> Place:
    """Return the place of the echo bot; it runs with the same aiogram."""
    variables = {"BENCH_TOKEN": TOKEN}
    return Place(folder, (sys.executable, "-m", "bench.peers.echo"), variables)


def measure(book: Book, plan: Plan) -> None:
    """Start each in turn, round by round; then put the load of 100,000 turns on ours."""
    key = new_key()
    with tempfile.TemporaryDirectory() as name:
        template = Path(name)
        asyncio.run(first_answer(ours(template, key), 0.0))

        def again(folder: Path) -> Place:
            for file in template.glob("ours.db*"):
                shutil.copy(file, folder)
            return ours(folder, key)

        places: dict[str, Callable[[Path], Place]] = {
            AGAIN: again,
            FRESH: lambda folder: ours(folder, key),
            ECHO: echo,
        }
        for nth in range(plan.rounds):
            for system, place in places.items():
                rests = nth < IDLE_ROUNDS and system != FRESH
                idle = IDLE_SECONDS if rests and not plan.quick else float(rests)
                with tempfile.TemporaryDirectory() as folder:
                    seconds, memory = asyncio.run(first_answer(place(Path(folder)), idle))
                book.note(START, system, seconds, "seconds", nth)
                if rests:
                    book.note(f"{MEMORY}, {IDLE}", system, memory, "MiB", nth)
            print(f"starting: round {nth + 1} of {plan.rounds}", flush=True)
    load = Load(20, 200, 1000) if plan.quick else Load()
    with tempfile.TemporaryDirectory() as folder:
        for what, memory in asyncio.run(under(load, ours(Path(folder), key))).items():
            book.note(f"{MEMORY}, {what}", AGAIN, memory, "MiB")


async def first_answer(place: Place, idle: float) -> tuple[float, float]:
    """Start it while an update waits; return the seconds until it is answered, and the memory.

    The memory is that after so many seconds of nothing, in MiB.
    """
    async with town(place.folder) as there:
        await there.ask("begin", people=1)
        await asyncio.sleep(WATCH_EVERY)
        await there.ask("begin", people=0)
        began = time.perf_counter()
        with running(place, there) as bot:
            answered = await _first_sent(there, bot)
            await asyncio.sleep(idle)
            return answered - began, bot.memory()


async def _first_sent(there: Town, bot: Running) -> float:
    end = time.perf_counter() + STARTS_WITHIN
    while time.perf_counter() < end and bot.process.poll() is None:
        if sent := (await there.ask("sent"))["at"]:
            return float(sent[0])
        await asyncio.sleep(LOOK_EVERY)
    raise RuntimeError(f"no answer: {bot.told()}")


async def under(load: Load, place: Place) -> dict[str, float]:
    """Have people take turns at once; return the memory at each mark, and the most there was."""
    async with town(place.folder) as there:
        with running(place, there) as bot:
            await there.ask("begin", people=load.people)
            seen: list[tuple[int, float]] = []
            while not seen or seen[-1][0] < load.more:
                await asyncio.sleep(WATCH_EVERY)
                assert bot.process.poll() is None, bot.told()
                seen.append(((await there.ask("look"))["steps"], bot.memory()))
    return {
        LOADED: max(memory for _, memory in seen),
        after(load.turns): around(seen, load.turns),
        after(load.more): around(seen, load.more),
    }


@contextmanager
def running(place: Place, there: Town) -> Iterator[Running]:
    """Run a bot while the block runs."""
    bot = place.start(there)
    try:
        yield bot
    finally:
        bot.end()


def after(turns: int) -> str:
    """Name the memory after so many turns."""
    return f"after {turns:,} turns"


def around(seen: Sequence[tuple[int, float]], turns: int) -> float:
    """Return the middle of what was seen about the moment of so many turns."""
    nth = next(nth for nth, (steps, _) in enumerate(seen) if steps >= turns)
    return statistics.median(memory for _, memory in seen[max(0, nth - 4) : nth + 5])


def tell(book: Book) -> Section:
    """Tell it."""
    starts = ((one, book.of(START, one), book.ratio(START, one, ECHO)) for one in SYSTEMS)
    memories = [
        one for one in dict.fromkeys(s.what for s in book.samples) if one.startswith(MEMORY)
    ]
    rows = (
        (
            what.removeprefix(f"{MEMORY}, "),
            book.of(what, AGAIN),
            book.of(what, ECHO) if book.has(what, ECHO) else "",
        )
        for what in memories
    )
    idle, (first, last) = memories[0], memories[-2:]
    grown = book.of(last, AGAIN).median / book.of(first, AGAIN).median
    return Section(
        "Start and memory",
        f"{TEXT}\n\n{table(('', 'seconds', '× the echo bot'), starts)}\n\n"
        f"{TEXT_OF_MEMORY}\n\n{table(('MiB', AGAIN, ECHO), rows)}",
        (
            Bar(
                "start to the first answered update, of an aiogram echo bot's",
                1.5,
                book.ratio(START, AGAIN, ECHO),
                why=MORE,
            ),
            Bar(
                "memory idle, of an aiogram echo bot's",
                1.4,
                book.ratio(idle, AGAIN, ECHO),
                why=MORE,
            ),
            Bar("memory after 100,000 turns, of that after 20,000", 1.03, spread([grown])),
        ),
        (Plot("starting", "Process start to the first answered update", START, SYSTEMS),),
    )


MORE: Final = (
    "beside aiogram the program imports SQLAlchemy and cryptography, and reads all texts of both "
    "languages"
)
TEXT: Final = """An update waits at the local Bot API; a process is started, and it is counted until
its answer arrives there. Ours is `python -m bot run` with the settings of a deployment on SQLite:
with a database that was in use before, and with none, when it makes its tables and takes up the
directory. The echo bot runs in the same environment with the same aiogram, stores nothing and
answers with the text it got. For each of them most of it is the import of aiogram."""
TEXT_OF_MEMORY: Final = """Resident memory of the process: ten seconds after that first answer, and
while 2,000 people at once take turns as fast as they are answered; a figure after so many turns is
the middle of nine, half a second apart. Conversations, requests and messages are in the database;
nothing of theirs stays in the process."""
