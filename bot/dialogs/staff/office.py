"""The commands of the staff chat, each to its room.

Args: `command` and `rest`, the words after it. Members see only their own offices.
"""

from collections.abc import Callable, Mapping
from typing import Final, TypeAlias

from bot.dialogs.conversation import Ending, Farewell
from bot.dialogs.say import say
from bot.dialogs.staff import (
    allocate,
    away,
    calendar,
    calls,
    deciding,
    history,
    lists,
    members,
    registering,
    report,
    tasks,
    timetable,
)
from bot.dialogs.talk import Talk
from bot.reception.directory import StaffMember

Answering: TypeAlias = Callable[[Talk, StaffMember, str], Ending]
"""What answers a command: who gave it, and the words after it."""

COMMANDS: Final[Mapping[str, Answering]] = {
    "queue": lists.queue,
    "slots": lists.slots,
    "report": report.report,
    "request": deciding.show,
    "confirm": deciding.confirm,
    "refuse": deciding.refuse,
    "done": deciding.done,
    "history": history.history,
    "allocate": allocate.propose,
    "away": away.enter,
    "calendar": calendar.calendar,
    "reg": registering.reg,
    "extend": registering.extend,
    "calls": calls.waiting,
    "tasks": tasks.waiting,
    "timetable": timetable.timetable,
    **members.COMMANDS,
}
PRIVATE: Final = frozenset({"new", "fix"})
"""What staff do in private with the bot; in the chat they are told so."""

HELP: Final = "help"


def office(talk: Talk) -> Ending:
    """Answer a command of the staff chat."""
    member = talk.facts.who
    if not isinstance(member, StaffMember):
        talk.deny("staff-only")
    answering = COMMANDS.get(talk.args["command"])
    if answering is None:
        return Farewell((say("office-help"),))
    return answering(talk, member, talk.args.get("rest", "").strip())
