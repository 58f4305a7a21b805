"""The program as a process of its own, as an operator runs it: killed, stopped, started again."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

import aiohttp

from bot.demo import DIRECTORY, demo_settings, free_port
from bot.settings import Settings, TelegramMode
from sandbox.server import Sandbox
from tests.databases import settings_of
from tests.forking import Forked, fork

LEAVES_WITHIN = 10.0
STARTS_WITHIN, PROBE = 180.0, 0.1
SECRET = "only-telegram-knows-this"
PUBLIC = "https://reception.example.kz"
# Telegram's limits are not what is shown here: the sandbox has none, and so has the program.
RATE, GROUP_RATE = 1000, 10_000
IN_FLIGHT = 1
"""With one message on its way at a time, a kill repeats at most one."""


class BotProcess:
    """`python -m bot run` with its environment, its database and its log.

    `database`: the address of one on a server, in place of a file in the folder. `more`: further
    variables of its environment.
    """

    def __init__(
        self,
        sandbox: Sandbox,
        folder: Path,
        mode: TelegramMode,
        database: str | None = None,
        more: Mapping[str, str] | None = None,
    ) -> None:
        self._sandbox, self._mode, self._more = sandbox, mode, more or {}
        self._port = free_port()
        self._process: Forked | None = None
        self.folder = folder
        self.log = folder / f"bot-{self._port}.log"
        self.settings: Settings = demo_settings(sandbox, self._port, folder).model_copy(
            update={
                "telegram_rate": RATE,
                "telegram_group_rate": GROUP_RATE,
                "telegram_in_flight": IN_FLIGHT,
            }
        )
        if database is not None:
            self.settings = self.settings.model_copy(update=settings_of(database))

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self._port}"

    @property
    def complaints(self) -> list[str]:
        """What the program found wrong, in all its lives."""
        lines = self.log.read_text().splitlines() if self.log.exists() else []
        return [line for line in lines if " ERROR " in line or line.startswith("Traceback")]

    async def start(self) -> None:
        """Start it; it works as soon as it is ready."""
        with self.log.open("ab") as log:
            environment = os.environ | self._environment()
            self._process = await fork("run", environment=environment, output=log.fileno())

    async def ready(self) -> None:
        """Wait until it serves."""
        async with asyncio.timeout(STARTS_WITHIN), aiohttp.ClientSession() as http:
            while True:
                try:
                    async with http.get(f"{self.url}/readyz") as answer:
                        if answer.status == 200:
                            return
                except aiohttp.ClientError:
                    pass
                await asyncio.sleep(PROBE)

    async def kill(self) -> None:
        """End it at once, wherever it is."""
        await self._end(signal.SIGKILL)

    async def stop(self) -> int:
        """Ask it to leave, and return with which code it did."""
        async with asyncio.timeout(LEAVES_WITHIN):
            return await self._end(signal.SIGTERM)

    async def _end(self, how: signal.Signals) -> int:
        process, self._process = self._process, None
        if process is None:
            raise RuntimeError("it does not run")
        assert process.returncode is None, self.log.read_text()
        process.send_signal(how)
        try:
            return await process.wait()
        except asyncio.CancelledError:
            process.kill()
            raise

    async def close(self) -> None:
        """Leave nothing behind."""
        if self._process is not None:
            await self.kill()

    def _environment(self) -> dict[str, str]:
        settings = self.settings
        token = settings.telegram_token
        variables = {
            "TELEGRAM_TOKEN": token.get_secret_value() if token else "",
            "TELEGRAM_API": settings.telegram_api,
            "TELEGRAM_MODE": self._mode.value,
            "TELEGRAM_RATE": str(RATE),
            "TELEGRAM_GROUP_RATE": str(GROUP_RATE),
            "TELEGRAM_IN_FLIGHT": str(IN_FLIGHT),
            "TWILIO_ACCOUNT_SID": self._sandbox.account.sid,
            "TWILIO_AUTH_TOKEN": self._sandbox.account.token,
            "TWILIO_FROM": self._sandbox.account.number,
            "TWILIO_API": self._sandbox.url,
            "DATABASE_URL": settings.database_url,
            "DIRECTORY": str(DIRECTORY),
            "HTTP_PORT": str(self._port),
        }
        if settings.data_key is not None:
            variables["DATA_KEY"] = settings.data_key.get_secret_value()
        if self._mode is TelegramMode.WEBHOOK:
            variables |= {"TELEGRAM_WEBHOOK_SECRET": SECRET, "PUBLIC_URL": PUBLIC}
        return {**variables, **self._more}


@asynccontextmanager
async def bot_process(
    sandbox: Sandbox, folder: Path, mode: TelegramMode = TelegramMode.POLLING
) -> AsyncIterator[BotProcess]:
    """Run the program against the sandbox; it is ended with the block, if it still runs."""
    async with bot_processes(sandbox, folder, mode, 1) as (process,):
        yield process


@asynccontextmanager
async def bot_processes(
    sandbox: Sandbox,
    folder: Path,
    mode: TelegramMode,
    count: int,
    database: str | None = None,
    more: Mapping[str, str] | None = None,
) -> AsyncIterator[list[BotProcess]]:
    """Run so many processes over one database; what the providers post comes to each in turn."""
    processes = [BotProcess(sandbox, folder, mode, database, more) for _ in range(count)]
    if mode is TelegramMode.WEBHOOK or (more and "PUBLIC_URL" in more):
        sandbox.route(PUBLIC, *(one.url for one in processes))
    async with AsyncExitStack() as stack:
        for process in processes:
            stack.push_async_callback(process.close)
            await process.start()
            if process is not processes[-1]:
                await process.ready()  # the first one makes the tables
        yield processes
