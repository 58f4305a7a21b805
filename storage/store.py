"""The store: transactions over an open database."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

from sqlalchemy import insert, select

from storage.calendar import Calendar
from storage.conversations import Conversations
from storage.duties import Duties
from storage.encryption import Keys, WrongKey
from storage.engine import open_database
from storage.queries import Queries
from storage.reference import Reference
from storage.requests import Requests
from storage.settling import Settling
from storage.tables import key_check
from storage.transaction import Database, Transaction
from storage.undelivered import SendingAgain
from storage.watching import Watching

CHECK_WORD: Final = "қабылдау"
_KEY_CHECK: Final = select(key_check.c.word, key_check.c.hash)
_KEEP_KEY_CHECK: Final = insert(key_check)


class SqlTx(
    Conversations, Requests, Calendar, Queries, Settling, SendingAgain, Reference, Duties, Watching
):
    """One transaction: everything in it is kept together, or nothing is."""


class _KeyCheck(Transaction):
    """The word by which a database knows its key."""

    async def known(self) -> bool:
        """Tell whether there is a word; raise `WrongKey` unless these keys wrote it."""
        row = await self._first(_KEY_CHECK)
        if row is None:
            return False
        if self._keys.open(row.word) != CHECK_WORD or row.hash != self._keys.lookup(CHECK_WORD):
            raise WrongKey("DATA_KEY: the oldest key is not the one this database began with")
        return True

    async def keep(self) -> None:
        """Store the word, written with these keys."""
        row = {
            "id": 1,
            "word": self._keys.seal(CHECK_WORD),
            "hash": self._keys.lookup(CHECK_WORD),
        }
        await self._rows(_KEEP_KEY_CHECK, row)


class SqlStore:
    """The database. On SQLite one connection writes and several read; PostgreSQL locks rows."""

    def __init__(self, database: Database, keys: Keys) -> None:
        self._database = database
        self._keys = keys

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[SqlTx]:
        """Open a transaction that commits at the block's end and rolls back on an exception."""
        async with self._database.writing() as connection:
            yield SqlTx(connection, self._keys)

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[SqlTx]:
        """Open a read-only view; it never waits for a writer."""
        async with self._database.reading() as connection:
            yield SqlTx(connection, self._keys)

    async def close(self) -> None:
        """Close every connection."""
        await self._database.close()

    async def check_key(self) -> None:
        """Raise `WrongKey` unless the keys are those the database was written with."""
        async with self._database.reading() as connection:
            known = await _KeyCheck(connection, self._keys).known()
        if not known:
            async with self._database.writing() as connection:
                await _KeyCheck(connection, self._keys).keep()


async def open_store(url: str, keys: Keys) -> SqlStore:
    """Open a migrated database; `WrongKey` when the keys are not its own."""
    store = SqlStore(open_database(url), keys)
    try:
        await store.check_key()
    except BaseException:
        await store.close()
        raise
    return store
