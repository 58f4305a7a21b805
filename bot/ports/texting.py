"""Short messages as the core sees them: a provider, and their part of a transaction."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Protocol

from bot.texting import Charged, Counted, Received, Spent, Texted, Unproven


class SmsProvider(Protocol):
    """Somebody who carries SMS. Every method raises `Refused` or `Unanswered`, and nothing else.

    Statuses are told in the words accepted, queued, sending, sent, delivered, undelivered, failed.
    """

    async def send(self, to: str, text: str) -> str:
        """Send a text to a number; return the provider's id of the message."""

    async def sent_to(self, to: str, since: datetime) -> Sequence[Texted]:
        """Return our messages to a number from `since` on, the oldest first."""

    async def sent_between(self, since: datetime, until: datetime) -> Sequence[Texted]:
        """Return our messages of that time, as far as the provider lists them."""

    async def sent_as(self, provider_id: str) -> Texted | None:
        """Return one message of ours; None if the provider has it no more."""

    async def received_since(self, since: datetime) -> Sequence[Received]:
        """Return what people sent us from `since` on, the oldest first."""

    async def close(self) -> None:
        """Let connections go."""


class Texting(Protocol):
    """Asked of a transaction: the caps, the costs and the looking after of short messages."""

    async def sms_counted(self, contacts: Collection[int], day: date) -> dict[int, Counted]:
        """Return how many a day of theirs had; those without any are left out."""

    async def sms_sent(self, charged: Sequence[Charged], day: date, price: Decimal) -> None:
        """Count what was sent on a local day, at the price of a segment."""

    async def sms_spent(self, month: date) -> Spent:
        """Return what the SMS of the calendar month of that day came to."""

    async def drop(self, messages: Sequence[int], code: str, at: datetime) -> None:
        """Drop messages that were claimed; `code` is kept with each."""

    async def put_off(self, messages: Sequence[int], until: datetime) -> None:
        """Have messages that were claimed leave later; it is no try."""

    async def begin_draft(self, contact: int, day: date, most: int) -> bool:
        """Count a booking begun; False, and nothing counted, where `most` are unfinished."""

    async def end_draft(self, contact: int, day: date) -> None:
        """Count one unfinished booking less."""

    async def unproven(
        self, since: datetime, until: datetime, after: int, limit: int
    ) -> list[Unproven]:
        """Return the first SMS without a last word, by time and then number, sent before `until`.

        They come after the message `after`, sent at `since`; 0 is before the first of that moment.
        """

    async def providers_known(self, provider_ids: Collection[str]) -> set[str]:
        """Return which of these are stored as the id of a message of ours."""

    async def begin_look(self, name: str, now: datetime, rest_seconds: float) -> bool:
        """Begin a look of this name; False where another process began one just now."""

    async def looked_at(self, name: str) -> datetime | None:
        """Return up to when a look of this name has seen everything; None before the first."""

    async def end_look(self, name: str, seen_until: datetime) -> None:
        """Note up to when everything was seen."""

    async def forget_counts(self, before: date) -> None:
        """Forget the counts of the days before; the costs stay."""
