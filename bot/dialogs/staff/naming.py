"""What commands of the staff chat have in common: the request they name, and who may decide."""

import re
from collections.abc import Iterable
from typing import Final, NoReturn

from bot.dialogs.queries import RequestByNumber, RequestByRunning, RequestView
from bot.dialogs.say import Say, say
from bot.dialogs.talk import Talk
from bot.dialogs.understand import fold
from bot.reception.directory import Official, StaffMember
from bot.reception.identity import Invalid
from bot.reception.language import Lang
from bot.reception.number import parse_number, public_number, running_number

_NUMBER: Final = re.compile(r"(?:№|#)?\s*(2\d{3} \d{6} \d\b|\S+)\s*(.*)", re.DOTALL)

SHOWN: Final = 40
"""So much of what was typed is repeated."""


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


def official_named(talk: Talk, member: StaffMember, command: str, text: str) -> Official:
    """Return the official of the member's offices whose key or part of the name `text` is."""
    directory = talk.facts.directory
    own = [one for key in member.offices for one in directory.officials_of(key)]
    typed = fold(text)
    found = [one for one in own if one.key == text.lower()]
    found = found or [one for one in own if typed and typed in _names(one)]
    if len(found) != 1:
        named = found or own
        if not named:
            talk.deny("office-no-officials")
        names = lines(say("office-official", official=one.short, word=one.key) for one in named)
        shown = "office-official-which" if found else "office-official-unknown"
        talk.deny(shown, text=text[:SHOWN], rows=names, command=command, example=named[0].key)
    return found[0]


def _names(official: Official) -> str:
    """Return every form of the name, as it is compared."""
    return " / ".join(
        fold(name.get(lang)) for name in (official.name, official.short) for lang in Lang
    )


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
