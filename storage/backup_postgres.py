"""A copy of a PostgreSQL database, made by pg_dump and read through again by pg_restore.

The rows are counted in the very state that is copied: one transaction lends it to pg_dump.
"""

import asyncio
import os
import re
import shutil
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import asyncpg
from sqlalchemy import URL

from storage.copying import (
    GIVEN_UP,
    AnotherAtIt,
    BackupFailed,
    Copy,
    Progress,
    Stopped,
    begin_copy,
    compare,
    forget_copy,
    keep_copy,
    open_sealed,
)
from storage.encryption import Keys

ONE_AT_A_TIME: Final = 7196515
"""The number of the advisory lock that is held while a copy is made."""
LOOK_SECONDS: Final = 0.5
CHUNK: Final = 1 << 18
LONGEST_REASON: Final = 300
SEALED: Final = {"public.key_check": "word", "public.contact": "address"}
MISSING: Final = (
    "{name} is not on the PATH: install the client programs of PostgreSQL (Debian: "
    "postgresql-client), of the server's version or newer."
)
_PARAMETERS: Final = {
    "host": "PGHOST",
    "port": "PGPORT",
    "user": "PGUSER",
    "password": "PGPASSWORD",
    "passfile": "PGPASSFILE",
    "ssl": "PGSSLMODE",
    "sslmode": "PGSSLMODE",
    "sslrootcert": "PGSSLROOTCERT",
    "sslcert": "PGSSLCERT",
    "sslkey": "PGSSLKEY",
}
_TABLES: Final = """
    SELECT quote_ident(schemaname) AS schema, quote_ident(tablename) AS name FROM pg_tables
    WHERE schemaname NOT IN ('pg_catalog', 'information_schema') ORDER BY 1, 2
"""
_COPY: Final = re.compile(rb"COPY (\S+) \((.*)\) FROM stdin;")


async def copy(url: URL, keys: Keys, file: Path, progress: Progress, stopped: Stopped) -> Copy:
    """Copy the database at `url`; see `make_backup`."""
    dump, restore = find_program("pg_dump"), find_program("pg_restore")
    unfinished = begin_copy(file)
    try:
        async with _state(url) as (rows, snapshot):
            words = ("--format=custom", "--no-password", "--verbose", f"--snapshot={snapshot}")
            await _dump(
                (dump, *words, f"--file={unfinished}"),
                environment(url),
                len(rows),
                progress,
                stopped,
            )
        read = await _read_through(restore, unfinished, stopped)
        compare(rows, read.rows)
        open_sealed(keys, read.sealed.values())
        return keep_copy(unfinished, file, rows)
    except OSError as problem:
        raise BackupFailed(f"{file} can't be written: {problem.strerror}.") from None
    finally:
        forget_copy(unfinished)


def find_program(name: str) -> str:
    """Find one of PostgreSQL's programs, or raise `BackupFailed`."""
    found = shutil.which(name)
    if found is None:
        raise BackupFailed(MISSING.format(name=name))
    return found


def environment(url: URL) -> dict[str, str]:
    """Return the variables by which PostgreSQL's programs find the database.

    So the password stands on no command line, where everybody on the machine could read it.
    """
    said = {name: value for name, value in url.query.items() if isinstance(value, str)}
    said |= {
        name: str(value)
        for name, value in {
            "host": url.host,
            "port": url.port,
            "user": url.username,
            "password": url.password,
        }.items()
        if value is not None
    }
    ours = {_PARAMETERS[name]: value for name, value in said.items() if name in _PARAMETERS}
    return os.environ | ours | {"PGDATABASE": url.database or "", "LC_ALL": "C"}


