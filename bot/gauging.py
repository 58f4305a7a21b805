"""Counts from time to time what an operator's monitor shows, so that being asked costs nothing."""

import asyncio
from datetime import timedelta
from pathlib import Path
from typing import Final

from bot.backups import age_of_newest
from bot.metrics import Metrics
from bot.ports import Clock, Store
from bot.reception.calendar import local
from bot.records import Reference
from bot.troubles import Trouble, Troubles

SECONDS: Final = 15.0
SOON: Final = 3
"""Working days within which a reply is in danger."""


class Gauging:
    """Sets the gauges; `folder` is that of the backups."""

    def __init__(
        self,
        metrics: Metrics,
        store: Store,
        clock: Clock,
        reference: Reference,
        troubles: Troubles,
        folder: Path | None = None,
    ) -> None:
        self._metrics, self._store, self._clock = metrics, store, clock
        self._reference, self._troubles, self._folder = reference, troubles, folder

    async def work(self) -> None:
        """Count everything once, in one reading."""
        now = self._clock.now()
        today = local(now).date()
        async with self._store.reading() as tx:
            queues = await tx.queues(now)
            terms = await tx.terms_now(today, self._reference.calendar.add(today, SOON))
            spent = await tx.sms_spent(today)
            offices = [office.key for office in self._reference.directory.offices]
            tasks = [await tx.tasks_counted(office, now) for office in offices]
        self._metrics.show_queues(queues, now)
        self._metrics.show_terms(terms, now)
        self._metrics.show_tasks(sum(one.open for one in tasks), sum(one.overdue for one in tasks))
        self._metrics.show_spending(spent.segments, float(spent.cost))
        self._metrics.show_troubles(Trouble, self._troubles.current())
        if self._folder is not None:
            age: timedelta | None = await asyncio.to_thread(age_of_newest, self._folder, now)
            self._metrics.show_backup(None if age is None else age.total_seconds())
