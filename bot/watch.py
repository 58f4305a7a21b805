"""What time brings: reminders, surveys, questions to staff, drafts, retries, slots ahead.

The database is the truth and the scheduler only the clock: a tick claims due rows and turns them
into dialogs, inside one transaction. Any number of processes may tick.
"""

import logging
import traceback
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Final, assert_never

from msgspec.structs import replace

from bot import notices
from bot.desk.recounting import SYSTEM, recount, tell_chats
from bot.dialogs.incoming import Prompt
from bot.dialogs.queries import RequestByNumber, RequestView
from bot.duties.round import Duty, Round
from bot.laying import lay_slots
from bot.notices import Invitation
from bot.ports import Clock, Store, Tx
from bot.proving import Proving
from bot.reception import terms
from bot.reception.calendar import WorkingCalendar, local
from bot.reception.directory import Directory
from bot.reception.lifecycle import Who
from bot.reception.report import SURVEY_SENT
from bot.reception.survey import RECEIVED
from bot.records import (
    ChannelName,
    Event,
    Reference,
    Request,
    Settings,
    Timer,
    TimerKind,
    Traits,
)
from bot.reporting import Reporting
from bot.turns import Turns

log = logging.getLogger(__name__)

CLAIM: Final = 200
PUT_OFF: Final = timedelta(minutes=10)
NOT_URGENT: Final = frozenset(TimerKind) - {
    TimerKind.CARD,
    TimerKind.REMINDER_HOURS,
    TimerKind.CORRECTION,
}


