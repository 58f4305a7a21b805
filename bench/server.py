"""A local Bot API and the people who use it, in a process of their own, as lean as can be.

What is measured is the bot on the other side of it: every update goes out over HTTP, every answer
comes in over HTTP. It speaks by the same words to every system.
"""

import asyncio
import json
import time
from collections import deque
from typing import cast
from urllib.parse import parse_qsl

from bench.api import Api
from bench.people import Json


class Connection(asyncio.Protocol):
    """One connection: requests one after another, each answered in turn."""

    def __init__(self, api: Api) -> None:
        self._api = api
        self._buffer = b""
        self._asked: deque[tuple[str, bytes]] = deque()
        self._answering: asyncio.Task[None] | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep where to write."""
        self._transport = cast("asyncio.Transport", transport)

    def data_received(self, data: bytes) -> None:
        """Take whole requests out of what came so far, and have them answered."""
        self._buffer += data
        while (end := self._buffer.find(b"\r\n\r\n")) >= 0:
            head = self._buffer[:end]
            stop = end + 4 + _length(head)
            if len(self._buffer) < stop:
                break
            path = head.partition(b"\r\n")[0].split(b" ")[1].decode()
            self._asked.append((path, self._buffer[end + 4 : stop]))
            self._buffer = self._buffer[stop:]
        if self._asked and self._answering is None:
            self._answering = asyncio.create_task(self._answer())

    async def _answer(self) -> None:
        while self._asked:
            path, body = self._asked.popleft()
            if path.startswith("/bench/"):
                result = control(self._api, path.removeprefix("/bench/"), json.loads(body))
            else:
                found = await self._api.call(path.rpartition("/")[2], _given(body))
                result = {"ok": True, "result": found}
            said = json.dumps(result, ensure_ascii=False).encode()
            head = (
                f"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {len(said)}"
            )
            self._transport.write(f"{head}\r\n\r\n".encode() + said)
        self._answering = None


def _length(head: bytes) -> int:
    lowered = head.lower()
    at = lowered.find(b"content-length:")
    if at < 0:
        return 0
    stop = lowered.find(b"\r\n", at)
    return int(lowered[at + 15 : stop if stop >= 0 else None])


def _given(body: bytes) -> dict[str, str]:
    text = body.decode()
    if text.startswith("{"):
        return {
            key: value if isinstance(value, str) else json.dumps(value)
            for key, value in json.loads(text).items()
        }
    return dict(parse_qsl(text, keep_blank_values=True))


def control(api: Api, what: str, given: Json) -> Json:
    """Do what the benchmark asks for, and tell how things stand; times in seconds."""
    match what:
        case "begin":
            api.people.begin(given.pop("people"), **given)
        case "count":
            api.people.count()
        case "forget":
            api.people.forget()
        case "webhooks":
            api.post_to(given["urls"])
        case "sent":
            sent = list(api.sent_at)
            api.sent_at.clear()
            return {"at": sent}
        case "latencies":
            return {"all": api.people.tally.latencies}
    tally = api.people.tally
    return {
        "seconds": time.perf_counter() - tally.began,
        "steps": tally.steps,
        "conversations": tally.conversations,
        "calls": tally.calls,
        "unexpected": tally.unexpected,
        "lost": tally.lost,
        "owed": api.people.owed,
    }


async def serve() -> None:
    """Serve until killed; the port is said first."""
    api = Api()
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: Connection(api), "127.0.0.1", 0, backlog=1000)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(serve())
