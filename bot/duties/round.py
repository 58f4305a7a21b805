"""The round of duties: each is done once a working day for each office, by whoever comes first.

Nothing is done in quiet hours: what could not be done before them is not made up for at night.
"""

from collections.abc import Awaitable, Callable, Sequence
from datetime import date, datetime, time
from typing import TypeAlias

from msgspec import Struct

from bot.desk.acts import Done
from bot.notices import Invitation
from bot.ports import Store, Tx
from bot.reception.calendar import at, local
from bot.reception.directory import Office
from bot.reception.terms import is_quiet
from bot.records import DutyKind, Reference

Doing: TypeAlias = Callable[[Tx, Office, datetime], Awaitable[Done]]
"""Does a duty for an office inside a transaction; returns whom to tell (`put`, `invitations`)."""

Inviting: TypeAlias = Callable[[Tx, Sequence[Invitation]], Awaitable[None]]


class Duty(Struct, frozen=True):
    """What is owed on every working day from `clock` (local time, maybe of the office) on."""

    kind: DutyKind
    clock: time | Callable[[Office], time]
    do: Doing

    def begins(self, office: Office) -> time:
        """Return when it is due at `office`."""
        return self.clock if isinstance(self.clock, time) else self.clock(office)


class Round:
    """Does the duties that are due; a day missed altogether is not made up for."""

    def __init__(
        self, store: Store, reference: Reference, duties: Sequence[Duty], invite: Inviting
    ) -> None:
        self._store, self._reference, self._invite = store, reference, invite
        self._duties = duties
        self._day: date | None = None
        self._done: set[tuple[str, DutyKind]] = set()

    def next_after(self, moment: datetime) -> datetime | None:
        """Return when the next duty is due after `moment`; None where there are none."""
        offices = self._reference.directory.offices
        clocks = {duty.begins(office) for duty in self._duties for office in offices}
        if not clocks:
            return None
        calendar, day = self._reference.calendar, local(moment).date()
        first = calendar.on_or_after(day)
        later = (at(first, clock) for clock in clocks)
        soonest = min((one for one in later if one > moment), default=None)
        return soonest or at(calendar.add(day, 1), min(clocks))

    async def tick(self, now: datetime) -> None:
        """Do what is due by now; what fails doesn't keep the rest from being done."""
        here = local(now)
        if self._day != here.date():
            self._day = here.date()
            self._done.clear()
        if is_quiet(now) or not self._reference.calendar.is_working(here.date()):
            return
        failed: list[Exception] = []
        for duty in self._duties:
            for office in self._reference.directory.offices:
                if here.time() < duty.begins(office) or (office.key, duty.kind) in self._done:
                    continue
                try:
                    await self._once(duty, office, now)
                except Exception as error:
                    failed.append(error)
                else:
                    self._done.add((office.key, duty.kind))
        if failed:
            raise ExceptionGroup("duties failed", failed)

    async def _once(self, duty: Duty, office: Office, now: datetime) -> None:
        async with self._store.writing() as tx:
            if not await tx.begin_duty(office.key, duty.kind, local(now).date(), now):
                return  # another process did it
            done = await duty.do(tx, office, now)
            await tx.put(done.put, now)
            await self._invite(tx, done.invitations)