class Watch:
    """Keeps the terms and the appointments in view."""

    def __init__(
        self,
        store: Store,
        turns: Turns,
        reference: Reference,
        clock: Clock,
        settings: Settings,
        traits: Mapping[ChannelName, Traits],
        duties: Sequence[Duty] = (),
        proving: Proving | None = None,
    ) -> None:
        self._store, self._turns, self._reference = store, turns, reference
        self._clock, self._settings, self._traits = clock, settings, traits
        self._laid_on: date | None = None
        self._laid_from: tuple[Directory, WorkingCalendar] | None = None
        self._counted_by: WorkingCalendar | None = None
        self._reporting = Reporting(store, reference, clock)
        self._round = Round(store, reference, duties, turns.prompt)
        self._proving = proving
        self.last_tick: datetime | None = None

    def next_duty(self, moment: datetime) -> datetime | None:
        """Return when an office is owed something next, after `moment`."""
        return self._round.next_after(moment)

    async def tick(self) -> None:
        """Do all that is due now; what fails doesn't keep the rest from being done.

        Raises an `ExceptionGroup` of what failed; the next tick tries that again.
        """
        now = self._clock.now()
        failed: list[Exception] = []
        every = (self._terms, self._timers, self._drafts, self._kept, self._slots)
        proving = (self._proving.tick,) if self._proving else ()
        for duty in (*every, self._reporting.tick, *proving, self._round.tick):
            try:
                await duty(now)
            except Exception as error:
                failed.append(error)
        if failed:
            raise ExceptionGroup("a tick failed", failed)
        self.last_tick = now

    # timers ------------------------------------------------------------------------------------
    async def _timers(self, now: datetime) -> None:
        """Bring due timers about; where that fails, one by one."""
        try:
            while await self._bring(now, CLAIM):
                pass
        except Exception as error:
            log.warning("timers are brought about one by one: %s", type(error).__name__)
            for _ in range(CLAIM):
                if not await self._bring_one(now):
                    break

    async def _bring(self, now: datetime, limit: int) -> bool:
        """Bring due timers about; tell whether there were any."""
        async with self._store.reading() as tx:
            next_due = await tx.next_timer()
        if next_due is None or next_due > now:
            return False
        async with self._store.writing() as tx:
            timers = await tx.due_timers(now, limit)
            invitations: list[Invitation] = []
            for timer in timers:
                request = await tx.request_by_id(timer.request)
                if request is not None:
                    invitations += await self._due(tx, timer, request, now)
            await self._turns.prompt(tx, invitations)
        return bool(timers)

    async def _bring_one(self, now: datetime) -> bool:
        """Bring one timer about; one that fails alone is put off, so that it holds up nobody."""
        try:
            return await self._bring(now, 1)
        except Exception as error:
            where = "".join(traceback.format_tb(error.__traceback__))
            log.error("a timer failed and is put off: %s\n%s", type(error).__name__, where)  # noqa: TRY400
        async with self._store.writing() as tx:
            timers = await tx.due_timers(now, 1)
            await tx.set_timers([replace(timer, due_at=now + PUT_OFF) for timer in timers])
        return True

    async def _due(self, tx: Tx, timer: Timer, request: Request, now: datetime) -> list[Invitation]:
        """Return the dialogs a due timer opens; put it off when it would wake people up."""
        later = terms.after_quiet(now)
        if timer.kind in NOT_URGENT and later > now:
            await tx.set_timers([replace(timer, due_at=later)])
            return []
        match timer.kind:
            case TimerKind.CARD:
                return notices.lay_card(request, self._reference, fresh=False)
            case TimerKind.ASK_OUTCOME:
                return notices.lay_card(request, self._reference, fresh=True)
            case TimerKind.REMINDER_DAY | TimerKind.REMINDER_HOURS:
                return await self._reminder(tx, timer, request, now)
            case TimerKind.CHOICE:
                return await self._choice(tx, request, now)
            case TimerKind.SURVEY | TimerKind.SURVEY_AGAIN:
                return await self._survey(tx, timer, request, now)
            case TimerKind.CORRECTION:
                return await self._correction(tx, request)
            case _:
                assert_never(timer.kind)

    async def _reminder(
        self, tx: Tx, timer: Timer, request: Request, now: datetime
    ) -> list[Invitation]:
        """Return the reminder of a reception still to come; the last one replaces a late one."""
        starts = request.starts_at
        if starts is None or starts <= now:
            return []
        if timer.kind is TimerKind.REMINDER_DAY and now >= terms.hours_reminder_at(starts):
            return []
        address = await tx.address_of(request.given.contact)
        if not self._traits[address.channel].written or await tx.consent_withdrawn(
            request.given.person
        ):
            return []
        prompt = Prompt("reminder", {"number": request.number, "starts_at": starts.isoformat()})
        return [Invitation(address, prompt, request.id, request.version, starts)]

    async def _choice(self, tx: Tx, request: Request, now: datetime) -> list[Invitation]:
        """Return the question whether a moved time suits, where it can be answered in time."""
        address = await tx.address_of(request.given.contact)
        starts = request.starts_at
        if starts is None or not self._traits[address.channel].replies:
            return []
        closes = terms.choice_until(starts, self._reference.calendar)
        if now >= closes:
            return []
        prompt = Prompt("moved", {"number": request.number, "starts_at": starts.isoformat()})
        return [Invitation(address, prompt, request.id, request.version, closes)]

    async def _correction(self, tx: Tx, request: Request) -> list[Invitation]:
        """Return the question what to correct, after the notice of the return, if it can be asked.

        Decisions are told when they are taken, so is what belongs to them: day or night.
        """
        address = await tx.address_of(request.given.contact)
        if not self._traits[address.channel].replies:
            return []
        prompt = Prompt("correction", {"number": request.number})
        return [Invitation(address, prompt, request.id, request.version)]

    async def _survey(
        self, tx: Tx, timer: Timer, request: Request, now: datetime
    ) -> list[Invitation]:
        """Return the survey [D38], if it is still open, unanswered, and can be answered there.

        Whoever was not received is asked once only.
        """
        view = await tx.answer(RequestByNumber(request.number), now)
        address = await tx.address_of(request.given.contact)
        answered = not isinstance(view, RequestView) or view.rating is not None
        closes = (request.starts_at or request.decided_at or now) + timedelta(
            days=self._settings.survey_open_days
        )
        if answered or now >= closes or not self._traits[address.channel].replies:
            return []
        if await tx.consent_withdrawn(request.given.person):
            return []
        if timer.kind is TimerKind.SURVEY:
            asked = Event(request.id, now, SURVEY_SENT, Who.SYSTEM, request.state, request.state)
            await tx.record([asked])
        if timer.kind is TimerKind.SURVEY and request.state in RECEIVED:
            again = terms.survey_again_at(now, self._reference.calendar)
            await tx.set_timers([replace(timer, kind=TimerKind.SURVEY_AGAIN, due_at=again)])
        prompt = Prompt("survey", {"number": request.number})
        return [Invitation(address, prompt, request.id, request.version, closes)]

    # everything else ---------------------------------------------------------------------------
    async def _drafts(self, now: datetime) -> None:
        """Remind once of a forgotten draft; forget one that nobody went on with."""
        nudge = timedelta(seconds=self._settings.nudge_after_seconds)
        keep = timedelta(seconds=self._settings.draft_expires_seconds)
        async with self._store.reading() as tx:
            if not await tx.has_drafts(now - nudge):
                return
        async with self._store.writing() as tx:
            expired = await tx.forgotten_drafts(now - keep, False, CLAIM)
            # A nudge counts as the last touch.
            expired += await tx.forgotten_drafts(now - keep + nudge, True, CLAIM)
            await self._turns.expire(tx, dict.fromkeys(expired))
            if not terms.is_quiet(now):
                forgotten = await tx.forgotten_drafts(now - nudge, False, CLAIM)
                answering = [one for one in forgotten if self._traits[one.channel].replies]
                nudges = [Invitation(address, Prompt("nudge")) for address in answering]
                await self._turns.prompt(tx, nudges)

    async def _kept(self, _now: datetime) -> None:
        """Take updates that failed in again, each once."""
        async with self._store.reading() as tx:
            failed = await tx.failed_count()
        for _ in range(min(failed, CLAIM)):
            if not await self._turns.retry():
                break

    async def _terms(self, now: datetime) -> None:
        """Count open terms anew when another calendar is in force, and once at the start.

        Whoever changes it does so already; what was registered by the old one meanwhile is found
        here, and what a newer list of public holidays moves.
        """
        calendar, directory = self._reference.calendar, self._reference.directory
        if calendar == self._counted_by:
            return
        async with self._store.writing() as tx:
            moved = await recount(tx, calendar, local(now).date(), SYSTEM, now)
            await tx.put(await tell_chats(tx, directory, None, moved, (), now), now)
        self._counted_by = calendar

    async def _slots(self, now: datetime) -> None:
        """Lay out every official's slots: once a day, and when schedule or calendar change."""
        today, directory = local(now).date(), self._reference.directory
        laid_from = (directory, self._reference.calendar)
        if self._laid_on == today and self._laid_from == laid_from:
            return
        async with self._store.writing() as tx:
            await lay_slots(tx, directory.officials, self._reference, now)
        self._laid_on, self._laid_from = today, laid_from
