"""The store: transactions over an open database."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from sqlalchemy import insert, select

from storage.conversations import Conversations
from storage.encryption import Keys, WrongKey
from storage.engine import Engines, open_engines
from storage.queries import Queries
from storage.reference import Reference
from storage.requests import Requests
from storage.settling import Settling
from storage.tables import key_check

CHECK_WORD = "қабылдау"


class SqlTx(Conversations, Requests, Queries, Settling, Reference):
    """One transaction: everything in it is kept together, or nothing is."""


class SqlStore:
    """The database. On SQLite one connection writes and several read; PostgreSQL locks rows."""

    def __init__(self, engines: Engines, keys: Keys) -> None:
        self._engines = engines
        self._keys = keys
        self._writing = asyncio.Lock()

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[SqlTx]:
        """Open a transaction that commits at the block's end and rolls back on an exception."""
        if not self._engines.alone:
            async with self._engines.writer.begin() as connection:
                yield SqlTx(connection, self._keys, locks=True)
            return
        async with self._writing, self._engines.writer.begin() as connection:
            yield SqlTx(connection, self._keys, locks=False)

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[SqlTx]:
        """Open a read-only view; it never waits for a writer."""
        async with self._engines.reader.begin() as connection:
            yield SqlTx(connection, self._keys, locks=False)

    async def close(self) -> None:
        """Close every connection."""
        await self._engines.close()

    async def check_key(self) -> None:
        """Raise `WrongKey` unless the keys are those the database was written with."""
        hashed = self._keys.lookup(CHECK_WORD)
        async with self._engines.reader.begin() as connection:
            known = (await connection.execute(select(key_check.c.word, key_check.c.hash))).first()
        if known is None:
            async with self._engines.writer.begin() as connection:
                row = {"id": 1, "word": self._keys.seal(CHECK_WORD), "hash": hashed}
                await connection.execute(insert(key_check), row)
        elif self._keys.open(known.word) != CHECK_WORD or bytes(known.hash) != hashed:
            raise WrongKey("DATA_KEY: the oldest key is not the one this database began with")


async def open_store(url: str, keys: Keys) -> SqlStore:
    """Open a migrated database; `WrongKey` when the keys are not its own."""
    store = SqlStore(open_engines(url), keys)
    try:
        await store.check_key()
    except BaseException:
        await store.close()
        raise
    return store
