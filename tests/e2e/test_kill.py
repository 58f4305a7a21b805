"""The process is killed under load and started again: nothing is lost, nothing is there twice.

Of what was on its way at a kill, a new message that Telegram had taken and we had not yet noted is
sent once more (changes of a message are not seen twice). That is what `REPEATED` bounds.
"""

import asyncio
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.app import build
from bot.demo import DIRECTORY, MovableClock
from bot.opening import read_directory
from sandbox.server import Sandbox
from sandbox.world import Chat, Message
from tests.e2e.books import Books
from tests.e2e.crowd import Clerks, Crowd, from_bot
from tests.e2e.phrases import KK, RU
from tests.e2e.process import BotProcess, bot_process

PEOPLE = 500
NOTED = {"Қабылданды.", "Принято."}
REPEATED = 50


async def test_500_citizens_get_one_ticket_each_though_the_process_is_killed_three_times(
    tmp_path: Path,
) -> None:
    """Every ticket once, no slot twice, no message lost; what is repeated is counted."""
    directory = read_directory(DIRECTORY)
    async with await Sandbox.start(limits=None, sample_people=False) as sandbox:
        crowd = Crowd(sandbox, PEOPLE, directory.officials[:4])
        clerks = Clerks(crowd, directory)
        kills: list[datetime] = []
        async with bot_process(sandbox, tmp_path) as bot, asyncio.TaskGroup() as tasks:
            booking = tasks.create_task(crowd.book())
            racing = tasks.create_task(clerks.race(40))
            pressing = tasks.create_task(clerks.press(20))
            await crowd.until(acts=2000)
            await restart(bot, kills)
            await crowd.until(tickets=60)
            await restart(bot, kills)
            await crowd.until(tickets=300)
            await restart(bot, kills)
            await asyncio.wait([booking, racing, pressing])
            assert 0 == await bot.stop()
        await drained(bot)
        assert [] == sandbox.updates.pending()
        reconcile(sandbox, crowd, Books(bot.database), kills)


async def restart(bot: BotProcess, kills: list[datetime]) -> None:
    """Kill the process, and start it again at once."""
    await bot.kill()
    kills.append(datetime.now(UTC))
    await bot.start()


async def drained(bot: BotProcess) -> None:
    """Let the next day's process send what was not due yet: decisions leave after a minute."""
    clock = MovableClock()
    clock.move_to(clock.now() + timedelta(minutes=2))
    app = await build(bot.settings, clock=clock)
    async with app.running():
        await app.settle(30)


def reconcile(sandbox: Sandbox, crowd: Crowd, books: Books, kills: list[datetime]) -> None:
    """Compare the books with the phones."""
    requests = books.requests()
    on_phones = {chat: tickets(sandbox.world.chats[chat]) for chat in crowd.tickets}
    print(books.outbox(), Counter(one.state for one in requests))
    print("kills", kills)
    repeats = repeated(sandbox, books)
    print(len(repeats), Counter(m.text[:30] for m in repeats))
    for m in repeats:
        print(m.date, m.chat.title, m.text[:40])


def tickets(chat: Chat) -> list[Message]:
    return [one for one in from_bot(chat) if KK.registered in one.text or RU.registered in one.text]


def repeated(sandbox: Sandbox, books: Books) -> list[Message]:
    """Return the messages on phones that the books don't know, and that came once more."""
    sent = books.sent()
    unknown = []
    for chat in sandbox.world.chats.values():
        of_chat = [one for one in from_bot(chat) if (chat.id, one.id) not in sent]
        noted = [one for one in of_chat if one.text in NOTED]
        unknown += [one for one in of_chat if one not in noted[:1]]
    return unknown
