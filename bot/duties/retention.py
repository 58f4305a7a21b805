"""Clearing what is not kept any longer: once a day, in small pieces, beside everything else.

Each piece is a transaction of its own and leaves nothing half done, so it may be stopped anywhere;
the next day finds what was left.
"""

import logging
from collections.abc import AsyncIterator, Sequence
from datetime import date, datetime, time
from typing import Final

from bot.desk.keeping import erased
from bot.ports import Clock, Store
from bot.ports.keeping import Key
from bot.pulse import LoopPulse, Pulse
from bot.reception.calendar import at, local
from bot.reception.directory import Office
from bot.reception.lifecycle import Who
from bot.reception.quarter import Quarter
from bot.reception.retention import FROM, KEPT, Old, Terms, terms_of
from bot.records import DutyKind, Reference

log = logging.getLogger(__name__)

EVERY_SECONDS: Final = 10.0
"""How often a spell of clearing begins."""
SPELL_SECONDS: Final = 2.0
"""How long one lasts at most; the program can be stopped after it."""
REST_SECONDS: Final = 0.02
"""Between two pieces others write."""
REQUESTS: Final = 50
ROWS: Final = 200
"""How many make a piece."""

_EVERYBODY: Final = ""
"""The office that the duty is noted for: it is done once for all."""


class Retention:
    """Clears, whenever `work` is called, for a spell."""

    def __init__(
        self, store: Store, reference: Reference, clock: Clock, pulse: Pulse | None = None
    ) -> None:
        self._store, self._reference, self._clock = store, reference, clock
        self._pulse = pulse or LoopPulse()
        self._day: date | None = None
        self._pieces: AsyncIterator[int] | None = None
        self._cleared = 0
        self._broken: set[int] = set()

    async def work(self) -> None:
        """Erase the addresses of who left; go on with the day's clearing, from one o'clock on."""
        now = self._clock.now()
        end = self._pulse.seconds() + SPELL_SECONDS
        await self._let_leave(now)
        today = local(now).date()
        if self._pieces is None:
            if self._day == today or local(now).time() < FROM:
                return
            begun = await self._begin(today, now)
            self._day = today
            if not begun:
                return
            self._pieces, self._cleared = self._clear(now), 0
        try:
            async for cleared in self._pieces:
                self._cleared += cleared
                await self._pulse.rest(REST_SECONDS)
                if self._pulse.seconds() >= end:
                    return
        except BaseException:
            self._pieces = None  # tomorrow goes on where this one broke off
            raise
        self._pieces = None
        log.info("what is not kept any longer was cleared: %d rows", self._cleared)

    async def _begin(self, today: date, now: datetime) -> bool:
        """Take the day's clearing on, unless another process has."""
        async with self._store.writing() as tx:
            return await tx.begin_duty(_EVERYBODY, DutyKind.RETENTION, today, now)

    async def _let_leave(self, now: datetime) -> None:
        async with self._store.reading() as tx:
            leaving = await tx.leaving()
        if leaving:
            async with self._store.writing() as tx:
                await tx.let_leave(now, ROWS)

    async def _clear(self, now: datetime) -> AsyncIterator[int]:
        """Clear everything piece by piece; give the size of each."""
        frozen = await self._frozen(now)
        for office in self._reference.directory.offices:
            for terms in terms_of(office.retention_months, now, frozen):
                while cleared := await self._requests(office, terms, now):
                    yield cleared
            yield 0
        for what in Old:
            before = now - KEPT[what] if what in KEPT else frozen
            after: Key | None = None
            while keys := await self._old(what, before, after):
                async with self._store.writing() as tx:
                    cleared = await tx.clear(what, keys, before, now)
                after = keys[-1]
                yield cleared

    async def _old(self, what: Old, before: datetime, after: Key | None) -> Sequence[Key]:
        async with self._store.reading() as tx:
            return await tx.old(what, before, after, ROWS)

    async def _requests(self, office: Office, terms: Terms, now: datetime) -> int:
        """Anonymise a piece of what is over; return how many, 0 where nothing is left."""
        async with self._store.reading() as tx:
            found = await tx.over(office.key, terms, REQUESTS + len(self._broken))
        over = [one for one in found if one not in self._broken]
        if not over:
            return 0
        try:
            return await self._erase(over, now)
        except Exception as error:
            log.warning("requests are anonymised one by one: %s", type(error).__name__)
        return sum([await self._one(request, now) for request in over])

    async def _one(self, request: int, now: datetime) -> int:
        """Anonymise one request; one that can't be holds up no other."""
        try:
            return await self._erase([request], now)
        except Exception as error:
            log.error("request %d can't be anonymised: %s", request, type(error).__name__)  # noqa: TRY400
            self._broken.add(request)
        return 1  # there may be more after it

    async def _erase(self, requests: Sequence[int], now: datetime) -> int:
        async with self._store.writing() as tx:
            return await erased(tx, requests, Who.SYSTEM, now)

    async def _frozen(self, now: datetime) -> datetime:
        """Return the end of the last quarter of which every report is frozen that has anything."""
        calendar = self._reference.calendar
        quarter = Quarter.of(local(now).date()).before
        if now < quarter.closes(calendar):
            quarter = quarter.before
        async with self._store.reading() as tx:
            first, frozen = await tx.first_registered(), await tx.frozen_quarters()
            oldest = quarter.after if first is None else Quarter.of(first)
            while oldest <= quarter:
                if str(oldest) not in frozen and await tx.report_size(oldest):
                    quarter = oldest.before
                oldest = oldest.after
        return at(quarter.after.first, time())
