"""The processes that serve one installation, as the core sees them: seats, shares, who leads."""

from collections.abc import Callable
from typing import Protocol, TypeAlias

from msgspec import Struct


class Standing(Struct, frozen=True):
    """What a process may do: its share of every rate, from 0 to 1, and whether it leads.

    Exactly one process leads: it asks for updates, or tells Telegram where to post them.
    """

    share: float
    leads: bool


ALONE = Standing(1.0, leads=True)
NOTHING = Standing(0.0, leads=False)

Heed: TypeAlias = Callable[[Standing], None]
"""Called at once with every new standing; what it forbids must not be done from then on."""


class SeatTaken(Exception):
    """Another process serves from this database, which takes no second one."""


class Collided(Exception):
    """Two transactions stood in each other's way; this one was undone and may simply begin anew."""


class Seat(Protocol):
    """The place of this process among those that serve the same database."""

    async def take(self, heed: Heed) -> None:
        """Take the seat and have `heed` told what it allows; `SeatTaken` where there is none."""

    async def beat(self) -> None:
        """Show that we live, and find out what others leave us; a lost seat is taken anew."""

    async def leave(self) -> None:
        """Give the seat up; the others need not wait to see that it is empty."""
