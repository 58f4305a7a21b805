"""What a clerk asks for and what time brings, with ten thousand and with a million requests kept.

Both databases are lived and filled once, then kept beside this file; what is measured is a copy.
"""

import asyncio
import shutil
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Mapping
from contextlib import AsyncExitStack, closing
from datetime import time as clock
from pathlib import Path
from typing import Final

from rich.progress import track

from bench import collector
from bench.clerk import Asking, askings
from bench.figures import Bar, Book, Plan, Plot, Section, Spread, table
from bench.filling import BIG_QUARTER, fill
from bench.lives import PRESENT, Lived, grow_old, live, republic
from bench.report import CACHE
from bot.dialogs.queries import TallyOf
from bot.reception.calendar import at, local
from bot.reception.quarter import Quarter
from bot.reporting import Reporting
from bot.watch import Watch
from tests.turns.fixtures import opened
from tests.turns.house import House

SIZES: Final = (10_000, 1_000_000)
FORMAT: Final = 2
"""Another number whenever the same migrations are filled with something else."""
ASKED: Final = 15
"""How often a command is asked for in a round; the middle is kept."""
TICKS: Final = ((9, 0), (12, 0), (17, 1), (18, 31))
BUSY: Final = "a day's ticks with every duty"
IDLE: Final = "a tick with nothing due"
REPORT: Final = "report of a quarter"
COUNT: Final = "counting an open quarter"
COUNTED: Final = 5
SIZE: Final = "size on disk"
MOST: Final = 1.5
_AS_LONG: Final = (
    "INSERT INTO report (quarter, at, checksum, body, summary, upto) "
    "SELECT ?, at, checksum, body, summary, upto FROM report WHERE quarter = ?"
)
MIGRATIONS: Final = Path(__file__).parents[1] / "storage/migrations/versions"


def name(requests: int) -> str:
    """Name one of ours."""
    return f"ours, {requests:,} requests"


SMALL, LARGE = map(name, SIZES)


def cached(what: str) -> Path:
    """Return where a database is kept: another file for another migration."""
    newest = max(one.name for one in MIGRATIONS.glob("[0-9]*.py"))[:4]
    return CACHE / f"{what}-{newest}-{FORMAT}.db"


def prepared(requests: int) -> Path:
    """Return a filled database, filled now if it is not there yet."""
    file = cached(str(requests))
    if file.exists():
        return file
    lived, erased = cached("lived"), cached("erased")
    if not erased.exists():
        print("living some months", flush=True)
        for one in (lived, erased):
            one.unlink(missing_ok=True)
        asyncio.run(live(lived))
        made = erased.with_suffix(".made")
        asyncio.run(grow_old(made, lived))
        made.rename(erased)
    lives = Lived.read(lived)
    made = file.with_suffix(".made")
    made.unlink(missing_ok=True)
    fill(made, lives, Lived.read(erased, lives.over), requests, _microseconds())
    print(f"{requests:,} requests: freezing the reports of four years", flush=True)
    asyncio.run(_freeze(made))
    made.rename(file)
    return file


async def _freeze(file: Path) -> None:
    """Freeze the reports of the last two quarters; those of earlier ones are as long as the last.

    Nobody asks for them here, and to read a million lines takes minutes.
    """
    async with opened(f"sqlite+aiosqlite:///{file}") as store:
        house = House(store, directory=republic())
        house.clock.moment = PRESENT
        reporting = Reporting(store, house.reference, house.clock)
        for quarter in (BIG_QUARTER, BIG_QUARTER.after):
            await reporting.report(quarter)
        async with store.reading() as tx:
            first = await tx.first_registered()
    assert first is not None
    with closing(sqlite3.connect(file)) as connection:
        quarter = BIG_QUARTER.before
        while quarter >= Quarter.of(first):
            connection.execute(_AS_LONG, (str(quarter), str(BIG_QUARTER.after)))
            quarter = quarter.before
        connection.commit()


def _microseconds() -> int:
    return round(PRESENT.timestamp() * 1_000_000)