@asynccontextmanager
async def _state(url: URL) -> AsyncIterator[tuple[dict[str, int], str]]:
    """Hold one state of the database: yield its rows by table, and the name to find it by."""
    try:
        connection: Any = await asyncpg.connect(url.render_as_string(hide_password=False))
    except (OSError, asyncpg.PostgresError) as problem:
        raise BackupFailed(f"The database does not answer ({type(problem).__name__}).") from None
    try:
        if not await connection.fetchval("SELECT pg_try_advisory_lock($1)", ONE_AT_A_TIME):
            raise AnotherAtIt("Another process makes a backup at this moment.")
        await connection.execute("SET idle_in_transaction_session_timeout = 0")
        async with connection.transaction(isolation="repeatable_read", readonly=True):
            rows = {}
            for schema, name in await connection.fetch(_TABLES):
                table = f"{schema}.{name}"
                # The names are the server's own, quoted by it.
                rows[table] = await connection.fetchval(f"SELECT count(*) FROM {table}")  # noqa: S608 - names of our own
            yield rows, await connection.fetchval("SELECT pg_export_snapshot()")
    except asyncpg.PostgresError as problem:
        raise BackupFailed(f"The database could not be read ({type(problem).__name__}).") from None
    finally:
        await connection.close()


async def _dump(
    words: Sequence[str],
    variables: Mapping[str, str],
    tables: int,
    progress: Progress,
    stopped: Stopped,
) -> None:
    """Let pg_dump write; it tells of each table it comes to."""
    said, done = "", 0
    async with _program(words, variables) as (process, stream):
        while line := await _next(stream, stopped):
            told = line.decode(errors="replace").strip()
            if "dumping contents of table" in told:
                progress(done, tables)
                done += 1
            elif "error:" in told:
                said = told
        code = await process.wait()
    if code:
        raise BackupFailed(f"pg_dump could not copy the database: {said[:LONGEST_REASON]}")


@dataclass(slots=True)
class Read:
    """What was read in a copy: rows by table, and one sealed value of a few tables."""

    rows: dict[str, int] = field(default_factory=dict)
    sealed: dict[str, bytes] = field(default_factory=dict)
    table: str | None = None
    column: int = -1

    def line(self, line: bytes) -> None:
        """Take a line of pg_restore's script: rows stand one a line after `COPY`, up to `\\.`."""
        if self.table is None:
            if begun := _COPY.fullmatch(line):
                self.table = begun[1].decode()
                columns = begun[2].decode().split(", ")
                wanted = SEALED.get(self.table)
                self.column = columns.index(wanted) if wanted and wanted in columns else -1
                self.rows[self.table] = 0
        elif line == rb"\.":
            self.table = None
        else:
            self.rows[self.table] += 1
            if self.column >= 0:
                value = line.split(b"\t")[self.column]
                self.sealed[self.table] = bytes.fromhex(value.decode().removeprefix("\\\\x"))


async def _read_through(program: str, file: Path, stopped: Stopped) -> Read:
    """Read a whole copy as a server would to restore it."""
    read, rest = Read(), b""
    words = (program, "--data-only", "--file=-", str(file))
    async with _program(words, dict(os.environ), reads=True) as (process, stream):
        while chunk := await stream.read(CHUNK):
            if stopped():
                raise BackupFailed(GIVEN_UP)
            *lines, rest = (rest + chunk).split(b"\n")
            for line in lines:
                read.line(line)
        code = await process.wait()
    if code:
        raise BackupFailed("pg_restore can't read the copy: it is damaged.")
    return read


@asynccontextmanager
async def _program(
    words: Sequence[str], variables: Mapping[str, str], *, reads: bool = False
) -> AsyncIterator[tuple[Process, asyncio.StreamReader]]:
    """Let a program run during the block, and read what it writes, or else what it complains of.

    It does not outlive the block. The other of its outputs is thrown away, for nobody reads it.
    """
    process = await asyncio.create_subprocess_exec(
        *words,
        env=variables,
        stdin=DEVNULL,
        stdout=PIPE if reads else DEVNULL,
        stderr=DEVNULL if reads else PIPE,
    )
    stream = process.stdout if reads else process.stderr
    try:
        if stream is None:
            raise BackupFailed(f"{words[0]} can't be listened to.")
        yield process, stream
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


async def _next(stream: asyncio.StreamReader, stopped: Stopped) -> bytes:
    """Return the next line; look meanwhile whether to give up."""
    while True:
        if stopped():
            raise BackupFailed(GIVEN_UP)
        try:
            async with asyncio.timeout(LOOK_SECONDS):
                return await stream.readline()
        except TimeoutError:
            continue
