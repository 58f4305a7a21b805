"""Turns committed a second: whole bookings, alone and in batches, on both databases.

Everything is the product itself: the dialogs, the desk, the store. Nothing is sent here.
"""

import asyncio
import sqlite3
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Final

from bench import collector, profiling
from bench.figures import Bar, Book, Plan, Plot, Section, table
from bench.sampled import Stacks, looking
from bot.dialogs.incoming import Asked, Typed, What
from bot.records import Incoming
from storage.migrate import migrate
from storage.sqlite import PRAGMAS
from tests.people import directory
from tests.postgres import server_of_our_own
from tests.turns.fixtures import house_at
from tests.turns.house import ANSWERS, Citizen, House, telegram

WHAT: Final = "turns committed"
WAITING: Final = (1, 8, 32, 100)
ASKED_ABOUT: Final = 32
TURNS: Final = {1: 500, 8: 1500, 32: 3200, 100: 4800}
"""At least so many are committed for a figure, by how many wait."""
SAMPLED: Final = 19200
EVERY: Final = 0.001
SHARE: Final = "share of the CPU of turns"
OWN: Final = "share of the CPU of turns, by function"
BARE: Final = "bare SQLite, a transaction for each update"
FIRST: Final = 1_000_000
REHEARSING: Final = 900_000
INBOX: Final = "INSERT INTO inbox VALUES (?, ?)"
TALK: Final = (
    "INSERT INTO conversation VALUES (?, ?, ?) "
    "ON CONFLICT DO UPDATE SET turn = excluded.turn, state = excluded.state"
)

Fresh = Callable[[], AbstractContextManager[str]]
"""Lends the address of a database that holds a directory and nothing else."""


def name(database: str, waiting: int) -> str:
    """Name one of ours."""
    return f"ours on {database}, {waiting} waiting"


async def rehearse(url: str) -> tuple[What, ...]:
    """Lay out the free times; have somebody book a reception, and return what they said."""
    async with house_at(url) as house:
        citizen = Citizen(house, telegram(REHEARSING))
        said: list[What] = [Asked("start", "o-")]
        await citizen.asks("start", f"o-{house.directory.officials[0].key}")
        answers = {**ANSWERS, "language": "kk"}
        while (now := await house.conversation(citizen.address)).frames:
            answer = answers[now.step]
            pressed = answer in now.options
            said.append(await citizen.press(answer) if pressed else Typed(answer))
            await citizen.says(said[-1])
        assert await house.numbers_given()
        return tuple(said)


def steps(script: Sequence[What], first: int, people: int) -> Iterator[list[Incoming]]:
    """Return, step by step, what new people say at once, each to an official of one office."""
    known = directory()
    officials = known.officials_of(known.officials[0].office)
    for nth, what in enumerate(script):
        yield [
            Incoming(
                telegram(one),
                f"{one}.{nth}",
                what if nth else Asked("start", f"o-{officials[one % len(officials)].key}"),
            )
            for one in range(first, first + people)
        ]


