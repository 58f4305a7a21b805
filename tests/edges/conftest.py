"""The sandbox's servers for the edges, and a core that remembers what it was given."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass, field

import pytest
from aiogram import Bot

from bot.handlers.intake import Intake
from bot.handlers.polling import Pauses, Polling
from bot.handlers.reading import Me
from bot.records import Incoming, Reply
from sandbox.bell import Bell
from sandbox.server import Sandbox
from sandbox.world import STAFF_CHAT
from tests.channels.words import Keys
from tests.sandbox.conftest import bot, clock, receiver, sandbox

__all__ = ["bot", "clock", "core", "intake", "me", "polling", "receiver", "sandbox", "tasks"]

QUICK = Pauses(poll=5, first=0.01, most=0.02)


@dataclass
class Core:
    """Takes updates in, or fails as often as it is told to."""

    batches: list[list[Incoming]] = field(default_factory=list)
    failures: int = 0
    reply: Callable[[Incoming], Reply] = lambda _incoming: Reply()
    bell: Bell = field(default_factory=Bell)

    async def accept(self, updates: Sequence[Incoming], /) -> list[Reply]:
        if self.failures:
            self.failures -= 1
            raise OSError("the database is away")
        self.batches.append(list(updates))
        self.bell.ring()
        return [self.reply(update) for update in updates]

    @property
    def taken(self) -> list[Incoming]:
        return [update for batch in self.batches for update in batch]

    async def has(self, count: int) -> list[Incoming]:
        """Wait until so many updates were taken in."""
        await self.bell.wait_for(lambda: len(self.taken) >= count or None, 10)
        return self.taken


@pytest.fixture
def core() -> Core:
    return Core()


@pytest.fixture
def me(sandbox: Sandbox) -> Me:
    """Who the bot is in the sandbox."""
    account = sandbox.world.bot
    return Me(account.id, account.username or "", lambda chat: chat == STAFF_CHAT)


@pytest.fixture
async def tasks() -> AsyncIterator[asyncio.TaskGroup]:
    """Work in the background; a test ends when all of it has."""
    async with asyncio.TaskGroup() as group:
        yield group


@pytest.fixture
def intake(bot: Bot, me: Me, core: Core, tasks: asyncio.TaskGroup) -> Intake:
    return Intake(bot, me, core.accept, Keys(), tasks.create_task)


@pytest.fixture
async def polling(bot: Bot, intake: Intake, tasks: asyncio.TaskGroup) -> AsyncIterator[Polling]:
    """The bot asking for its updates."""
    made = Polling(bot, intake, QUICK)
    tasks.create_task(made.run())
    yield made
    made.stop()
