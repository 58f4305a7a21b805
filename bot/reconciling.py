"""SMS whose last word never came: the provider is asked what became of them."""

import logging
from collections.abc import Awaitable, Callable, Iterable
from datetime import timedelta
from typing import Final, TypeAlias

from bot.ports import Clock, Store
from bot.ports.texting import SmsProvider
from bot.reception.calendar import DAY, local
from bot.texting import Refused, Texted, Unproven

log = logging.getLogger(__name__)

RECONCILING_SECONDS: Final = 600.0
REST_SECONDS: Final = 300.0
YOUNGEST, OLDEST = timedelta(minutes=30), timedelta(hours=48)
AROUND: Final = timedelta(minutes=2)
"""Clocks differ, and what was taken is passed on a little later."""
PIECE: Final = 500
ASKED_FOR: Final = 50
"""How many are asked for one by one in a look: those that the list does not have."""
STATUSES: Final = "statuses"

Status: TypeAlias = Callable[[str, str, str], Awaitable[bool]]
"""Takes a provider's later word on a message in: its id, the status, the code."""


class Reconciling:
    """Asks for the statuses that are missing."""

    def __init__(self, provider: SmsProvider, store: Store, clock: Clock, status: Status) -> None:
        self._provider, self._store = provider, store
        self._clock, self._status = clock, status
        self._asked_up_to = 0

    async def look(self) -> None:
        """Ask what became of SMS between half an hour and two days old, piece by piece."""
        now = self._clock.now()
        async with self._store.writing() as tx:
            if not await tx.begin_look(STATUSES, now, REST_SECONDS):
                return
            await tx.forget_counts(local(now).date() - DAY)
        unlisted: list[Unproven] = []
        since, after = now - OLDEST, 0
        while True:
            async with self._store.reading() as tx:
                piece = await tx.unproven(since, now - YOUNGEST, after, PIECE)
            if not piece:
                break
            unlisted += await self._listed(piece)
            since, after = piece[-1].sent_at, piece[-1].id
        await self._one_by_one(unlisted)
        async with self._store.writing() as tx:
            await tx.end_look(STATUSES, now)

    async def _listed(self, piece: list[Unproven]) -> list[Unproven]:
        """Take in what the list says of a piece; return those it does not have."""
        since, until = piece[0].sent_at - AROUND, piece[-1].sent_at + AROUND
        listed = {one.provider_id: one for one in await self._provider.sent_between(since, until)}
        missing = []
        for one in piece:
            known = listed.get(one.provider_id)
            if known is None:
                missing.append(one)
            else:
                await self._take(one, known)
        return missing

    async def _one_by_one(self, missing: Iterable[Unproven]) -> None:
        """Ask for some of those that the list does not have, going on where the last look ended."""
        ordered = sorted(missing, key=lambda one: (one.id <= self._asked_up_to, one.id))
        for one in ordered[:ASKED_FOR]:
            try:
                known = await self._provider.sent_as(one.provider_id)
            except Refused as refused:
                log.warning("message %d can't be asked for: %s", one.id, refused.code)
                return
            self._asked_up_to = one.id
            if known is not None:
                await self._take(one, known)

    async def _take(self, one: Unproven, known: Texted) -> None:
        """Take a status in that is news."""
        if known.status != one.status:
            await self._status(one.provider_id, known.status, known.code)
