"""The survey [D38]: a mark, whether the question was settled, a comment.

Whoever was not received is asked about the procedure instead: whether it was clear, in the words
of `Settled`. Whoever gave up is asked why, by telephone only.
"""

from enum import IntEnum, StrEnum
from typing import Final

from bot.reception.identity import Invalid, clean
from bot.reception.lifecycle import State

COMMENT_MAX: Final = 1000

RECEIVED: Final = frozenset({State.ATTENDED, State.CONSULTED})
NOT_RECEIVED: Final = frozenset({State.NO_SHOW, State.REFUSED})
SURVEYED: Final = RECEIVED | NOT_RECEIVED
"""How requests end whose applicants are asked in the chat."""


class Settled(StrEnum):
    """Whether the question was settled, in the applicant's own opinion."""

    YES = "yes"
    PARTLY = "partly"
    NO = "no"


class Way(StrEnum):
    """How the answers came."""

    CHAT = "chat"
    PHONE = "phone"


class GaveUp(StrEnum):
    """Why an applicant gave the request up."""

    TOO_LONG = "too_long"
    SOLVED = "solved"
    OTHER = "other"


class Rating(IntEnum):
    """The mark an applicant gives, from 1 (very bad) to 5 (very good)."""

    VERY_BAD = 1
    BAD = 2
    FAIR = 3
    GOOD = 4
    VERY_GOOD = 5


def rating(text: str) -> Rating:
    """Read a mark from 1 to 5, else `rating-range`."""
    try:
        return Rating(int(clean(text)))
    except ValueError:
        raise Invalid("rating-range", least=1, most=5) from None


def comment(text: str) -> str:
    """Read a comment of at most 1,000 characters: `comment-short`, `comment-long`."""
    found = clean(text, lines=True)
    if not found:
        raise Invalid("comment-short")
    if len(found) > COMMENT_MAX:
        raise Invalid("comment-long", most=COMMENT_MAX, length=len(found))
    return found
