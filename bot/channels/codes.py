"""What Twilio's error codes mean for us. The provider changes them: they are data, not code."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from bot.records import ChannelOff, Outcome, Rejected, RetryAt


class Meaning(StrEnum):
    """What a code says about the message, the person or our account."""

    NO_NUMBER = "no number"  # it can't get an SMS: another channel, else a call
    OPTED_OUT = "opted out"  # the person does not want them
    SETTINGS = "settings"  # our account is set up wrongly: everything waits, somebody must look
    RATE = "rate"  # too fast, or a queue is full
    SUSPENDED = "suspended"  # our account may not send at all
    DOWN = "down"  # the provider is out of order
    UNREACHED = "unreached"  # the phone was off, or nobody knows: later
    FILTERED = "filtered"  # a network blocked it: no blind retry
    TOO_LATE = "too late"  # its validity ended before it was delivered
    MALFORMED = "malformed"  # this text will never be taken


MEANINGS: Final[Mapping[int, Meaning]] = MappingProxyType(
    {
        20003: Meaning.SETTINGS,
        20404: Meaning.SETTINGS,
        20429: Meaning.RATE,
        20500: Meaning.DOWN,
        20503: Meaning.DOWN,
        21211: Meaning.NO_NUMBER,
        21212: Meaning.SETTINGS,
        21266: Meaning.NO_NUMBER,
        21408: Meaning.SETTINGS,
        21602: Meaning.MALFORMED,
        21603: Meaning.SETTINGS,
        21604: Meaning.NO_NUMBER,
        21606: Meaning.SETTINGS,
        21609: Meaning.SETTINGS,
        21610: Meaning.OPTED_OUT,
        21611: Meaning.RATE,
        21612: Meaning.SETTINGS,
        21614: Meaning.NO_NUMBER,
        21617: Meaning.MALFORMED,
        21635: Meaning.NO_NUMBER,
        21657: Meaning.SETTINGS,
        21659: Meaning.SETTINGS,
        21701: Meaning.SETTINGS,
        30001: Meaning.RATE,
        30002: Meaning.SUSPENDED,
        30003: Meaning.UNREACHED,
        30004: Meaning.FILTERED,
        30005: Meaning.NO_NUMBER,
        30006: Meaning.NO_NUMBER,
        30007: Meaning.FILTERED,
        30008: Meaning.UNREACHED,
        30036: Meaning.TOO_LATE,
        30410: Meaning.UNREACHED,
    }
)

RATE_SECONDS: Final = 5.0
DOWN_SECONDS: Final = 5.0
SETTINGS_SECONDS: Final = 120.0
SUSPENDED_SECONDS: Final = 900.0
UNREACHED_SECONDS: Final = 12 * 3600.0
UNKNOWN_SECONDS: Final = 300.0


def meaning(code: int, status: int = 0) -> Meaning | None:
    """Return what a code means; by the HTTP status where the code says nothing; None if unknown."""
    if code in MEANINGS:
        return MEANINGS[code]
    match status:
        case 401 | 403:
            return Meaning.SETTINGS
        case 429:
            return Meaning.RATE
        case _ if status >= 500:
            return Meaning.DOWN
    return None


def verdict(code: str, tries: int) -> Outcome:
    """Return what becomes of a message that was taken and, said with `code`, not delivered."""
    return outcome(int(code) if code.isdecimal() else 0, 0, tries)


def outcome(code: int, status: int, tries: int) -> Outcome:
    """Return what becomes of a message refused with `code`; an unknown one gets one more try."""
    said = str(code or status)
    match meaning(code, status):
        case Meaning.OPTED_OUT:
            return ChannelOff(said)
        case Meaning.SETTINGS:
            return RetryAt(SETTINGS_SECONDS, said, everywhere=True)
        case Meaning.SUSPENDED:
            return RetryAt(SUSPENDED_SECONDS, said, everywhere=True)
        case Meaning.RATE:
            return RetryAt(RATE_SECONDS, said, everywhere=True)
        case Meaning.DOWN:
            return RetryAt(DOWN_SECONDS, said, everywhere=True)
        case Meaning.UNREACHED:
            return RetryAt(UNREACHED_SECONDS, said)
        case None if tries == 0:
            return RetryAt(UNKNOWN_SECONDS, said)
        case None | Meaning.NO_NUMBER | Meaning.FILTERED | Meaning.TOO_LATE | Meaning.MALFORMED:
            return Rejected(said)
