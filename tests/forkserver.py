"""Imports the program once, and forks it as `python -m bot …` for everybody who asks.

Started by `forking.py` with a socket as its standard input. With every byte on it come two
descriptors: the line of a new process, and where that process writes. On the line stands what to
run; back go its number and its exit code. A byte on the line is a signal for the process, and who
hangs up ends it: so a test run that is killed leaves nothing behind.
"""

import gc
import json
import os
import runpy
import select
import signal
import socket
import struct
import sys
import threading
import time
from dataclasses import dataclass
from importlib import import_module
from typing import Final

PRELOADED: Final = ("bot.app", "bot.cli", "bot.doctor")
NUMBER: Final = struct.Struct("!i")


@dataclass(frozen=True, slots=True)
class Order:
    """What to run: its words after `python -m bot`, its folder, its whole environment."""

    words: list[str]
    folder: str
    environment: dict[str, str]


class Server:
    """Has children, and tells on their lines how they end."""

    def __init__(self, requests: socket.socket) -> None:
        self._requests = requests
        self._lines: dict[int, socket.socket] = {}
        self._bell, self._ringing = socket.socketpair()
        self._bell.setblocking(False)
        self._ringing.setblocking(False)
        signal.set_wakeup_fd(self._ringing.fileno())
        signal.signal(signal.SIGCHLD, lambda *_: None)
        signal.signal(signal.SIGINT, signal.SIG_IGN)

    def serve(self) -> Order | None:
        """Fork until nobody asks any more; return a second time, with an order, in each child."""
        while True:
            lines = {line: pid for pid, line in self._lines.items()}
            readable, _, _ = select.select([self._requests, self._bell, *lines], [], [])
            for one in readable:
                if one in lines:
                    self._pass_on(lines[one], one)
            if self._bell in readable:
                self._reap()
            if self._requests in readable:
                asked, descriptors, _, _ = socket.recv_fds(self._requests, 1, 2)
                if not asked:
                    self._end()
                    return None
                order = self._fork(*descriptors)
                if order is not None:
                    return order

    def _fork(self, line_descriptor: int, output: int) -> Order | None:
        line = socket.socket(fileno=line_descriptor)
        with line.makefile("rb") as written:
            order = Order(**json.loads(written.readline()))
        pid = os.fork()
        if pid == 0:
            line.close()
            self._forget()
            _write_to(output)
            return order
        os.close(output)
        self._lines[pid] = line
        line.sendall(NUMBER.pack(pid))
        return None

    def _pass_on(self, pid: int, line: socket.socket) -> None:
        asked = line.recv(1)
        os.kill(pid, asked[0] if asked else signal.SIGKILL)
        if not asked:
            line.close()
            del self._lines[pid]

    def _reap(self) -> None:
        self._bell.recv(4096)
        while True:
            try:
                pid, status = os.waitpid(-1, os.WNOHANG)
            except ChildProcessError:
                return
            if pid == 0:
                return
            if pid in self._lines:
                with self._lines.pop(pid) as line:
                    line.sendall(NUMBER.pack(os.waitstatus_to_exitcode(status)))

    def _end(self) -> None:
        for pid in self._lines:
            os.kill(pid, signal.SIGKILL)

    def _forget(self) -> None:
        """Be in a child as a process that was just started."""
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        signal.signal(signal.SIGINT, signal.default_int_handler)
        for one in (self._requests, self._bell, self._ringing, *self._lines.values()):
            one.close()


def _write_to(output: int) -> None:
    """Read nothing, and write everything there."""
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.dup2(output, 1)
    os.dup2(output, 2)
    os.close(nothing)
    os.close(output)


def _become(order: Order) -> None:
    """Take over words, folder and environment."""
    os.environ.clear()
    os.environ.update(order.environment)
    time.tzset()
    os.chdir(order.folder)
    sys.path[0] = order.folder
    sys.argv[1:] = order.words


def main() -> None:
    """Serve; in a child, be the program from here to the end of the interpreter."""
    for name in PRELOADED:
        import_module(name)
    assert threading.active_count() == 1, "a thread would not be there after a fork"
    # A child that went through all this, were it only at its end, would copy it all.
    gc.collect()
    gc.freeze()
    order = Server(socket.socket(fileno=os.dup(0))).serve()
    if order is not None:
        _become(order)
        runpy.run_module("bot", run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main()
