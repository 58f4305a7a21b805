"""What the database says, read from outside of the program."""

import asyncio
import sqlite3
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import asyncpg

from bot.settings import SQLITE, Settings
from storage.encryption import Keys, data_key_file


@dataclass(frozen=True, slots=True)
class Kept:
    """A request as it is kept."""

    number: str
    chat: int
    official: str
    state: str
    slot: int | None
    live: str | None


class Books:
    """Reads the database of these settings."""

    def __init__(self, settings: Settings) -> None:
        self._url = settings.database_url
        if settings.data_key is not None:
            self._keys = Keys.parse(settings.data_key.get_secret_value())
        else:
            self._keys = Keys.parse(data_key_file(self._file.with_suffix(".key")))

    def requests(self) -> list[Kept]:
        """Return every request, with the chat of whose it is."""
        rows = self._all(
            "SELECT number, address, official, state, slot_id, live_key "
            "FROM request JOIN contact ON contact.id = contact_id ORDER BY request.id"
        )
        return [
            Kept(number, int(self._keys.open(address)), official, state, slot, live)
            for number, address, official, state, slot, live in rows
        ]

    def updates(self) -> list[tuple[int, str]]:
        """Return the number of every update that was taken in, and what became of it."""
        rows = self._all("SELECT key, state FROM inbox")
        return [(int(key.removeprefix("telegram:")), state) for key, state in rows]

    def registered(self) -> Counter[str]:
        """Count how often the history says of each request that it was registered."""
        rows = self._all(
            "SELECT number FROM event JOIN request ON request.id = request_id "
            "WHERE kind = 'register'"
        )
        return Counter(number for (number,) in rows)

    def outbox(self) -> Counter[str]:
        """Count the messages by what became of them."""
        return Counter(dict(self._all("SELECT state, count(*) FROM outbox GROUP BY state")))

    def by_sms(self) -> set[tuple[str, str | None]]:
        """Return what became of the messages by SMS: their states, and the provider's last word."""
        return set(self._all("SELECT state, status FROM outbox WHERE channel = 'sms'"))

    def sent(self) -> set[tuple[int, int]]:
        """Return the chat and the number of every message that is known to be on a phone."""
        rows = self._all(
            "SELECT address, attempt.provider_id FROM attempt "
            "JOIN outbox ON outbox.id = outbox_id JOIN contact ON contact.id = contact_id "
            "WHERE outcome = 'sent' AND attempt.provider_id <> ''"
        )
        chats = {address: int(self._keys.open(address)) for address, _ in rows}
        return {(chats[address], int(message)) for address, message in rows}

    def _all(self, query: str) -> list[tuple[Any, ...]]:
        if self._url.startswith(SQLITE):
            with closing(sqlite3.connect(self._file)) as connection:
                return list(connection.execute(query))
        with ThreadPoolExecutor(1) as other:  # where no loop runs yet
            return other.submit(lambda: asyncio.run(self._fetched(query))).result()

    async def _fetched(self, query: str) -> list[tuple[Any, ...]]:
        connection = await asyncpg.connect(self._url.replace("+asyncpg", ""))
        try:
            return [tuple(row) for row in await connection.fetch(query)]
        finally:
            await connection.close()

    @property
    def _file(self) -> Path:
        return Path(self._url.removeprefix(SQLITE))
