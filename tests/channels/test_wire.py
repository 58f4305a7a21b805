"""Small HTTP calls over connections kept open: whole answers, in whatever pieces they come."""

import asyncio
import gc
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field

import pytest

from bot.channels.wire import Broken, Wire
from sandbox.bell import Bell
from tests.turns.crashes import everyone_waits, others_run

BODY = '{"ok": true, "result": "Қабылдау"}'.encode()
WHOLE = b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%b" % (len(BODY), BODY)
CHUNKED = (
    b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
    b"%x\r\n%b\r\n%x\r\n%b\r\n0\r\n\r\n" % (9, BODY[:9], len(BODY) - 9, BODY[9:])
)
LAST = WHOLE.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n", 1)
LONG_ENOUGH = 20.0


@dataclass
class Server:
    """Answers each call with what it was given, piece by piece, and counts its connections."""

    pieces: Sequence[bytes] = (WHOLE,)
    url: str = ""
    connections: int = 0
    calls: list[bytes] = field(default_factory=list)
    hangs_up: bool = False
    ended: int = 0
    bell: Bell = field(default_factory=Bell)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        try:
            while head := await reader.readuntil(b"\r\n\r\n"):
                length = int(head.lower().partition(b"content-length: ")[2].split(b"\r\n")[0])
                self.calls.append(head + await reader.readexactly(length))
                self.bell.ring()
                for piece in self.pieces:
                    writer.write(piece)
                    await writer.drain()
                if self.hangs_up:
                    break
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        writer.close()
        with suppress(ConnectionError):
            await writer.wait_closed()
        self.ended += 1
        self.bell.ring()


@asynccontextmanager
async def serving(server: Server) -> AsyncIterator[Wire]:
    """Run a server, and a wire to it."""
    listening = await asyncio.start_server(server.serve, "127.0.0.1", 0)
    server.url = f"http://127.0.0.1:{listening.sockets[0].getsockname()[1]}"
    wire = Wire(server.url)
    try:
        yield wire
    finally:
        await wire.close()
        listening.close()
        await everyone_waits()  # who just came in is counted
        await server.bell.wait_for(lambda: server.ended == server.connections or None, LONG_ENOUGH)


async def test_a_call_goes_out_whole_and_its_answer_comes_back() -> None:
    server = Server()
    async with serving(server) as wire:
        answer = await wire.post("/bot1:A/sendMessage", '{"text":"Сәлем"}'.encode(), LONG_ENOUGH)
    assert (200, BODY) == (answer.status, answer.body)
    head, _, body = server.calls[0].partition(b"\r\n\r\n")
    assert b"POST /bot1:A/sendMessage HTTP/1.1" == head.splitlines()[0]
    assert b"Content-Type: application/json" in head.splitlines()
    assert '{"text":"Сәлем"}'.encode() == body


@pytest.mark.parametrize("whole", [WHOLE, CHUNKED], ids=["whole", "chunked"])
@pytest.mark.parametrize("size", [1, 7, 40])
async def test_an_answer_may_come_in_any_pieces(whole: bytes, size: int) -> None:
    pieces = [whole[at : at + size] for at in range(0, len(whole), size)]
    async with serving(Server(pieces)) as wire:
        assert BODY == (await wire.post("/x", b"{}", LONG_ENOUGH)).body


async def test_one_connection_serves_one_call_after_another() -> None:
    server = Server()
    async with serving(server) as wire:
        for _ in range(3):
            await wire.post("/x", b"{}", LONG_ENOUGH)
    assert (1, 3) == (server.connections, len(server.calls))


async def test_calls_at_once_have_a_connection_each() -> None:
    server = Server()
    async with serving(server) as wire:
        answers = await asyncio.gather(*(wire.post("/x", b"{}", LONG_ENOUGH) for _ in range(5)))
    assert [BODY] * 5 == [one.body for one in answers]
    assert 5 == server.connections


