"""A database in which messages wait to leave, each for another person."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from bench.sender import FIRST_CHAT, WORDS
from bot.dialogs.say import say
from bot.messages import Notice
from bot.records import Address, ChannelName, Outgoing, Priority
from storage.encryption import Keys
from storage.migrate import migrate
from storage.store import SqlStore, open_store

PIECE: Final = 500


def address_of(file: Path) -> str:
    """Return the address of a database file."""
    return f"sqlite+aiosqlite:///{file}"


async def fill(store: SqlStore, messages: int, due: datetime | None = None) -> None:
    """Put so many messages, due at once or later."""
    now = datetime.now(UTC)
    for begin in range(0, messages, PIECE):
        numbers = range(begin, min(begin + PIECE, messages))
        addresses = [Address(ChannelName.TELEGRAM, str(FIRST_CHAT + n)) for n in numbers]
        async with store.writing() as tx:
            loaded = await tx.load(addresses, now)
            bulk = [
                Outgoing(loaded[one].contact, Notice(say(WORDS)), Priority.BULK, not_before=due)
                for one in addresses
            ]
            await tx.put(bulk, now)


@asynccontextmanager
async def open_for(file: Path, key: str) -> AsyncIterator[SqlStore]:
    """Lend the store of a database file, the tables of which are there."""
    store = await open_store(address_of(file), Keys.parse(key))
    try:
        yield store
    finally:
        await store.close()


async def made(file: Path, key: str, messages: int) -> None:
    """Make a database with so many messages that are due."""
    await migrate(address_of(file))
    async with open_for(file, key) as store:
        await fill(store, messages)
