"""The tests start the program by forking; here the true command is held against that."""

import asyncio
import signal
import sys
from asyncio.subprocess import DEVNULL, PIPE, STDOUT, Process

import pytest

from bot.demo import free_port
from sandbox.server import Sandbox
from tests.cli.terminal import PATIENCE, SAMPLE, Said, Terminal, telegram


async def truly(terminal: Terminal, *words: str, **variables: str) -> Process:
    """Start `python -m bot …` as an operator does."""
    return await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", *words),
        cwd=terminal.folder,
        env=terminal.environment(**variables),
        stdin=DEVNULL,
        stdout=PIPE,
        stderr=STDOUT,
    )


@pytest.mark.parametrize("words", [("due", "2026-03-02"), ("run",), ("nonsense",)])
async def test_the_true_command_ends_and_says_the_same(
    terminal: Terminal, words: tuple[str, ...]
) -> None:
    process = await truly(terminal, *words)
    text, _ = await process.communicate()
    assert Said(process.returncode or 0, text.decode()) == await terminal.gives(*words)


async def test_the_true_program_serves_and_leaves_when_asked(
    terminal: Terminal, sandbox: Sandbox
) -> None:
    variables = telegram(sandbox) | {"DIRECTORY": str(SAMPLE), "HTTP_PORT": str(free_port())}
    process = await truly(terminal, "run", **variables)
    assert process.stdout is not None
    async with asyncio.timeout(PATIENCE):
        while b"serving as @" not in (line := await process.stdout.readline()):
            assert line
        process.send_signal(signal.SIGTERM)
        await process.communicate()
    assert 0 == process.returncode


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
async def test_a_forked_program_leaves_when_asked(
    terminal: Terminal, sandbox: Sandbox, how: signal.Signals
) -> None:
    variables = telegram(sandbox) | {"DIRECTORY": str(SAMPLE), "HTTP_PORT": str(free_port())}
    async with terminal.running(**variables) as program:
        await program.prints("serving as @")
        assert 0 == (await program.leaves(how)).code


async def test_a_forked_program_is_killed_by_a_signal(terminal: Terminal, sandbox: Sandbox) -> None:
    variables = telegram(sandbox) | {"DIRECTORY": str(SAMPLE), "HTTP_PORT": str(free_port())}
    async with terminal.running(**variables) as program:
        await program.prints("serving as @")
        assert -signal.SIGKILL == (await program.leaves(signal.SIGKILL)).code
