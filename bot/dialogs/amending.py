"""Putting one's own data right: name, phone, IIN, postal address, wherever they are held."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from bot.dialogs.booking import ask_address, ask_iin, ask_phone
from bot.dialogs.commands import Amend
from bot.dialogs.consent import citizen
from bot.dialogs.conversation import Ending, Farewell, Goto
from bot.dialogs.correction import ask_name, shown_anew
from bot.dialogs.held import DataOf
from bot.dialogs.question import Option, Style
from bot.dialogs.say import say
from bot.dialogs.talk import Talk
from bot.reception.correction import Answer
from bot.reception.lifecycle import State

_ASKED: Final[Mapping[Answer, Callable[[Talk], Any]]] = {
    Answer.NAME: ask_name,
    Answer.PHONE: ask_phone,
    Answer.IIN: ask_iin,
    Answer.ADDRESS: ask_address,
}


def amending(talk: Talk) -> Ending:
    """Ask what is wrong and how it is right; a returned request is put right as it was asked."""
    data = talk.fetch(DataOf(citizen(talk).person))
    if not data.requests:
        return Farewell((say("mydata-nothing-held"),))
    there = {
        Answer.IIN: any(one.iin_tail for one in data.requests),
        Answer.ADDRESS: any(one.postal_address for one in data.requests),
    }
    options: list[Option[Answer | None]] = [
        Option(one.value, say(f"booking-label-{one}"), one)
        for one in _ASKED
        if there.get(one, True)
    ]
    returned = any(one.state is State.RETURNED for one in data.requests)
    if returned:
        options.append(Option("essence", say("booking-label-essence"), None))
    what = talk.choose("what", options)
    if what is None:
        return Goto("correction")
    new = _ASKED[what](talk)
    if new is None:
        return Goto("mydata")
    sure = (
        Option("send", say("amending-review-send"), True, Style.SUCCESS),
        Option("cancel", say("amending-review-cancel"), False),
    )
    row = shown_anew(what, new)
    if not talk.choose("review", sure, args={"row": row, "count": len(data.requests)}):
        return Goto("mydata")
    match what:
        case Answer.NAME:
            return Amend(name=new)
        case Answer.PHONE:
            return Amend(phone=new)
        case Answer.IIN:
            return Amend(iin=new)
        case _:
            return Amend(postal_address=new)
