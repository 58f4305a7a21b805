"""Laying a whole queue into the approved schedule, in order [D28]: the proposal, and what of it.

Args of the dialog: `rows`, the proposal as it was made: it doesn't change while it is looked at.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Final

from bot.dialogs.commands import Allocate, Hold, LetGo
from bot.dialogs.conversation import Ending, Farewell, Goto
from bot.dialogs.queries import QueueOf, RequestByNumber, RequestView
from bot.dialogs.question import Option, Style
from bot.dialogs.say import Say, Value, say
from bot.dialogs.staff.card import answered, words
from bot.dialogs.staff.giving import soonest, soonest_slots
from bot.dialogs.staff.naming import lines, must_decide, official_named
from bot.dialogs.talk import Talk
from bot.reception import terms
from bot.reception.allocation import InLine, TimeFor, lay, overtakers
from bot.reception.directory import Official, StaffMember

ROWS: Final = 20
"""So many at once: a list that is still read before it is approved."""

_STAMP: Final = "%Y%m%d%H%M"
_ALL: Final = Option("all", Say("allocate-all"), "all", Style.SUCCESS)
_SOME: Final = Option("some", Say("allocate-some"), "some")
_NONE: Final = Option("none", Say("allocate-none"), "none")
_ENOUGH: Final[Option[TimeFor | None]] = Option(
    "enough", Say("allocate-enough"), None, Style.SUCCESS
)


def propose(talk: Talk, member: StaffMember, rest: str) -> Ending:
    """Lay who waits for one official, or for all of the member's offices, into the free times."""
    must_decide(talk, member)
    directory = talk.facts.directory
    officials: Sequence[Official] = (
        (official_named(talk, member, "allocate", rest),)
        if rest
        else [one for key in member.offices for one in directory.officials_of(key)]
    )
    waiting = 0
    line: list[InLine] = []
    free: dict[str, list[datetime]] = {}
    for official in officials:
        tally = talk.fetch(QueueOf(member.offices, ROWS, official.key))
        waiting += tally.waiting
        line += [InLine(one.number, official.key) for one in tally.first]
        if tally.first:
            # What is kept for one of them, by an earlier proposal, is laid anew.
            numbers = tuple(one.number for one in tally.first)
            slots = soonest_slots(talk, official.key, ROWS, numbers)
            free[official.key] = [slot.starts_at for slot in slots]
    times = lay(line, free, soonest(talk))[:ROWS]
    if not times:
        return Farewell((say("allocate-no-times" if waiting else "office-queue-empty"),))
    rows = " ".join(f"{one.number}@{one.starts_at:{_STAMP}}" for one in times)
    return Goto("allocate", {"rows": rows, "waiting": str(waiting - len(times))})


def allocate(talk: Talk) -> Ending:
    """Show a proposal; have it carried out, whole or in part, or let its times go."""
    times = _times(talk.args["rows"])
    _who_may(talk)
    views = {one.number: talk.fetch(RequestByNumber(one.number)) for one in times}
    talk.do("hold", Hold(times))
    shown: Mapping[str, Value] = {
        "rows": lines(_row(talk, nth, one, views) for nth, one in enumerate(times, 1)),
        "waiting": int(talk.args["waiting"]),
        "minutes": int(terms.HELD.total_seconds()) // 60,
    }
    match talk.choose("choice", (_ALL, _SOME, _NONE), args=shown, can_cancel=False):
        case "all":
            return Allocate(times)
        case "none":
            return LetGo(tuple(one.number for one in times))
    kept = _taken_out(talk, times)
    if not kept:
        return LetGo(tuple(one.number for one in times))
    line = [InLine(one.number, view.official) for one in times if (view := views[one.number])]
    out = {one.number for one in times} - {one.number for one in kept}
    ahead = overtakers(line, out)
    reason = talk.text("reason", words, args={"count": len(ahead)}) if ahead else None
    return Allocate(kept, reason)


def _taken_out(talk: Talk, times: Sequence[TimeFor]) -> tuple[TimeFor, ...]:
    """Ask which of the proposal to leave in the queue, one after the other; return the others."""
    kept = list(times)
    while kept:
        options = [_ENOUGH] if len(kept) < len(times) else []
        options += [
            Option(one.number, say("allocate-row-option", nth=nth, number=one.number), one)
            for nth, one in enumerate(times, 1)
            if one in kept
        ]
        out = len(times) - len(kept)
        chosen = talk.choose(f"out-{out}", options, prompt="allocate-out", args={"count": out})
        if chosen is None:
            break
        kept.remove(chosen)
    return tuple(kept)


def _row(talk: Talk, nth: int, one: TimeFor, views: Mapping[str, RequestView | None]) -> Say:
    """Return a line of the proposal; of a request that moved on meanwhile it says so."""
    view = views[one.number]
    if view is None or view.place is None:
        return say("allocate-row-gone", nth=nth, number=one.number)
    return say(
        "allocate-row",
        nth=nth,
        place=view.place,
        number=one.number,
        initials=view.initials,
        official=talk.facts.directory.official(view.official).short,
        when=one.starts_at,
        wishes=say("allocate-wishes") if view.wishes else "",
    )


def _who_may(talk: Talk) -> None:
    who = talk.facts.who
    if answered(talk) and isinstance(who, StaffMember):
        must_decide(talk, who)


def _times(rows: str) -> tuple[TimeFor, ...]:
    return tuple(_time(*row.split("@")) for row in rows.split())


def _time(number: str, stamp: str) -> TimeFor:
    return TimeFor(number, datetime.strptime(stamp, _STAMP).replace(tzinfo=UTC))
