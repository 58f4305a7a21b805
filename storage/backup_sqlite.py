"""A copy of an SQLite database, by SQLite's own means, beside whoever reads and writes it."""

import asyncio
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Final

from storage.copying import (
    GIVEN_UP,
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

PAGES: Final = 512
"""Pages of one piece: 2 MB, after which others have the disk for a moment."""
REST_SECONDS: Final = 0.002
STEPS: Final = 100_000
"""Steps of SQLite's machine after which it is looked whether to give up."""
SHARE_OF_COPYING: Final = 0.7
"""How much of the bar is the copying; the rest is the verifying."""
WHOLE: Final = 1000
SEALED: Final = (
    "SELECT word FROM key_check",
    "SELECT address FROM contact ORDER BY id DESC LIMIT 1",
)


async def copy(source: Path, keys: Keys, file: Path, progress: Progress, stopped: Stopped) -> Copy:
    """Copy the database in the file `source`; see `make_backup`."""
    return await asyncio.to_thread(_copy, source, keys, file, progress, stopped)


def _copy(source: Path, keys: Keys, file: Path, progress: Progress, stopped: Stopped) -> Copy:
    if not source.is_file():
        raise BackupFailed(f"There is no database {source}.")
    unfinished = begin_copy(file)
    try:
        rows = _piecewise(source, unfinished, progress, stopped)
        _verify(unfinished, rows, keys, stopped)
        progress(WHOLE, WHOLE)
        return keep_copy(unfinished, file, rows)
    except sqlite3.Error as problem:
        raise BackupFailed(_told(problem, stopped)) from None
    except OSError as problem:
        raise BackupFailed(f"{file} can't be written: {problem.strerror}.") from None
    finally:
        forget_copy(unfinished)


def _piecewise(
    source: Path, unfinished: Path, progress: Progress, stopped: Stopped
) -> dict[str, int]:
    """Copy one state of the database piece by piece; return its rows by table.

    The state is held by a reading transaction: else every write by others would make the copying
    begin anew, and on a busy evening it would never end.
    """

    def piece(_status: int, left: int, total: int) -> None:
        if stopped():
            raise BackupFailed(GIVEN_UP)
        done = (total - left) / max(1, total)
        progress(round(WHOLE * SHARE_OF_COPYING * done), WHOLE)

    with _opened(source, stopped) as reading, closing(sqlite3.connect(unfinished)) as writing:
        reading.execute("PRAGMA query_only=ON")
        reading.execute("BEGIN")
        rows = count_rows(reading)
        # What is not finished is thrown away, and what is finished is brought to the disk later.
        writing.execute("PRAGMA synchronous=OFF")
        reading.backup(writing, pages=PAGES, progress=piece, sleep=REST_SECONDS)
        reading.execute("ROLLBACK")
        # One file: in WAL mode a reader would want to make two more.
        writing.execute("PRAGMA journal_mode=DELETE")
    return rows


def _verify(copied: Path, rows: dict[str, int], keys: Keys, stopped: Stopped) -> None:
    with _opened(copied, stopped, read_only=True) as reading:
        (verdict,) = reading.execute("PRAGMA integrity_check(1)").fetchone()
        if verdict != "ok":
            raise BackupFailed("The copy is damaged: SQLite's integrity check finds faults in it.")
        compare(rows, count_rows(reading))
        sealed = [row[0] for one in SEALED for row in reading.execute(one)]
    open_sealed(keys, sealed)


def count_rows(connection: sqlite3.Connection) -> dict[str, int]:
    """Count the rows of every table."""
    tables = connection.execute(
        "SELECT name FROM sqlite_master WHERE type='table' AND name NOT LIKE 'sqlite%' ORDER BY 1"
    ).fetchall()
    counted = {}
    for (name,) in tables:
        # The names are the database's own.
        (number,) = connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()  # noqa: S608 - names of our own
        counted[name] = number
    return counted


@contextmanager
def _opened(
    file: Path, stopped: Stopped, *, read_only: bool = False
) -> Iterator[sqlite3.Connection]:
    """Open a database; what it does long is given up when it is to stop."""
    address = f"{file.resolve().as_uri()}?mode={'ro' if read_only else 'rw'}"
    with closing(sqlite3.connect(address, uri=True, isolation_level=None)) as connection:
        connection.execute("PRAGMA busy_timeout=30000")
        connection.set_progress_handler(lambda: int(stopped()), STEPS)
        yield connection


def _told(problem: sqlite3.Error, stopped: Stopped) -> str:
    if stopped():
        return GIVEN_UP
    if getattr(problem, "sqlite_errorcode", None) == sqlite3.SQLITE_FULL:
        return "There is no room on the disk for the copy."
    name = getattr(problem, "sqlite_errorname", type(problem).__name__)
    return f"SQLite could not copy the database ({name})."
