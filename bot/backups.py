"""Backups by themselves: one a night, verified, and the oldest taken away."""

import asyncio
import logging
import re
from collections.abc import Awaitable, Callable
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Final

from msgspec import Struct

from bot.ports import Clock, Store
from bot.reception.calendar import local
from storage.backup import AnotherAtIt, BackupFailed, Copy, ending

log = logging.getLogger(__name__)

NIGHT: Final = time(3, 0)
"""Local time from which a day's backup is made."""
LOOK_SECONDS: Final = 300.0
AGAIN: Final = timedelta(hours=1)
KIND: Final = "backup"
INSTALLATION: Final = ""
"""In the place of the office: it is done once for all of them."""
_NAME: Final = re.compile(r"qabyldau-(\d{4}-\d\d-\d\d)\.(?:db|dump)")


def name_of(day: date, url: str) -> str:
    """Return the name of a day's backup of the database at `url`."""
    return f"qabyldau-{day}{ending(url)}"


def kept(folder: Path) -> list[Path]:
    """Return the backups in a folder, the oldest first; nothing else is looked at."""
    try:
        found = [path for path in folder.iterdir() if _NAME.fullmatch(path.name)]
    except OSError:
        return []
    return sorted(found, key=lambda path: path.name)


def age_of_newest(folder: Path, now: datetime) -> timedelta | None:
    """Return how long ago the newest backup was finished; None where there is none."""
    times = [path.stat().st_mtime for path in kept(folder)]
    return timedelta(seconds=max(0.0, now.timestamp() - max(times))) if times else None


class Plan(Struct, frozen=True):
    """Where backups of the database at `url` go, and how many of them are kept."""

    url: str
    folder: Path
    keep: int


class Backups:
    """Makes the backup of the day when its time has come.

    `make` copies into a file; `told` hears whether the last backup failed, and why.
    """

    def __init__(
        self,
        plan: Plan,
        store: Store,
        clock: Clock,
        make: Callable[[Path], Awaitable[Copy]],
        told: Callable[[bool, str], None],
    ) -> None:
        self._plan, self._store, self._clock = plan, store, clock
        self._make, self._told = make, told
        self._not_before: datetime | None = None

    async def work(self) -> None:
        """Make the backup of the day, unless it is too early or there is one.

        Of several processes one does it: the rest find the database's lock taken, or the note
        that it is done. What fails is tried again in an hour.
        """
        now = self._clock.now()
        here = local(now)
        early = self._not_before is not None and now < self._not_before
        if here.time() < NIGHT or early or await self._done(here.date()):
            return
        try:
            copied = await self._once(here.date())
        except AnotherAtIt:
            return
        except Exception as error:
            self._not_before = now + AGAIN
            why = str(error) if isinstance(error, BackupFailed) else type(error).__name__
            log.error("no backup: %s", why)  # noqa: TRY400 - it is a sentence
            self._told(True, why)
            return
        self._told(False, "")
        rows = sum(copied.rows.values())
        log.info("backup %s: %d rows, %d bytes", copied.file.name, rows, copied.size)

    async def _once(self, day: date) -> Copy:
        """Make the backup, note that it is done, and take away the oldest."""
        folder = self._plan.folder
        await asyncio.to_thread(folder.mkdir, parents=True, exist_ok=True, mode=0o700)
        copied = await self._make(folder / name_of(day, self._plan.url))
        async with self._store.writing() as tx:
            await tx.begin_duty(INSTALLATION, KIND, day, self._clock.now())
        await asyncio.to_thread(rotate, folder, self._plan.keep)
        return copied

    async def _done(self, day: date) -> bool:
        """Tell whether there is a backup of the day: one with its name is a verified one."""
        if (self._plan.folder / name_of(day, self._plan.url)).exists():
            return True
        async with self._store.reading() as tx:
            yesterday, tomorrow = day - timedelta(days=1), day + timedelta(days=1)
            return await tx.duty_done_since(INSTALLATION, KIND, yesterday, tomorrow)


def rotate(folder: Path, keep: int) -> None:
    """Take away all but the newest `keep` backups."""
    for path in kept(folder)[:-keep]:
        path.unlink()
        log.info("backup %s is taken away: %d newer ones are kept", path.name, keep)
