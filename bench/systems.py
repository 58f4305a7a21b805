"""The systems that are measured against each other, and how each of them is started."""

import asyncio
import re
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, ExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from shutil import which
from typing import Final

import aiohttp

from bench.api import TOKEN
from bench.environment import python_of_peers
from bench.running import ROOT, Running, Town, free_port, start, town, used
from storage.encryption import new_key
from tests.postgres import PostgresServer, find_binaries, server_of_our_own

STARTS_WITHIN: Final = 60.0
SECRET: Final = "opens_only_the_bench"
OURS: Final = {
    "TELEGRAM_TOKEN": TOKEN,
    "TELEGRAM_RATE": "100000",
    "TELEGRAM_IN_FLIGHT": "50",
    "TELEGRAM_WEBHOOK_SECRET": SECRET,
}


class Keeps(StrEnum):
    """Where a system keeps what it must not forget."""

    MEMORY = "memory"
    FILE = "a file"
    REDIS = "Redis"
    POSTGRES = "PostgreSQL"


@dataclass(frozen=True, slots=True)
class System:
    """A bot that can be measured; `peer`: the words that start it, none if it is ours.

    `runs`: the words that start one of ours. `by_the_clock`: it writes what it keeps every minute,
    whether it is asked anything or not.
    """

    name: str
    keeps: Keeps
    peer: tuple[str, ...] = ()
    webhook: bool = False
    processes: int = 1
    runs: tuple[str, ...] = ("bot", "run")
    by_the_clock: bool = False


FSM: Final = "bench.peers.aiogram_fsm"
SQLITE: Final = System("ours, SQLite, polling", Keeps.FILE)
POSTGRES: Final = System("ours, PostgreSQL, webhook", Keeps.POSTGRES, webhook=True)
TWO: Final = System(
    "ours, PostgreSQL, webhook, 2 processes", Keeps.POSTGRES, webhook=True, processes=2
)
MEMORY: Final = System("aiogram FSM, memory, polling", Keeps.MEMORY, (FSM, "memory"))
REDIS: Final = System("aiogram FSM, Redis, polling", Keeps.REDIS, (FSM, "redis"))
FSM_SQLITE: Final = System("aiogram FSM, SQLite, polling", Keeps.FILE, (FSM, "sqlite"))
DIALOG: Final = System(
    "aiogram-dialog, Redis, polling", Keeps.REDIS, ("bench.peers.aiogram_dialogs",)
)
PICKLE: Final = System(
    "python-telegram-bot, pickle, polling", Keeps.FILE, ("bench.peers.ptb",), by_the_clock=True
)
SAMPLED: Final = System(
    "ours, SQLite, polling, looked at", Keeps.FILE, runs=("bench.sampled", "stacks")
)
SYSTEMS: Final = (
    SQLITE,
    System("ours, SQLite, webhook", Keeps.FILE, webhook=True),
    System("ours, PostgreSQL, polling", Keeps.POSTGRES),
    POSTGRES,
    TWO,
    MEMORY,
    System("aiogram FSM, memory, webhook", Keeps.MEMORY, (FSM, "memory"), webhook=True),
    REDIS,
    FSM_SQLITE,
    DIALOG,
    PICKLE,
)


@dataclass(frozen=True, slots=True)
class Services:
    """The database servers; None where the machine has none."""

    redis: str | None
    redis_pid: int
    postgres: PostgresServer | None

    def serve(self, system: System) -> bool:
        """Tell whether the system has what it needs."""
        return {
            Keeps.REDIS: self.redis is not None,
            Keeps.POSTGRES: self.postgres is not None,
        }.get(system.keeps, True)

    def cpu(self, system: System) -> float:
        """Return the seconds of CPU that the server behind this system has used so far."""
        match system.keeps:
            case Keeps.REDIS:
                return used(self.redis_pid)
            case Keeps.POSTGRES if self.postgres is not None:
                pid = (self.postgres.folder / "data" / "postmaster.pid").read_text().split()[0]
                return used(int(pid))
        return 0.0


