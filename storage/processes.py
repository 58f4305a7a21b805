"""The seat of a process among those that serve one database.

On PostgreSQL every process has a row, and a connection of its own that holds a lock on the row's
number; the leader holds one lock more. So a process lives as long as that connection, by the
server's word: whoever loses it sends and asks for nothing more. On SQLite there is one seat, a lock
on a file beside the database. The system drops either lock when a process is killed.
"""

import asyncio
import fcntl
import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import (
    Integer,
    bindparam,
    column,
    delete,
    func,
    insert,
    literal_column,
    select,
    table,
    update,
)  # fmt: skip

from bot.ports.processes import ALONE, NOTHING, Heed, SeatTaken, Standing
from storage.columns import among
from storage.encryption import Keys
from storage.process_tables import process
from storage.statements import one_of
from storage.tables import OutboxState, outbox
from storage.transaction import Transaction

if TYPE_CHECKING:
    from storage.postgres import PostgresConnection, PostgresDatabase

WHOLE: Final = 1_000_000
"""The parts of a rate; the shares of all that live never make more than these."""
EVERY: Final = 5
"""How many beats it is from one row in the table to the next."""
ANSWER_SECONDS: Final = 5.0
STALLED: Final = 1.0
"""An answer looked for so much later than that was not late: we were."""
SIT_SECONDS: Final = 15.0
DEAF: Final = "30 seconds"
"""A process that says nothing for so long hangs: the server is told to let its connection go."""
SEATS, LEADER, BEATS = 7196515, 7196516, 7196517
"""Kinds of advisory locks: one for every seat, the leader's, and the one to change rows under."""

# The server finds a connection dead after 11 seconds; its process has let go by itself before.
_SETTINGS: Final = {
    "timezone": "UTC",
    "tcp_keepalives_idle": "5",
    "tcp_keepalives_interval": "2",
    "tcp_keepalives_count": "3",
    "tcp_user_timeout": "11000",
}

_locks: Final = table(
    "pg_locks", *map(column, ("locktype", "database", "classid", "objid", "pid", "granted"))
)
_databases: Final = table("pg_database", column("oid"), column("datname"))
_here: Final = (
    select(_databases.c.oid)
    .where(_databases.c.datname == func.current_database())
    .scalar_subquery()
)
_held: Final = (
    select(_locks.c.objid.label("seat"), _locks.c.pid.label("backend"))
    .where(
        _locks.c.locktype == "advisory",
        _locks.c.database == _here,
        _locks.c.classid == SEATS,
        _locks.c.granted,
    )
    .subquery()
)
ALIVE: Final = select(_held.c.seat)
_of: Final = bindparam("of", type_=Integer())
_SIT: Final = select(func.pg_advisory_lock(SEATS, _of))
_LEAD: Final = select(func.pg_try_advisory_lock(LEADER, 0))
ONE_AT_A_TIME: Final = select(func.pg_advisory_xact_lock(BEATS, 0))
_COME: Final = (
    insert(process)
    .values(
        host=bindparam("host"),
        pid=bindparam("pid"),
        began_at=func.now(),
        seen_at=func.now(),
        share=0,
    )
    .returning(process.c.id)
)
_ROWS: Final = select(process.c.id, process.c.share)
_BEAT: Final = (
    update(process)
    .where(process.c.id == bindparam("of"))
    .values(seen_at=func.clock_timestamp(), share=bindparam("share"))
)
_BURY: Final = delete(process).where(one_of(process.c.id, "ids"))
# What is long due keeps its place in the order.
_RELEASE: Final = (
    update(outbox)
    .where(one_of(outbox.c.sender, "ids"), among(outbox.c.state, {OutboxState.SENDING}))
    .values(due_at=outbox.c.created_at)
)
_END_DEAF: Final = (
    select(func.pg_terminate_backend(_held.c.backend))
    .join_from(process, _held, process.c.id == _held.c.seat)
    .where(
        process.c.id != bindparam("of"),
        process.c.seen_at < func.clock_timestamp() - literal_column(f"interval '{DEAF}'"),
    )
)


