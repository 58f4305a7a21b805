"""Commands as an operator gives them: `python -m bot …`, a process each."""

import asyncio
import os
import signal
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from typer.testing import CliRunner

from bot.cli import app
from bot.settings import Settings
from sandbox.server import Sandbox
from tests.forking import Forked, fork
from tests.house.tree import ROOT

SAMPLE = ROOT / "sandbox/directory.toml"
PATIENCE = 60.0


@dataclass(frozen=True, slots=True)
class Said:
    """How a command ended, and everything it printed."""

    code: int
    text: str


class Program:
    """A program that runs, and what it prints."""

    def __init__(self, process: Forked, printed: asyncio.StreamReader) -> None:
        self._process, self._printed = process, printed
        self.text = ""

    async def prints(self, words: str) -> None:
        """Wait until it prints a line with these words."""
        async with asyncio.timeout(PATIENCE):
            while line := (await self._printed.readline()).decode():
                self.text += line
                if words in line:
                    return
        raise AssertionError(f"{words!r} was not printed:\n{self.text}")

    async def leaves(self, how: signal.Signals = signal.SIGINT) -> Said:
        """Press Ctrl+C and wait for the end."""
        self._process.send_signal(how)
        return await self.ends()

    async def ends(self) -> Said:
        """Wait for the end."""
        async with asyncio.timeout(PATIENCE):
            self.text += (await self._printed.read()).decode()
            return Said(await self._process.wait(), self.text)


class Terminal:
    """A folder in which commands are given."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.database = folder / "reception.db"

    def file(self, name: str, text: str | bytes) -> Path:
        """Write a file into the folder."""
        path = self.folder / name
        path.write_bytes(text.encode() if isinstance(text, str) else text)
        return path

    async def gives(self, *words: str | Path, **variables: str) -> Said:
        """Give a command and wait for its end."""
        async with self._started(words, variables) as program:
            return await program.ends()

    @asynccontextmanager
    async def running(self, **variables: str) -> AsyncIterator[Program]:
        """Let `run` run during the block."""
        async with self._started(("run",), variables) as program:
            yield program

    @asynccontextmanager
    async def _started(
        self, words: tuple[str | Path, ...], variables: dict[str, str]
    ) -> AsyncIterator[Program]:
        mine, its = socket.socketpair()
        with its:
            printed, writer = await asyncio.open_connection(sock=mine)
            process = await fork(
                *map(str, words),
                environment=self.environment(**variables),
                output=its.fileno(),
                folder=self.folder,
            )
        try:
            yield Program(process, printed)
        finally:
            process.kill()
            await process.wait()
            writer.close()

    def environment(self, **variables: str) -> dict[str, str]:
        """Return the environment of a command: no setting but these, a database of its own."""
        ours = {name.upper() for name in Settings.model_fields}
        outer = {name: value for name, value in os.environ.items() if name not in ours}
        own = {
            "PYTHONPATH": str(ROOT),
            "DATABASE_URL": f"sqlite+aiosqlite:///{self.database}",
            "TERMINAL_WIDTH": "200",
        }
        return outer | own | variables


def telegram(sandbox: Sandbox) -> dict[str, str]:
    """Return the variables of a bot on the sandbox."""
    return {"TELEGRAM_TOKEN": sandbox.token, "TELEGRAM_API": sandbox.url}


def twilio(sandbox: Sandbox) -> dict[str, str]:
    """Return the variables of the sandbox's SMS account."""
    return {
        "TWILIO_ACCOUNT_SID": sandbox.account.sid,
        "TWILIO_AUTH_TOKEN": sandbox.account.token,
        "TWILIO_FROM": sandbox.account.number,
        "TWILIO_API": sandbox.url,
    }


def give(*words: str) -> Said:
    """Give a command in this process."""
    done = CliRunner().invoke(app, words, env={"TERMINAL_WIDTH": "200"})
    return Said(done.exit_code, done.output)
