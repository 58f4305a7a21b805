"""The card of a request in the staff chat: its present state, and the decisions open to staff.

It carries no personal data. Opened with an `act`, it starts at that decision; every text of it
begins with the public number, by which a typed answer finds its card.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any, Final

from bot.dialogs.commands import Confirm, Declare, Refuse, ShowDetails, Undo
from bot.dialogs.queries import FreeSlots, RequestByNumber, RequestView, SlotView
from bot.dialogs.question import Option, Style
from bot.dialogs.say import Say, Value, say
from bot.dialogs.talk import Talk
from bot.dialogs.turn import Ending
from bot.reception import terms
from bot.reception.calendar import DAY, at, local
from bot.reception.directory import Directory, Ground, StaffMember
from bot.reception.identity import Invalid, clean
from bot.reception.lifecycle import AWAITING_REPLY, Act, State
from bot.reception.schedule import parse_when

SLOTS_A_DAY: Final = 48
WORDS_MIN, WORDS_MAX = 3, 500

_BUTTONS: Final[Mapping[Act, Option[Act | None]]] = {
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
_DETAILS: Final[Option[Act | None]] = Option("details", Say("card-details"), None)


def card(talk: Talk) -> Ending:
    """Show a request and take what staff decide on it. Args: `number`; `act`, `day`."""
    number = talk.args["number"]
    view = talk.fetch(RequestByNumber(number))
    if view is None:
        shown: Mapping[str, Value] = {"number": number}
        talk.choose("gone", (), prompt="card-gone", args=shown, can_cancel=False, rests=True)
        return None
    _of_the_office(talk, view)
    match _chosen(talk, view):
        case None:
            return ShowDetails(number)
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


def slots_on(talk: Talk, official: str, day: date) -> tuple[SlotView, ...]:
    """Return the free slots of `official` on `day` that are still to come."""
    since = max(at(day, time.min), talk.facts.now)
    until = at(day + DAY, time.min)
    return talk.fetch(FreeSlots(official, since, until, SLOTS_A_DAY)) if since < until else ()


def soonest_slots(talk: Talk, official: str, limit: int = 6) -> tuple[SlotView, ...]:
    """Return the next free slots that leave the time the briefing note takes [D26]."""
    return talk.fetch(FreeSlots(official, at(_soonest(talk), time.min), limit=limit))


def needs_reason(talk: Talk, slot: SlotView) -> bool:
    """Tell whether `slot` is nearer than the briefing note needs [D26]."""
    return local(slot.starts_at).date() < _soonest(talk)


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
    waits = view.state in AWAITING_REPLY
    return {
        "number": view.number,
        "state": say("card-state", state=view.state.value),
        "office": facts.directory.office(view.office).short,
        "official": facts.directory.official(view.official).short,
        "topic": facts.directory.topic(view.topic).name if view.topic else "",
        "initials": view.initials,
        "applicant": say("card-applicant", applicant=view.applicant.value),
        "format": say("card-format", format=view.format.value),
        "category": facts.directory.category(view.category).name if view.category else "",
        "help": say("card-help") if view.needs_help else "",
        "channel": say("card-channel", channel=view.channel),
        "registered": view.registered_on,
        "due": view.reply_due,
        "left": _left(view, talk) if waits else "",
        "place": view.place if waits and view.place is not None else "",
        "when": view.starts_at or "",
        "promised": say("card-promised") if view.promised else "",
        "ground": facts.directory.ground(view.ground).name if view.ground else "",
        "decided": decided,
        "undo": _undo(view, undo) if undo else "",
        "rating": view.rating or "",
    }


def _undo(view: RequestView, until: datetime) -> Say:
    # Of a reception held the applicant is told nothing: the survey speaks of it.
    silent = view.state in {State.ATTENDED, State.CONSULTED}
    return say("card-undo-silent" if silent else "card-undo-until", until=until)


def _left(view: RequestView, talk: Talk) -> Say:
    days = talk.facts.calendar.between(talk.facts.today, view.reply_due)
    return say("card-late", days=-days) if days < 0 else say("card-days-left", days=days)


def _soonest(talk: Talk) -> date:
    return terms.earliest_slot_day(talk.facts.today, talk.facts.calendar)


def _answered(talk: Talk) -> bool:
    # Only then somebody acts: a card that time shows anew is nobody's doing.
    return talk.accepted or talk.said is not None


def _of_the_office(talk: Talk, view: RequestView) -> None:
    who = talk.facts.who
    if _answered(talk) and isinstance(who, StaffMember) and view.office not in who.offices:
        talk.deny("not-your-office")


def _chosen(talk: Talk, view: RequestView) -> Act | None:
    """Return what the member wants to do, None for the details; a viewer only reads."""
    acts = open_acts(view, talk.facts.now)
    wanted = talk.args.get("act")
    if wanted in acts:
        act: Act | None = Act(wanted)
    else:
        options: list[Option[Act | None]] = [*(_BUTTONS[one] for one in acts), _DETAILS]
        shown, over = row(view, talk), "act" in talk.args
        act = talk.choose("action", options, args=shown, can_cancel=over, rests=not over)
    who = talk.facts.who
    decides = isinstance(who, StaffMember) and who.role.may_decide
    if act is not None and _answered(talk) and not decides:
        talk.deny("role-may-not")
    return act


def _confirm(talk: Talk, view: RequestView) -> Ending:
    """Ask for a slot, and for a reason where it is too near."""
    slot = _slot(talk, view)
    reason = None
    if needs_reason(talk, slot):
        shown: Mapping[str, Value] = {"number": view.number, "when": slot.starts_at}
        reason = talk.text("reason", words, args=shown)
    return Confirm(view.number, slot.starts_at, reason)


def _slot(talk: Talk, view: RequestView) -> SlotView:
    """Ask for one of the next free slots, or for another day and one of that day's."""
    shown: Mapping[str, Value] = {
        "number": view.number,
        "official": talk.facts.directory.official(view.official).short,
    }
    if "day" in talk.args:
        asked = date.fromisoformat(talk.args["day"])
        if slots := slots_on(talk, view.official, asked):
            return _slot_of_day(talk, slots, {**shown, "day": asked})
    slots = soonest_slots(talk, view.official)
    prompt = "card-slot" if slots else "card-no-slots"
    options: list[Option[SlotView | None]] = [_option(slot) for slot in slots]
    options.append(Option("other-day", Say("card-other-day"), None))
    chosen = talk.choose("slot", options, prompt=prompt, args=shown)
    if chosen is not None:
        return chosen
    day, clock = talk.text("day", _day_of(talk, view.official), args=shown)
    slots = slots_on(talk, view.official, day)
    for slot in slots:
        if clock == local(slot.starts_at).time():
            return slot
    if clock is not None:
        talk.remark("card-time-not-free", clock=f"{clock:%H:%M}")
    return _slot_of_day(talk, slots, {**shown, "day": day})


