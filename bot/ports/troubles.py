"""The part of a transaction for troubles: what is wrong now, and what staff were told of it."""

from datetime import datetime
from typing import Protocol

from msgspec import Struct


class Lasting(Struct, frozen=True):
    """A trouble that is not over. `seen_at`: when a process found it there last."""

    kind: str
    began_at: datetime
    seen_at: datetime


class TroublesKept(Protocol):
    """Asked of a transaction: which troubles last, and which process tells of them."""

    async def lasting(self) -> list[Lasting]:
        """Return the troubles that are not over, the oldest first."""

    async def begin_trouble(self, kind: str, began: datetime, now: datetime) -> bool:
        """Note that a trouble is there; False if it was noted, or ended after it `began`."""

    async def see_trouble(self, kind: str, now: datetime) -> None:
        """Note that a trouble is still there."""

    async def end_trouble(
        self, kind: str, ended: datetime, quiet_since: datetime, now: datetime
    ) -> datetime | None:
        """Note that a trouble `ended`; return when it began.

        None if it is over already, or somebody saw it after `quiet_since`.
        """

    async def clock_put_back(self, now: datetime) -> int:
        """Make what was to leave at once, by a clock that was ahead, leave now; return how many."""
