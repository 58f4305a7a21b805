"""The whole way, side by side with what a team would pick instead: people talk, bots answer."""

import asyncio
import signal
import tempfile
from contextlib import AsyncExitStack
from functools import reduce
from operator import add
from pathlib import Path
from typing import Final

from rich.progress import track

from bench import disk, loads
from bench.environment import python_of_peers
from bench.figures import Bar, Book, Plan, Plot, Section, table
from bench.loads import (
    ALONE,
    AS_IT_COMES,
    CPU,
    CROWD,
    FIFTY,
    MODERATE,
    TURNS,
    WRITING,
    Load,
    Seen,
)
from bench.systems import (
    DIALOG,
    FSM_SQLITE,
    MEMORY,
    PICKLE,
    POSTGRES,
    REDIS,
    SQLITE,
    SYSTEMS,
    TWO,
    System,
    Up,
    services,
    up,
)

BOX_ROUNDS: Final = 3
IN_A_CROWD: Final = (SQLITE, POSTGRES, TWO, MEMORY, DIALOG, PICKLE)


def measure(book: Book, plan: Plan) -> None:
    """Start every system once; then round by round each in turn under each load."""
    python_of_peers()  # whatever has to be fetched is there before anything runs
    asyncio.run(_measure(book, plan))


async def _measure(book: Book, plan: Plan) -> None:
    with tempfile.TemporaryDirectory() as name, services(Path(name)) as serving:
        async with AsyncExitStack() as stack:
            systems = [one for one in SYSTEMS if serving.serve(one)]
            running: list[Up] = []
            for nth, system in enumerate(track(systems, "conversation: starting")):
                folder = Path(name) / str(nth)
                folder.mkdir()
                running.append(await stack.enter_async_context(up(system, serving, folder)))
                async with loads.at_work(running[-1]):
                    pass
            await _out_of_the_box(running, book, plan)
            for there in track(running, "conversation: the crowd comes"):
                if _of(there.system, CROWD):
                    async with loads.at_work(there):
                        await loads.gather(there, _sized(CROWD, plan).people)
            for nth in range(plan.rounds):
                await _moderate(running, book, plan, nth)
                for there in track(running, f"conversation: round {nth + 1} of {plan.rounds}"):
                    await _round(there, book, plan, nth)


async def _moderate(running: list[Up], book: Book, plan: Plan, nth: int) -> None:
    """Have all but those by the clock take short turns at the moderate load."""
    load, took = _sized(MODERATE, plan), list[float]()
    seen: dict[str, list[Seen]] = {}
    systems = [one for one in running if _of(one.system, MODERATE) and not one.system.by_the_clock]
    for there in track(systems * TURNS, f"conversation: moderately, {nth + 1} of {plan.rounds}"):
        async with loads.at_work(there):
            seen.setdefault(there.system.name, []).append(await loads.observe(there, load))
            if there.system is SQLITE:
                took += await disk.observe(there.folder, load.seconds)
    for there in systems:
        loads.note(there, load, _together(seen[there.system.name]), book, nth)
    disk.note(took, book, nth)


async def _round(there: Up, book: Book, plan: Plan, nth: int) -> None:
    async with loads.at_work(there) as cpu:
        if there.system.by_the_clock:
            book.note(WRITING, there.system.name, cpu, "s", nth)
            # Woken once more, it would write all of it once more.
            load = _sized(MODERATE, plan)
            seen = [await loads.observe(there, load) for _ in range(TURNS)]
            loads.note(there, load, _together(seen), book, nth)
        for load in (ALONE, FIFTY, CROWD):
            if _of(there.system, load):
                sized = _sized(load, plan)
                loads.note(there, sized, await loads.observe(there, sized), book, nth)


def _together(seen: list[Seen]) -> Seen:
    return reduce(add, seen)


async def _out_of_the_box(running: list[Up], book: Book, plan: Plan) -> None:
    """Measure before the peers are told to take the product's settings of the collector."""
    rounds = min(plan.rounds, BOX_ROUNDS)
    for nth in range(rounds):
        for there in track(running, f"conversation: out of the box, {nth + 1} of {rounds}"):
            if not there.system.webhook:
                async with loads.at_work(there):
                    load = _sized(AS_IT_COMES, plan)
                    loads.note(there, load, await loads.observe(there, load), book, nth)
    for there in running:
        if there.system.peer:
            for bot in there.bots:
                bot.process.send_signal(signal.SIGUSR1)


def _sized(load: Load, plan: Plan) -> Load:
    return load.quickly() if plan.quick else load


