"""The call of the survey by telephone [D38]: what may come of it, and when it is tried again."""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final, assert_never

from msgspec import Struct

from bot.reception.sampling import Reason
from bot.reception.survey import GaveUp

TRIES: Final = 3
"""So often somebody is telephoned who does not answer."""
HELD_FOR: Final = timedelta(minutes=15)
"""So long nobody else is given the same call."""


class CallState(StrEnum):
    """Where a call is, as it is stored."""

    WAITING = "waiting"
    ANSWERED = "answered"
    DECLINED = "declined"
    UNREACHED = "unreached"
    WRONG_NUMBER = "wrong_number"
    DROPPED = "dropped"
    """Not needed any more: answered in the chat meanwhile, or consent was taken back."""


class Result(StrEnum):
    """What came of telephoning."""

    ANSWERED = "answered"
    DECLINED = "declined"
    NOT_REACHED = "not_reached"
    WRONG_NUMBER = "wrong_number"


class CallClosed(Struct, frozen=True):
    """A call after a try, to be stored; a waiting one is made again at `due_at`, by anybody."""

    call: int
    state: CallState
    tries: int
    due_at: datetime
    at: datetime
    who: str | None = None
    gave_up: GaveUp | None = None
    comment: str | None = None


class CallCount(Struct, frozen=True):
    """How many calls of an office and a quarter are alike."""

    office: str
    reason: Reason
    state: CallState
    gave_up: GaveUp | None
    calls: int


def state_after(result: Result, tries: int) -> CallState:
    """Return where a call is after its `tries`-th try."""
    match result:
        case Result.ANSWERED:
            return CallState.ANSWERED
        case Result.DECLINED:
            return CallState.DECLINED
        case Result.WRONG_NUMBER:
            return CallState.WRONG_NUMBER
        case Result.NOT_REACHED:
            return CallState.UNREACHED if tries >= TRIES else CallState.WAITING
        case _:
            assert_never(result)
