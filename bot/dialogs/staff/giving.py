"""Giving a time to a request: which are free for it, which need a reason, and the choice of one."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, time
from typing import Any, Final

from bot.dialogs.commands import Command, Hold, LetGo
from bot.dialogs.conversation import Frame
from bot.dialogs.queries import FreeSlots, HeldUntil, RequestView, SlotView
from bot.dialogs.question import Option
from bot.dialogs.say import Say, Value, say
from bot.dialogs.talk import Suspended, Talk
from bot.reception import terms
from bot.reception.allocation import TimeFor
from bot.reception.calendar import DAY, at, local
from bot.reception.identity import Invalid
from bot.reception.lifecycle import AWAITING_REPLY
from bot.reception.schedule import parse_when

SLOTS_A_DAY: Final = 48
_HOLD: Final = "hold"


def slots_on(talk: Talk, view: RequestView, day: date) -> tuple[SlotView, ...]:
    """Return the free slots of its official on `day` that are still to come."""
    since = max(at(day, time.min), talk.facts.now)
    until = at(day + DAY, time.min)
    if since >= until:
        return ()
    return talk.fetch(FreeSlots(view.official, since, until, SLOTS_A_DAY, (view.number,)))


def soonest_slots(
    talk: Talk, official: str, limit: int = 6, numbers: tuple[str, ...] = ()
) -> tuple[SlotView, ...]:
    """Return the next free slots that leave the time the briefing note takes [D26].

    Those kept for one of `numbers` are among them.
    """
    since = at(soonest(talk), time.min)
    return talk.fetch(FreeSlots(official, since, limit=limit, numbers=numbers))


def soonest(talk: Talk) -> date:
    """Return the first day whose briefing note can still be made in time [D26]."""
    return terms.earliest_slot_day(talk.facts.today, talk.facts.calendar)


def too_near(talk: Talk, slot: SlotView) -> bool:
    """Tell whether `slot` is nearer than the briefing note needs [D26]."""
    return local(slot.starts_at).date() < soonest(talk)


def overtakes(view: RequestView) -> bool:
    """Tell whether others are ahead in the queue for its official [D28]."""
    return view.state in AWAITING_REPLY and view.place is not None and view.place > 1


def needs_reason(talk: Talk, view: RequestView, slot: SlotView) -> bool:
    """Tell whether giving `slot` to the request is to be accounted for."""
    return too_near(talk, slot) or overtakes(view)


def why(talk: Talk, view: RequestView, slot: SlotView) -> Mapping[str, Value]:
    """Keep the slot while the reason is being asked; return what the question shows."""
    if talk.args.get("clock") != f"{local(slot.starts_at):%H:%M}":  # else it is kept already
        hold = Hold((TimeFor(view.number, slot.starts_at),))
        talk.do(_HOLD, hold, of=slot.starts_at.isoformat())
    return {
        "number": view.number,
        "when": slot.starts_at,
        "near": say("card-reason-near") if too_near(talk, slot) else "",
        "order": say("card-reason-order", place=view.place or 1) if overtakes(view) else "",
    }


def no_time_in_hand(card: Frame) -> Command | None:
    """Return what lets the time go that a card kept while its reason was asked."""
    kept = "clock" in card.args or _HOLD in card.answers
    return LetGo((card.args["number"],), silent=True) if kept else None


def held_until(talk: Talk, view: RequestView, day: date, clock: time) -> datetime | None:
    """Return until when somebody has that time in hand for another request."""
    return talk.fetch(HeldUntil(view.official, at(day, clock), view.number))


def slot_for(talk: Talk, view: RequestView) -> SlotView:
    """Ask for one of the next free slots, or for another day and one of that day's.

    Who turned back to choose another lets the one in hand go.
    """
    try:
        return _slot_for(talk, view)
    except Suspended:
        if talk.answers.pop(_HOLD, None):
            talk.command = LetGo((view.number,), silent=True)
        raise


def _slot_for(talk: Talk, view: RequestView) -> SlotView:
    shown: Mapping[str, Value] = {
        "number": view.number,
        "official": talk.facts.directory.official(view.official).short,
    }
    if "day" in talk.args:
        asked = date.fromisoformat(talk.args["day"])
        slots = slots_on(talk, view, asked)
        for slot in slots:
            if talk.args.get("clock") == f"{local(slot.starts_at):%H:%M}":
                return slot
        if slots:
            return _slot_of_day(talk, slots, {**shown, "day": asked})
    slots = soonest_slots(talk, view.official, numbers=(view.number,))
    prompt = "card-slot" if slots else "card-no-slots"
    options: list[Option[SlotView | None]] = [_option(slot) for slot in slots]
    options.append(Option("other-day", Say("card-other-day"), None))
    chosen = talk.choose("slot", options, prompt=prompt, args=shown)
    if chosen is not None:
        return chosen
    day, clock = talk.text("day", _day_of(talk, view), args=shown)
    slots = slots_on(talk, view, day)
    for slot in slots:
        if clock == local(slot.starts_at).time():
            return slot
    if clock is not None:
        if until := held_until(talk, view, day, clock):
            talk.remark("slot-held", until=until)
        else:
            talk.remark("card-time-not-free", clock=f"{clock:%H:%M}")
    return _slot_of_day(talk, slots, {**shown, "day": day})


def _slot_of_day(talk: Talk, slots: Sequence[SlotView], shown: Mapping[str, Value]) -> SlotView:
    options: list[Option[SlotView]] = [_option(slot) for slot in slots]
    return talk.choose("day-slot", options, args=shown)


def _option(slot: SlotView) -> Option[Any]:
    label = say("card-slot-option", when=slot.starts_at)
    return Option(f"{slot.starts_at:%Y%m%d%H%M}", label, slot)


def _day_of(talk: Talk, view: RequestView) -> Callable[[str], tuple[date, time | None]]:
    """Return the reader of a typed day on which the official has a free slot."""

    def read(text: str) -> tuple[date, time | None]:
        found = parse_when(text, talk.facts.today)
        if isinstance(found, Invalid):
            raise found
        if not slots_on(talk, view, found[0]):
            raise Invalid("no-slots-day", day=f"{found[0]:%d.%m.%Y}")
        return found

    return read
