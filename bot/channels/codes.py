"""What becomes of a message by the meaning of a provider's code, and what staff must know of it."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final, TypeAlias, assert_never

from bot.ports import Clock
from bot.records import ChannelOff, Outcome, Rejected, RetryAt
from bot.texting import Meaning
from bot.troubles import Trouble

RATE_SECONDS: Final = 5.0
DOWN_SECONDS: Final = 5.0
SETTINGS_SECONDS: Final = 120.0
UNREACHED_SECONDS: Final = 12 * 3600.0
UNKNOWN_SECONDS: Final = 300.0
SUSPENDED_FOR: Final = timedelta(minutes=15)
"""For so long nothing is sent after the provider said that our account may not."""

Seen: TypeAlias = Callable[[Trouble, bool, str], None]
"""Hears what is wrong, and what is not any more."""


def outcome(meant: Meaning | None, code: str, tries: int) -> Outcome:
    """Return what becomes of a message refused with `code`; an unknown one gets one more try."""
    match meant:
        case Meaning.OPTED_OUT:
            return ChannelOff(code)
        case Meaning.SETTINGS:
            return RetryAt(SETTINGS_SECONDS, code, everywhere=True)
        case Meaning.RATE:
            return RetryAt(RATE_SECONDS, code, everywhere=True)
        case Meaning.DOWN:
            return RetryAt(DOWN_SECONDS, code, everywhere=True)
        case Meaning.UNREACHED:
            return RetryAt(UNREACHED_SECONDS, code)
        case None if tries == 0:
            return RetryAt(UNKNOWN_SECONDS, code)
        case (
            None
            | Meaning.NO_NUMBER
            | Meaning.FILTERED
            | Meaning.TOO_LATE
            | Meaning.MALFORMED
            | Meaning.SUSPENDED
        ):
            return Rejected(code)
        case _:
            assert_never(meant)


class Account:
    """How our account stands with the provider, by what it says; one for sending and statuses.

    While it is suspended nothing is sent: what the law wants goes another way at once.
    """

    def __init__(
        self, clock: Clock, meaning: Callable[[str], Meaning | None], seen: Seen | None = None
    ) -> None:
        self._clock, self._meaning = clock, meaning
        self._seen = seen or (lambda _trouble, _present, _detail: None)
        self._suspended: tuple[datetime, str] | None = None

    def suspended(self) -> Rejected | None:
        """Return what becomes of every message now; None while they may be sent."""
        if self._suspended is None:
            return None
        until, code = self._suspended
        now = self._clock.now()
        # A clock that was put back must not stop the channel for longer.
        return Rejected(code) if until - SUSPENDED_FOR <= now < until else None

    def works(self) -> None:
        """Note that the provider took a message."""
        self._suspended = None
        self._seen(Trouble.SMS_SETTINGS, False, "")
        self._seen(Trouble.SMS_SUSPENDED, False, "")

    def refused(self, meant: Meaning | None, code: str, tries: int) -> Outcome:
        """Return what becomes of a message that was refused."""
        self._note(meant, code)
        return outcome(meant, code, tries)

    def verdict(self, code: str, tries: int) -> Outcome:
        """Return what becomes of a message that was taken and, said with `code`, not delivered."""
        return self.refused(self._meaning(code), code, tries)

    def _note(self, meant: Meaning | None, code: str) -> None:
        match meant:
            case Meaning.SUSPENDED:
                self._suspended = (self._clock.now() + SUSPENDED_FOR, code)
                self._seen(Trouble.SMS_SUSPENDED, True, code)
            case Meaning.SETTINGS:
                self._seen(Trouble.SMS_SETTINGS, True, code)
            case _:
                pass
