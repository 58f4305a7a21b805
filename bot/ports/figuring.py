"""The part of a transaction for an operator's figures, as the core sees it."""

from datetime import date, datetime
from typing import Protocol

from msgspec import Struct

from bot.records import ChannelName


class Queue(Struct, frozen=True):
    """What is due and not sent on a channel: how many, and since when the oldest waits."""

    channel: ChannelName
    messages: int
    oldest: datetime


class Terms(Struct, frozen=True):
    """Requests without a reply: whose term ends soon, and whose has passed [D29]."""

    at_risk: int
    overdue: int


class Figuring(Protocol):
    """Asked of a transaction: what an operator's monitor shows. Cheap, however much is stored."""

    async def queues(self, now: datetime) -> list[Queue]:
        """Count what is due and not sent yet, by channel."""

    async def terms_now(self, today: date, until: date) -> Terms:
        """Count requests without a reply that is due from `today` to `until`, or was before."""

    async def laid_until(self) -> dict[str, datetime]:
        """Return by official when the last time of reception is that was laid out."""

    async def first_request_at(self) -> datetime | None:
        """Return when the first request of all was received."""
