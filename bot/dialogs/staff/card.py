"""The card of a request in the staff chat: its present state, and the decisions open to staff.

It carries no personal data. Opened with an `act`, it starts at that decision; every text of it
begins with the public number, by which a typed answer finds its card.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from bot.dialogs.commands import Confirm, Declare, Refuse, ShowDetails, Source, Undo
from bot.dialogs.conversation import Ending, Goto
from bot.dialogs.queries import RequestByNumber, RequestView
from bot.dialogs.question import Option, Style
from bot.dialogs.say import Say, Value, say
from bot.dialogs.staff import giving
from bot.dialogs.staff.naming import lines
from bot.dialogs.staff.reached import reached
from bot.dialogs.talk import Talk
from bot.dialogs.uncertain import uncertain
from bot.reception.directory import Directory, Ground, StaffMember
from bot.reception.identity import Invalid, clean
from bot.reception.lifecycle import AWAITING_REPLY, Act, State

WORDS_MIN, WORDS_MAX = 3, 500


class Besides(StrEnum):
    """What a card offers besides decisions: to read the details, and what is rarely needed."""

    DETAILS = "details"
    MORE = "more"


_BUTTONS: Final[Mapping[Act, Option[Act | Besides]]] = {
    Act.CONFIRM: Option("confirm", Say("card-confirm"), Act.CONFIRM, Style.SUCCESS),
    Act.MOVE: Option("move", Say("card-move"), Act.MOVE),
    Act.REFUSE: Option("refuse", Say("card-refuse"), Act.REFUSE, Style.DANGER),
    Act.UNDO: Option("undo", Say("card-undo"), Act.UNDO),
    Act.DECLARE_ATTENDED: Option(
        "attended", Say("card-attended"), Act.DECLARE_ATTENDED, Style.SUCCESS
    ),
    Act.DECLARE_NO_SHOW: Option("no-show", Say("card-no-show"), Act.DECLARE_NO_SHOW),
    Act.DECLARE_NOT_HELD: Option("not-held", Say("card-not-held"), Act.DECLARE_NOT_HELD),
}
_BESIDES: Final[tuple[Option[Act | Besides], ...]] = (
    Option("details", Say("card-details"), Besides.DETAILS),
    Option("more", Say("card-more"), Besides.MORE),
)


def card(talk: Talk) -> Ending:
    """Show a request and take what staff decide on it. Args: `number`; `act`, `day`, `clock`."""
    number = talk.args["number"]
    view = talk.fetch(RequestByNumber(number))
    if view is None:
        shown: Mapping[str, Value] = {"number": number}
        talk.choose("gone", (), prompt="card-gone", args=shown, can_cancel=False, rests=True)
        return None
    of_the_office(talk, view)
    match _chosen(talk, view):
        case Besides.DETAILS:
            return ShowDetails(number)
        case Besides.MORE:
            return Goto("more", {"number": number})
        case Act.UNDO:
            return Undo(number)
        case Act.CONFIRM | Act.MOVE:
            return _confirm(talk, view)
        case Act.REFUSE:
            return _refuse(talk, view)
        case outcome:
            return Declare(number, outcome)


def open_acts(view: RequestView, now: datetime) -> tuple[Act, ...]:
    """Return what staff may do now. While a decision may be undone, nothing else."""
    if view.anonymised_at is not None:
        return ()
    if view.undo_until is not None and now < view.undo_until:
        return (Act.UNDO,)
    if view.state in AWAITING_REPLY:
        return (Act.CONFIRM, Act.REFUSE)
    if view.state is State.SCHEDULED and view.starts_at is not None:
        over = view.starts_at + timedelta(minutes=view.minutes or 0)
        if now < over:
            return (Act.MOVE,)
        return (Act.DECLARE_ATTENDED, Act.DECLARE_NO_SHOW, Act.DECLARE_NOT_HELD)
    # The office owes a new date for a reception that it didn't hold.
    return (Act.MOVE,) if view.state is State.NOT_HELD else ()


def refusal(
    view: RequestView, ground: Ground, where: str, comment: str, directory: Directory
) -> Say:
    """Return the refusal exactly as the applicant will read it."""
    office, official = directory.office(view.office), directory.official(view.official)
    return say(
        "notice-refused",
        number=view.number,
        official=official.name,
        position=official.position,
        office_short=office.short,
        ground=ground.text,
        where=where,
        comment=comment,
        complaint=directory.complaint,
        phone=office.phone,
    )


def row(view: RequestView, talk: Talk) -> Mapping[str, Value]:
    """Return what lists and cards show of a request, as the arguments of their texts."""
    facts = talk.facts
    undo = view.undo_until if view.undo_until is not None and facts.now < view.undo_until else None
    decided = (
        say("card-decided", by=view.decided_by, at=view.decided_at)
        if view.decided_by and view.decided_at
        else ""
    )
    category = facts.directory.category(view.category).name if view.category else ""
    waits, returned = view.state in AWAITING_REPLY, view.state is State.RETURNED
    return {
        "number": view.number,
        "state": say("card-state", state=view.state.value),
        "office": facts.directory.office(view.office).short,
        "official": facts.directory.official(view.official).short,
        "topic": facts.directory.topic(view.topic).name if view.topic else "",
        "initials": view.initials or say("card-anonymised"),
        "applicant": say("card-applicant", applicant=view.applicant.value),
        "format": say("card-format", format=view.format.value),
        "category": category if view.out_of_turn else "",
        "declared": "" if view.out_of_turn else category,
        "wishes": say("card-wishes") if view.wishes and waits else "",
        "help": say("card-help") if view.needs_help else "",
        "channel": _way_in(view),
        "language": say("card-language", lang=view.lang.value),
        "correct": view.correct or "" if returned else "",
        "correct_by": view.correct_by or "" if returned else "",
        "corrected": "" if returned else _corrected(view),
        "registered": view.registered_on,
        "due": view.reply_due,
        "external": view.external or "",
        "left": _left(view, talk) if waits else "",
        "uncertain": uncertain(facts.calendar, view.registered_on, view.reply_due),
        "breached": say("card-breached", at=view.breached_at) if view.breached_at else "",
        "place": view.place if waits and view.place is not None else "",
        "when": view.starts_at or "",
        "promised": say("card-promised") if view.promised else "",
        "ground": facts.directory.ground(view.ground).name if view.ground else "",
        "decided": decided,
        "reached": reached(view, facts.directory),
        "undo": _undo(view, undo) if undo else "",
        "rating": view.rating or "",
    }


def _way_in(view: RequestView) -> Say:
    """Return how the request came [D4]."""
    if view.source is Source.BOT:
        return say("card-channel", channel=view.channel)
    return say("card-source", source=view.source.value)


def _corrected(view: RequestView) -> Say | str:
    """Return which answers the applicant corrected: their names alone."""
    names = view.corrected.split(",") if view.corrected else ()
    return lines((say(f"booking-label-{name}") for name in names), "staff-joined")


def _undo(view: RequestView, until: datetime) -> Say:
    # Of a reception held the applicant is told nothing: the survey speaks of it.
    silent = view.state is State.ATTENDED
    return say("card-undo-silent" if silent else "card-undo-until", until=until)


def _left(view: RequestView, talk: Talk) -> Say:
    days = talk.facts.calendar.between(talk.facts.today, view.reply_due)
    return say("card-late", days=-days) if days < 0 else say("card-days-left", days=days)


def answered(talk: Talk) -> bool:
    """Tell whether somebody acts: a card that time shows anew is nobody's doing."""
    return talk.accepted or talk.said is not None


