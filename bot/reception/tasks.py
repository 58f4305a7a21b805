"""What staff must do by hand, mostly telephone: by when, what may come of it, when it is tried
again, and when it has lost its point."""

from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Final

from msgspec import Struct

from bot.reception.calendar import DAY, WorkingCalendar, at, local
from bot.reception.directory import OfficeHours
from bot.reception.language import Lang
from bot.reception.lifecycle import AWAITING_REPLY, LIVE, RULES, State

TRIES: Final = 3
"""After so many tries in vain the heads are called."""
HELD_FOR: Final = timedelta(minutes=15)
"""So long nobody else is given the same task."""
LATER_TODAY: Final = timedelta(hours=3)
"""So long after a try in vain the next one is made, where the office is open then."""

TICKET: Final = "notice-ticket"
TOLD_IN: Final = {
    rule.tells.notice: frozenset(
        one.target for one in RULES if one.tells and one.tells.notice == rule.tells.notice
    )
    for rule in RULES
    if rule.tells is not None and rule.tells.statutory
}
"""The states that the statutory notices of decisions tell."""


class TaskKind(StrEnum):
    """What staff must do by hand."""

    CALL = "call"
    POISON = "poison"


class TaskState(StrEnum):
    """Where a task is, as it is stored."""

    OPEN = "open"
    DONE = "done"


class TaskResult(StrEnum):
    """What came of a task, or of a try."""

    TOLD = "told"
    IN_PERSON = "in_person"
    LETTER = "letter"
    SEEN = "seen"
    NOT_REACHED = "not_reached"
    WRONG_NUMBER = "wrong_number"
    DELIVERED = "delivered"
    """It arrived after all, by a message."""
    WITHDRAWN = "withdrawn"
    OUTDATED = "outdated"
    """Something else is true of the request by now."""


PROOF: Final = frozenset({TaskResult.TOLD, TaskResult.IN_PERSON, TaskResult.LETTER})
"""Results by which the applicant knows, from a member of staff."""
IN_VAIN: Final = frozenset({TaskResult.NOT_REACHED, TaskResult.WRONG_NUMBER})


class NewTask(Struct, frozen=True):
    """Something staff must do by hand; `text` is what went wrong.

    `notice`: the one that did not arrive as the message `message`; it is to be told until `due`.
    """

    kind: TaskKind
    office: str | None
    request: int | None
    text: str
    due: datetime | None = None
    notice: str | None = None
    message: int | None = None


class OpenTask(Struct, frozen=True):
    """An open task about a request. `notice`: which one did not arrive, if that is known.

    `on_its_way`: it has been sent again since, or another one was.
    """

    id: int
    request: int
    notice: str | None
    state: State
    replied: bool
    undo_until: datetime | None
    delivered: bool
    on_its_way: bool
    person: int
    tries: int
    text: str


class TaskTried(Struct, frozen=True):
    """A task after a try, to be stored; one that stays open is tried again at `due_at`."""

    task: int
    state: TaskState
    result: TaskResult
    tries: int
    at: datetime
    who: str
    due_at: datetime | None = None


class TaskCount(Struct, frozen=True):
    """How many tasks are open, and how many of them are overdue."""

    open: int
    overdue: int


class Reached(Struct, frozen=True):
    """How an applicant was last told something statutory, or was not.

    Of the message: its `channel`, when it left or was tried, and whether it `arrived`; `sent`: it
    left, and nobody knows. Of the task, if there is one that is newer: whether it is `open`, else
    what came of it, by whom, when.
    """

    channel: str | None
    at: datetime | None
    sent: bool
    arrived: bool
    open: bool = False
    result: TaskResult | None = None
    who: str | None = None
    done_at: datetime | None = None


class TaskView(Struct, frozen=True):
    """A task with the personal data that telling takes; never for a staff chat.

    Without a `number` it is about no request, and `text` says what went wrong. `due`: by when it
    must be done; `last`: what came of the last of its `tries`.
    """

    id: int
    request: int | None
    number: str | None
    office: str | None
    notice: str | None
    text: str
    lang: Lang
    name: str
    phone: str
    due: datetime | None
    tries: int
    last: TaskResult | None


class TaskRow(Struct, frozen=True):
    """A task as the staff chat names it: nothing personal. `taken`: somebody has it in hand."""

    number: str | None
    notice: str | None
    text: str
    due: datetime | None
    taken: bool


class TaskTally(Struct, frozen=True):
    """The open tasks of some offices: the most urgent ones, how many, and how many overdue."""

    first: tuple[TaskRow, ...]
    open: int
    overdue: int


def is_decision(notice: str | None) -> bool:
    """Tell whether a notice tells a decision; the others only say how things stand."""
    return notice in TOLD_IN


def outweighs(new: str, old: str | None) -> bool:
    """Tell whether a notice takes the place of one that staff are to tell already."""
    return is_decision(new) or not is_decision(old)


def still_true(notice: str | None, state: State) -> bool:
    """Tell whether a notice says what is so of a request in `state`."""
    if notice is None:
        return state is not State.WITHDRAWN
    if is_decision(notice):
        return state in TOLD_IN[notice]
    return state in (LIVE if notice == TICKET else AWAITING_REPLY)


def lost_point(task: OpenTask, now: datetime) -> TaskResult | None:
    """Return why a task need not be done any more; None where it must, or may be decided yet."""
    if task.delivered:
        return TaskResult.DELIVERED
    if task.undo_until is not None and task.undo_until > now:
        return None
    if task.state is State.WITHDRAWN:
        return TaskResult.WITHDRAWN
    answered = task.replied and task.notice is not None and not is_decision(task.notice)
    if answered or not still_true(task.notice, task.state):
        return TaskResult.OUTDATED
    return None


def deadline(
    notice: str,
    reply_due: date | None,
    starts_at: datetime | None,
    today: date,
    calendar: WorkingCalendar,
) -> date:
    """Return the last day to tell it: of a decision `reply_due`, if that is not met yet [D29].

    Of anything else the next working day; of a reception the working day before it, not earlier
    than today.
    """
    last = calendar.add(today, 1)
    if reply_due is not None and is_decision(notice):
        last = reply_due
    if starts_at is not None:
        last = min(last, max(today, calendar.add(local(starts_at).date(), -1)))
    return last


def again_at(now: datetime, hours: OfficeHours, calendar: WorkingCalendar) -> datetime:
    """Return when to try again: later the same working day, else when the office opens next."""
    later = local(now + LATER_TODAY)
    today = local(now).date()
    if calendar.is_working(today) and later.date() == today and later.time() < hours.closes:
        return now + LATER_TODAY
    return at(calendar.on_or_after(today + DAY), hours.opens)
