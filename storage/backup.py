"""A copy of the database while the program runs: verified before it gets its name.

It is opened, counted table by table against the very state it was taken from, and a sealed value
in it is opened with the keys. Only then it is called what it was to be called.
"""

from pathlib import Path

from storage import backup_sqlite
from storage.copying import AnotherAtIt, BackupFailed, Copy, Progress, Stopped
from storage.encryption import Keys
from storage.engine import postgres_url, sqlite_file

__all__ = ["AnotherAtIt", "BackupFailed", "Copy", "Progress", "Stopped", "ending", "make_backup"]


def ending(url: str) -> str:
    """Return how the name of a copy of the database at `url` ends."""
    return ".db" if sqlite_file(url) is not None else ".dump"


async def make_backup(
    url: str,
    keys: Keys,
    file: Path,
    progress: Progress = lambda _done, _total: None,
    stopped: Stopped = lambda: False,
) -> Copy:
    """Copy the database at `url` into a new file, for its owner's eyes only, and verify it.

    `progress` and `stopped` may be called from another thread. Raises `BackupFailed`; then there
    is no file.
    """
    source = sqlite_file(url)
    if source is not None:
        return await backup_sqlite.copy(source, keys, file, progress, stopped)
    from storage import backup_postgres  # noqa: PLC0415 - its driver is for a server only

    return await backup_postgres.copy(postgres_url(url), keys, file, progress, stopped)
