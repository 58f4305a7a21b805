"""The commands by which staff decide: show a request, confirm, refuse, say what became of it."""

from typing import Final

from bot.dialogs.commands import Confirm, Declare, OpenCard
from bot.dialogs.conversation import Ending
from bot.dialogs.say import say
from bot.dialogs.staff.card import open_acts
from bot.dialogs.staff.giving import held_until, needs_reason, slots_on
from bot.dialogs.staff.naming import lines, must_decide, not_now, request_named
from bot.dialogs.talk import Talk
from bot.reception.calendar import local
from bot.reception.directory import StaffMember
from bot.reception.identity import Invalid
from bot.reception.lifecycle import Act, NotAllowed, rule
from bot.reception.schedule import parse_when

_OUTCOMES: Final = {
    "attended": Act.DECLARE_ATTENDED,
    "келді": Act.DECLARE_ATTENDED,
    "келди": Act.DECLARE_ATTENDED,
    "пришел": Act.DECLARE_ATTENDED,
    "пришла": Act.DECLARE_ATTENDED,
    "принят": Act.DECLARE_ATTENDED,
    "noshow": Act.DECLARE_NO_SHOW,
    "no-show": Act.DECLARE_NO_SHOW,
    "келмеді": Act.DECLARE_NO_SHOW,
    "келмеди": Act.DECLARE_NO_SHOW,
    "неявка": Act.DECLARE_NO_SHOW,
    "consulted": Act.CONSULT,
    "кеңес": Act.CONSULT,
    "кенес": Act.CONSULT,
    "консультация": Act.CONSULT,
}


def show(talk: Talk, member: StaffMember, rest: str) -> Ending:
    """Lay the card of a request anew."""
    return OpenCard(request_named(talk, member, "request", rest)[0].number)


def confirm(talk: Talk, member: StaffMember, rest: str) -> Ending:
    """Give the request the time that was typed, or lay its card at the choice of one."""
    must_decide(talk, member)
    view, typed = request_named(talk, member, "confirm", rest)
    acts = {Act.CONFIRM, Act.MOVE}.intersection(open_acts(view, talk.facts.now))
    if not acts:
        not_now(talk, view)
    if not typed:
        return OpenCard(view.number, acts.pop())
    found = parse_when(typed, talk.facts.today)
    if isinstance(found, Invalid):
        talk.deny("office-when-form", number=view.number)
    day, clock = found
    slots = slots_on(talk, view, day)
    if clock is not None and (until := held_until(talk, view, day, clock)):
        talk.deny("slot-held", until=until)
    if not slots:
        talk.deny("office-no-slots-day", number=view.number, day=day)
    if clock is None:
        return OpenCard(view.number, acts.pop(), day)
    slot = next((one for one in slots if local(one.starts_at).time() == clock), None)
    if slot is None:
        times = lines((say("office-time", when=one.starts_at) for one in slots), "staff-joined")
        talk.deny("office-slot-not-free", number=view.number, day=day, times=times)
    if needs_reason(talk, view, slot):
        return OpenCard(view.number, acts.pop(), day, clock)
    return Confirm(view.number, slot.starts_at)


def refuse(talk: Talk, member: StaffMember, rest: str) -> Ending:
    """Lay the card of the request at the grounds of refusal."""
    must_decide(talk, member)
    view, _ = request_named(talk, member, "refuse", rest)
    if Act.REFUSE not in open_acts(view, talk.facts.now):
        not_now(talk, view)
    return OpenCard(view.number, Act.REFUSE)


def done(talk: Talk, member: StaffMember, rest: str) -> Ending:
    """Record what became of a reception, or that the applicant was consulted without one."""
    must_decide(talk, member)
    view, typed = request_named(talk, member, "done", rest)
    act = _OUTCOMES.get(typed.lower().replace("ё", "е"))
    if act is None:
        talk.deny("office-done-form", number=view.number)
    try:
        rule(view.state, act)
    except NotAllowed:
        not_now(talk, view)
    if view.undo_until is not None and talk.facts.now < view.undo_until:
        not_now(talk, view)
    if act is not Act.CONSULT and view.starts_at is not None and view.starts_at > talk.facts.now:
        talk.deny("office-too-early", number=view.number, when=view.starts_at)
    return Declare(view.number, act)
