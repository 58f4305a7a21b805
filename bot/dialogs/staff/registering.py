"""What staff enter about a request: its number in the records system, and an extended term.

Both by a command in one line, or on the card, question by question.
"""

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Final, TypeVar

from bot.dialogs.commands import EnterExternal, Extend
from bot.dialogs.conversation import Ending
from bot.dialogs.queries import RequestView
from bot.dialogs.say import Say, Value, say
from bot.dialogs.staff.naming import must_decide, not_now, request_named
from bot.dialogs.talk import Talk
from bot.dialogs.uncertain import uncertain
from bot.reception import extension
from bot.reception.directory import StaffMember
from bot.reception.external import external_number
from bot.reception.identity import Invalid
from bot.reception.lifecycle import AWAITING_REPLY
from bot.reception.schedule import parse_when

T = TypeVar("T")

_DAY_AND_BASIS: Final = re.compile(r"(\S+)\s+(\S.*)", re.DOTALL)


def reg(talk: Talk, member: StaffMember, rest: str) -> Ending:
    """Enter the external number that was typed [D25]."""
    must_decide(talk, member)
    view, typed = request_named(talk, member, "reg", rest)
    if not typed:
        talk.deny("office-reg-form", number=view.number)
    return EnterExternal(view.number, _read(talk, external_number, typed))


def extend(talk: Talk, member: StaffMember, rest: str) -> Ending:
    """Extend the term of the reply to the day that was typed, on the basis after it."""
    if not member.role.leads:
        talk.deny("heads-only")
    view, typed = request_named(talk, member, "extend", rest)
    if not may_be_extended(view, talk.facts.now):
        not_now(talk, view)
    words = _DAY_AND_BASIS.fullmatch(typed)
    if words is None:
        last = extension.latest(view.registered_on, talk.facts.calendar)
        talk.deny("office-extend-form", number=view.number, day=last)
    until = _read(talk, _day(talk, view), words[1])
    return Extend(view.number, until, _read(talk, extension.basis, words[2]))


def may_be_extended(view: RequestView, now: datetime) -> bool:
    """Tell whether the term of the reply still runs: nothing was decided, nobody was told."""
    undoable = view.undo_until is not None and now < view.undo_until
    return view.state in AWAITING_REPLY and view.replied_at is None and not undoable


def enter_number(talk: Talk, view: RequestView) -> Ending:
    """Ask on the card for the external number."""
    shown: Mapping[str, Value] = {"number": view.number, "external": view.external or ""}
    found = talk.text("external", external_number, prompt="card-external", args=shown)
    return EnterExternal(view.number, found)


def extend_term(talk: Talk, view: RequestView) -> Ending:
    """Ask on the card for the new day and the basis, and show what the applicant will read."""
    shown: Mapping[str, Value] = {"number": view.number}
    last = extension.latest(view.registered_on, talk.facts.calendar)
    days: Mapping[str, Value] = {**shown, "due": view.reply_due, "day": last}
    until = talk.text("until", _day(talk, view), prompt="card-extend-until", args=days)
    basis = talk.text("basis", extension.basis, prompt="card-extend-basis", args=shown)
    told = {**shown, "notice": _notice(talk, view, until, basis)}
    send = talk.confirm(
        "sure",
        Say("card-extend-send"),
        Say("card-extend-keep"),
        prompt="card-extend-sure",
        args=told,
    )
    return Extend(view.number, until, basis) if send else None


def _notice(talk: Talk, view: RequestView, until: date, basis: str) -> Say:
    """Return the notice exactly as the applicant will read it."""
    directory = talk.facts.directory
    office, official = directory.office(view.office), directory.official(view.official)
    return say(
        "notice-extended",
        number=view.number,
        official=official.name,
        position=official.position,
        due=until,
        uncertain=uncertain(talk.facts.calendar, view.registered_on, until),
        basis=basis,
        complaint=directory.complaint,
        office_short=office.short,
        phone=office.phone,
    )


def _day(talk: Talk, view: RequestView) -> Callable[[str], date]:
    """Return the reader of a typed day to which the term may be extended."""

    def read(text: str) -> date:
        found = parse_when(text, talk.facts.today)
        if isinstance(found, Invalid):
            raise found
        return extension.check_extension(
            found[0], view.registered_on, view.reply_due, talk.facts.today, talk.facts.calendar
        )

    return read


def _read(talk: Talk, read: Callable[[str], T], typed: str) -> T:
    """Read words of a command; say what is wrong with them otherwise."""
    try:
        return read(typed)
    except Invalid as problem:
        talk.deny(f"invalid-{problem.reason}", **problem.args_)
