"""What time brings: reminders, surveys, questions to staff, drafts, retries, slots ahead.

The database is the truth and the scheduler only the clock: a tick claims due rows and turns them
into prompts, inside one transaction. Any number of processes may tick.
"""

import logging
from dataclasses import replace
from datetime import date, datetime, timedelta

from bot import notices
from bot.dialogs.incoming import Expired, Prompt
from bot.dialogs.queries import RequestByNumber, RequestView
from bot.ports import Clock, Store, Tx
from bot.reception import terms
from bot.reception.calendar import local
from bot.reception.schedule import slot_times
from bot.records import (
    Address,
    ChannelName,
    Incoming,
    Reference,
    Request,
    Settings,
    Timer,
    TimerKind,
    Traits,
)
from bot.turns import Turns

log = logging.getLogger(__name__)

CLAIM = 200
SLOTS_AHEAD = timedelta(days=90)
NOT_URGENT = {TimerKind.REMINDER_DAY, TimerKind.SURVEY, TimerKind.SURVEY_AGAIN}


class Watch:
    """Keeps the terms and the appointments in view."""

    def __init__(
        self,
        store: Store,
        turns: Turns,
        reference: Reference,
        clock: Clock,
        settings: Settings,
        traits: dict[ChannelName, Traits],
    ) -> None:
        self._store, self._turns, self._reference = store, turns, reference
        self._clock, self._settings, self._traits = clock, settings, traits
        self._slots_until: date | None = None
        self.last_tick: datetime | None = None

    async def tick(self) -> None:
        """Do all that is due now."""
        now = self._clock.now()
        while await self._timers(now) == CLAIM:
            pass
        await self._drafts(now)
        await self._failed(now)
        await self._slots(now)
        self.last_tick = now

    async def _timers(self, now: datetime) -> int:
        """Bring due timers about; return how many were due."""
        async with self._store.reading() as tx:
            next_due = await tx.next_timer()
        if next_due is None or next_due > now:
            return 0
        async with self._store.writing() as tx:
            timers = await tx.due_timers(now, CLAIM)
            prompts: list[tuple[Address, Prompt]] = []
            for timer in timers:
                request = await tx.request_by_id(timer.request)
                if request is not None:
                    prompts += await self._due(tx, timer, request, now)
            await self._turns.prompt(tx, prompts)
        return len(timers)

    async def _due(
        self, tx: Tx, timer: Timer, request: Request, now: datetime
    ) -> list[tuple[Address, Prompt]]:
        """Return the dialogs a due timer opens; put it off when it would wake people up."""
        if timer.kind in NOT_URGENT and terms.is_quiet(now):
            await tx.set_timers([replace(timer, due_at=terms.after_quiet(now))])
            return []
        match timer.kind:
            case TimerKind.CARD:
                return notices.lay_card(request, self._reference, fresh=False)
            case TimerKind.ASK_OUTCOME:
                return notices.lay_card(request, self._reference, fresh=True)
            case TimerKind.REMINDER_DAY | TimerKind.REMINDER_HOURS:
                if request.starts_at is None or request.starts_at <= now:
                    return []
                args = {"number": request.number, "starts_at": request.starts_at.isoformat()}
                return [(await tx.address_of(request.given.contact), Prompt("reminder", args))]
            case TimerKind.SURVEY | TimerKind.SURVEY_AGAIN:
                return await self._survey(tx, request, now)

    async def _survey(
        self, tx: Tx, request: Request, now: datetime
    ) -> list[tuple[Address, Prompt]]:
        """Return the survey [D38], if it is still open, unanswered, and can be answered there."""
        view = await tx.answer(RequestByNumber(request.number), now)
        address = await tx.address_of(request.given.contact)
        answered = not isinstance(view, RequestView) or view.rating is not None
        since = request.starts_at or request.decided_at or now
        closed = now - since > timedelta(days=self._settings.survey_open_days)
        if answered or closed or not self._traits[address.channel].replies:
            return []
        return [(address, Prompt("survey", {"number": request.number}))]

    async def _drafts(self, now: datetime) -> None:
        """Remind once of a forgotten draft; forget one that nobody went on with."""
        nudge = timedelta(seconds=self._settings.nudge_after_seconds)
        keep = timedelta(seconds=self._settings.draft_expires_seconds)
        async with self._store.reading() as tx:
            if not await tx.has_drafts(now - nudge):
                return
        async with self._store.writing() as tx:
            if not terms.is_quiet(now):
                forgotten = await tx.forgotten_drafts(now - nudge, False, CLAIM)
                answering = [a for a in forgotten if self._traits[a.channel].replies]
                await self._turns.prompt(tx, [(address, Prompt("nudge")) for address in answering])
            expired = await tx.forgotten_drafts(now - keep + nudge, True, CLAIM)
            await self._turns.expire(tx, [Incoming(a, "", Expired()) for a in expired])

    async def _failed(self, now: datetime) -> None:
        """Take updates that failed in again."""
        async with self._store.reading() as tx:
            if not (await tx.backlog(now)).failed:
                return
        async with self._store.writing() as tx:
            failed = await tx.failed_due(now, CLAIM)
        for one in failed:
            await self._turns.retry(one)

    async def _slots(self, now: datetime) -> None:
        """Lay out the slots of every official by the approved schedule, once a day."""
        today = local(now).date()
        if self._slots_until == today + SLOTS_AHEAD:
            return
        async with self._store.writing() as tx:
            for official in self._reference.directory.officials:
                times = slot_times(
                    official.patterns, today, today + SLOTS_AHEAD, self._reference.calendar
                )
                await tx.add_slots(official.key, times)
        self._slots_until = today + SLOTS_AHEAD
