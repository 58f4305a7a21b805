"""Several processes of one installation over one PostgreSQL database."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

import asyncpg
import pytest

from bot.app import build
from bot.demo import DIRECTORY, demo_settings, free_port
from bot.handlers.polling import Pauses
from bot.opening import read_directory
from bot.running import App
from bot.settings import BadSettings, TelegramMode
from sandbox.server import Sandbox
from tests.databases import settings_of
from tests.e2e.crowd import PATIENCE, Crowd
from tests.e2e.process import bot_processes
from tests.e2e.reconciling import few_repeated
from tests.e2e.test_kill import settled
from tests.turns.fixtures import *  # noqa: F403

PEOPLE = 30
QUICK = Pauses(poll=5, first=0.1, most=0.5)

Figure = Callable[[str, object], None]


async def test_two_processes_killed_in_turn_lose_nothing(
    migrated_postgres: str, tmp_path: Path, record_testsuite_property: Figure
) -> None:
    """Updates come to both by webhook; each is killed in the middle and started again."""
    directory = read_directory(DIRECTORY)
    async with await Sandbox.start(limits=None, sample_people=False) as sandbox:
        crowd = Crowd(sandbox, PEOPLE, directory.officials[:4])
        kills: list[datetime] = []
        mode = TelegramMode.WEBHOOK
        async with bot_processes(sandbox, tmp_path, mode, 2, migrated_postgres) as bots:
            await bots[1].ready()
            async with asyncio.TaskGroup() as tasks:
                tasks.create_task(crowd.book())
                for nth, bot in enumerate((bots[0], bots[1], bots[0]), 1):
                    await crowd.until(acts=nth * 2 * PEOPLE)
                    await bot.kill()
                    kills.append(datetime.now(UTC))  # noqa: TID251 - the sandbox goes by it
                    await bot.start()
                    await bot.ready()
            left = await sandbox.world.bell.wait_for(
                lambda: None if sandbox.updates.pending() else True, PATIENCE
            )
            assert left, sandbox.updates.pending()
            assert [0, 0] == [await bot.stop() for bot in bots]
            assert [] == [line for bot in bots for line in bot.complaints]
        books = await settled(bots[0], sandbox, crowd, scheduled=0)
        record_testsuite_property("repeated at each kill", few_repeated(sandbox, books, kills))


@asynccontextmanager
async def serving(sandbox: Sandbox, database: str, folder: Path) -> AsyncIterator[App]:
    """Run the program in this process."""
    settings = demo_settings(sandbox, free_port(), folder).model_copy(update=settings_of(database))
    app = await build(settings, directory=read_directory(DIRECTORY), pauses=QUICK)
    async with app.running():
        yield app


async def deaf() -> None:
    """Beat no more, as who is killed."""


async def test_one_of_two_asks_for_updates_and_the_other_takes_over(
    migrated_postgres: str, tmp_path: Path
) -> None:
    async with await Sandbox.start(limits=None) as sandbox, AsyncExitStack() as stack:
        aigul = sandbox.person("Айгүл", language="kk")
        first = await stack.enter_async_context(serving(sandbox, migrated_postgres, tmp_path))
        await aigul.types("/start")
        await aigul.sees("Выберите язык")
        second = await stack.enter_async_context(serving(sandbox, migrated_postgres, tmp_path))
        assert [True, False] == [first.standing.leads, second.standing.leads]
        first.seat.beat = deaf  # type: ignore[method-assign]
        connection = await asyncpg.connect(migrated_postgres.replace("+asyncpg", ""))
        await connection.execute(
            "SELECT pg_terminate_backend(pid, 5000) FROM pg_locks "
            "WHERE locktype = 'advisory' AND classid = 7196516"
        )
        await connection.close()
        await aigul.presses("Қазақша")
        await aigul.sees("Қандай көмек керек")
        assert [False, True] == [first.standing.leads, second.standing.leads]


async def test_a_second_process_on_a_database_file_is_refused(tmp_path: Path) -> None:
    async with await Sandbox.start(limits=None) as sandbox:
        settings = demo_settings(sandbox, free_port(), tmp_path)
        first = await build(settings, directory=read_directory(DIRECTORY))
        async with first.running():
            other = settings.model_copy(update={"http_port": free_port()})
            second = await build(other)
            with pytest.raises(BadSettings, match=r"another process serves from .*An SQLite"):
                async with second.running():
                    pass
