"""The history of a request as staff read it: when, who, what; nothing personal of the applicant."""

from typing import Final

from bot.dialogs.conversation import Ending, Farewell
from bot.dialogs.queries import EventView, HistoryOf, RequestView
from bot.dialogs.say import Say, say
from bot.dialogs.staff.naming import lines, request_named
from bot.dialogs.talk import Talk
from bot.reception.directory import Directory, StaffMember

SHOWN: Final = 30
STAFF: Final = "staff:"


def history(talk: Talk, member: StaffMember, rest: str) -> Ending:
    """Show the history of the request that was named."""
    return of_card(talk, request_named(talk, member, "history", rest)[0])


def of_card(talk: Talk, view: RequestView) -> Ending:
    """Show what was done to a request, the newest last."""
    events = talk.fetch(HistoryOf(view.number))
    shown = events[-SHOWN:]
    rows = lines(_row(one, talk.facts.directory) for one in shown)
    more = len(events) - len(shown)
    return Farewell((say("office-history", number=view.number, rows=rows, more=more or ""),))


def _row(one: EventView, directory: Directory) -> Say:
    act, by = say("office-history-act", kind=one.kind), _who(one.who, directory)
    if one.after is None or one.before is one.after:
        return say("office-history-row", at=one.at, act=act, by=by)
    state = say("card-state", state=one.after.value)
    return say("office-history-changed", at=one.at, act=act, by=by, state=state)


def _who(who: str, directory: Directory) -> Say | str:
    """Return the name of a member of staff, or a word for whoever else acted."""
    if not who.startswith(STAFF):
        return say("office-history-who", who=who)
    member = directory.member(int(who.removeprefix(STAFF)))
    return member.name if member else say("office-history-who", who="staff")
