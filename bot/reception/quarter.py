"""A quarter of a year: what a report is about, how people write it, and when it closes."""

import re
from datetime import date, datetime, time
from typing import Final

from msgspec import Struct

from bot.reception.calendar import DAY, WorkingCalendar, at
from bot.reception.identity import Invalid

FIRST_YEAR: Final = 2020
CLOSES_AT: Final = time(9, 0)

_WORDS: Final = re.compile(r"\s*(?:тоқсан|токсан|квартал)\w*")
_WRITTEN: Final = re.compile(r"(?:(\d{4})[\s/-]*)?[qкт]?[\s-]*([1-4])", re.IGNORECASE)


class Quarter(Struct, frozen=True, order=True):
    """A quarter, 1 to 4, of a year; in words `2026Q3`."""

    year: int
    number: int

    def __str__(self) -> str:
        return f"{self.year}Q{self.number}"

    @classmethod
    def of(cls, day: date) -> "Quarter":
        """Return the quarter of a day."""
        return cls(day.year, (day.month + 2) // 3)

    @property
    def first(self) -> date:
        """Return its first day."""
        return date(self.year, 3 * self.number - 2, 1)

    @property
    def last(self) -> date:
        """Return its last day."""
        return self.after.first - DAY

    @property
    def after(self) -> "Quarter":
        """Return the quarter after it."""
        return Quarter(self.year + self.number // 4, self.number % 4 + 1)

    @property
    def before(self) -> "Quarter":
        """Return the quarter before it."""
        return Quarter.of(self.first - DAY)

    def closes(self, calendar: WorkingCalendar) -> datetime:
        """Return when its report is frozen: on the first working day after it, in the morning."""
        return at(calendar.on_or_after(self.after.first), CLOSES_AT)


def read_quarter(text: str, today: date) -> Quarter:
    """Read a quarter: `2026Q4`, `4`, `4 тоқсан`; nothing is the current one.

    Raises `Invalid`: `quarter-form`, or `quarter-future` for one that has not begun.
    """
    now = Quarter.of(today)
    words = _WORDS.sub("", text.strip().lower()).strip()
    if not text.strip():
        return now
    found = _WRITTEN.fullmatch(words)
    if found is None or int(found[1] or today.year) < FIRST_YEAR:
        raise Invalid("quarter-form", example=str(now))
    quarter = Quarter(int(found[1] or today.year), int(found[2]))
    if quarter > now:
        raise Invalid("quarter-future", quarter=str(quarter), now=str(now))
    return quarter
