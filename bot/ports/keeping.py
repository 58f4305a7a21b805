"""The part of a transaction for retention, as the core sees it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol, TypeAlias

from msgspec import Struct

from bot.reception.lifecycle import State
from bot.reception.retention import Old, Terms
from bot.records import Request

Key: TypeAlias = int | str
"""What a row is found by."""


class Erased(Struct, frozen=True):
    """A request of which nothing personal is left."""

    id: int
    number: str
    state: State
    office: str


class Keeping(Protocol):
    """Asked of a transaction: how long personal data are kept, and what is done then."""

    async def consent_withdrawn(self, person: int) -> bool:
        """Tell whether the person took the consent back and has not given it since."""

    async def held_of(self, person: int) -> list[Request]:
        """Return the person's requests, locked until the transaction ends; the oldest first."""

    async def anonymise(self, requests: Sequence[int], at: datetime) -> list[Erased]:
        """Erase everything personal of requests that are at their end; return which they were.

        What was erased before, and what still waits for something, is left as it is.
        """

    async def forget(self, person: int, at: datetime) -> None:
        """Forget a person; their address is kept until the last message to them has left."""

    async def leaving(self) -> bool:
        """Tell whether an address is kept for a last message."""

    async def let_leave(self, at: datetime, limit: int) -> int:
        """Erase the addresses to which the last message has left, or couldn't; how many."""

    async def over(self, office: str, terms: Terms, limit: int) -> list[int]:
        """Return requests of an office whose time is over."""

    async def old(self, what: Old, before: datetime, after: Key | None, limit: int) -> list[Key]:
        """Return what has been old since `before`, in its own order, beyond `after`."""

    async def clear(self, what: Old, keys: Sequence[Key], before: datetime, at: datetime) -> int:
        """Clear these, as far as they are still old; return how many."""
