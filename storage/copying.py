"""What copies of both databases have in common: where they go, and when they are good."""

import os
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Final, TypeAlias

from msgspec import Struct

from storage.encryption import Keys, WrongKey

Progress: TypeAlias = Callable[[int, int], None]
"""Told how much is done, and of how much."""

Stopped: TypeAlias = Callable[[], bool]
"""Tells whether the work is to be given up."""

OURS_ALONE: Final = 0o600


GIVEN_UP: Final = "The copying was given up, for the program stops."


class BackupFailed(Exception):
    """There is no copy; the message is a sentence that says why and holds nothing personal."""


class AnotherAtIt(BackupFailed):
    """Another process makes a copy at this moment."""


class Copy(Struct, frozen=True):
    """A verified copy: its file, its size in bytes, and how many rows each table has."""

    file: Path
    size: int
    rows: Mapping[str, int]


def begin_copy(file: Path) -> Path:
    """Make an empty file of another name beside `file`, for our eyes only; return it."""
    if os.path.lexists(file):
        raise BackupFailed(f"{file} exists already: nothing is written over it.")
    unfinished = file.with_name(f".{file.name}.unfinished")
    forget_copy(unfinished)
    try:
        os.close(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, OURS_ALONE))
    except OSError as problem:
        raise BackupFailed(f"{file} can't be written: {problem.strerror}.") from None
    return unfinished


def forget_copy(unfinished: Path) -> None:
    """Take away what is left of a copy that was not finished."""
    for ending in ("", "-journal", "-wal", "-shm"):
        with suppress(FileNotFoundError):
            unfinished.with_name(unfinished.name + ending).unlink()


def keep_copy(unfinished: Path, file: Path, rows: Mapping[str, int]) -> Copy:
    """Give a verified copy its name, once it is surely on the disk."""
    _to_disk(unfinished)
    if os.path.lexists(file):
        raise BackupFailed(f"{file} exists already: nothing is written over it.")
    unfinished.rename(file)
    _to_disk(file.parent)
    return Copy(file, file.stat().st_size, rows)


def compare(source: Mapping[str, int], copy: Mapping[str, int]) -> None:
    """Raise `BackupFailed` unless both have the same tables with as many rows."""
    differing = sorted(
        name for name in source.keys() | copy.keys() if source.get(name) != copy.get(name)
    )
    if differing:
        told = ", ".join(
            f"{name} has {source.get(name, 'no')} rows and its copy {copy.get(name, 'none')}"
            for name in differing
        )
        raise BackupFailed(f"The copy is not like the database: {told}.")


def open_sealed(keys: Keys, values: Iterable[bytes]) -> None:
    """Raise `BackupFailed` unless the keys open these sealed values, and there is one."""
    opened = 0
    for value in values:
        try:
            keys.open(value)
        except WrongKey:
            raise BackupFailed(
                "The keys at hand don't open what is sealed in the copy: see DATA_KEY."
            ) from None
        opened += 1
    if not opened:
        raise BackupFailed("The database has no sealed word yet: the program never ran with it.")


def _to_disk(path: Path) -> None:
    opened = os.open(path, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)
