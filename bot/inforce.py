"""The directory and the calendar in force: stored, and taken up by a program that runs."""

from datetime import datetime
from pathlib import Path

from bot.desk.recounting import SYSTEM, follow
from bot.dialogs.say import say
from bot.opening import NoDirectory, read_directory
from bot.ports import Store, Tx
from bot.reception.access import Member, kept_out, with_roster
from bot.reception.calendar import WorkingCalendar
from bot.reception.calendar_changes import calendar_of, changed_days
from bot.reception.directory import Directory
from bot.reception.directory_reading import Problem
from bot.reception.directory_toml import DirectoryError
from bot.records import Reference


async def in_force(store: Store) -> Directory | None:
    """Return the directory in force, if there is one yet."""
    async with store.reading() as tx:
        return await tx.directory()


async def put_in_force(store: Store, directory: Directory, now: datetime) -> bool:
    """Put a checked directory in force; tell whether it differs from the one before.

    Where its overrides differ, open terms are counted anew and staff are told. Raises
    `DirectoryError` when something is left out that stored requests point to.
    """
    async with store.writing() as tx:
        before = await tx.directory()
        if directory == before:
            return False
        gone = [
            Problem("directory", 0, f"{kind} {key!r} has requests: it must stay")
            for kind, key in sorted(await tx.keys_in_use())
            if key not in _keys(directory)[kind]
        ]
        if gone:
            raise DirectoryError(tuple(gone))
        await tx.save_directory(directory, now)
        days = changed_days(before.overrides, directory.overrides) if before else frozenset()
        if days:
            calendar, what = await calendar_in_force(tx, directory), say("calendar-imported")
            followed = await follow(tx, directory, calendar, days, what, SYSTEM, now)
            await tx.put(followed.put, now)
    return True


async def begin(
    store: Store, file: Path | None, directory: Directory | None, now: datetime
) -> Reference:
    """Return what is in force; the first start takes it from `directory` or from the file.

    Raises `NoDirectory`, or `DirectoryError` for a file that is not right.
    """
    stored = await in_force(store)
    if stored is None:
        stored = directory or (read_directory(file) if file else None)
        if stored is None:
            raise NoDirectory
        await put_in_force(store, stored, now)
    async with store.reading() as tx:
        staffed = with_roster(stored, await tx.roster())
        return Reference(staffed, await calendar_in_force(tx, stored))


async def calendar_in_force(tx: Tx, directory: Directory | None) -> WorkingCalendar:
    """Return the calendar by the overrides of `directory`, and by what staff entered."""
    ordained = directory.overrides if directory else ()
    return calendar_of(ordained, await tx.overrides(), await tx.signed_years())


async def left_out(store: Store, directory: Directory) -> tuple[Member, ...]:
    """Return whom a directory lists although they were revoked or left: they stay out."""
    async with store.reading() as tx:
        return kept_out(directory, await tx.roster())


class Renewal:
    """Looks whether another directory, calendar or roster was put in force, by whomever."""

    def __init__(self, store: Store, reference: Reference) -> None:
        self._store, self._reference = store, reference
        self._file = reference.directory
        self._version: tuple[int | None, int | None, int] | None = None

    async def tick(self) -> bool:
        """Take a new directory up, and a changed calendar; tell whether the directory is new."""
        async with self._store.reading() as tx:
            version = (
                await tx.directory_version(),
                await tx.calendar_version(),
                await tx.roster_version(),
            )
            if version == self._version:
                return False
            # One that can't be read is not tried again and again.
            self._version = version
            file = await tx.directory() or self._file
            directory = with_roster(file, await tx.roster())
            calendar = await calendar_in_force(tx, directory)
        if calendar != self._reference.calendar:
            self._reference.calendar = calendar
        if directory == self._reference.directory:
            return False
        self._reference.directory = directory
        return True


def _keys(directory: Directory) -> dict[str, set[str]]:
    """Return the keys by which requests point into a directory."""
    return {
        "office": {one.key for one in directory.offices},
        "official": {one.key for one in directory.officials},
        "topic": {one.key for one in directory.topics},
        "category": {one.key for one in directory.categories},
        "ground": {one.key for one in directory.grounds},
    }