def measure(book: Book, plan: Plan) -> None:
    """Measure both sizes in turn, round by round."""
    kept = {name(requests): prepared(requests) for requests in SIZES}
    with tempfile.TemporaryDirectory(dir=CACHE) as folder:
        files = {one: Path(folder) / file.name for one, file in kept.items()}
        for one, file in files.items():
            shutil.copy(kept[one], file)
            with closing(sqlite3.connect(file)) as connection:
                requests = connection.execute("SELECT count(*) FROM request").fetchone()[0]
            book.note(SIZE, one, file.stat().st_size / requests, "bytes a request")
        asyncio.run(_measure(book, plan, files))


async def _measure(book: Book, plan: Plan, files: Mapping[str, Path]) -> None:
    async with AsyncExitStack() as stack:
        houses: dict[str, House] = {}
        for one, file in files.items():
            store = await stack.enter_async_context(opened(f"sqlite+aiosqlite:///{file}"))
            houses[one] = House(store, directory=republic(), dutiful=True)
            houses[one].clock.moment = PRESENT
            await houses[one].watch.tick()
            await houses[one].delivers()
        collector.spare()
        asked = {one: await askings(house) for one, house in houses.items()}
        for nth in track(range(plan.rounds), "scale", transient=True):
            await _round(book, plan, nth, houses, asked)
        for one in [SMALL] if plan.quick else houses:
            await _report(book, one, houses[one], files[one])


async def _round(
    book: Book,
    plan: Plan,
    nth: int,
    houses: Mapping[str, House],
    asked: Mapping[str, Mapping[str, Asking]],
) -> None:
    for what in asked[SMALL]:
        seen: dict[str, list[tuple[float, float]]] = {one: [] for one in houses}
        for _ in range(1 if plan.quick else ASKED):
            for one in houses:
                updates = await asked[one][what]()
                wall, cpu = time.perf_counter(), time.process_time()
                for update in updates:
                    await houses[one].turns.accept([update])
                wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
                seen[one].append((wall, cpu))
        for one, times in seen.items():
            book.note(what, one, 1e3 * statistics.median(x[0] for x in times), "ms", nth)
            book.note(f"{what}, CPU", one, 1e3 * statistics.median(x[1] for x in times), "ms", nth)
    for one, house in houses.items():
        await _day(book, one, house, nth)