@contextmanager
def services(folder: Path) -> Iterator[Services]:
    """Run Redis and PostgreSQL, both keeping what they were given, as far as they are installed."""
    with ExitStack() as stack:
        postgres = None
        if find_binaries() is None:
            print("NO POSTGRESQL HERE: it is left out; apt-get install postgresql", flush=True)
        else:
            postgres = stack.enter_context(server_of_our_own(durable=True))
        program = which("redis-server")
        if program is None:
            print("NO REDIS HERE: its peers are left out; apt-get install redis-server", flush=True)
            yield Services(None, 0, postgres)
            return
        port = free_port()
        words = f"--port {port} --save --appendonly yes --appendfsync everysec --dir {folder}"
        redis = start([program, *words.split(" ")], folder / "redis.log", {})
        stack.callback(redis.end)
        yield Services(f"redis://127.0.0.1:{port}/0", redis.process.pid, postgres)


@dataclass(frozen=True, slots=True)
class Up:
    """A system that runs in a folder of its own, with a town of its own."""

    system: System
    town: Town
    services: Services
    folder: Path
    bots: list[Running] = field(default_factory=list)

    def cpu(self) -> float:
        """Return the seconds of CPU that the bot's processes have used so far."""
        return sum(bot.cpu() for bot in self.bots)

    def told(self) -> str:
        """Return the end of what its processes and the town said."""
        return "\n".join(one.told() for one in (*self.bots, self.town.running))

    def end(self) -> None:
        """End its processes at once."""
        for bot in self.bots:
            bot.end()


@asynccontextmanager
async def up(system: System, services: Services, folder: Path) -> AsyncIterator[Up]:
    """Run a system and its town until the block ends; `folder` is there and empty."""
    async with AsyncExitStack() as stack:
        url = f"sqlite+aiosqlite:///{folder / 'ours.db'}"
        if system.keeps is Keeps.POSTGRES and services.postgres is not None:
            url = stack.enter_context(services.postgres.database())
        there = Up(system, await stack.enter_async_context(town(folder)), services, folder)
        stack.callback(there.end)
        if system.peer:
            await _start_peer(there)
        else:
            await _start_ours(there, url)
        yield there


async def _start_peer(there: Up) -> None:
    variables = {
        "BENCH_API": there.town.url,
        "BENCH_TOKEN": TOKEN,
        "BENCH_FILE": str(there.folder / "peer.db"),
        "BENCH_REDIS": there.services.redis or "",
    }
    if there.system.webhook:
        port = free_port()
        variables["BENCH_PORT"] = str(port)
        await there.town.ask("webhooks", urls=[f"http://127.0.0.1:{port}/webhook"])
    words: list[str | Path] = [python_of_peers(), "-m", *there.system.peer]
    there.bots.append(start(words, there.folder / "bot.log", variables, there.folder))


async def _start_ours(there: Up, database: str) -> None:
    ports = [free_port() for _ in range(there.system.processes)]
    variables = OURS | {
        "TELEGRAM_API": there.town.url,
        "TELEGRAM_MODE": "webhook" if there.system.webhook else "polling",
        "PUBLIC_URL": f"http://127.0.0.1:{ports[0]}",
        "DATABASE_URL": database,
        "DIRECTORY": str(directory_in(there.folder)),
        "DATA_KEY": new_key(),
    }
    for port in ports:
        log = there.folder / f"bot-{port}.log"
        words = [sys.executable, "-m", *there.system.runs]
        there.bots.append(start(words, log, variables | {"HTTP_PORT": str(port)}, there.folder))
        await ready(there.bots[-1], port, there.town.http)  # the first one makes the tables
    if there.system.webhook:
        urls = [f"http://127.0.0.1:{port}/telegram/webhook" for port in ports]
        await there.town.ask("webhooks", urls=urls)


async def ready(bot: Running, port: int, http: aiohttp.ClientSession) -> None:
    """Wait until a bot of ours is ready."""
    async with asyncio.timeout(STARTS_WITHIN):
        while True:
            if bot.process.poll() is not None:
                raise RuntimeError(bot.told())
            try:
                async with http.get(f"http://127.0.0.1:{port}/readyz") as answer:
                    if answer.status == 200:
                        return
            except aiohttp.ClientError:
                pass
            await asyncio.sleep(0.1)


def directory_in(folder: Path) -> Path:
    """Write the sample directory without its categories: the peers don't ask for one either."""
    sample = (ROOT / "sandbox" / "directory.toml").read_text("utf-8")
    file = folder / "directory.toml"
    file.write_text(re.sub(r"\[\[category\]\]\n(?:.+\n)+", "", sample), "utf-8")
    return file