def _slot_of_day(talk: Talk, slots: Sequence[SlotView], shown: Mapping[str, Value]) -> SlotView:
    options: list[Option[SlotView]] = [_option(slot) for slot in slots]
    return talk.choose("day-slot", options, args=shown)


def _option(slot: SlotView) -> Option[Any]:
    label = say("card-slot-option", when=slot.starts_at)
    return Option(f"{slot.starts_at:%Y%m%d%H%M}", label, slot)


def _day_of(talk: Talk, official: str) -> Callable[[str], tuple[date, time | None]]:
    """Return the reader of a typed day on which `official` has a free slot."""

    def read(text: str) -> tuple[date, time | None]:
        found = parse_when(text, talk.facts.today)
        if isinstance(found, Invalid):
            raise found
        if not slots_on(talk, official, found[0]):
            raise Invalid("no-slots-day", day=f"{found[0]:%d.%m.%Y}")
        return found

    return read


def _refuse(talk: Talk, view: RequestView) -> Ending:
    """Ask for the ground and what it demands; show what will be read before it is decided."""
    number: Mapping[str, Value] = {"number": view.number}
    grounds = talk.facts.directory.grounds
    ground = talk.choose("ground", [Option(one.key, one.name, one) for one in grounds], args=number)
    where = talk.text("where", words, args=number) if ground.asks_where else None
    skip: Option[str | None] = Option("skip", Say("skip"), None)
    comment = talk.text("comment", words, (skip,), args=number)
    told = refusal(view, ground, where or "", comment or "", talk.facts.directory)
    if not talk.confirm(
        "sure", Say("card-send"), Say("card-keep"), args={**number, "notice": told}
    ):
        return None
    return Refuse(view.number, ground.key, where, comment)


def words(text: str) -> str:
    """Read a reason or a comment: `words-short`, `words-long`."""
    found = clean(text)
    if len(found) < WORDS_MIN:
        raise Invalid("words-short", least=WORDS_MIN)
    if len(found) > WORDS_MAX:
        raise Invalid("words-long", most=WORDS_MAX, length=len(found))
    return found
