"""What Twilio's error codes mean for us. The provider changes them: they are data, not code."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from bot.texting import Meaning

MEANINGS: Final[Mapping[int, Meaning]] = MappingProxyType(
    {
        20003: Meaning.SETTINGS,
        20005: Meaning.SUSPENDED,
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


def meaning_of(code: str) -> Meaning | None:
    """Return what the code of a later status means; None if it is unknown or there is none."""
    return meaning(int(code)) if code.isascii() and code.isdecimal() else None
