"""What is rarely needed of a card, behind its button "more", so that the card stays small.

Args: `number`. Like on the card, every text begins with the public number.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Final

from msgspec import Struct

from bot.dialogs.conversation import Ending
from bot.dialogs.queries import RequestByNumber, RequestView
from bot.dialogs.question import Option
from bot.dialogs.say import Say
from bot.dialogs.staff import history, registering, returning
from bot.dialogs.staff.card import answered, of_the_office
from bot.dialogs.staff.counted import counted
from bot.dialogs.talk import Talk
from bot.reception.directory import Role, StaffMember


def always(_view: RequestView, _now: datetime) -> bool:
    """Offer it whatever the state of the request."""
    return True


def anyone(_role: Role) -> bool:
    """Let every member do it, those who only read too."""
    return True


def who_decides(role: Role) -> bool:
    """Let those do it who may decide."""
    return role.may_decide


def who_leads(role: Role) -> bool:
    """Let heads do it."""
    return role.leads


class Rare(Struct, frozen=True):
    """A button: its key and label, what it leads to, when it is offered, and who may press it.

    `refusal` is the text for those who may not.
    """

    key: str
    label: Say
    run: Callable[[Talk, RequestView], Ending]
    offered: Callable[[RequestView, datetime], bool] = always
    may: Callable[[Role], bool] = who_decides
    refusal: str = "role-may-not"


MORE: Final[tuple[Rare, ...]] = (
    Rare("counted", Say("more-counted"), counted, may=anyone),
    Rare("return", Say("more-return"), returning.return_, returning.may_return),
    Rare("redirect", Say("more-redirect"), returning.redirect, returning.may_redirect),
    Rare("consult", Say("more-consult"), returning.consult, returning.may_consult),
    Rare("external", Say("more-external"), registering.enter_number),
    Rare(
        "extend",
        Say("more-extend"),
        registering.extend_term,
        offered=registering.may_be_extended,
        may=who_leads,
        refusal="heads-only",
    ),
    Rare("tell", Say("more-tell"), returning.tell, returning.may_tell),
    Rare("withdraw", Say("more-withdraw"), returning.withdraw, returning.may_withdraw),
    Rare("history", Say("more-history"), history.of_card, may=anyone),
)
"""The buttons, in their order."""


def more(talk: Talk) -> Ending:
    """Offer what is rarely needed of a request, and go on with what was chosen."""
    view = talk.fetch(RequestByNumber(talk.args["number"]))
    if view is None:
        return None
    of_the_office(talk, view)
    options = [Option(one.key, one.label, one) for one in MORE if one.offered(view, talk.facts.now)]
    chosen = talk.choose(
        "choice", options, args={"number": view.number}, can_cancel=False, can_go_back=True
    )
    who = talk.facts.who
    if answered(talk) and isinstance(who, StaffMember) and not chosen.may(who.role):
        talk.deny(chosen.refusal)
    return chosen.run(talk, view)
