"""The morning digest of an office: what waits, whose term is at a mark, who comes today."""

from datetime import date, datetime, time
from typing import Final

from bot.chats import to_chat
from bot.desk.acts import Done
from bot.dialogs.say import Say, say
from bot.dialogs.staff.naming import lines
from bot.duties.listing import heads_named, operators_named, rows_of, section
from bot.ports import Tx
from bot.reception import watching
from bot.reception.calendar import DAY, at, local
from bot.reception.directory import Office
from bot.reception.watching import MARKS, Listing, Urgency, Watched
from bot.records import Reference

AT: Final = time(9, 0)
ROWS_SHOWN: Final = 4
RECEPTIONS_SHOWN: Final = 10


class Digest:
    """Tells an office in one message what its day asks of it; nothing where it asks nothing."""

    def __init__(self, reference: Reference) -> None:
        self._reference = reference

    async def __call__(self, tx: Tx, office: Office, now: datetime) -> Done:
        """Say it."""
        today = local(now).date()
        waiting = await tx.waiting(office.key)
        urgency, sections = await self._terms(tx, office, today)
        sections += await self._first_steps(tx, office, today)
        sections += await self._receptions(tx, office, today)
        tasks = await tx.tasks_counted(office.key, now)
        if tasks.open:
            sections.append(say("watch-tasks", count=tasks.open, overdue=tasks.overdue))
            urgency = Urgency.HEADS if tasks.overdue else urgency
        if not waiting and not sections:
            return Done()
        directory = self._reference.directory
        told = say(
            "watch-digest",
            office=office.short,
            waiting=waiting,
            rows=lines(sections, "watch-sections"),
            operators=operators_named(directory, office) if urgency >= Urgency.OPERATORS else "",
            heads=heads_named(directory, office) if urgency >= Urgency.HEADS else "",
        )
        return Done(put=await to_chat(tx, office, told, now))

    async def _terms(self, tx: Tx, office: Office, today: date) -> tuple[Urgency, list[Say]]:
        """Return the replies that are late or at a mark, the most urgent first [D29]."""
        row = rows_of(self._reference.directory)
        urgency, sections = Urgency.ANYONE, []
        late = await tx.overdue(office.key, today, ROWS_SHOWN)
        if late.count:
            urgency = Urgency.HEADS
            sections.append(section("watch-overdue", late, row))
        for mark, its_urgency in sorted(MARKS.items(), reverse=True):
            first, last = watching.due_at_mark(mark, today, self._reference.calendar)
            listing = await tx.due(office.key, first, last, ROWS_SHOWN)
            if listing.count:
                urgency = max(urgency, its_urgency)
                days = watching.days_left(mark)
                sections.append(section("watch-mark", listing, row, days=days, mark=mark))
        return urgency, sections

    async def _first_steps(self, tx: Tx, office: Office, today: date) -> list[Say]:
        """Return those nobody looked at yet, and those the applicant did not correct."""
        row = rows_of(self._reference.directory)
        first, last = watching.not_competent_today(today, self._reference.calendar)
        unseen = await tx.unreviewed(office.key, first, last, ROWS_SHOWN)
        uncorrected = await tx.uncorrected(office.key, today, ROWS_SHOWN)
        return _filled(
            section("watch-not-competent", unseen, row),
            section("watch-uncorrected", uncorrected, row),
        )

    async def _receptions(self, tx: Tx, office: Office, today: date) -> list[Say]:
        """Return who comes today, and the briefing notes due today and this week [D26]."""
        this_day = await self._held(tx, office, (today, today), RECEPTIONS_SHOWN)
        notes_today = await self._briefed(tx, office, today, today)
        notes_later = await self._briefed(tx, office, today + DAY, watching.week_end(today))
        return _filled(
            section("watch-receptions", this_day, self._at_time),
            section("watch-briefing-today", notes_today, self._on_day),
            section("watch-briefing-week", notes_later, self._on_day),
        )

    async def _briefed(self, tx: Tx, office: Office, first: date, last: date) -> Listing:
        days = watching.receptions_to_brief(first, last, self._reference.calendar)
        return await self._held(tx, office, days, ROWS_SHOWN)

    async def _held(self, tx: Tx, office: Office, days: tuple[date, date], limit: int) -> Listing:
        since, until = at(days[0], time.min), at(days[1] + DAY, time.min)
        return await tx.receptions(office.key, since, until, limit)

    def _at_time(self, one: Watched) -> Say:
        return self._reception("watch-reception-row", one)

    def _on_day(self, one: Watched) -> Say:
        return self._reception("watch-briefing-row", one)

    def _reception(self, key: str, one: Watched) -> Say:
        official = self._reference.directory.official(one.official).short
        return say(key, number=one.number, official=official, when=one.starts_at or "")


def _filled(*sections: Say) -> list[Say]:
    return [one for one in sections if one.args["count"]]
