"""What the staff chat lists: the queue, the free times, the counts of a quarter."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Final

from bot.dialogs.queries import QueueOf, Tally, TallyOf
from bot.dialogs.say import Say, Value, say
from bot.dialogs.staff.card import row, soonest_slots
from bot.dialogs.staff.naming import lines
from bot.dialogs.talk import Talk
from bot.dialogs.turn import Ending, Farewell
from bot.reception.calendar import DAY
from bot.reception.directory import StaffMember

QUEUE_SHOWN: Final = 10
SLOTS_SHOWN: Final = 3
FIRST_YEAR: Final = 2020

_QUARTER: Final = re.compile(r"(?:(\d{4})[\s-]*)?[qкт]?[\s-]*([1-4])", re.IGNORECASE)


def queue(talk: Talk, member: StaffMember, _rest: str) -> Ending:
    """List who waits, in the order in which they must be scheduled [D28]."""
    tally = talk.fetch(QueueOf(member.offices, QUEUE_SHOWN))
    if not tally.first:
        return Farewell((say("office-queue-empty"),))
    rows = lines(
        Say("office-queue-row", {**row(view, talk), "place": view.place or "–"})
        for view in tally.first
    )
    return Farewell(
        (
            say(
                "office-queue",
                waiting=tally.waiting,
                rows=rows,
                more=max(0, tally.waiting - len(tally.first)),
                number=tally.first[0].number,
            ),
        )
    )


def slots(talk: Talk, member: StaffMember, _rest: str) -> Ending:
    """List the next free times of every official of the member's offices."""
    shown = []
    for key in member.offices:
        for official in talk.facts.directory.officials_of(key):
            free = soonest_slots(talk, official.key, SLOTS_SHOWN)
            times = lines(
                (say("office-slot", when=slot.starts_at) for slot in free), "staff-joined"
            )
            shown.append(
                say("office-slots-row", official=official.short, times=times)
                if free
                else say("office-slots-none", official=official.short)
            )
    return Farewell((say("office-slots", rows=lines(shown) or say("office-no-officials")),))


def report(talk: Talk, member: StaffMember, rest: str) -> Ending:
    """Count the requests of a quarter [D40]."""
    period = quarter(rest, talk.facts.today)
    if period is None:
        example = f"{talk.facts.today.year}Q{(talk.facts.today.month + 2) // 3}"
        return Farewell((say("office-report-form", example=example),))
    first, last = period
    tally = talk.fetch(TallyOf(member.offices, first, last))
    return Farewell((Say("office-report", _counts(tally, first)),))


def _counts(tally: Tally, first: date) -> Mapping[str, Value]:
    states = lines(
        say("office-report-state", state=say("card-state", state=state.value), count=count)
        for state, count in tally.by_state
        if count
    )
    mean = "" if tally.mean_rating is None else f"{tally.mean_rating:.1f}".replace(".", ",")
    return {
        "year": first.year,
        "quarter": (first.month + 2) // 3,
        "registered": tally.registered,
        "in_time": tally.in_time,
        "late": tally.late,
        "open": tally.open,
        "states": states,
        "surveyed": tally.surveyed,
        "mean": mean,
    }


def quarter(text: str, today: date) -> tuple[date, date] | None:
    """Read a quarter: `2026Q4`, `4`, `4 тоқсан`; nothing is the current one. First and last day."""
    year, number = today.year, (today.month + 2) // 3
    if text:
        found = _QUARTER.fullmatch(re.sub(r"\s*(?:тоқсан|квартал)\w*", "", text.lower()).strip())
        if found is None:
            return None
        year, number = int(found[1] or today.year), int(found[2])
        if not FIRST_YEAR <= year <= today.year:
            return None
    first = date(year, 3 * number - 2, 1)
    after = date(year + 1, 1, 1) if number == 4 else date(year, 3 * number + 1, 1)
    return first, after - DAY
