"""The store: transactions over an open database."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Final, TypeAlias

from sqlalchemy import bindparam, select, update

from bot.ports.processes import Seat
from storage.access import Access
from storage.audit import Chain
from storage.calendar import Calendar
from storage.clearing import Clearing
from storage.conversations import Conversations
from storage.duties import Duties
from storage.encryption import Keys, WrongKey, new_secret
from storage.engine import open_database
from storage.figuring import Figuring
from storage.queries import Queries
from storage.readings import Readings
from storage.reference import Reference
from storage.rekeying import Resealing
from storage.requests import Requests
from storage.settling import Settling
from storage.tables import key_check
from storage.texting import Texting
from storage.transaction import Database, Transaction, insert_new
from storage.troubles import TroublesKept
from storage.undelivered import SendingAgain
from storage.watching import Watching

CHECK_WORD: Final = "қабылдау"
_KEY_CHECK: Final = select(key_check.c.word, key_check.c.hash, key_check.c.lookup)
_KEEP_KEY_CHECK: Final = insert_new(key_check).on_conflict_do_nothing()
_KEEP_LOOKUP: Final = (
    update(key_check)
    .where(key_check.c.lookup.is_(None))
    .values(lookup=bindparam("secret", type_=key_check.c.lookup.type))
)


class SqlTx(
    Clearing,
    Conversations,
    Requests,
    Calendar,
    Access,
    Queries,
    Settling,
    SendingAgain,
    Reference,
    Duties,
    Watching,
    TroublesKept,
    Texting,
    Figuring,
    Chain,
    Readings,
    Resealing,
):
    """One transaction: everything in it is kept together, or nothing is."""


class _KeyCheck(Transaction):
    """The word by which a database knows its key, and the secret by which it looks up."""

    async def known(self) -> Keys | None:
        """Return the keys as this database uses them, or None if it is new.

        Raise `WrongKey` unless these keys wrote it.
        """
        row = await self._first(_KEY_CHECK)
        if row is None:
            return None
        keys = self._keys
        if row.lookup is not None:
            keys = keys.looking_up(keys.open_bytes(row.lookup))
        if keys.open(row.word) != CHECK_WORD or row.hash != keys.lookup(CHECK_WORD):
            raise WrongKey("DATA_KEY: the oldest key is not the one this database began with")
        return keys if row.lookup is not None else None

    async def keep(self) -> None:
        """Store word and secret of a new database; of one without a secret, the one it used."""
        keys = self._keys.looking_up(new_secret())
        row = {
            "id": 1,
            "word": keys.seal(CHECK_WORD),
            "hash": keys.lookup(CHECK_WORD),
            "lookup": keys.seal_bytes(keys.lookup_secret),
        }
        await self._rows(_KEEP_KEY_CHECK, row)
        used = self._keys.seal_bytes(self._keys.lookup_secret)
        await self._rows(_KEEP_LOOKUP, {"secret": used})


Noticed: TypeAlias = Callable[[str, str], None]
"""Told after each transaction what it did (`writing`, `reading`) and what was wrong, "" if well."""


def _nobody(_doing: str, _why: str) -> None:
    """Tell nobody."""


class SqlStore:
    """The database. On SQLite one connection writes and several read; PostgreSQL locks rows.

    `noticed` may be set to whoever watches whether the database is well.
    """

    def __init__(self, database: Database, keys: Keys) -> None:
        self._database = database
        self._keys = keys
        self.noticed: Noticed = _nobody

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[SqlTx]:
        """Open a transaction that commits at the block's end and rolls back on an exception."""
        try:
            async with self._database.writing() as connection:
                yield SqlTx(connection, self._keys)
        except Exception as error:
            if why := self._database.fault_of(error):
                self.noticed("writing", why)
            raise
        self.noticed("writing", "")

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[SqlTx]:
        """Open a read-only view; it never waits for a writer."""
        try:
            async with self._database.reading() as connection:
                yield SqlTx(connection, self._keys)
        except Exception as error:
            if why := self._database.fault_of(error):
                self.noticed("reading", why)
            raise
        self.noticed("reading", "")

    def seat(self, host: str, pid: int) -> Seat:
        """Return a seat of the process `pid` of `host`, to be taken by whoever serves from here."""
        return self._database.seat(self._keys, host, pid)

    async def close(self) -> None:
        """Close every connection."""
        await self._database.close()

    async def check_key(self) -> None:
        """Raise `WrongKey` unless the keys are those the database was written with."""
        async with self._database.reading() as connection:
            known = await _KeyCheck(connection, self._keys).known()
        if known is None:
            async with self._database.writing() as connection:
                await _KeyCheck(connection, self._keys).keep()
            async with self._database.reading() as connection:
                known = await _KeyCheck(connection, self._keys).known()
        if known is not None:
            self._keys = known


async def open_store(url: str, keys: Keys) -> SqlStore:
    """Open a migrated database; `WrongKey` when the keys are not its own."""
    store = SqlStore(open_database(url), keys)
    try:
        await store.check_key()
    except BaseException:
        await store.close()
        raise
    return store
