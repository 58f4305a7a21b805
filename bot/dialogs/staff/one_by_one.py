"""Work a member does by hand, in private: take the next piece, enter what came of it, go on."""

from collections.abc import Callable
from typing import Final, TypeVar

from bot.dialogs.commands import Command
from bot.dialogs.conversation import Ending, Farewell, Goto
from bot.dialogs.queries import Query
from bot.dialogs.question import Citizen, Option
from bot.dialogs.say import say
from bot.dialogs.staff.naming import must_decide
from bot.dialogs.talk import Talk
from bot.reception.directory import StaffMember

TAKEN: Final = "taken"
CLOSED: Final = "closed"
T = TypeVar("T")


def one_by_one(
    talk: Talk,
    work: str,
    take: Command,
    in_hand: Callable[[StaffMember], Query[T | None]],
    waiting: Callable[[StaffMember], Query[int]],
    done: Callable[[Talk, T], Command],
) -> Ending:
    """Take the next piece in hand, have it `done`, and offer the one after it.

    `work`: the dialog's name, and the beginning of its texts: `calls`, `tasks`.
    """
    who = talk.facts.who
    member = who.member if isinstance(who, Citizen) else None
    if member is None:
        talk.deny("staff-only")
    must_decide(talk, member)
    if CLOSED in talk.answers:
        return _next(talk, work, waiting(member))
    if TAKEN not in talk.answers:
        talk.do(TAKEN, take)
        talk.choose("taking", (), prompt=f"{work}-none")  # asked anew once a piece is in hand
    piece = talk.fetch(in_hand(member))
    if piece is None:
        return Farewell((say(f"{work}-none" if talk.said is None else f"{work}-lost"),))
    talk.do(CLOSED, done(talk, piece))
    talk.choose("closing", (), prompt=f"{work}-none")  # asked anew once it is stored
    return None


def _next(talk: Talk, work: str, waiting: Query[int]) -> Ending:
    """Offer the next piece, if there is one."""
    count = talk.fetch(waiting)
    if not count:
        return Farewell((say(f"{work}-all-done"),))
    more = talk.choose(
        "next",
        (
            Option("next", say(f"{work}-go-on"), True),
            Option("enough", say(f"{work}-enough"), False),
        ),
        args={"waiting": count},
        can_cancel=False,
    )
    return Goto(work) if more else None
