"""The part of a transaction for the audit, chained, as the core sees it."""

from collections.abc import Collection
from datetime import datetime
from typing import Protocol

from bot.reception.breach import Reach, Reading
from bot.reception.chain import Broken, Checked, Link, Unsealed


class Audit(Protocol):
    """Asked of a transaction: the audit, chained, and who read what."""

    async def newest_audited(self) -> tuple[int, ...]:
        """Return the newest row of every source of the audit; it changes with each new one."""

    async def chain_on(self, limit: int) -> int:
        """Give up to `limit` rows their links; return how many. 0 as well if another does it."""

    async def chain_head(self) -> Link | None:
        """Return the last link."""

    async def check_links(self, after: Link | None, limit: int) -> Checked:
        """Look at the links that follow `after`, and at their rows."""

    async def unsealed(self) -> list[Unsealed]:
        """Return which sources have rows without a link."""

    async def inserted(self, limit: int) -> list[Broken]:
        """Return rows without a link among older ones that have it: nobody wrote them in time."""

    async def readings(
        self, since: datetime, until: datetime, by: str | None = None
    ) -> list[Reading]:
        """Return who read whose data in [since, until), in order."""

    async def everybody(self, until: datetime) -> list[Reading]:
        """Return everybody whose data were stored before `until`, each once, read by nobody."""

    async def reach(self, requests: Collection[int]) -> dict[int, Reach]:
        """Return how the applicants of these requests can be reached."""
