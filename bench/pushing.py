"""Messages pushed: as fast as can be against bare aiogram, and held at Telegram's rate."""

import asyncio
import json
import shutil
import sys
import tempfile
from pathlib import Path
from typing import Final

from bench import held
from bench.api import TOKEN
from bench.backlog import address_of, made
from bench.figures import Bar, Book, Plan, Plot, Section, table
from bench.held import RATE, hold
from bench.running import start, town
from bench.sender import IN_FLIGHT
from bench.systems import directory_in
from storage.encryption import new_key

SENT: Final = "messages pushed without a limit"
CPU: Final = "CPU of a message pushed"
OURS: Final = "ours, SQLite"
BARE: Final = "aiogram, send_message"
BUSIEST: Final = "the fullest second"
MEAN: Final = "pushed in a minute"
STEP: Final = "a step of a dialog, p50"
AT_RATE: Final = "ours, a backlog leaving"
IDLE: Final = "ours, idle"
MESSAGES: Final = 20_000
FEW: Final = 500
"""Messages of a quick try."""
MINUTE: Final = 60.0
SHORT: Final = 4.0
"""Seconds of a quick try."""


def measure(book: Book, plan: Plan) -> None:
    """Push without a limit, both in turn, round by round; then hold the rate for a minute."""
    messages, key = FEW if plan.quick else MESSAGES, new_key()
    with tempfile.TemporaryDirectory() as folder:
        template = Path(folder) / "template.db"
        asyncio.run(made(template, key, messages))
        for nth in range(plan.rounds):
            for system, word in ((OURS, "ours"), (BARE, "aiogram")):
                with tempfile.TemporaryDirectory() as own:
                    shutil.copy(template, Path(own) / "due.db")
                    seconds, used = asyncio.run(push(word, messages, key, Path(own)))
                book.note(SENT, system, messages / seconds, "messages a second", nth)
                book.note(CPU, system, 1e6 * used / messages, "µs", nth)
            print(f"pushing: round {nth + 1} of {plan.rounds}", flush=True)
    with tempfile.TemporaryDirectory() as own:
        seen = asyncio.run(hold(Path(own), SHORT if plan.quick else MINUTE))
    book.note(BUSIEST, AT_RATE, seen.busiest, "messages")
    book.note(MEAN, AT_RATE, seen.mean, "messages a second")
    book.note(STEP, AT_RATE, 1e3 * seen.beside, "ms")
    book.note(STEP, IDLE, 1e3 * seen.idle, "ms")


async def push(word: str, messages: int, key: str, folder: Path) -> tuple[float, float]:
    """Have a process send so many; return the seconds, and those of CPU, that it says it took."""
    async with town(folder) as there:
        variables = {
            "TELEGRAM_TOKEN": TOKEN,
            "TELEGRAM_API": there.url,
            "DATABASE_URL": address_of(folder / "due.db"),
            "DATA_KEY": key,
            "DIRECTORY": str(directory_in(folder)),
        }
        words = [sys.executable, "-m", "bench.sender", word, str(messages)]
        sender = start(words, folder / "sender.log", variables)
        try:
            await asyncio.to_thread(sender.process.wait)
        finally:
            sender.end()
        arrived = (await there.ask("look"))["calls"]
    assert (0, messages) == (sender.process.returncode, arrived), sender.told()
    took = json.loads(sender.told().splitlines()[-1])
    return took["seconds"], took["cpu"]


def tell(book: Book) -> Section:
    """Tell it."""
    unlimited = table(
        ("", "messages a second", "CPU a message, µs"),
        ((one, book.of(SENT, one), book.of(CPU, one)) for one in book.systems(SENT)),
    )
    rate = table(
        ("", AT_RATE, IDLE),
        (
            ("messages in the fullest second", book.of(BUSIEST, AT_RATE), ""),
            ("messages a second in the minute", f"{book.of(MEAN, AT_RATE).median:.2f}", ""),
            ("a step of a dialog, p50, ms", book.of(STEP, AT_RATE), book.of(STEP, IDLE)),
        ),
    )
    return Section(
        "Pushing",
        f"{TEXT}\n\n{unlimited}\n\n{TEXT_OF_RATE}\n\n{rate}",
        (
            Bar(
                "push without a limit, messages a second, of bare aiogram's",
                0.85,
                book.ratio(SENT, OURS, BARE),
                at_most=False,
                why=WHY,
            ),
            Bar(
                f"push at {RATE} a second: messages in the fullest second",
                31,
                book.of(BUSIEST, AT_RATE),
                unit="messages",
                why=WHY_FULLER,
            ),
            Bar(
                f"push at {RATE} a second: on the average",
                RATE,
                book.of(MEAN, AT_RATE),
                at_most=False,
                unit="a second",
            ),
            Bar(
                "a step of a dialog meanwhile, p50, of its idle p50",
                1.2,
                book.ratio(STEP, AT_RATE, IDLE),
                why=WHY_SLOWER,
            ),
        ),
        (Plot("pushing", "Messages pushed without a limit", SENT, (OURS, BARE)),),
    )


TEXT: Final = f"""{MESSAGES:,} messages of one text, to as many people, {IN_FLIGHT} in flight, to
the local Bot API in another process, each sender a process of its own with the product's settings
of the garbage collector.
Ours: they lie in SQLite (`synchronous=FULL`) and are due; the product's own
delivery claims them under a lease, reads what each says from its encrypted row, writes it in the
person's language, sends it, and stores what came of it, all with one connection that writes; it has
ended when every message is stored as sent. aiogram: `send_message` of a string that is ready,
{IN_FLIGHT} tasks, nothing kept. Both are bound by one core; the local Bot API uses another."""
TEXT_OF_RATE: Final = f"""Held at Telegram's rate: the whole program, its settings as they come
({RATE} a second). A person talks with it, {held.STEPS_A_SECOND:g} steps a second; after half a
minute a backlog is due and leaves for a minute, and the person goes on. Counted is what arrives at
the local Bot API, edits and answers too; the fullest second may begin anywhere, the average is what
arrives in {MINUTE:g} seconds from a message on, divided by them. Messages leave one every
1/{RATE} s, so that the minute holds {int(MINUTE * RATE):,} messages or one more. A message
that is late pushes those after it instead of being followed at once, and what was pushed is made
good by drawing slots together by 0.8 %: of a backlog alone no more than 30 leave in any second. An
answer overtakes what was taken on before it: it is lent the next slot, but for 8 ms of it, and
pushes the others by one; with it, no second holds more than 31."""
WHY_FULLER: Final = (
    "what leaves evenly does not arrive evenly: the two processors serve the bot, the people and "
    "the local Bot API, and a message that was late at one end of a second is one more in it"
)
WHY_SLOWER: Final = "beside a backlog an answer shares the one connection that writes with it"
WHY: Final = "each message is claimed and settled durably, which bare aiogram does not do"
