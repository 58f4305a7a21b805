"""What staff do by hand, for one member in private: whom to tell what, and what came of it.

In the staff chat there is only what waits, by number and day: who is to be told is personal data.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from bot.dialogs.commands import CloseTask, TakeTask
from bot.dialogs.conversation import Ending, Farewell
from bot.dialogs.queries import (
    HeldTask,
    RequestByNumber,
    RequestView,
    TasksListed,
    TasksWaiting,
)
from bot.dialogs.question import Option, Style
from bot.dialogs.say import Say, Value, say
from bot.dialogs.staff.naming import lines
from bot.dialogs.staff.one_by_one import one_by_one
from bot.dialogs.talk import Talk
from bot.reception.calendar import local
from bot.reception.directory import StaffMember
from bot.reception.lifecycle import State
from bot.reception.tasks import TaskResult, TaskRow, TaskView

MOVED: Final = frozenset({"notice-moved", "notice-chosen"})
_PLAINLY_TOLD: Final = frozenset({State.REFUSED, State.RETURNED, State.REDIRECTED, State.CONSULTED})

_TOLD: Final[Option[TaskResult | None]] = Option(
    "told", say("tasks-result-told"), TaskResult.TOLD, Style.SUCCESS
)
_IN_VAIN: Final[tuple[Option[TaskResult | None], ...]] = (
    Option("not-reached", say("tasks-result-not-reached"), TaskResult.NOT_REACHED),
    Option("wrong-number", say("tasks-result-wrong-number"), TaskResult.WRONG_NUMBER),
)
_OTHERWISE: Final = (
    Option("in-person", say("tasks-result-in-person"), TaskResult.IN_PERSON),
    Option("letter", say("tasks-result-letter"), TaskResult.LETTER),
)
_NOT_BY_PHONE: Final[Option[TaskResult | None]] = Option(
    "not-by-phone", say("tasks-result-not-by-phone"), None
)


def tasks(talk: Talk) -> Ending:
    """Show the next task, take what came of it, and go on to the one after it."""
    return one_by_one(talk, "tasks", TakeTask(), _in_hand, _waiting, _done)


def waiting(talk: Talk, member: StaffMember, _rest: str) -> Ending:
    """Tell the staff chat what waits; whom to tell it is told in private."""
    tally = talk.fetch(TasksListed(member.offices, member.role.leads))
    if not tally.open:
        return Farewell((say("tasks-empty"),))
    more = tally.open - len(tally.first)
    told = say(
        "tasks-list",
        open=tally.open,
        overdue=tally.overdue,
        rows=lines(_row(one, talk.facts.now) for one in tally.first),
        more=say("tasks-more", count=more) if more else "",
    )
    return Farewell((told,))


def _row(task: TaskRow, now: datetime) -> Say:
    """Return one line: the number, what about, by when."""
    if task.number is None or task.due is None:
        return say("tasks-row-update", update=task.text)
    kind = "late" if task.due < now else "taken" if task.taken else "waits"
    standing = say("tasks-standing", kind=kind, due=local(task.due).date())
    about = say("tasks-about", notice=task.notice or "")
    return say("tasks-row", number=task.number, about=about, standing=standing)


def _in_hand(member: StaffMember) -> HeldTask:
    return HeldTask(member.user_id)


def _waiting(member: StaffMember) -> TasksWaiting:
    return TasksWaiting(member.offices, member.role.leads, member.user_id)


def _done(talk: Talk, task: TaskView) -> CloseTask:
    result = _seen(talk, task) if task.number is None else _told(talk, task, task.number)
    return CloseTask(task.id, result)


def _seen(talk: Talk, task: TaskView) -> TaskResult:
    """Show an update that could not be handled; whoever leads says that it was seen."""
    seen = Option("seen", say("tasks-result-seen"), TaskResult.SEEN)
    return talk.choose("seen", (seen,), args={"update": task.text})


def _told(talk: Talk, task: TaskView, number: str) -> TaskResult:
    """Show whom to tell what; return what came of it."""
    view = talk.fetch(RequestByNumber(number))
    if view is None:
        talk.deny("tasks-lost")
    shown = _shown(talk, task, view)
    if not task.phone:
        return talk.choose("result", _OTHERWISE, prompt="tasks-tell", args=shown)
    options = (_TOLD, *_IN_VAIN, _NOT_BY_PHONE)
    result = talk.choose("result", options, prompt="tasks-call", args=shown)
    return result or talk.choose("otherwise", _OTHERWISE, args={"number": number})


def _shown(talk: Talk, task: TaskView, view: RequestView) -> Mapping[str, Value]:
    """Return what a member needs to tell it: with personal data, so only for their own eyes."""
    read = Say(_read(view, task.notice), {**_particulars(talk, view), "basis": task.text})
    last = say("tasks-last", tries=task.tries, result=task.last.value) if task.last else ""
    return {
        "number": view.number,
        "name": task.name,
        "applicant_phone": task.phone,
        "about": say("tasks-about", notice=task.notice or ""),
        "due": local(task.due).date() if task.due else "",
        "again": last,
        "spoken": task.lang.value,
        "read": talk.facts.words(read, task.lang),
    }


def _read(view: RequestView, notice: str | None) -> str:
    """Return what is read out: what is true of the request now, whatever did not arrive."""
    if view.state is State.SCHEDULED:
        return "tasks-read-moved" if notice in MOVED else "tasks-read-confirmed"
    if view.state in _PLAINLY_TOLD:
        return f"tasks-read-{view.state}"
    if notice in {"notice-breach", "notice-extended"}:
        return f"tasks-read-{notice.removeprefix('notice-')}"
    return "tasks-read-ticket"


def _particulars(talk: Talk, view: RequestView) -> Mapping[str, Value]:
    """Return what the texts to read out may name: nothing personal among it."""
    directory = talk.facts.directory
    office, official = directory.office(view.office), directory.official(view.official)
    return {
        "number": view.number,
        "official": official.name,
        "position": official.position,
        "office": office.name,
        "address": office.address,
        "room": official.room or office.room or "",
        "phone": office.phone,
        "registered": view.registered_on,
        "due": view.reply_due,
        "when": view.starts_at or "",
        "format": view.format.value,
        "ground": directory.ground(view.ground).text if view.ground else "",
        "where": view.where or "",
        "comment": view.comment or "",
        "correct": view.correct or "",
        "correct_by": view.correct_by or "",
        "complaint": directory.complaint,
    }