def _of(system: System, load: Load) -> bool:
    """Tell whether this load is for that system: the main ones are compared under every load."""
    if load is CROWD:
        return system in IN_A_CROWD
    return not system.webhook or load is FIFTY


def tell(book: Book) -> Section:
    """Tell it: the tables load by load, the bars, a plot for each claim."""
    parts = [TEXT]
    for load, more in (
        (CROWD, ""),
        (FIFTY, ""),
        (MODERATE, ""),
        (ALONE, ""),
        (AS_IT_COMES, BOX),
    ):
        if systems := book.systems(load.of(CPU)):
            heading = load.name if load.rate else f"{load.name}, as fast as they are answered"
            parts += [f"### {heading}", more, _table(book, load, systems), _lost(book, load)]
            if load is MODERATE and book.has(disk.P99, disk.DISK):
                parts.append(TEXT_OF_DISK.format(_disk(book)))
    if book.has(WRITING, PICKLE.name):
        parts.append(f"{BY_THE_CLOCK} {book.of(WRITING, PICKLE.name)} s of CPU.")
    polling = [one.name for one in SYSTEMS if not one.webhook]
    return Section(
        "The conversation, side by side",
        "\n\n".join(part for part in parts if part),
        (*_bars(book), *_two(book)),
        (
            Plot("conversation-cpu", "CPU a step, 50 people", FIFTY.of(CPU), polling),
            Plot(
                "conversation-steps",
                "Steps a second, 2,000 people",
                CROWD.of(loads.STEPS),
                [one.name for one in SYSTEMS],
            ),
            Plot(
                "conversation-p99",
                f"p99 of a step, {MODERATE.name}",
                MODERATE.of(loads.P99),
                polling,
            ),
        ),
    )


def _table(book: Book, load: Load, systems: list[str]) -> str:
    figures = (loads.STEPS, CPU, loads.DATABASE, loads.P50, loads.P99, loads.SERVER)
    headings = (
        "",
        "CPU a step, × ours on SQLite",
        "steps a second",
        "CPU a step, µs",
        "its database's, µs",
        "p50, ms",
        "p99, ms",
        "people's process, %",
    )
    rows = (
        (
            system,
            book.ratio(load.of(CPU), system, SQLITE.name),
            *(
                book.of(load.of(one), system) if book.has(load.of(one), system) else ""
                for one in figures
            ),
        )
        for system in systems
    )
    return table(headings, rows)


def _lost(book: Book, load: Load) -> str:
    """Tell which bots lost the thread with somebody."""
    lost = {one: book.of(load.of(loads.LOST), one) for one in book.systems(load.of(loads.LOST))}
    told = [f"{one} {seen} in a measurement" for one, seen in lost.items() if seen.high]
    return f"People who had to begin anew: {'; '.join(told)}." if told else ""


def _bars(book: Book) -> list[Bar]:
    bars = []
    limits = ((MEMORY, 0.55, 1.8), (DIALOG, 0.4, 2.3), (PICKLE, 0.25, 4.0))
    there = [one for one in limits if book.has(FIFTY.of(CPU), one[0].name)]
    for peer, cpu, _steps in there:
        seen = book.ratio(FIFTY.of(CPU), SQLITE.name, peer.name)
        bars.append(Bar(f"CPU a step, {_against(peer)}, 50 people", cpu, seen, why=COST))
    for peer, _cpu, steps in there:
        seen = book.ratio(CROWD.of(loads.STEPS), SQLITE.name, peer.name)
        claim = f"steps a second, {_against(peer)}, 2,000 people"
        bars.append(Bar(claim, steps, seen, at_most=False, why=COST))
    alone = book.of(CROWD.of(loads.STEPS), SQLITE.name)
    claim = f"steps a second, {SQLITE.name}, 2,000 people"
    bars.append(Bar(claim, 1000, alone, at_most=False, unit="a second", why=COST))
    for peer in (REDIS, FSM_SQLITE, DIALOG, PICKLE):
        if book.has(MODERATE.of(loads.P99), peer.name):
            seen = book.ratio(MODERATE.of(loads.P99), SQLITE.name, peer.name)
            claim = f"p99 of a step, {_against(peer)}, {MODERATE.name}"
            bars.append(Bar(claim, 1, seen, why=f"{DURABLE}; {_disk(book)}"))
    return bars


def _disk(book: Book) -> str:
    p50, p99 = (book.of(one, disk.DISK) for one in (disk.P50, disk.P99))
    size = f"{disk.SIZE // 1024} KiB, {1 / disk.EVERY:.0f} times a second"
    return f"{disk.DISK}, written {size}, takes {p50} ms, and {p99} ms at its p99"


def _against(peer: System) -> str:
    return f"{SQLITE.name} / {peer.name}"


