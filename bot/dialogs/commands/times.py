"""What staff do with the times of officials beside a single request."""

from datetime import date
from typing import TypeAlias

from msgspec import Struct

from bot.reception.allocation import TimeFor


class Hold(Struct, frozen=True):
    """Keep these free times for these requests for a while: somebody decides on them."""

    times: tuple[TimeFor, ...]


class LetGo(Struct, frozen=True):
    """Keep nothing for these requests: nobody decides on them any longer.

    `silent`: who turned back from a choice sees that already.
    """

    numbers: tuple[str, ...]
    silent: bool = False


class Allocate(Struct, frozen=True):
    """Staff approve a proposal: every request gets the time meant for it, in this order [D28].

    `reason` is recorded for those who are served before somebody that was taken out.
    """

    times: tuple[TimeFor, ...]
    reason: str | None = None


class Away(Struct, frozen=True):
    """An official is away; whoever was to be received then is moved, or goes back to the queue."""

    official: str
    first: date
    last: date
    to_queue: bool = False


class EndAbsence(Struct, frozen=True):
    """The official is there after all; the free times of the schedule are laid anew."""

    absence: int


OfTimes: TypeAlias = Hold | LetGo | Allocate | Away | EndAbsence
"""What staff do with the times of officials beside a single request."""
