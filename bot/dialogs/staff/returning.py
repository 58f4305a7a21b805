"""What a card offers behind "more": return for correction, redirect, consulted, given up, told.

Each shows what the applicant will read before it is decided.
"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Final

from bot.dialogs.commands import Declare, Redirect, Return, Tell
from bot.dialogs.conversation import Ending
from bot.dialogs.queries import RequestView
from bot.dialogs.question import Option
from bot.dialogs.say import Say, Value, say
from bot.dialogs.staff.card import reads, words
from bot.dialogs.talk import Talk
from bot.reception import correction, terms
from bot.reception.lifecycle import AWAITING_REPLY, Act, NotAllowed, State, rule

_NO_NOTE: Final[Option[str | None]] = Option("skip", Say("skip"), None)


def may(act: Act, view: RequestView, now: datetime) -> bool:
    """Tell whether `act` is open to staff: by the state, and no decision may still be undone."""
    undoable = view.undo_until is not None and now < view.undo_until
    try:
        rule(view.state, act)
    except NotAllowed:
        return False
    return not undoable


def may_return(view: RequestView, now: datetime) -> bool:
    """Tell whether the request may be returned for correction."""
    return may(Act.RETURN, view, now)


def may_redirect(view: RequestView, now: datetime) -> bool:
    """Tell whether the request may be redirected."""
    return may(Act.REDIRECT, view, now)


def may_consult(view: RequestView, now: datetime) -> bool:
    """Tell whether the request may be settled by a consultation."""
    return may(Act.CONSULT, view, now)


def may_withdraw(view: RequestView, now: datetime) -> bool:
    """Tell whether the applicant may still give the request up, by telephone."""
    return may(Act.WITHDRAW, view, now)


def may_tell(view: RequestView, now: datetime) -> bool:
    """Tell whether there is a decision that nothing shows to have reached the applicant."""
    undoable = view.undo_until is not None and now < view.undo_until
    untold = view.replied_at is None and view.state is not State.WITHDRAWN
    return untold and view.state not in AWAITING_REPLY and not undoable


def return_(talk: Talk, view: RequestView) -> Ending:
    """Ask what is to be corrected and by when [A64]; the legal term goes on."""
    shown: Mapping[str, Value] = {"number": view.number}
    asked = {**shown, "reads": reads(view)}
    correct = talk.text("correct", correction.wanted, prompt="card-correct", args=asked)
    today, calendar = talk.facts.today, talk.facts.calendar
    ends = {days: calendar.add(today, days) for days in correction.TERMS}
    options = [
        Option(str(days), say("card-term-option", days=days, day=day), day)
        for days, day in ends.items()
    ]

    def typed(text: str) -> date:
        return correction.correct_by(text, today, calendar)

    about = {**shown, "due": view.reply_due}
    by = talk.text("term", typed, options, prompt="card-term", args=about)
    told = _told("notice-returned", view, talk, correct=correct, correct_by=by)
    return Return(view.number, correct, by) if _sure(talk, view, told) else None


def redirect(talk: Talk, view: RequestView) -> Ending:
    """Ask whose competence the question is; it is answered within three working days [A]."""
    until = terms.not_competent_due(view.registered_on, talk.facts.calendar)
    late = talk.facts.today > until
    shown: Mapping[str, Value] = {
        "number": view.number,
        "day": until,
        "left": say("card-redirect-late") if late else "",
        "reads": reads(view),
    }
    where = talk.text("where", words, prompt="card-redirect-where", args=shown)
    told = _told("notice-redirected", view, talk, where=where)
    return Redirect(view.number, where) if _sure(talk, view, told) else None


def consult(talk: Talk, view: RequestView) -> Ending:
    """Ask for a word on the consultation given, if any."""
    shown: Mapping[str, Value] = {"number": view.number, "reads": reads(view)}
    note = talk.text("note", words, (_NO_NOTE,), prompt="card-consult-note", args=shown)
    told = _told("notice-consulted", view, talk, comment=note or "")
    return Declare(view.number, Act.CONSULT, note) if _sure(talk, view, told) else None


def withdraw(talk: Talk, view: RequestView) -> Ending:
    """Make sure that it was the applicant who gave the request up."""
    told = _told("notice-withdrawn", view, talk)
    return Declare(view.number, Act.WITHDRAW) if _sure(talk, view, told) else None


def tell(_talk: Talk, view: RequestView) -> Ending:
    """Note that the applicant was told by word of mouth."""
    return Tell(view.number)


def _told(notice: str, view: RequestView, talk: Talk, **more: Value) -> Say:
    """Return a notice exactly as the applicant will read it."""
    directory = talk.facts.directory
    office, official = directory.office(view.office), directory.official(view.official)
    args: Mapping[str, Value] = {
        "number": view.number,
        "official": official.name,
        "position": official.position,
        "office_short": office.short,
        "due": view.reply_due,
        "phone": office.phone,
        **more,
    }
    return Say(notice, args)


def _sure(talk: Talk, view: RequestView, told: Say) -> bool:
    return talk.confirm(
        "sure",
        Say("card-tell"),
        Say("card-keep"),
        prompt="card-tell-sure",
        args={"number": view.number, "notice": told},
    )
