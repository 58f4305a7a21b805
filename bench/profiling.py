"""Where the time of a step goes: the program's stack, looked at all the while 50 people talk."""

import asyncio
import signal
import tempfile
from collections import Counter
from pathlib import Path
from typing import Final

from bench import loads
from bench.figures import Book, Plan, Section, table
from bench.loads import FIFTY
from bench.sampled import Stacks, read
from bench.systems import SAMPLED, Services, up

SHARE: Final = "share of the CPU"
OWN: Final = "share of the CPU, by function"
SECONDS: Final = 20.0
ENDS_WITHIN: Final = 15.0
SHOWN: Final = 15
PARTS: Final = (
    ("the conversations", ("bot.dialogs",)),
    ("the desk, the law, the notices", ("bot.desk", "bot.reception", "bot.notices")),
    ("the texts", ("bot.texts", "bot.dates", "fluent")),
    ("a turn: its batch, what is told", ("bot.turn", "bot.telling", "bot.arriving", "bot.flood")),
    ("statements, sealing, rows", ("storage",)),
    ("calls of the Bot API", ("bot.channels", "bot.botapi", "aiogram.client")),
    (
        "the outbox: claiming, pacing, settling",
        ("bot.lane", "bot.sending", "bot.departures", "bot.pacing"),
    ),
    ("reading updates", ("bot.handlers", "aiogram")),
)
THREADS: Final = "the database's thread, while nothing else runs: commits"
WAITING: Final = "selectors"
REST: Final = "asyncio itself and all else"


def measure(book: Book, plan: Plan) -> None:
    """Run the program alone under the sampler, and count in which part each look fell."""
    note(asyncio.run(_sampled(0.5 if plan.quick else SECONDS)), book, SHARE, OWN)


def note(stacks: Stacks, book: Book, share: str, own: str) -> None:
    """Note the share of each part as `share`, of the functions met most as `own`."""
    total = stacks.total()
    parts, functions = Counter[str](), Counter[str]()
    for stack, times in stacks.items():
        parts[_part(stack)] += times
        functions[stack[-1]] += times
    for name in (*(one for one, _ in PARTS), THREADS, REST):
        if parts[name]:
            book.note(share, name, 100 * parts[name] / total, "%")
    for name, times in functions.most_common(SHOWN):
        book.note(own, name, 100 * times / total, "%")


async def _sampled(seconds: float) -> Stacks:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        none = Services(None, 0, None)
        async with up(SAMPLED, none, folder) as there, loads.at_work(there):
            bot = there.bots[0].process
            await there.town.ask("begin", people=FIFTY.people, reaction=FIFTY.reaction)
            await asyncio.sleep(FIFTY.warm)
            bot.send_signal(signal.SIGUSR1)
            await asyncio.sleep(seconds)
            bot.terminate()
            await asyncio.to_thread(bot.wait, ENDS_WITHIN)
            return read(folder / "stacks")


def _part(stack: tuple[str, ...]) -> str:
    """Return the part of the program whose own or whose library's code the processor was in."""
    modules = [frame.partition(":")[0] for frame in reversed(stack)]
    if modules[0].startswith(WAITING):
        return THREADS
    for module in modules:
        for name, prefixes in PARTS:
            if module.startswith(prefixes):
                return name
    return REST


def tell(book: Book) -> Section:
    """Tell it."""
    return Section("Where the time goes", f"{TEXT}\n\n{tables(book, SHARE, OWN)}")


def tables(book: Book, share: str, own: str) -> str:
    """Return what was noted under these names as tables."""
    parts, functions = (
        table(("", "%"), ((one, book.of(what, one)) for one in book.systems(what)))
        for what in (share, own)
    )
    return f"{parts}\n\n{MORE}\n\n{functions}"


TEXT: Final = """\
The program on SQLite by polling, with 50 people talking as fast as they are answered, looked at
every two milliseconds of CPU. A library's time belongs to the part that called it."""
MORE: Final = "The functions that most of the looks fell into, with what they call in C:"
