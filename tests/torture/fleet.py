"""The processes of a torture: started, killed one after another, asked to leave, started again."""

import asyncio
import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Final

from bot.settings import Settings, TelegramMode
from sandbox.server import Sandbox
from sandbox.sms import Account
from storage.encryption import Keys, data_key_file
from tests.e2e.process import PUBLIC, BotProcess, bot_processes

PAUSE: Final = 0.5
"""Seconds a supervisor waits before it starts again what fell."""
ACCOUNT: Final = replace(Account(), sms_url=f"{PUBLIC}/twilio/sms")
# These people answer by SMS faster than anybody types: the limit for one person is no matter here.
ENVIRONMENT: Final = {
    "PUBLIC_URL": PUBLIC,
    "SMS_INBOUND": "twilio",
    "SMS_PERSON_RATE": "1000",
    "TELEGRAM_PERSON_RATE": "1000",
}
FILE: Final = "sqlite+aiosqlite:///"


class Fleet:
    """One process by polling, or several behind a webhook."""

    def __init__(self, processes: list[BotProcess]) -> None:
        self.processes = processes
        self.kills = 0

    @property
    def settings(self) -> Settings:
        """The settings of the first, by which the books are settled at the end."""
        return self.processes[0].settings

    @property
    def keys(self) -> Keys:
        """The keys of the database."""
        settings = self.settings
        if settings.data_key is not None:
            return Keys.parse(settings.data_key.get_secret_value())
        file = Path(settings.database_url.removeprefix(FILE))
        return Keys.parse(data_key_file(file.with_suffix(".key")))

    async def kill(self, chance: random.Random) -> None:
        """Kill one, and start it again."""
        one = chance.choice(self.processes)
        await one.kill()
        self.kills += 1
        await asyncio.sleep(PAUSE)
        await one.start()

    async def stop(self) -> list[int]:
        """Ask all to leave, once they are up to hear it; return their exit codes."""
        for one in self.processes:
            await one.ready()
        return [await one.stop() for one in self.processes]

    def logs(self) -> str:
        """Return all that they said."""
        return "\n".join(one.log.read_text() for one in self.processes)


@asynccontextmanager
async def fleet(
    sandbox: Sandbox, folder: Path, database: str | None = None, processes: int = 1
) -> AsyncIterator[Fleet]:
    """Run the program: one process over a file by polling, or several over a server by webhook."""
    mode = TelegramMode.POLLING if processes == 1 else TelegramMode.WEBHOOK
    async with bot_processes(sandbox, folder, mode, processes, database, ENVIRONMENT) as running:
        for one in running:
            await one.ready()
        yield Fleet(running)