async def commit(house: House, script: Sequence[What], waiting: int, turns: int) -> float:
    """Commit whole bookings, `waiting` people at a time; return turns a second."""
    first, done, seconds = FIRST, 0, 0.0
    for warm in (True, False):
        while done < (len(script) if warm else turns):
            began = time.perf_counter()
            for batch in steps(script, first, waiting):
                await house.turns.accept(batch)
                done += waiting
            seconds += time.perf_counter() - began
            first += waiting
        if warm:
            done, seconds = 0, 0.0
    assert len(await house.numbers_given()) >= min(1000, turns // len(script) // 2)
    return done / seconds


async def once(fresh: Fresh, script: Sequence[What], waiting: int, turns: int) -> float:
    """Measure on a database of its own."""
    with fresh() as url:
        async with house_at(url) as house:
            return await commit(house, script, waiting, turns)


async def _looked_at(fresh: Fresh, script: Sequence[What], turns: int) -> Stacks:
    """Commit on a database of its own, and return where the time went."""
    with fresh() as url:
        async with house_at(url) as house:
            with looking(EVERY) as stacks:
                await commit(house, script, ASKED_ABOUT, turns)
            return stacks


def bare(folder: Path, turns: int) -> float:
    """Commit two writes for each update, with nothing around them; return updates a second."""
    file = folder / "bare.db"
    connection = sqlite3.connect(file, isolation_level=None)
    for pragma in PRAGMAS:
        connection.execute(pragma)
    connection.execute("CREATE TABLE inbox (key TEXT PRIMARY KEY, at INTEGER) WITHOUT ROWID")
    connection.execute("CREATE TABLE conversation (id INTEGER PRIMARY KEY, turn INTEGER, state)")
    state = bytes(400)
    began = time.perf_counter()
    for turn in range(turns):
        connection.execute("BEGIN IMMEDIATE")
        connection.execute(INBOX, (f"telegram:{turn}", turn))
        connection.execute(TALK, (turn // 16, turn % 16, state))
        connection.execute("COMMIT")
    seconds = time.perf_counter() - began
    connection.close()
    for one in folder.glob("bare.db*"):
        one.unlink()
    return turns / seconds


def measure(book: Book, plan: Plan) -> None:
    """Measure every number of people waiting in turn, on both databases, round by round."""
    with (
        tempfile.TemporaryDirectory() as folder,
        server_of_our_own(durable=True) as server,
    ):
        file = Path(folder) / "template.db"
        script = asyncio.run(_prepared(f"sqlite+aiosqlite:///{file}"))
        template = server.template("turns", lambda url: _prepare(url, script))
        databases: dict[str, Fresh] = {
            "SQLite": lambda: _copied(file),
            "PostgreSQL": lambda: server.database(template),
        }
        collector.spare()
        for nth in range(plan.rounds):
            for waiting in WAITING:
                turns = waiting * 16 if plan.quick else TURNS[waiting]
                for database, fresh in databases.items():
                    rate = asyncio.run(once(fresh, script, waiting, turns))
                    book.note(WHAT, name(database, waiting), rate, "turns a second", nth)
            book.note(WHAT, BARE, bare(Path(folder), TURNS[1]), "turns a second", nth)
            print(f"turns: round {nth + 1} of {plan.rounds}", flush=True)
        turns = ASKED_ABOUT * 16 if plan.quick else SAMPLED
        stacks = asyncio.run(_looked_at(databases["SQLite"], script, turns))
        profiling.note(stacks, book, SHARE, OWN)


def tell(book: Book) -> Section:
    """Tell it."""
    ours, alone = name("SQLite", ASKED_ABOUT), name("SQLite", 1)
    systems = book.systems(WHAT)
    rows = (
        (
            one,
            book.of(WHAT, one),
            f"{1e6 / book.of(WHAT, one).median:,.0f}",
            book.ratio(WHAT, one, alone),
        )
        for one in systems
    )
    headings = ("", "turns a second", "µs a turn", "× each update alone, SQLite")
    looked_at = f"{LOOKED_AT}\n\n{profiling.tables(book, SHARE, OWN)}"
    return Section(
        "Turns committed",
        f"{TEXT}\n\n{table(headings, rows)}\n\n{looked_at}",
        (
            Bar(
                "turns committed, 32 waiting, SQLite",
                10_000,
                book.of(WHAT, ours),
                at_most=False,
                unit="a second",
                why=BOUND,
            ),
            Bar(
                "turns committed, 32 waiting, against one transaction for each update",
                10,
                book.ratio(WHAT, ours, alone),
                at_most=False,
                why=BOUND,
            ),
        ),
        (Plot("turns", "Turns committed, whole bookings", WHAT, systems),),
    )


TEXT: Final = """\
People book a reception from the first word to the ticket, with every question on the way; so many
as are named wait at once, and what waits together is committed together. Each turn is the whole of
it: the inbox, the conversation sealed with AES-256, the dialog, at the end the numbered request
with its history, and the answer in the outbox. Nothing is sent. Every figure has a fresh database,
so none pays for the requests of another.

SQLite writes with `synchronous=FULL`, PostgreSQL with `fsync` and `synchronous_commit` on, on the
same disk and the same processors as the program. “1 waiting” is one transaction for each update,
by the same statements. Bare SQLite has two writes in a transaction for each update and does
nothing else at all: it shows what the disk gives to whoever commits one by one."""
LOOKED_AT: Final = f"""\
Where the time of a turn goes, with {ASKED_ABOUT} waiting on SQLite, looked at every millisecond of
CPU; a library's time belongs to the part that called it:"""
BOUND: Final = (
    "one process, one thread: the figure is the processor's time for the dialogs, the sealing and "
    "the statements, part by part in the profile under “Turns committed”; the disk is waited for "
    "once in a batch"
)


@contextmanager
def _copied(template: Path) -> Iterator[str]:
    """Lend a copy of a database file."""
    file = template.with_name("fresh.db")
    with sqlite3.connect(template) as source, sqlite3.connect(file) as copy:
        source.backup(copy)
    source.close()
    copy.close()
    try:
        yield f"sqlite+aiosqlite:///{file}"
    finally:
        for one in template.parent.glob("fresh.db*"):
            one.unlink()


async def _prepared(url: str) -> tuple[What, ...]:
    await migrate(url)
    return await rehearse(url)


def _prepare(url: str, script: Sequence[What]) -> None:
    assert tuple(script) == asyncio.run(_prepared(url))
