"""Starts the program as a process of its own, without the seconds that its imports take.

Each test worker keeps one process that has imported everything (`forkserver.py`) and forks it. What
starts so is real: it has its own number, exit code, environment and folder, and dies by a signal.
"""

import asyncio
import atexit
import json
import signal
import socket
import subprocess
import sys
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Final

from tests.forkserver import NUMBER

ROOT: Final = Path(__file__).parent.parent


class Forked:
    """A process that was started; as asyncio's, but the child of another one."""

    def __init__(self, line: socket.socket, pid: int) -> None:
        self._line = line
        self._code: int | None = None
        self.pid = pid

    @property
    def returncode(self) -> int | None:
        """With which code it ended, negative for a signal; None while it runs."""
        if self._code is None:
            try:
                self._ended(self._line.recv(NUMBER.size))
            except BlockingIOError:
                return None
        return self._code

    async def wait(self) -> int:
        """Wait for its end, and return the code."""
        if self._code is None:
            told = await asyncio.get_running_loop().sock_recv(self._line, NUMBER.size)
            self._ended(told)
        assert self._code is not None
        return self._code

    def send_signal(self, how: signal.Signals) -> None:
        """Send it a signal, if it still runs."""
        if self.returncode is None:
            self._line.sendall(bytes([how]))

    def kill(self) -> None:
        """End it at once."""
        self.send_signal(signal.SIGKILL)

    def _ended(self, told: bytes) -> None:
        self._line.close()
        (self._code,) = NUMBER.unpack(told)


async def fork(
    *words: str, environment: Mapping[str, str], output: int, folder: Path | None = None
) -> Forked:
    """Start `python -m bot` with these words and exactly this environment, writing to `output`."""
    ours, theirs = socket.socketpair()
    with theirs:
        order = {
            "words": words,
            "folder": str(folder or Path.cwd()),
            "environment": dict(environment),
        }
        ours.sendall(json.dumps(order).encode() + b"\n")
        socket.send_fds(_server(), [b"+"], [theirs.fileno(), output])
    ours.setblocking(False)
    try:
        told = await asyncio.get_running_loop().sock_recv(ours, NUMBER.size)
        (pid,) = NUMBER.unpack(told)
    except BaseException:
        ours.close()
        raise
    return Forked(ours, pid)


@cache
def _server() -> socket.socket:
    """Start the process that forks; it ends when this one does."""
    ours, theirs = socket.socketpair()
    with theirs:
        server = subprocess.Popen(
            [sys.executable, "-m", "tests.forkserver"],
            cwd=ROOT,
            stdin=theirs.fileno(),
            stdout=subprocess.DEVNULL,
        )

    @atexit.register
    def hang_up() -> None:
        ours.close()
        server.wait()

    return ours
