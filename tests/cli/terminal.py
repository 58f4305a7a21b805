"""Commands as an operator gives them: `python -m bot …`, a process each."""

import asyncio
import os
import signal
import sys
from asyncio.subprocess import PIPE, STDOUT, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from typer.testing import CliRunner

from bot.cli import app
from bot.settings import Settings
from sandbox.server import Sandbox
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

    def __init__(self, process: Process) -> None:
        self._process = process
        self.text = ""

    async def prints(self, words: str) -> None:
        """Wait until it prints a line with these words."""
        assert self._process.stdout is not None
        async with asyncio.timeout(PATIENCE):
            while line := (await self._process.stdout.readline()).decode():
                self.text += line
                if words in line:
                    return
        raise AssertionError(f"{words!r} was not printed:\n{self.text}")

    async def leaves(self, how: signal.Signals = signal.SIGINT) -> Said:
        """Press Ctrl+C and wait for the end."""
        self._process.send_signal(how)
        async with asyncio.timeout(PATIENCE):
            rest, _ = await self._process.communicate()
        assert self._process.returncode is not None
        return Said(self._process.returncode, self.text + rest.decode())


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
        process = await self._start(words, variables)
        async with asyncio.timeout(PATIENCE):
            text, _ = await process.communicate()
        assert process.returncode is not None
        return Said(process.returncode, text.decode())

    @asynccontextmanager
    async def running(self, **variables: str) -> AsyncIterator[Program]:
        """Let `run` run during the block."""
        process = await self._start(("run",), variables)
        try:
            yield Program(process)
        finally:
            if process.returncode is None:
                process.kill()
                await process.communicate()

    async def _start(self, words: tuple[str | Path, ...], variables: dict[str, str]) -> Process:
        ours = {name.upper() for name in Settings.model_fields}
        outer = {name: value for name, value in os.environ.items() if name not in ours}
        own = {
            "PYTHONPATH": str(ROOT),
            "DATABASE_URL": f"sqlite+aiosqlite:///{self.database}",
            "TERMINAL_WIDTH": "200",
        }
        return await asyncio.create_subprocess_exec(
            sys.executable,
            *("-m", "bot", *map(str, words)),
            cwd=self.folder,
            env=outer | own | variables,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=PIPE,
            stderr=STDOUT,
        )


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
