"""What is said later of a message a provider took: it did not arrive, so again, or another way."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import timedelta
from typing import Final, TypeAlias

from bot.ports import Clock, Tx
from bot.records import ChannelOff, Envelope, Outcome, RetryAt

Fallback: TypeAlias = Callable[[Tx, Envelope, str], Awaitable[None]]
"""Finds another way for a statutory message that can't be proven delivered, in the transaction."""

Verdict: TypeAlias = Callable[[str, int], Outcome]
"""What becomes of a message that was not delivered, by the provider's code and the tries before."""

TRIES: Final = 3


class Undelivered:
    """Looks after the statutory messages that did not arrive."""

    def __init__(self, verdict: Verdict, fallback: Fallback, clock: Clock) -> None:
        self._verdict, self._fallback, self._clock = verdict, fallback, clock

    async def __call__(self, tx: Tx, provider_ids: Sequence[str]) -> None:
        """Have those of these messages that were not delivered sent again, or take another way."""
        for envelope, code in await tx.undelivered(provider_ids):
            verdict = self._verdict(code, envelope.tries)
            if isinstance(verdict, RetryAt) and envelope.tries + 1 < TRIES:
                now = self._clock.now()
                await tx.send_again(envelope, now, now + timedelta(seconds=verdict.seconds))
            else:
                if isinstance(verdict, ChannelOff):
                    await tx.switch_contact(envelope.contact, False, code, self._clock.now())
                await self._fallback(tx, envelope, code)
