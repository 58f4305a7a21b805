"""Who is asked by telephone [D38]: a share of everyone there is to ask, drawn so that it can be
drawn again.

Each person has a place of their own in the quarter of their office, given by a hash of quarter,
office and request number. Those whose place is below the share are in the sample. So the same
people give the same sample in whatever order they come, and whoever comes later changes nothing
for those before.
"""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from hashlib import sha256
from typing import Final, assert_never

from msgspec import Struct

from bot.reception.calendar import DAY, WorkingCalendar, at, local
from bot.reception.lifecycle import State
from bot.reception.quarter import Quarter
from bot.reception.terms import SURVEY_OPEN_DAYS, survey_again_at, survey_at

PLACES: Final = 2**31
"""How many places there are in a quarter; two people hardly ever have the same one."""
ALL: Final = 100
LAST_DAYS: Final = timedelta(days=14)
"""If nobody was drawn until then, the first in order is."""


class Reason(StrEnum):
    """Why somebody is asked by telephone."""

    RECEIVED = "received"
    """Was received and did not answer in the chat while the survey was open."""
    CONSULTED = "consulted"
    WITHDREW = "withdrew"


class Askable(Struct, frozen=True):
    """A request whose applicant may be asked: when it ended, and when the reception was, if any."""

    request: int
    number: str
    state: State
    ended_at: datetime
    starts_at: datetime | None = None


class Drawn(Struct, frozen=True):
    """Somebody in the sample, with their place in it."""

    who: Askable
    reason: Reason
    quarter: Quarter
    place: int


def reason(state: State) -> Reason | None:
    """Return why those are asked whose requests ended so; None where nobody is."""
    match state:
        case State.ATTENDED:
            return Reason.RECEIVED
        case State.CONSULTED:
            return Reason.CONSULTED
        case State.WITHDRAWN:
            return Reason.WITHDREW
        case _:
            return None


def ready_on(who: Askable, why: Reason, calendar: WorkingCalendar) -> date:
    """Return the first day on which somebody may be asked by telephone.

    Whoever was received has the days of the survey in the chat first; whoever was consulted has
    both its messages. Who gave up is asked by nobody else.
    """
    ended = local(who.ended_at).date()
    match why:
        case Reason.RECEIVED:
            held = local(who.starts_at or who.ended_at).date()
            closes = survey_at(held, calendar) + timedelta(days=SURVEY_OPEN_DAYS)
            return calendar.on_or_after(local(closes).date() + DAY)
        case Reason.CONSULTED:
            again = survey_again_at(survey_at(ended, calendar), calendar)
            return calendar.add(local(again).date(), 1)
        case Reason.WITHDREW:
            return calendar.add(ended, 1)
        case _:
            assert_never(why)


def place(office: str, quarter: Quarter, number: str) -> int:
    """Return the place of a request in the quarter of its office, from 0 to below `PLACES`."""
    named = f"{quarter}|{office}|{number}".encode()
    return int.from_bytes(sha256(named).digest()[:4]) % PLACES


def sample(
    office: str, quarter: Quarter, share: int, numbers: Iterable[str], *, at_least: int = 1
) -> tuple[str, ...]:
    """Return those of `numbers` in the sample of `share` percent, in order of their places.

    `at_least`: so many are taken where there are any, the first in order; of a share of 0 nobody.
    """
    placed = sorted((place(office, quarter, number), number) for number in set(numbers))
    below = sum(1 for where, _ in placed if where * ALL < share * PLACES)
    taken = max(below, at_least) if share > 0 else 0
    return tuple(number for _, number in placed[:taken])


def draw(
    office: str,
    share: int,
    people: Iterable[Askable],
    today: date,
    calendar: WorkingCalendar,
    *,
    begun: Iterable[Quarter] = (),
) -> tuple[Drawn, ...]:
    """Return who is to be called from today on, in order; `people` are those not drawn before.

    `begun`: the quarters somebody was drawn in already. Where nobody was, one is in the last days.
    """
    known = frozenset(begun)
    groups: dict[Quarter, dict[str, tuple[Askable, Reason]]] = {}
    for who in people:
        why = reason(who.state)
        if why is None:
            continue
        ready = ready_on(who, why, calendar)
        if ready <= today:
            groups.setdefault(Quarter.of(ready), {})[who.number] = (who, why)
    found: list[Drawn] = []
    for quarter in sorted(groups):
        late = today >= quarter.last - LAST_DAYS
        least = 1 if late and quarter not in known else 0
        for number in sample(office, quarter, share, groups[quarter], at_least=least):
            who, why = groups[quarter][number]
            found.append(Drawn(who, why, quarter, place(office, quarter, number)))
    return tuple(found)


def again_at(today: date, opens: time, calendar: WorkingCalendar) -> datetime:
    """Return when to try again whoever was not reached: the next working day, at opening time."""
    return at(calendar.add(today, 1), opens)
