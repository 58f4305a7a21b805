"""The program as a process of its own, as an operator runs it: killed, stopped, started again."""

import asyncio
import os
import signal
import sys
from asyncio.subprocess import Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from bot.demo import DIRECTORY, demo_settings, free_port
from bot.settings import Settings, TelegramMode
from sandbox.server import Sandbox

LEAVES_WITHIN = 10.0
SECRET = "only-telegram-knows-this"
PUBLIC = "https://reception.example.kz"
# Telegram's limits are not what is shown here: the sandbox has none, and so has the program.
RATE, GROUP_RATE = 1000, 10_000
IN_FLIGHT = 1
"""With one message on its way at a time, a kill repeats at most one."""


class BotProcess:
    """`python -m bot run` with its environment, its database and its log."""

    def __init__(self, sandbox: Sandbox, folder: Path, mode: TelegramMode) -> None:
        self._sandbox, self._mode = sandbox, mode
        self._port = free_port()
        self._process: Process | None = None
        self.folder = folder
        self.log = folder / "bot.log"
        self.settings: Settings = demo_settings(sandbox, self._port, folder).model_copy(
            update={
                "telegram_rate": RATE,
                "telegram_group_rate": GROUP_RATE,
                "telegram_in_flight": IN_FLIGHT,
            }
        )
        if mode is TelegramMode.WEBHOOK:
            sandbox.route(PUBLIC, f"http://127.0.0.1:{self._port}")

    @property
    def database(self) -> Path:
        """The file of the database."""
        return Path(self.settings.database_url.removeprefix("sqlite+aiosqlite:///"))

    @property
    def complaints(self) -> list[str]:
        """What the program found wrong, in all its lives."""
        lines = self.log.read_text().splitlines()
        return [line for line in lines if " ERROR " in line or line.startswith("Traceback")]

    async def start(self) -> None:
        """Start it; it works as soon as it is ready."""
        with self.log.open("ab") as log:
            self._process = await asyncio.create_subprocess_exec(
                sys.executable,
                *("-m", "bot", "run"),
                env=os.environ | self._environment(),
                stdin=asyncio.subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )

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
        if self._mode is TelegramMode.WEBHOOK:
            variables |= {"TELEGRAM_WEBHOOK_SECRET": SECRET, "PUBLIC_URL": PUBLIC}
        return variables


@asynccontextmanager
async def bot_process(
    sandbox: Sandbox, folder: Path, mode: TelegramMode = TelegramMode.POLLING
) -> AsyncIterator[BotProcess]:
    """Run the program against the sandbox; it is ended with the block, if it still runs."""
    process = BotProcess(sandbox, folder, mode)
    await process.start()
    try:
        yield process
    finally:
        await process.close()
