"""Terms counted anew when the calendar changes, and what staff are told of it.

The cards of the requests that moved are laid anew by timers, when the calendar is in force.
"""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Final

from msgspec import Struct

from bot.chats import to_chat
from bot.dialogs.say import Say, say
from bot.dialogs.staff.naming import lines
from bot.ports import Tx
from bot.reception.calendar import WorkingCalendar, local
from bot.reception.calendar_changes import OpenTerm, PlannedReception, recounted, shown
from bot.reception.directory import Directory, Office
from bot.records import Event, Outgoing, Timer, TimerKind

RECOUNTED: Final = "recount"
"""The kind of the event that keeps the old and the new date."""
SYSTEM: Final = "system"
ROWS: Final = 40
"""Requests in one message."""


class Moved(Struct, frozen=True):
    """A term that ends on another day now."""

    term: OpenTerm
    due: date


class Followed(Struct, frozen=True):
    """What came of a changed calendar: terms that moved, receptions on a day off, whom to tell."""

    moved: tuple[Moved, ...]
    receptions: tuple[PlannedReception, ...]
    put: tuple[Outgoing, ...]


async def follow(
    tx: Tx,
    directory: Directory | None,
    calendar: WorkingCalendar,
    days: Collection[date],
    what: Say | None,
    who: str,
    now: datetime,
) -> Followed:
    """Have the open terms follow `calendar`, which `who` changed on `days`."""
    moved = await recount(tx, calendar, min(days), who, now) if days else ()
    hit = await receptions_hit(tx, calendar, days, now)
    put = await tell_chats(tx, directory, what, moved, hit, now) if directory else ()
    return Followed(moved, hit, put)


async def recount(
    tx: Tx, calendar: WorkingCalendar, since: date, who: str, now: datetime
) -> tuple[Moved, ...]:
    """Count every open term that ends on `since` or later by `calendar`; return what moved [D29].

    A term that was extended, or answered, stays as it is.
    """
    today = local(now).date()
    moved = []
    for term in await tx.open_terms(since):
        registered, due = recounted(term.registered_on, calendar, today)
        if (registered, due) == (term.registered_on, term.reply_due):
            continue
        if await tx.set_due(term, registered, due):
            moved.append(Moved(term, due))
    await tx.record(
        [
            Event(
                one.term.id,
                now,
                RECOUNTED,
                who,
                one.term.state,
                one.term.state,
                {"before": one.term.reply_due.isoformat(), "after": one.due.isoformat()},
            )
            for one in moved
        ]
    )
    await tx.set_timers(
        [Timer(TimerKind.CARD, now, one.term.id, one.term.version) for one in moved]
    )
    return tuple(moved)


async def receptions_hit(
    tx: Tx, calendar: WorkingCalendar, days: Collection[date], now: datetime
) -> tuple[PlannedReception, ...]:
    """Return the receptions to come on those of `days` that are off by `calendar`."""
    off = {day for day in days if not calendar.is_working(day)}
    if not off:
        return ()
    planned = await tx.planned_receptions(now)
    return tuple(one for one in planned if local(one.starts_at).date() in off)


async def tell_chats(
    tx: Tx,
    directory: Directory,
    what: Say | None,
    moved: Sequence[Moved],
    receptions: Sequence[PlannedReception],
    now: datetime,
) -> tuple[Outgoing, ...]:
    """Return what every staff chat reads: `what` changed, and what became of its own requests."""
    told: list[Outgoing] = []
    for office, keys in _chats(directory):
        own = [one for one in moved if one.term.office in keys]
        hit = [one for one in receptions if one.office in keys]
        says = [what] if what else []
        says += _listed("calendar-moved", [_moved_row(one) for one in own])
        says += _listed("calendar-hit", [_hit_row(one) for one in hit])
        for one in says:
            told += await to_chat(tx, office, one, now)
    return tuple(told)


def _chats(directory: Directory) -> list[tuple[Office, frozenset[str]]]:
    """Return an office for each staff chat, and the keys of all that share it."""
    shared: dict[int, list[Office]] = {}
    for office in directory.offices:
        if office.staff_chat is not None:
            shared.setdefault(office.staff_chat, []).append(office)
    return [(some[0], frozenset(one.key for one in some)) for some in shared.values()]


def _listed(key: str, rows: Sequence[Say]) -> list[Say]:
    """Return the texts that list `rows`, so many in each that it can be sent."""
    parts = [rows[nth : nth + ROWS] for nth in range(0, len(rows), ROWS)]
    return [say(key, count=len(rows), rows=lines(part)) for part in parts]


def _moved_row(one: Moved) -> Say:
    return say(
        "calendar-moved-row",
        number=one.term.number,
        before=shown(one.term.reply_due),
        after=shown(one.due),
    )


def _hit_row(one: PlannedReception) -> Say:
    return say("calendar-hit-row", number=one.number, when=one.starts_at)
