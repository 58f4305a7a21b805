"""What comes of telephoning for the survey [D38]."""

from msgspec import Struct

from bot.reception.calling import Result
from bot.reception.survey import GaveUp, Settled


class TakeCall(Struct, frozen=True):
    """A member takes the next call of the survey in hand, in private [D38]; logged."""


class CloseCall(Struct, frozen=True):
    """What came of telephoning; `gave_up` from those who withdrew, a mark from the others."""

    call: int
    result: Result
    rating: int | None = None
    settled: Settled | None = None
    gave_up: GaveUp | None = None
    comment: str | None = None
