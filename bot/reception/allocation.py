"""Laying a queue into the free times of the schedule, in order [D28]. Values in, values out."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime

from msgspec import Struct

from bot.reception.calendar import local


class InLine(Struct, frozen=True):
    """A request that needs a time of its official."""

    number: str
    official: str


class TimeFor(Struct, frozen=True):
    """A time meant for a request."""

    number: str
    starts_at: datetime


def lay(
    queue: Iterable[InLine], free: Mapping[str, Iterable[datetime]], not_before: date
) -> tuple[TimeFor, ...]:
    """Give each of `queue`, in its order, the earliest free time of its official [D28].

    `free`: UTC starts by official. No time is on a day before `not_before`, the first whose
    briefing note can be ready [D26]. Whoever finds no time is left out. The soonest comes first,
    so that the beginning of what is returned keeps the order of every queue too.
    """
    times = {
        official: iter(sorted(one for one in set(starts) if local(one).date() >= not_before))
        for official, starts in free.items()
    }
    given: list[TimeFor] = []
    for one in queue:
        starts_at = next(times.get(one.official, iter(())), None)
        if starts_at is not None:
            given.append(TimeFor(one.number, starts_at))
    return tuple(sorted(given, key=lambda one: one.starts_at))


def overtakers(queue: Iterable[InLine], left_out: Iterable[str]) -> tuple[str, ...]:
    """Return who would be served before somebody of `left_out` that stands ahead of them.

    `queue` is in order; `left_out` are numbers. Each of those returned needs a reason [D28].
    """
    out = set(left_out)
    waiting: set[str] = set()
    ahead: list[str] = []
    for one in queue:
        if one.number in out:
            waiting.add(one.official)
        elif one.official in waiting:
            ahead.append(one.number)
    return tuple(ahead)