def _two(book: Book) -> list[Bar]:
    what = CROWD.of(loads.STEPS)
    if not book.has(what, TWO.name):
        return []
    busy = {one: book.of(CROWD.of(loads.MACHINE), one.name) for one in (POSTGRES, TWO)}
    cpu = {one: book.of(CROWD.of(CPU), one.name) for one in (POSTGRES, TWO)}
    why = (
        f"all of it shares one machine: one process, its PostgreSQL and the people keep "
        f"{busy[POSTGRES]} processors busy, two keep {busy[TWO]}; a step costs the two together "
        f"{cpu[TWO]} µs of CPU, one alone {cpu[POSTGRES]} µs"
    )
    seen = book.ratio(what, TWO.name, POSTGRES.name)
    claim = "steps a second on PostgreSQL, 2 processes / 1 process, 2,000 people"
    return [Bar(claim, 1.6, seen, at_most=False, why=why)]


TEXT: Final = """\
People book a reception: ten steps from `/start` to the ticket, six of them presses of a button,
nine questions. What they do and what they wait for is the same for every system. They live, with a
lean local Bot API (`bench/server.py`), in a process of its own that every bot speaks to over HTTP;
a step is from what a person does to the message that answers it. Whoever was answered reacts 20 ms
later, in the crowd of 2,000 half a second later. A process of people that is far from 100 % busy is
not what bounds a figure.

Every system is started once and stays up to the end, idle while the others are measured, each in
turn, round by round; so the databases grow with the rounds. The moderate load has in each round
three turns of 7 s for every system, so that a disk that is slow for a while is so for all; but for
python-telegram-bot, which has its three one after another, as it would write all it keeps whenever
it is woken. The crowd of 2,000 is brought to all the ten steps evenly, as far as a bot gets in 40
seconds, before the first round, and goes on where it was in each. It is counted once as many steps
were answered as there are people, or after ten seconds. It comes to three of the peers and to three
of ours: a slow bot takes a minute to answer everybody once. CPU is that of the bot's processes with
their threads and children; that of Redis or PostgreSQL is told apart. All systems run with the
garbage collector as the product sets it at start, but for the last table.

Ours is the program as it is delivered, `python -m bot run`, SQLite with `synchronous=FULL`,
PostgreSQL with `fsync` and `synchronous_commit` on, and does more than the peers: it keeps every
update, every answer and the request with its history, encrypts what is personal, tells staff of
each request, and says more than one message at some steps. Only `TELEGRAM_RATE` is lifted and
`TELEGRAM_IN_FLIGHT` is 50. It doesn't ask for a category, as the peers don't.

The peers (`bench/peers/`) are written as their own documentation shows, and answer every press.
They differ in what they keep:

- *aiogram FSM, memory* keeps nothing over a restart.
- *aiogram FSM, Redis* and *aiogram-dialog, Redis* keep the state of the conversation in Redis with
  `appendonly yes`, `appendfsync everysec`: the last second may be lost.
  aiogram-dialog keeps a step only after it was shown, and has no answer for who reacts before that:
  here somebody else begins in their place, and the text under a table counts them.
- *aiogram FSM, SQLite* is the registry's `aiogram-sqlite-storage`: each change of state or data is
  a transaction of its own, made in the event loop.
- *python-telegram-bot, pickle* writes what has changed to a file once a minute, so up to a minute
  may be lost; it handles one update at a time, as its `ConversationHandler` needs. As it comes, it
  writes the file anew for each person in it, and answers nobody meanwhile. It writes when it is
  woken for its turn; the process is stopped while the others are measured, not to disturb them.

None of the peers keeps an update before it acknowledges it, and none sends again what was not
sent: an update that was fetched when the process is killed is lost.

Behind a webhook 40 connections bring the updates, as many as Telegram opens by itself; with two
processes, they are shared evenly between them."""
BY_THE_CLOCK: Final = (
    f"Not in these figures is what {PICKLE.name} writes once a minute, here after each round:"
)
COST: Final = (
    "one process, one thread: what a step costs, part by part, is told under “Where the time "
    "goes”; none of it is left out to meet a bar"
)
DURABLE: Final = (
    "a step may have to wait for the batch before it, or while it is stored what came of answers "
    "to others: each of them is a transaction, and on the disk at its end"
)
TEXT_OF_DISK: Final = (
    "In the same rounds, right after each turn of ours and for as long, {}. Whoever keeps "
    "something before answering waits for it; Redis, as it is set here, does not."
)
BOX: Final = (
    "The same load before the peers were told to change the collector. Ours sets it itself, so its "
    "settings are the same as above."
)
