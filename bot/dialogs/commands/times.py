"""What staff do with the times of officials beside a single request."""

from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

from bot.reception.allocation import TimeFor


@dataclass(frozen=True, slots=True)
class Hold:
    """Keep these free times for these requests for a while: somebody decides on them."""

    times: tuple[TimeFor, ...]


@dataclass(frozen=True, slots=True)
class LetGo:
    """Keep nothing for these requests: nobody decides on them any longer."""

    numbers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Allocate:
    """Staff approve a proposal: every request gets the time meant for it, in this order [D28].

    `reason` is recorded for those who are served before somebody that was taken out.
    """

    times: tuple[TimeFor, ...]
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Away:
    """An official is away; whoever was to be received then is moved, or goes back to the queue."""

    official: str
    first: date
    last: date
    to_queue: bool = False


@dataclass(frozen=True, slots=True)
class EndAbsence:
    """The official is there after all; the free times of the schedule are laid anew."""

    absence: int


OfTimes: TypeAlias = Hold | LetGo | Allocate | Away | EndAbsence
"""What staff do with the times of officials beside a single request."""
