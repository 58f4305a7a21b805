"""What commands of the staff chat have in common: the request they name, and who may decide."""

import re
from collections.abc import Iterable
from typing import Final, NoReturn

from bot.dialogs.queries import RequestByNumber, RequestByRunning, RequestView
from bot.dialogs.say import Say, say
from bot.dialogs.talk import Talk
from bot.reception.directory import StaffMember
from bot.reception.identity import Invalid
from bot.reception.number import parse_number, public_number, running_number

_NUMBER: Final = re.compile(r"(?:№|#)?\s*(2\d{3} \d{6} \d\b|\S+)\s*(.*)", re.DOTALL)


def request_named(
    talk: Talk, member: StaffMember, command: str, rest: str
) -> tuple[RequestView, str]:
    """Return the request `rest` begins with, and what follows; say what is wrong otherwise."""
    match_ = _NUMBER.fullmatch(rest)
    text, after = (match_[1], match_[2].strip()) if match_ else ("", "")
    try:
        whole, running = parse_number(text), running_number(text)
    except Invalid:
        talk.deny("office-number-mistyped", text=text)
    if whole is not None:
        view = talk.fetch(RequestByNumber(str(whole)))
    elif running is not None:
        view = talk.fetch(RequestByRunning(running, member.offices))
    else:
        example = public_number(talk.facts.today.year, 123)
        talk.deny("office-number-form", command=command, example=example)
    if view is None:
        talk.deny("office-no-request", text=text)
    if view.office not in member.offices:
        talk.deny("not-your-office")
    return view, after


def must_decide(talk: Talk, member: StaffMember) -> None:
    """Refuse a member who only reads."""
    if not member.role.may_decide:
        talk.deny("role-may-not")


def not_now(talk: Talk, view: RequestView) -> NoReturn:
    """Say that the state of the request does not allow it."""
    state = say("card-state", state=view.state.value)
    talk.deny("office-not-now", number=view.number, state=state)


def lines(says: Iterable[Say], joint: str = "staff-lines") -> Say | str:
    """Return several texts as one, each on a line of its own; "" for none."""
    whole: Say | str = ""
    for one in says:
        whole = say(joint, above=whole, below=one) if whole else one
    return whole