def of_the_office(talk: Talk, view: RequestView) -> None:
    """Refuse a member of another office."""
    who = talk.facts.who
    if answered(talk) and isinstance(who, StaffMember) and view.office not in who.offices:
        talk.deny("not-your-office")


def _chosen(talk: Talk, view: RequestView) -> Act | Besides:
    """Return what the member wants to do; a viewer only reads."""
    acts = open_acts(view, talk.facts.now)
    wanted = talk.args.get("act")
    if wanted in acts:
        act: Act | Besides = Act(wanted)
    else:
        besides = _BESIDES if view.anonymised_at is None else _BESIDES[1:]
        options = [*(_BUTTONS[one] for one in acts), *besides]
        shown, over = row(view, talk), "act" in talk.args
        act = talk.choose("action", options, args=shown, can_cancel=over, rests=not over)
    who = talk.facts.who
    decides = isinstance(who, StaffMember) and who.role.may_decide
    if isinstance(act, Act) and answered(talk) and not decides:
        talk.deny("role-may-not")
    return act


def _confirm(talk: Talk, view: RequestView) -> Ending:
    """Ask for a slot, and for a reason where it is too near or others are ahead."""
    slot = giving.slot_for(talk, view)
    reason = None
    if giving.needs_reason(talk, view, slot):
        reason = talk.text("reason", words, args=giving.why(talk, view, slot))
    return Confirm(view.number, slot.starts_at, reason)


def _refuse(talk: Talk, view: RequestView) -> Ending:
    """Ask for the ground and what it demands; show what will be read before it is decided."""
    number: Mapping[str, Value] = {"number": view.number}
    returned = view.correct is not None
    every = talk.facts.directory.grounds
    grounds = [one for one in every if returned or not one.after_return]
    ground = talk.choose("ground", [Option(one.key, one.name, one) for one in grounds], args=number)
    asked = {**number, "reads": reads(view)}
    where = talk.text("where", words, args=asked) if ground.asks_where else None
    skip: Option[str | None] = Option("skip", Say("skip"), None)
    comment = talk.text("comment", words, (skip,), args=asked)
    told = refusal(view, ground, where or "", comment or "", talk.facts.directory)
    if not talk.confirm(
        "sure", Say("card-send"), Say("card-keep"), args={**number, "notice": told}
    ):
        return None
    return Refuse(view.number, ground.key, where, comment)


def reads(view: RequestView) -> Say:
    """Return in which language the applicant reads what staff write."""
    return say("card-reads", lang=view.lang.value)


def words(text: str) -> str:
    """Read a reason or a comment: `words-short`, `words-long`."""
    found = clean(text)
    if len(found) < WORDS_MIN:
        raise Invalid("words-short", least=WORDS_MIN)
    if len(found) > WORDS_MAX:
        raise Invalid("words-long", most=WORDS_MAX, length=len(found))
    return found
