"""Proof that statutory messages arrived: what nobody confirmed in a day takes another way, and the
tasks of staff that have lost their point close by themselves."""

import logging
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, timedelta
from typing import Final, TypeAlias

from bot import notices
from bot.desk.tasks import close
from bot.notices import Invitation
from bot.ports import Store, Tx
from bot.reception.tasks import OpenTask, lost_point
from bot.records import Reference
from bot.undelivered import Fallback

log = logging.getLogger(__name__)

PROVEN_WITHIN: Final = timedelta(hours=24)
"""So long a provider has to say that a message arrived."""
LOOK_EVERY: Final = timedelta(minutes=1)
CLAIM: Final = 200
NEVER_PROVEN: Final = "unproven"

Inviting: TypeAlias = Callable[[Tx, Sequence[Invitation]], Awaitable[None]]


class Proving:
    """Looks after what was sent and never proven, and after the tasks that came of it."""

    def __init__(
        self, store: Store, reference: Reference, fallback: Fallback, invite: Inviting
    ) -> None:
        self._store, self._reference = store, reference
        self._fallback, self._invite = fallback, invite
        self._looked_at: datetime | None = None

    async def tick(self, now: datetime) -> None:
        """Look, once a minute; a clock that was moved is looked at anew."""
        last = self._looked_at
        if last is not None and timedelta() <= now - last < LOOK_EVERY:
            return
        await self._give_up_waiting(now)
        await self._close(now)
        self._looked_at = now

    async def _give_up_waiting(self, now: datetime) -> None:
        """Have what nobody confirmed in time take its next way."""
        before = now - PROVEN_WITHIN
        async with self._store.reading() as tx:
            if not await tx.any_unproven(before):
                return
        while True:
            async with self._store.writing() as tx:
                found = await tx.never_proven(before, now, CLAIM)
                for envelope in found:
                    await self._fallback(tx, envelope, NEVER_PROVEN)
                more = await tx.any_unproven(before)
            log.warning("%d statutory messages were never proven to arrive", len(found))
            if not more:
                return

    async def _close(self, now: datetime) -> None:
        """Close the tasks that have lost their point; their cards show it."""
        for task in await self._pointless(now):
            async with self._store.writing() as tx:
                newer = await tx.open_task(task.request)
                why = None if newer is None else lost_point(newer, now)
                if newer is None or why is None:
                    continue
                request = await close(tx, newer, why, now)
                if request is not None:
                    lay = notices.lay_card(request, self._reference, fresh=False)
                    await self._invite(tx, lay)

    async def _pointless(self, now: datetime) -> list[OpenTask]:
        found: list[OpenTask] = []
        async with self._store.reading() as tx:
            after = 0
            while tasks := await tx.open_tasks(after, CLAIM):
                after = tasks[-1].id
                found += [one for one in tasks if lost_point(one, now) is not None]
        return found
