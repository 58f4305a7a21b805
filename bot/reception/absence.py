"""Days on which an official receives nobody: ill, travelling, on leave."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, time

from msgspec import Struct

from bot.reception.calendar import DAY, at, local


class Absence(Struct, frozen=True):
    """An official is away from the day `first` to the day `last`, both included.

    `id`: its number in lists, 0 until it is stored. `who`: the member of staff who entered it.
    """

    official: str
    first: date
    last: date
    who: str
    id: int = 0

    @property
    def since(self) -> datetime:
        """Return the moment it begins."""
        return at(self.first, time())

    @property
    def until(self) -> datetime:
        """Return the moment it is over."""
        return at(self.last + DAY, time())

    def covers(self, moment: datetime) -> bool:
        """Tell whether the official is away at `moment`."""
        return self.first <= local(moment).date() <= self.last


def days_away(
    official: str, absences: Iterable[Absence], first: date, last: date
) -> frozenset[date]:
    """Return the days from `first` to `last` on which `official` is away."""
    return frozenset(
        day
        for one in absences
        if one.official == official
        for day in _days(max(one.first, first), min(one.last, last))
    )


def _days(first: date, last: date) -> Iterator[date]:
    day = first
    while day <= last:
        yield day
        day += DAY
