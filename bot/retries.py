"""Whether and when a message that did not go is tried again. Pure."""

from datetime import datetime, timedelta
from itertools import takewhile
from typing import Final, assert_never

from bot.records import ChannelOff, Outcome, Rejected, RetryAt, Sent

TRIES: Final = 8
FIRST_PAUSE, LONGEST_PAUSE = 2.0, 1800.0
KEEP_TRYING_SECONDS: Final = 24 * 3600.0
PACED: Final = "paced"
"""The code of a message that waits until its group may be written to again."""


def pause_after(failures: int) -> float:
    """Return how many seconds to wait after the failure that follows `failures` others."""
    return min(LONGEST_PAUSE, FIRST_PAUSE * 2.0 ** min(failures, 30))


def is_failure(outcome: Outcome) -> bool:
    """Tell whether it speaks against the message: an outage or a full group does not."""
    match outcome:
        case RetryAt(everywhere=everywhere, code=code):
            return not everywhere and code != PACED
        case Sent() | Rejected() | ChannelOff():
            return False
        case _:
            assert_never(outcome)


def retry_at(
    outcome: Outcome, *, tries: int, failures: int, statutory: bool, now: datetime
) -> datetime | None:
    """Return when to try again; None when this way has come to its end.

    `tries`: all before this one; `failures`: those of them that speak against the message. An
    outage ends no message. A statutory one is tried for a day before it goes another way.
    """
    match outcome:
        case Sent() | Rejected() | ChannelOff():
            return None
        case RetryAt(seconds=seconds) if not is_failure(outcome):
            # The same message must not be the one that finds out each time whether an outage ends.
            growing = min(pause_after(tries), 30 * seconds)
            return now + timedelta(seconds=max(seconds, growing) if outcome.everywhere else seconds)
        case RetryAt(seconds=seconds):
            if failures + 1 >= (STATUTORY_TRIES if statutory else TRIES):
                return None
            return now + timedelta(seconds=max(seconds, pause_after(failures)))
        case _:
            assert_never(outcome)


def _tries_within(seconds: float) -> int:
    """Return how many tries with growing pauses fill a time."""
    pauses = (sum(map(pause_after, range(tries))) for tries in range(1000))
    return sum(1 for _ in takewhile(lambda passed: passed < seconds, pauses))


STATUTORY_TRIES: Final = _tries_within(KEEP_TRYING_SECONDS)
