"""A gate before a PostgreSQL server: what goes through it may be cut, or kept out for a while."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field

import asyncpg
from sqlalchemy import make_url

GONE = (asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError, OSError)
"""How a server that is gone is met."""


@dataclass
class Gate:
    """Forwards connections to the server at `direct`."""

    direct: str
    port: int = 0
    _server: asyncio.Server | None = None
    _open: set[asyncio.StreamWriter] = field(default_factory=set)

    @classmethod
    @asynccontextmanager
    async def before(cls, url: str) -> AsyncIterator["Gate"]:
        """Open a gate before the server of `url`; shut it afterwards."""
        gate = cls(url)
        await gate.open()
        try:
            yield gate
        finally:
            await gate.shut()

    @property
    def url(self) -> str:
        """The address of the database through the gate."""
        there = make_url(self.direct).set(host="127.0.0.1", port=self.port)
        return there.render_as_string(hide_password=False)

    async def open(self) -> None:
        """Let connections in, at the same port as before."""
        self._server = await asyncio.start_server(self._forward, "127.0.0.1", self.port)
        self.port = self._server.sockets[0].getsockname()[1]

    async def shut(self) -> None:
        """Cut every connection and refuse new ones."""
        if self._server is not None:
            self._server.close()
            self._server = None
        self.cut()
        await asyncio.sleep(0)

    def cut(self) -> None:
        """Cut every connection there is."""
        for writer in self._open:
            writer.transport.abort()
        self._open.clear()

    async def _forward(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        there = make_url(self.direct)
        theirs = await asyncio.open_connection(there.host, there.port)
        self._open |= {writer, theirs[1]}
        with suppress(OSError):
            await asyncio.gather(_pump(reader, theirs[1]), _pump(theirs[0], writer))
        for one in (writer, theirs[1]):
            one.transport.abort()
            self._open.discard(one)


async def _pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    while data := await reader.read(65536):
        writer.write(data)
        await writer.drain()
    writer.transport.abort()


async def until(work: Callable[[], Awaitable[object]]) -> None:
    """Do it, again and again while the server is met as gone; a turn is tried again just so."""
    async with asyncio.timeout(10):
        while True:
            try:
                await work()
            except GONE:
                await asyncio.sleep(0)
            else:
                return
