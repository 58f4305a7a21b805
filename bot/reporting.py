"""Quarterly reports [D40]: read line by line beside everything else, and frozen in time.

A frozen report is the same whenever it is asked for. One of a quarter that is not closed yet is
what it is at that moment, and says so.
"""

import asyncio
import logging
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Final, TypeAlias

from bot.ports import Clock, Store
from bot.reception.calendar import local
from bot.reception.directory import Directory
from bot.reception.language import Bilingual
from bot.reception.quarter import Quarter
from bot.reception.report import Answer, GivenUp, Names
from bot.reception.snapshot import Packed, Packing
from bot.records import Reference

log = logging.getLogger(__name__)

Progress: TypeAlias = Callable[[int, int], None]
"""Told how many of how many are done."""

FRESH: Final = timedelta(minutes=2)
"""So long a report of an open quarter is as good as new: its table and its charts agree."""


class NothingToReport(Exception):
    """No request belongs to that quarter."""


class Reporting:
    """Reads reports, and freezes them."""

    def __init__(self, store: Store, reference: Reference, clock: Clock) -> None:
        self._store, self._reference, self._clock = store, reference, clock
        self._closed: Quarter | None = None
        self._open: Packed | None = None
        self._reading = asyncio.Lock()

    async def tick(self, now: datetime) -> None:
        """Freeze the reports of the quarters that are closed by now, the earliest first."""
        last = self.last_closed(now)
        if self._closed == last:
            return
        async with self._store.reading() as tx:
            first = await tx.first_registered()
            frozen = await tx.frozen_quarters()
        if first is not None:
            quarter = Quarter.of(first)
            while quarter <= last:
                if str(quarter) not in frozen:
                    await self._freeze(quarter, None)
                quarter = quarter.after
        self._closed = last

    def last_closed(self, now: datetime) -> Quarter:
        """Return the last quarter whose report is to be frozen by now."""
        quarter = Quarter.of(local(now).date()).before
        return quarter if now >= quarter.closes(self._reference.calendar) else quarter.before

    async def report(self, quarter: Quarter, progress: Progress | None = None) -> Packed:
        """Return the report of a quarter: frozen, or as it is now; `NothingToReport` if none."""
        now = self._clock.now()
        async with self._reading:
            async with self._store.reading() as tx:
                kept = await tx.frozen_report(quarter)
            if kept is None and quarter <= self.last_closed(now):
                kept = await self._freeze(quarter, progress)
            if kept is None and self._open is not None and self._open.quarter == quarter:
                kept = self._open if now - self._open.at < FRESH else None
            if kept is None:
                kept = self._open = await self._read(quarter, now, frozen=False, progress=progress)
        if not kept.lines:
            raise NothingToReport
        return kept

    async def _freeze(self, quarter: Quarter, progress: Progress | None) -> Packed | None:
        """Freeze the report of a quarter, unless it is empty; return the one that is kept."""
        packed = await self._read(quarter, self._clock.now(), frozen=True, progress=progress)
        if not packed.lines:
            return None
        async with self._store.writing() as tx:
            if await tx.keep_report(packed):
                log.info("the report of %s is frozen: %s", quarter, packed.checksum)
                return packed
        async with self._store.reading() as tx:  # another process was faster
            return await tx.frozen_report(quarter)

    async def _read(
        self, quarter: Quarter, at: datetime, *, frozen: bool, progress: Progress | None
    ) -> Packed:
        """Read a report in small pieces; meanwhile everybody else goes on."""
        packing = Packing(quarter, at, frozen, names_of(self._reference.directory))
        answers: list[Answer] = []
        given_up: list[GivenUp] = []
        done = 0
        async with self._store.reading() as tx:
            total = await tx.report_size(quarter)
            upto = await tx.last_request()
            async for piece in tx.report_lines(quarter, self._reference.calendar):
                await asyncio.to_thread(packing.add, piece.lines)
                answers += piece.answers
                given_up += piece.given_up
                done += len(piece.lines)
                if progress is not None:
                    progress(done, total)
        return packing.finish(answers, given_up, upto)


def names_of(directory: Directory) -> Names:
    """Return the names that lines of a report refer to."""
    return Names(
        offices=_names({one.key: one.name for one in directory.offices}),
        officials=_names({one.key: one.name for one in directory.officials}),
        topics=_names({one.key: one.name for one in directory.topics}),
        grounds=_names({one.key: one.name for one in directory.grounds}),
    )


def _names(names: Mapping[str, Bilingual]) -> Mapping[str, Bilingual]:
    return dict(sorted(names.items()))