async def _day(book: Book, one: str, house: House, nth: int) -> None:
    """Let a working day pass; what is told in it leaves between the ticks."""
    calendar = house.reference.calendar
    day = calendar.add(local(house.now).date(), 1)
    busy, cpu = 0.0, 0.0
    for hour, minute in TICKS:
        house.clock.moment = at(day, clock(hour, minute))
        before = time.process_time()
        busy += await _ticked(house.watch)
        cpu += time.process_time() - before
        began = time.perf_counter()
        told = len(await house.delivers())
        if hour == TICKS[0][0]:
            book.note("claiming and settling", one, 1e3 * (time.perf_counter() - began), "ms", nth)
            book.note("messages claimed", one, told, "messages", nth)
    book.note(BUSY, one, 1e3 * busy, "ms", nth)
    book.note(f"{BUSY}, CPU", one, 1e3 * cpu, "ms", nth)
    idle = sorted([await _ticked(house.watch) for _ in range(ASKED)])
    book.note(IDLE, one, 1e3 * idle[ASKED // 2], "ms", nth)
    house.clock.moment = at(day, clock(18, 40))
    await house.watch.tick()


async def _report(book: Book, one: str, house: House, file: Path) -> None:
    """Freeze the report of the quarter that has a quarter of everything anew.

    Before that it is counted, as it would be if it were still open.
    """
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("DELETE FROM report WHERE quarter = ?", (str(BIG_QUARTER),))
        connection.commit()
    offices = tuple(office.key for office in house.directory.offices)
    for nth in range(COUNTED):
        began = time.perf_counter()
        async with house.store.reading() as tx:
            await tx.answer(TallyOf(offices, BIG_QUARTER), house.now)
        book.note(COUNT, one, 1e3 * (time.perf_counter() - began), "ms", nth)
    began = time.perf_counter()
    packed = await Reporting(house.store, house.reference, house.clock).report(BIG_QUARTER)
    book.note(REPORT, one, time.perf_counter() - began, "s")
    book.note(f"{REPORT}, requests", one, packed.lines, "requests")


async def _ticked(watch: Watch) -> float:
    """Let the clock tick once; return the seconds it took."""
    began = time.perf_counter()
    await watch.tick()
    return time.perf_counter() - began


def asked_for(book: Book) -> list[str]:
    """Return everything that was asked for at both sizes."""
    names = dict.fromkeys(one.what for one in book.samples if one.what.endswith(", CPU"))
    del names[f"{BUSY}, CPU"]
    return [one.removesuffix(", CPU") for one in names]


def worst(book: Book) -> tuple[str, Spread]:
    """Return what grew most, and by how much."""
    found = [(what, book.ratio(what, LARGE, SMALL)) for what in asked_for(book)]
    return max(found, key=lambda one: one[1].median)


def tell(book: Book) -> Section:
    """Tell it."""
    rows = [
        (
            what,
            book.of(what, SMALL),
            book.of(what, LARGE),
            book.ratio(what, LARGE, SMALL),
            book.ratio(f"{what}, CPU", LARGE, SMALL) if book.has(f"{what}, CPU", LARGE) else "",
        )
        for what in (*asked_for(book), BUSY, IDLE, "claiming and settling")
    ]
    heads = ("", f"{SIZES[0]:,}, ms", f"{SIZES[1]:,}, ms", "×", "× of CPU")
    what, seen = worst(book)
    claim = f"whatever is asked for, {SIZES[1]:,} requests against {SIZES[0]:,}; most: {what}"
    return Section(
        "Scale",
        f"{TEXT}\n\n{table(heads, rows)}\n\n{_facts(book)}",
        (
            Bar(claim, MOST, seen, why=_bound(book, what)),
            Bar(f"{BUSY}, likewise", MOST, book.ratio(BUSY, LARGE, SMALL), why=_bound(book, BUSY)),
        ),
        (Plot("scale", f"What grew most: {what}", what, (SMALL, LARGE)),),
    )


def _bound(book: Book, what: str) -> str:
    return (
        f"its CPU is {book.ratio(f'{what}, CPU', LARGE, SMALL)} ×; what is beyond that is waiting "
        "for the disk, to which every turn is committed"
    )


def _facts(book: Book) -> str:
    """Tell what depends on something else than what is stored."""
    one = LARGE if book.has(REPORT, LARGE) else SMALL
    lines, seconds = book.of(f"{REPORT}, requests", one).median, book.of(REPORT, one).median
    counted, size = book.of(COUNT, one).median, book.of(SIZE, one).median
    return (
        f"What does grow, grows with the quarter itself. The figures of an open quarter are "
        f"counted when they are asked for, out of an index, beside everything else: with "
        f"{lines:,.0f} requests of all offices in it that takes {counted:,.0f} ms, "
        f"{1e3 * counted / lines:.2g} µs a request. Its report, read, counted and frozen: "
        f"{seconds:,.0f} s, {1e6 * seconds / lines:,.0f} µs a request, while everybody else goes "
        f"on. On disk a request takes {size:,.0f} bytes, its history, the chain of the audit, its "
        "person and its conversations included."
    )


TEXT: Final = """\
Some months are lived by the product in three offices, and the lives copied: to eight regions with
24 offices and 56 officials, over four years, a quarter of them into one calendar quarter. Copies
of more than a year ago are taken from a database in which the product's own clearing has erased
what it does not keep. The reports of the last two closed quarters are frozen by the product, those
before them are as long as the last. Both towns are equally busy: the last half year (what is open,
the open quarter, the calls and tasks that wait) is the same at both sizes, and all the rest lies
behind it, so that the ratio is the price of what is kept. Each figure is a turn with its commit
(`synchronous=FULL`), asked for in the two databases by turns; CPU is that of the whole process,
without the waiting for the disk."""
