"""What reports ask of a transaction, as the core sees it."""

from collections.abc import AsyncIterator
from datetime import date
from typing import Protocol

from bot.reception.calendar import WorkingCalendar
from bot.reception.quarter import Quarter
from bot.reception.report import Piece
from bot.reception.snapshot import Packed


class Reports(Protocol):
    """The part of a transaction that reports are read from and kept in."""

    def report_lines(self, quarter: Quarter, calendar: WorkingCalendar) -> AsyncIterator[Piece]:
        """Give the lines of a quarter piece by piece, in order of registration."""

    async def report_size(self, quarter: Quarter) -> int:
        """Return how many requests belong to a quarter."""

    async def first_registered(self) -> date | None:
        """Return the day of the first registration."""

    async def last_request(self) -> int:
        """Return the id of the newest request."""

    async def frozen_quarters(self) -> set[str]:
        """Return the quarters whose reports are frozen."""

    async def frozen_report(self, quarter: Quarter) -> Packed | None:
        """Return the report of a quarter as it was frozen."""

    async def keep_report(self, packed: Packed) -> bool:
        """Keep a report for good; False if there is one of that quarter already."""

    async def duty_done_since(self, office: str, kind: str, after: date, before: date) -> bool:
        """Tell whether a duty was done on a day between these two."""
