"""The process is killed under load and started again: nothing is lost, nothing is there twice.

One thing can't be excluded: a new message that Telegram has taken, and that was not yet noted as
sent, is sent once more. So a kill repeats at most what was in flight: one message here, as
TELEGRAM_IN_FLIGHT says. A change of a message made twice is not seen.
"""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.app import build
from bot.demo import DIRECTORY, MovableClock
from bot.opening import read_directory
from bot.settings import TelegramMode
from sandbox.server import Sandbox
from tests.e2e.books import Books
from tests.e2e.crowd import PATIENCE, Clerks, Crowd
from tests.e2e.process import BotProcess, bot_process
from tests.e2e.reconciling import few_repeated, given_once, nothing_lost

FEW = 20
"""Citizens, where it is not about how many there are."""

Figure = Callable[[str, object], None]


async def test_500_citizens_get_one_ticket_each_though_the_process_is_killed_three_times(
    tmp_path: Path, record_testsuite_property: Figure
) -> None:
    """Every ticket once, no slot twice, no message lost; nobody has to do anything again."""
    directory = read_directory(DIRECTORY)
    async with await Sandbox.start(limits=None, sample_people=False) as sandbox:
        crowd = Crowd(sandbox, 500, directory.officials[:4])
        clerks = Clerks(crowd, directory)
        kills: list[datetime] = []
        async with bot_process(sandbox, tmp_path) as bot:
            async with asyncio.TaskGroup() as tasks:
                tasks.create_task(crowd.book())
                tasks.create_task(clerks.race(60))
                tasks.create_task(clerks.press(20))
                await crowd.until(acts=2000)
                await restart(bot, kills)
                await crowd.until(tickets=60)
                await restart(bot, kills)
                await crowd.until(tickets=300)
                await restart(bot, kills)
            await leaves(bot, sandbox)
        books = await settled(bot, sandbox, crowd, scheduled=60)
        record_testsuite_property("repeated at each kill", few_repeated(sandbox, books, kills))


async def test_a_kill_loses_nothing_by_webhook(
    tmp_path: Path, record_testsuite_property: Figure
) -> None:
    """What was not answered with 200 is posted again."""
    directory = read_directory(DIRECTORY)
    async with await Sandbox.start(limits=None, sample_people=False) as sandbox:
        crowd = Crowd(sandbox, FEW, directory.officials[:4])
        kills: list[datetime] = []
        async with bot_process(sandbox, tmp_path, TelegramMode.WEBHOOK) as bot:
            async with asyncio.TaskGroup() as tasks:
                tasks.create_task(crowd.book())
                await crowd.until(acts=5 * FEW)
                await restart(bot, kills)
            await leaves(bot, sandbox)
        books = await settled(bot, sandbox, crowd, scheduled=0)
        record_testsuite_property("repeated at each kill", few_repeated(sandbox, books, kills))


async def test_asked_to_leave_in_the_middle_it_leaves_cleanly(
    tmp_path: Path,
) -> None:
    """Code 0 within ten seconds; what it had begun is finished, and nothing comes twice."""
    directory = read_directory(DIRECTORY)
    async with await Sandbox.start(limits=None, sample_people=False) as sandbox:
        crowd = Crowd(sandbox, FEW, directory.officials[:4])
        async with bot_process(sandbox, tmp_path) as bot:
            async with asyncio.TaskGroup() as tasks:
                tasks.create_task(crowd.book())
                await crowd.until(acts=5 * FEW)
                assert 0 == await bot.stop()
                await bot.start()
            await leaves(bot, sandbox)
        books = await settled(bot, sandbox, crowd, scheduled=0)
        assert [] == few_repeated(sandbox, books, [])


async def restart(bot: BotProcess, kills: list[datetime]) -> None:
    """Kill the process, and start it again at once."""
    await bot.kill()
    kills.append(datetime.now(UTC))  # noqa: TID251 - the sandbox goes by the machine's clock
    await bot.start()


async def leaves(bot: BotProcess, sandbox: Sandbox) -> None:
    """Ask the bot to leave once it has every update; it has nothing to complain of."""
    left = await sandbox.world.bell.wait_for(
        lambda: None if sandbox.updates.pending() else True, PATIENCE
    )
    assert left, sandbox.updates.pending()
    assert 0 == await bot.stop()
    assert [] == bot.complaints


async def settled(bot: BotProcess, sandbox: Sandbox, crowd: Crowd, *, scheduled: int) -> Books:
    """Send what is left, hold the books against the phones, and return them."""
    await next_day(bot, sandbox)
    books = Books(bot.settings)
    given_once(crowd, books, scheduled=scheduled)
    nothing_lost(sandbox, crowd, books)
    return books


async def next_day(bot: BotProcess, sandbox: Sandbox) -> None:
    """Start the program once more, when what was decided may be told: it sends what is left."""
    clock = MovableClock()
    clock.move_to(clock.now() + timedelta(minutes=2))
    books = Books(bot.settings)
    app = await build(bot.settings, clock=clock)
    async with app.running():
        await app.settle(PATIENCE)
        await sandbox.world.bell.wait_for(
            lambda: None if "queued" in books.outbox() else True, PATIENCE
        )
