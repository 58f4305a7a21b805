"""Systems of the benchmark as processes of their own, and what they use while they are measured."""

import asyncio
import os
import socket
import subprocess
import sys
from collections import defaultdict
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import aiohttp

ROOT: Final = Path(__file__).parents[1]
TICKS: Final = os.sysconf("SC_CLK_TCK")
PAGE: Final = os.sysconf("SC_PAGE_SIZE")
KEPT: Final = ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR")
LOOK_EVERY: Final = 0.05


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def used(pid: int) -> float:
    """Return the seconds of CPU that a process and all its children, gone ones too, have used."""
    children: defaultdict[int, list[int]] = defaultdict(list)
    ticks: dict[int, int] = {}
    for entry in Path("/proc").iterdir():
        if not entry.name.isdecimal():
            continue
        try:
            fields = (entry / "stat").read_text().rpartition(")")[2].split()
        except (FileNotFoundError, ProcessLookupError):
            continue
        children[int(fields[1])].append(int(entry.name))
        ticks[int(entry.name)] = sum(map(int, fields[11:15]))
    family = [pid]
    for one in family:
        family += children[one]
    return sum(ticks.get(one, 0) for one in family) / TICKS


def used_by_all() -> float:
    """Return the seconds in which a core of the machine was busy, all cores together."""
    fields = [int(one) for one in Path("/proc/stat").read_text().splitlines()[0].split()[1:9]]
    return (sum(fields) - fields[3] - fields[4]) / TICKS


@dataclass(slots=True)
class Running:
    """A process that runs, with its children; what it says is in `log`."""

    process: subprocess.Popen[bytes]
    log: Path

    def cpu(self) -> float:
        """Return the seconds of CPU it has used so far, its children included."""
        return used(self.process.pid)

    def memory(self) -> float:
        """Return its resident memory in MiB."""
        pages = int(Path(f"/proc/{self.process.pid}/statm").read_text().split()[1])
        return pages * PAGE / 2**20

    def told(self) -> str:
        """Return the end of what it said."""
        return self.log.read_text(errors="replace")[-2000:]

    def end(self) -> None:
        """End it at once."""
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()


def start(
    words: Sequence[str | Path], log: Path, environment: Mapping[str, str], cwd: Path = ROOT
) -> Running:
    """Start a process of the tree with nothing of this one's settings in its environment."""
    kept = {name: os.environ[name] for name in KEPT if name in os.environ}
    with log.open("ab") as said:
        process = subprocess.Popen(
            [str(word) for word in words],
            cwd=cwd,
            env={**kept, "PYTHONPATH": str(ROOT), **environment},
            stdin=subprocess.DEVNULL,
            stdout=said,
            stderr=said,
        )
    return Running(process, log)


@dataclass(slots=True)
class Town:
    """The local Bot API in its own process, and how it is asked for things."""

    running: Running
    url: str
    http: aiohttp.ClientSession

    async def ask(self, what: str, **parameters: Any) -> dict[str, Any]:
        """Ask the server for something, and return how things stand."""
        async with self.http.post(f"{self.url}/bench/{what}", json=parameters) as answer:
            found: dict[str, Any] = await answer.json()
            return found


@asynccontextmanager
async def town(folder: Path) -> AsyncIterator[Town]:
    """Run the local Bot API."""
    log = folder / "server.log"
    running = start([sys.executable, "-m", "bench.server"], log, {})
    try:
        while "\n" not in log.read_text():
            assert running.process.poll() is None, running.told()
            await asyncio.sleep(LOOK_EVERY)
        port = int(log.read_text().splitlines()[0])
        async with aiohttp.ClientSession() as http:
            yield Town(running, f"http://127.0.0.1:{port}", http)
    finally:
        running.end()
