"""Small HTTP calls to one server: a body there, a body back, over connections that are kept open.

A general client costs several times as much for each call, and a call is what most of a turn is.
"""

import asyncio
import ssl
from collections import deque
from socket import SOCK_STREAM
from typing import Final, cast
from urllib.parse import urlsplit

import certifi
from aiohappyeyeballs import start_connection
from httptools import HttpParserError, HttpResponseParser
from msgspec import Struct

IDLE_SECONDS: Final = 15.0
"""A connection that rested for longer is not used again: the server may be closing it."""
LARGEST: Final = 4 * 1024 * 1024
NEXT_ADDRESS_SECONDS: Final = 0.25
"""When the second address of a server is tried too (RFC 8305): the first may lead nowhere."""


class Broken(Exception):
    """The connection ended before the answer was whole, or the answer is no HTTP."""


class Answer(Struct, frozen=True):
    """What came back."""

    status: int
    body: bytes


class Connection(asyncio.Protocol):
    """One connection; one call at a time."""

    def __init__(self, opened: "set[Connection]") -> None:
        self.rests_since = 0.0
        self.usable = True
        self.lost = asyncio.Event()
        self._opened = opened
        self._transport: asyncio.Transport | None = None
        self._answer: asyncio.Future[Answer] | None = None
        self._pieces: list[bytes] = []
        self._size = 0
        self._until = 0.0
        self._alarm: asyncio.TimerHandle | None = None

    def ask(self, call: bytes, until: float) -> asyncio.Future[Answer]:
        """Send a call; the future has its answer, or `Broken`, or at `until` a `TimeoutError`."""
        loop = asyncio.get_running_loop()
        answer: asyncio.Future[Answer] = loop.create_future()
        self._answer, self._until = answer, until
        # Most are answered long before: the alarm of an earlier call is put off when it comes.
        if self._alarm is None or self._alarm.when() > until:
            self._set_alarm(loop)
        self._parser = HttpResponseParser(self)
        self._pieces, self._size = [], 0
        if self._transport is not None:
            self._transport.write(call)
        return answer

    def eof_received(self) -> None:
        """Take it that the other side is done: nothing more is asked here."""
        self.usable = False

    def close(self) -> None:
        """Let it go at once."""
        self.usable = False
        if self._transport is not None:
            self._transport.abort()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin."""
        self._transport = cast("asyncio.Transport", transport)
        self._opened.add(self)

    def data_received(self, data: bytes) -> None:
        """Read a part of the answer; what nobody asked for ends the connection."""
        if self._answer is None:
            self.close()
            return
        try:
            self._parser.feed_data(data)
        except HttpParserError as error:
            self._fail(Broken(type(error).__name__))

    def connection_lost(self, _why: Exception | None) -> None:
        """End: whoever waits, waits in vain."""
        self._opened.discard(self)
        if self._alarm is not None:
            self._alarm.cancel()
        self._fail(Broken("the connection was closed"))
        self.lost.set()

    def on_body(self, body: bytes) -> None:
        """Keep a part of the body (called by the parser)."""
        self._size += len(body)
        if self._size > LARGEST:
            self._fail(Broken("too large"))
            return
        self._pieces.append(body)

    def on_message_complete(self) -> None:
        """Hand the answer over (called by the parser)."""
        answer, self._answer = self._answer, None
        if answer is None:
            self.usable = False  # a second answer to one call: who knows what comes next
            return
        self.usable = self.usable and self._parser.should_keep_alive()
        if not answer.done():
            answer.set_result(Answer(self._parser.get_status_code(), b"".join(self._pieces)))

    def _set_alarm(self, loop: asyncio.AbstractEventLoop) -> None:
        if self._alarm is not None:
            self._alarm.cancel()
        self._alarm = loop.call_at(self._until, self._ring, loop)

    def _ring(self, loop: asyncio.AbstractEventLoop) -> None:
        self._alarm = None
        if self._answer is None:
            return
        if loop.time() < self._until:
            self._set_alarm(loop)
        else:
            self._fail(TimeoutError())

    def _fail(self, why: Exception) -> None:
        answer, self._answer = self._answer, None
        self.close()
        if answer is not None and not answer.done():
            answer.set_exception(why)


class Wire:
    """The way to one server."""

    def __init__(self, url: str) -> None:
        """Make it; `url` begins every call's address: `https://api.telegram.org`."""
        parts = urlsplit(url)
        secure = parts.scheme == "https"
        self._host, self._port = parts.hostname or "", parts.port or (443 if secure else 80)
        self._tls = ssl.create_default_context(cafile=certifi.where()) if secure else None
        self._path = parts.path.rstrip("/")
        self._head = (
            f" HTTP/1.1\r\nHost: {parts.netloc.rpartition('@')[2]}\r\n"
            "Content-Type: application/json\r\nContent-Length: "
        )
        self._opened: set[Connection] = set()
        self._resting: deque[Connection] = deque()

    async def post(self, path: str, body: bytes, seconds: float) -> Answer:
        """Send JSON to a path and return the answer.

        Raises `TimeoutError` after so many seconds, `OSError` if the server can't be reached, and
        `Broken` if it can but gives no whole answer. After the last the call may have been heard.
        """
        call = f"POST {self._path}{path}{self._head}{len(body)}\r\n\r\n".encode() + body
        loop = asyncio.get_running_loop()
        until = loop.time() + seconds
        connection = self._rested()
        if connection is None:
            async with asyncio.timeout_at(until):
                connection = await self._open()
        try:
            answer = await connection.ask(call, until)
        except BaseException:
            connection.close()
            raise
        if connection.usable:
            connection.rests_since = loop.time()
            self._resting.append(connection)
        else:
            connection.close()
        return answer

    async def close(self) -> None:
        """Let all connections go; whoever still waits on one gets `Broken`."""
        for connection in tuple(self._opened):
            connection.close()
            await connection.lost.wait()
        self._resting.clear()

    def _rested(self) -> Connection | None:
        """Return the connection used last, and let go what rested for too long."""
        now = asyncio.get_running_loop().time()
        while self._resting and now - self._resting[0].rests_since > IDLE_SECONDS:
            self._resting.popleft().close()
        while self._resting:
            connection = self._resting.pop()
            if connection.usable:
                return connection
        return None

    async def _open(self) -> Connection:
        loop = asyncio.get_running_loop()
        addresses = await loop.getaddrinfo(self._host, self._port, type=SOCK_STREAM)
        # The loop's own race between addresses loses the socket of a call that is cancelled then.
        socket = await start_connection(addresses, happy_eyeballs_delay=NEXT_ADDRESS_SECONDS)
        _, connection = await loop.create_connection(
            lambda: Connection(self._opened),
            sock=socket,
            ssl=self._tls,
            server_hostname=self._host if self._tls else None,
        )
        return connection