async def test_a_connection_the_server_closes_is_not_used_again() -> None:
    server = Server((LAST,), hangs_up=True)
    async with serving(server) as wire:
        await wire.post("/x", b"{}", LONG_ENOUGH)
        await wire.post("/x", b"{}", LONG_ENOUGH)
    assert 2 == server.connections


async def test_a_connection_closed_while_it_rests_is_not_used_again() -> None:
    server = Server(hangs_up=True)
    async with serving(server) as wire:
        await wire.post("/x", b"{}", LONG_ENOUGH)
        await server.bell.wait_for(lambda: server.ended or None, LONG_ENOUGH)
        await others_run()
        await wire.post("/x", b"{}", LONG_ENOUGH)
    assert 2 == server.connections


@pytest.mark.parametrize(
    "pieces",
    [(WHOLE[:-5],), (b"",), (b"220 smtp ready\r\n",), (b"\0" * 50,)],
    ids=["cut", "nothing", "another protocol", "zeros"],
)
async def test_half_an_answer_is_none(pieces: Sequence[bytes]) -> None:
    async with serving(Server(pieces, hangs_up=True)) as wire:
        with pytest.raises(Broken):
            await wire.post("/x", b"{}", LONG_ENOUGH)


async def test_an_endless_answer_is_not_read_to_its_end() -> None:
    head = b"HTTP/1.1 200 OK\r\nContent-Length: 99999999\r\n\r\n"
    async with serving(Server((head, *[b"x" * 100_000] * 60))) as wire:
        with pytest.raises(Broken, match="too large"):
            await wire.post("/x", b"{}", LONG_ENOUGH)


async def test_who_does_not_answer_is_not_waited_for_and_not_asked_again() -> None:
    server = Server(())
    async with serving(server) as wire:
        with pytest.raises(TimeoutError):
            await wire.post("/x", b"{}", 0.05)
        server.pieces = (WHOLE,)
        assert BODY == (await wire.post("/x", b"{}", LONG_ENOUGH)).body
    assert 2 == server.connections


@pytest.mark.parametrize("before", [0.05, LONG_ENOUGH], ids=["the same time", "a longer time"])
async def test_who_answered_before_is_not_waited_for_longer(before: float) -> None:
    server = Server()
    async with serving(server) as wire:
        assert BODY == (await wire.post("/x", b"{}", before)).body
        server.pieces = ()
        with pytest.raises(TimeoutError):
            await wire.post("/x", b"{}", 0.05)
    assert 1 == server.connections


async def test_what_nobody_asked_for_ends_the_connection() -> None:
    server = Server((WHOLE, WHOLE))
    async with serving(server) as wire:
        for _ in range(3):
            assert BODY == (await wire.post("/x", b"{}", LONG_ENOUGH)).body
    assert 3 == server.connections


async def test_a_server_that_is_not_there_is_an_os_error() -> None:
    async with serving(Server()) as wire:
        pass
    with pytest.raises(OSError, match=r"."):
        await wire.post("/x", b"{}", LONG_ENOUGH)


async def test_closing_lets_every_connection_go_and_who_waits_on_one_is_told() -> None:
    server = Server(())
    async with serving(server) as wire:
        asked = asyncio.gather(*(wire.post("/x", b"{}", LONG_ENOUGH) for _ in range(3)))
        await server.bell.wait_for(lambda: len(server.calls) == 3 or None, LONG_ENOUGH)
        await wire.close()
        with pytest.raises(Broken):
            await asked
    assert 3 == server.ended


@pytest.mark.parametrize("rounds", range(12))
async def test_a_call_cancelled_while_it_connects_leaves_no_socket(rounds: int) -> None:
    """The socket's own warning would fail this test."""
    server = Server(())
    async with serving(server) as wire, asyncio.TaskGroup() as tasks:
        asked = tasks.create_task(wire.post("/x", b"{}", LONG_ENOUGH))
        for _ in range(rounds):
            await others_run()
        asked.cancel()
    gc.collect()
