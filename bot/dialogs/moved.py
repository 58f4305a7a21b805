"""After a move: does the new time suit, or will the applicant take another offered one?"""

from datetime import datetime, time
from typing import Final

from bot.dialogs.commands import Choose, Promise, Release, Withdraw
from bot.dialogs.consent import citizen
from bot.dialogs.conversation import Ending, Farewell, Goto
from bot.dialogs.queries import FreeSlots, RequestByNumber, RequestView, SlotView
from bot.dialogs.question import Option, Style
from bot.dialogs.say import Say, say
from bot.dialogs.talk import Talk
from bot.reception import terms
from bot.reception.calendar import at
from bot.reception.lifecycle import State

OFFERED: Final = 5

_KEEP: Final = Option("keep", Say("moved-keep"), "keep", Style.SUCCESS)
_OTHER: Final = Option("other", Say("moved-other"), "other")
_RELEASE: Final = Option("release", Say("moved-release"), "release")
_WITHDRAW: Final = Option("withdraw", Say("moved-withdraw"), "withdraw", Style.DANGER)


def moved(talk: Talk) -> Ending:
    """Ask whether a moved time suits; of one that is over or another by now nothing is asked.

    Args: `number` and `starts_at`, the time it was moved to.
    """
    number = talk.args.get("number", "")
    request = talk.fetch(RequestByNumber(number, citizen(talk).person))
    if request is None or request.state is not State.SCHEDULED or request.starts_at is None:
        return Farewell((say("moved-over"),))
    starts = request.starts_at
    if starts.isoformat() != talk.args.get("starts_at"):
        return Farewell((say("moved-over"),))
    if talk.facts.now >= terms.choice_until(starts, talk.facts.calendar):
        return Farewell((say("moved-too-late"),))
    free = _offered(talk, request)
    official = talk.facts.directory.official(request.official)
    match talk.choose(
        "suits",
        (_KEEP, _OTHER, _RELEASE, _WITHDRAW) if free else (_KEEP, _RELEASE, _WITHDRAW),
        args={
            "number": number,
            "when": starts,
            "official": official.name,
            "until": terms.choice_until(starts, talk.facts.calendar),
        },
        can_cancel=False,
    ):
        case "keep":
            return Promise(number)
        case "other":
            return _other(talk, request, free)
        case "release":
            sure = talk.confirm("sure-release", args={"number": number})
            return Release(number) if sure else Goto("moved", talk.args)
        case _:
            sure = talk.confirm("sure-withdraw", args={"number": number})
            return Withdraw(number) if sure else Goto("moved", talk.args)


def _other(talk: Talk, request: RequestView, free: tuple[SlotView, ...]) -> Ending:
    options: list[Option[datetime]] = [
        Option(f"{when:%Y%m%d%H%M}", say("moved-time-option", when=when), when)
        for when in (one.starts_at for one in free)
    ]
    chosen = talk.choose("time", options, args={"number": request.number}, can_cancel=False)
    return Choose(request.number, chosen)


def _offered(talk: Talk, request: RequestView) -> tuple[SlotView, ...]:
    """Return the next free times that leave the briefing note its days [D26]."""
    soonest = terms.earliest_slot_day(talk.facts.today, talk.facts.calendar)
    since, number = at(soonest, time.min), (request.number,)
    return talk.fetch(FreeSlots(request.official, since, limit=OFFERED, numbers=number))