def share_left(others: list[int]) -> int:
    """Return the share of a newcomer or of one that beats: an equal one, or what is left of it."""
    return max(0, min(WHOLE // (len(others) + 1), WHOLE - sum(others)))


class SqliteSeat:
    """The only seat at a database file: a lock on a file beside it."""

    def __init__(self, database: Path) -> None:
        self._database = database
        self._file: int | None = None

    async def take(self, heed: Heed) -> None:
        """Lock the file, or raise `SeatTaken`."""
        file = os.open(self._database.with_suffix(".lock"), os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(file)
            raise SeatTaken from None
        except BaseException:
            os.close(file)
            raise
        self._file = file
        heed(ALONE)

    async def beat(self) -> None:
        """There is nobody to show it to."""

    async def leave(self) -> None:
        """Let the lock go; the file stays, for the next one to lock."""
        if self._file is not None:
            os.close(self._file)
            self._file = None


class PostgresSeat:
    """A seat at a database on a server, where any number of processes may sit."""

    def __init__(self, database: "PostgresDatabase", keys: Keys, host: str, pid: int) -> None:
        self._database, self._keys = database, keys
        self._host, self._pid = host, pid
        self._heed: Heed = lambda _: None
        self._standing = NOTHING
        self._rounds: _Rounds | None = None
        self._beats = 0

    async def take(self, heed: Heed) -> None:
        """Sit down, with what the others leave us."""
        self._heed = heed
        await self._sit()

    async def beat(self) -> None:
        """Become the leader if there is none; every few beats show that we live.

        What fails, or takes too long, costs the seat: then it is taken anew.
        """
        if self._rounds is None:
            await self._sit()
            return
        self._beats += 1
        rounds, time = self._rounds, asyncio.get_running_loop().time
        end = time() + ANSWER_SECONDS
        try:
            async with asyncio.timeout_at(end):
                await self._go_round(rounds)
        except TimeoutError:
            if time() - end < STALLED or rounds.driver.is_closed():
                self._lose(rounds)
                raise
        except BaseException:
            self._lose(rounds)
            raise

    async def leave(self) -> None:
        """Give the seat up."""
        rounds, self._rounds = self._rounds, None
        if rounds is None:
            return
        self._tell(NOTHING)
        try:
            async with asyncio.timeout(ANSWER_SECONDS):
                await rounds.end()
        finally:
            rounds.driver.terminate()

    async def _sit(self) -> None:
        self._beats = 0
        async with asyncio.timeout(SIT_SECONDS):
            connection = await self._database.apart(_SETTINGS)
            rounds = _Rounds(connection, self._keys)
            connection.driver.add_termination_listener(lambda _: self._lose(rounds))
            try:
                self._database.process = await rounds.begin(self._host, self._pid)
                self._rounds = rounds
                await self._go_round(rounds)
            except BaseException:
                self._lose(rounds)
                raise

    async def _go_round(self, rounds: "_Rounds") -> None:
        leads = self._standing.leads or await rounds.lead()
        share = self._standing.share
        if self._beats % EVERY == 0 or rounds.short:
            share = await rounds.go(self._lower)
        self._tell(Standing(share, leads))

    def _lower(self, share: float) -> None:
        """Make do with less before the others may take what we leave."""
        if share < self._standing.share:
            self._tell(Standing(share, self._standing.leads))

    def _lose(self, rounds: "_Rounds") -> None:
        """Do nothing any more: without the connection the seat is somebody else's."""
        if self._rounds is rounds:
            self._rounds = None
            self._tell(NOTHING)
        rounds.driver.terminate()

    def _tell(self, standing: Standing) -> None:
        if standing != self._standing:
            self._standing = standing
            self._heed(standing)


class _Rounds(Transaction):
    """What a process does at its own connection."""

    def __init__(self, connection: "PostgresConnection", keys: Keys) -> None:
        super().__init__(connection, keys)
        self.driver: Any = connection.driver
        self.short = True
        self._id = 0

    async def begin(self, host: str, pid: int) -> int:
        """Enter a row and lock its number; return it."""
        async with self.driver.transaction():
            self._id = int(await self._value(_COME, {"host": host, "pid": pid}))
            await self._rows(_SIT, {"of": self._id})
        return self._id

    async def lead(self) -> bool:
        """Become the leader, unless somebody is."""
        return bool(await self._value(_LEAD))

    async def go(self, lower: Callable[[float], None]) -> float:
        """Show that we live, bury the dead, and return our share; `lower` comes before it counts.

        What the dead had taken on to send may be sent by others at once.
        """
        async with self.driver.transaction():
            await self._rows(ONE_AT_A_TIME)
            rows = await self._rows(_ROWS)
            alive = {row.seat for row in await self._rows(ALIVE)}
            others = [one.share for one in rows if one.id in alive and one.id != self._id]
            gone = [one.id for one in rows if one.id not in alive]
            share = share_left(others)
            self.short = share < WHOLE // (len(others) + 1)
            lower(share / WHOLE)
            if gone:
                await self._rows(_RELEASE, {"ids": gone})
                await self._rows(_BURY, {"ids": gone})
            await self._rows(_BEAT, {"of": self._id, "share": share})
        await self._rows(_END_DEAF, {"of": self._id})
        return share / WHOLE

    async def end(self) -> None:
        """Take the row out, and with the connection let every lock go."""
        await self._rows(_BURY, {"ids": [self._id]})
        await self.driver.close()
