"""The program in one process: its HTTP side, the whole core over SQLite, and strict eyes."""

import asyncio
import shutil
import sqlite3
import time
from collections.abc import AsyncIterator, Coroutine, Sequence
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any, Final, cast

from aiogram import Bot
from aiohttp import web
from multidict import MultiDict
from prometheus_client import CollectorRegistry
from twilio.request_validator import RequestValidator

from bot.channels import sms_writing
from bot.channels.telegram import TelegramChannel
from bot.handlers.intake import Intake
from bot.handlers.reading import Me
from bot.handlers.sms import Signature, decode
from bot.handlers.web import SERVED, Readiness, SmsHook, TelegramHook, application
from bot.messages import Notice, Screen
from bot.records import ChannelName, Envelope, Sent, Settlement
from storage.migrate import migrate
from tests.fuzz.eyes import LONGEST_SMS, BlankPapers, StrictTelegram, Wrong, listening
from tests.fuzz.updates import BOT
from tests.people import texts
from tests.turns.fixtures import house_at, opened
from tests.turns.house import CHAT, House

SECRET, TOKEN, PUBLIC = "s3cret", "0123456789abcdef0123456789abcdef", "https://bot.example.kz"
MOVED: Final = -100555
SLOW: Final = 2.0
"""Seconds of the processor: what else the machine does is not the program's fault."""
ALWAYS: Final = {
    "a time is given twice": "SELECT slot_id FROM request WHERE slot_id IS NOT NULL "
    "GROUP BY slot_id HAVING count(*) > 1",
    "a live request twice": "SELECT live_key FROM request WHERE live_key IS NOT NULL "
    "GROUP BY live_key HAVING count(*) > 1",
    "a scheduled request without its time": "SELECT number FROM request "
    "WHERE state = 'scheduled' AND (starts_at IS NULL OR slot_id IS NULL)",
    "a request without history": "SELECT number FROM request WHERE NOT EXISTS "
    "(SELECT 1 FROM event WHERE event.request_id = request.id)",
    "a number given twice": "SELECT year FROM request GROUP BY year, running HAVING count(*) > 1",
    "an update that failed": "SELECT key FROM inbox WHERE state <> 'handled'",
    "a message without a reader": "SELECT id FROM outbox WHERE contact_id NOT IN "
    "(SELECT id FROM contact)",
}


@dataclass(frozen=True, slots=True)
class Post:
    """A call of our HTTP side. `cut`: how much of the body never comes."""

    path: str
    body: bytes
    headers: tuple[tuple[str, str], ...] = ()
    chunked: bool = False
    cut: int = 0
    method: str = "POST"


def prove(path: str, fields: Sequence[tuple[str, str]]) -> str:
    """Return Twilio's signature of a form."""
    signer = RequestValidator(TOKEN)
    return str(signer.compute_signature(f"{PUBLIC}{path}", MultiDict(fields)))


