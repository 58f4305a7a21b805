"""The methods of the Bot API that bots of this kind use, as lean as can be: people behind them."""

import asyncio
import json
import time
from collections import deque
from collections.abc import Sequence
from typing import Any, Final
from urllib.parse import urlsplit

from bench.people import BOT, Json, People
from bench.script import BOOKING

TOKEN: Final = "7000000001:AAEbench_token_opens_only_the_bench"
LIMIT: Final = 100
SENT: Final = 200_000
"""Of so many messages, the last, it is kept when they were sent."""
CONNECTIONS: Final = 40
"""So many Telegram opens to a webhook if it isn't told otherwise."""
AGAIN: Final = 0.05
"""Seconds until an update that was not taken is posted again."""
ABOUT_THE_BOT: Final = {
    "can_join_groups": True,
    "can_read_all_group_messages": False,
    "supports_inline_queries": False,
}


class Api:
    """One bot's side of Telegram: what it is asked and told, and the people it talks with."""

    def __init__(self) -> None:
        self.people = People(self._put, BOOKING)
        self.sent_at: deque[float] = deque(maxlen=SENT)
        self._waiting: deque[Json] = deque()
        self._secret = ""
        self._number = 0
        self._bell = asyncio.Event()
        self._posting: set[asyncio.Task[None]] = set()

    async def call(self, method: str, given: dict[str, str]) -> Any:
        """Answer one call."""
        match method.lower():
            case "getupdates":
                return await self._updates(given)
            case "sendmessage":
                self._number += 1
                return self._said(given, self._number)
            case "editmessagetext" | "editmessagereplymarkup":
                return self._said(given, int(given["message_id"]))
            case "getme":
                return BOT | ABOUT_THE_BOT
            case "getwebhookinfo":
                return {"url": "", "has_custom_certificate": False, "pending_update_count": 0}
            case "setwebhook":
                self._secret = given.get("secret_token", "")
            case "getmycommands":
                return []
        return True

    def post_to(self, urls: Sequence[str]) -> None:
        """Post updates to these addresses from now on, as a balancer in front of them would."""
        for nth in range(CONNECTIONS):
            posting = asyncio.create_task(self._post(urls[nth % len(urls)]))
            self._posting.add(posting)

    def _put(self, update: Json) -> None:
        self._waiting.append(update)
        self._bell.set()

    def _said(self, given: dict[str, str], message: int) -> Json:
        chat, text = int(given["chat_id"]), given.get("text", "")
        markup = json.loads(given["reply_markup"]) if "reply_markup" in given else None
        self.sent_at.append(time.perf_counter())
        self.people.hears(chat, text, markup, message)
        said: Json = {
            "message_id": message,
            "date": int(time.time()),
            "from": BOT,
            "chat": {"id": chat, "type": "private", "first_name": "A"},
            "text": text or "?",
        }
        if markup and "inline_keyboard" in markup:
            said["reply_markup"] = markup
        return said

    async def _updates(self, given: dict[str, str]) -> list[Json]:
        offset = int(given.get("offset") or 0)
        while self._waiting and self._waiting[0]["update_id"] < offset:
            self._waiting.popleft()
        if not self._waiting:
            self._bell.clear()
            try:
                async with asyncio.timeout(float(given.get("timeout") or 0)):
                    await self._bell.wait()
            except TimeoutError:
                return []
        limit = min(LIMIT, int(given.get("limit") or LIMIT), len(self._waiting))
        return [self._waiting[nth] for nth in range(limit)]

    async def _post(self, url: str) -> None:
        parts = urlsplit(url)
        while True:
            try:
                reader, writer = await asyncio.open_connection(parts.hostname, parts.port)
                while True:
                    await self._post_next(parts.path, parts.netloc, reader, writer)
            except (OSError, EOFError):
                await asyncio.sleep(AGAIN)

    async def _post_next(
        self, path: str, host: str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        while not self._waiting:
            self._bell.clear()
            await self._bell.wait()
        update = self._waiting.popleft()
        body = json.dumps(update).encode()
        head = (
            f"POST {path} HTTP/1.1\r\nHost: {host}\r\nContent-Type: application/json\r\n"
            f"X-Telegram-Bot-Api-Secret-Token: {self._secret}\r\nContent-Length: {len(body)}\r\n"
        )
        try:
            writer.write(f"{head}\r\n".encode() + body)
            taken = await _answered(reader)
        except (OSError, EOFError):
            self._waiting.appendleft(update)
            raise
        if not taken:
            self._waiting.appendleft(update)
            await asyncio.sleep(AGAIN)


async def _answered(reader: asyncio.StreamReader) -> bool:
    """Read an answer; tell whether it was 200."""
    head = await reader.readuntil(b"\r\n\r\n")
    for line in head.split(b"\r\n"):
        if line.lower().startswith(b"content-length:"):
            await reader.readexactly(int(line[15:]))
    return head.startswith(b"HTTP/1.1 200")