@dataclass
class Station:
    """The program, and its callers."""

    house: House
    file: Path
    telegram: StrictTelegram
    port: int = 0
    tasks: list[Coroutine[Any, Any, None]] = field(default_factory=list)
    versions: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Put the edges before the core."""
        moved: dict[int, int] = {}
        bot = cast(Bot, self.telegram)
        me = Me(BOT, "qabyldau_bot", lambda chat: chat == CHAT, moved)
        self.intake = Intake(bot, me, self.house.turns.accept, texts(), self.tasks.append)
        self.channel = TelegramChannel(bot, texts(), moved, BlankPapers())

    def web(self) -> web.Application:
        """Return the HTTP side."""
        return application(
            Readiness(self.house.store, self.house.clock, self.house.clock.now),
            CollectorRegistry(),
            TelegramHook(self.intake, SECRET),
            SmsHook(Signature(TOKEN, PUBLIC), decode, self.house.turns.accept, self.status),
        )

    async def status(self, provider_id: str, status: str, code: str) -> bool:
        """Keep a message's later status as delivery does."""
        async with self.house.store.writing() as tx:
            return await tx.provider_status(provider_id, status, code, self.house.now)

    async def posts(self, post: Post) -> int:
        """Call the HTTP side; return the status, 0 where it hung up."""
        async with timed(f"{post.path} {post.body[:200]!r}"):
            status = await self._post(post)
            await self.settles()
        if status >= 500:
            raise Wrong(f"{status} to {post.path} {post.body[:300]!r}")
        return status

    async def _post(self, post: Post) -> int:
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        head = [f"{post.method} {post.path} HTTP/1.1", "Host: x", "Connection: close"]
        head += [f"{name}: {value}" for name, value in post.headers]
        body = post.body
        if post.chunked:
            head.append("Transfer-Encoding: chunked")
            body = (
                b"".join(
                    b"%x\r\n%b\r\n" % (len(part), part) for part in (body[:7], body[7:]) if part
                )
                + b"0\r\n\r\n"
            )
        else:
            head.append(f"Content-Length: {len(body)}")
        sent = "\r\n".join(head).encode("utf-8", "replace") + b"\r\n\r\n"
        try:
            async with asyncio.timeout(60):
                writer.write(sent + body[: max(len(body) - post.cut, 0)])
                await writer.drain()
                if post.cut:
                    writer.write_eof()
                line = (await reader.readline()).split()
                await reader.read()
        except ConnectionError:
            return 0
        finally:
            writer.close()
        return int(line[1]) if len(line) > 1 else 0

    async def settles(self) -> None:
        """Do what was left to the background, and send all that is due."""
        while self.tasks:
            await self.tasks.pop()
        for channel in ChannelName:
            while await self._deliver(channel):
                pass
        if self.telegram.wrong:
            raise Wrong("\n".join(self.telegram.wrong[:5]))

    async def _deliver(self, channel: ChannelName) -> bool:
        now = self.house.now
        async with self.house.store.writing() as tx:
            taken = await tx.claim(channel, now, now + timedelta(minutes=1), 100)
            outcomes = [Settlement(one, await self._sent(one), now, None) for one in taken]
            await tx.settle(outcomes)
        self.house.sent += taken
        return bool(taken)

    async def _sent(self, envelope: Envelope) -> Sent:
        if envelope.address.channel is ChannelName.TELEGRAM:
            self.telegram.lang = envelope.lang
            outcome = await self.channel.send(envelope)
            if not isinstance(outcome, Sent):
                raise Wrong(f"not sent: {outcome}")
            return outcome
        match envelope.message:
            case Notice() as told:
                text = sms_writing.notice(told, texts(), envelope.lang, envelope.closing)
            case Screen() as asked:
                text = sms_writing.prompt(asked, texts(), envelope.lang)
            case _:
                return Sent("")
        text.encode()
        if not text.strip() or len(text) > LONGEST_SMS:
            raise Wrong(f"an SMS of {len(text)} characters")
        return Sent(f"SM{envelope.id}")

    def check(self) -> None:
        """Look into the books: nothing twice, nothing lost, versions only grow."""
        with closing(sqlite3.connect(self.file)) as books:
            for what, query in ALWAYS.items():
                found = books.execute(query).fetchall()
                if found:
                    raise Wrong(f"{what}: {found[:3]}")
            versions = dict(books.execute("SELECT number, version FROM request"))
        for number, version in self.versions.items():
            if version > versions.get(number, version):
                raise Wrong(f"the version of {number} went back")
        self.versions = versions


@asynccontextmanager
async def timed(what: str) -> AsyncIterator[None]:
    """Hold what happens here to its time."""
    begun = time.process_time()
    yield
    took = time.process_time() - begun
    if took > SLOW:
        raise Wrong(f"{took:.1f} s of the processor: {what}")


async def lay(file: Path) -> None:
    """Make a migrated database with its times laid out, to be copied."""
    url = f"sqlite+aiosqlite:///{file}"
    await migrate(url)
    async with house_at(url):
        pass


@asynccontextmanager
async def station(laid: Path, folder: Path, *, plain: bool = False) -> AsyncIterator[Station]:
    """Open the program over a copy of a database; its books are looked into at the end."""
    file = folder / "station.db"
    shutil.copy(laid, file)
    with listening():
        async with opened(f"sqlite+aiosqlite:///{file}") as store:
            eyes = StrictTelegram(frozenset({CHAT, MOVED}), plain=plain)
            made = Station(House(store), file, eyes)
            yield made
            await made.settles()
            made.check()


@asynccontextmanager
async def listening_station(laid: Path, folder: Path) -> AsyncIterator[Station]:
    """Open the program with its HTTP side listening."""
    async with station(laid, folder) as made:
        runner = web.AppRunner(made.web(), **SERVED)
        await runner.setup()
        try:
            await web.TCPSite(runner, "127.0.0.1", 0).start()
            made.port = runner.addresses[0][1]
            yield made
        finally:
            await runner.cleanup()
