"""Working days of Kazakhstan: the public calendar, plus the overrides staff keep by hand.

The government moves days off late, so the override table always has the last word.
"""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from functools import cache, lru_cache
from importlib.machinery import SourceFileLoader
from pathlib import Path
from types import ModuleType
from typing import Final
from zoneinfo import ZoneInfo

import holidays
from holidays.holiday_base import HolidayBase
from msgspec import Struct

from bot.reception.holiday_names import WEEKEND, holiday_name
from bot.reception.language import Bilingual

ZONE: Final = ZoneInfo("Asia/Almaty")
DAY: Final = timedelta(days=1)
SIGNED_YEARS: Final = frozenset({2024, 2025, 2026})


def check_zone() -> None:
    """Raise RuntimeError when the time zone data predates the unification to UTC+5 of 2024."""
    offset = datetime(2026, 1, 1, tzinfo=ZONE).utcoffset()
    if offset != timedelta(hours=5):
        raise RuntimeError(
            f"The time zone data says Asia/Almaty is UTC{offset} on 2026-01-01; it must be "
            "UTC+05:00. Install tzdata 2024.1 or newer."
        )


def local(moment: datetime) -> datetime:
    """Return an aware `moment` as the clock on the wall in Kazakhstan shows it."""
    if moment.tzinfo is None:
        raise ValueError("a moment must carry its time zone")
    return moment.astimezone(ZONE)


def at(day: date, clock: time) -> datetime:
    """Return the UTC moment at which clocks in Kazakhstan show `clock` on `day`."""
    return datetime.combine(day, clock, tzinfo=ZONE).astimezone(UTC)


class Override(Struct, frozen=True):
    """A day the government made working or free, and the document that says so."""

    day: date
    working: bool
    name: Bilingual
    source: str


class CountedDay(Struct, frozen=True):
    """One day of a term as it is shown to people: its number, or why it doesn't count."""

    day: date
    working: bool
    number: int | None
    reason: Bilingual | None


class _Year(Struct, frozen=True):
    """A year of the public calendar: the working days, and the names of the public holidays."""

    working: frozenset[date]
    holidays: dict[date, Bilingual]


@cache
def _kazakhstan() -> type[HolidayBase]:
    """Load the country by its file: its package would load all the others, 9 MiB of them."""
    file = Path(holidays.__file__).parent / "countries" / "kazakhstan.py"
    module = ModuleType("kazakhstan")
    SourceFileLoader("kazakhstan", str(file)).exec_module(module)
    country: type[HolidayBase] = module.Kazakhstan
    return country


@lru_cache(maxsize=64)
def _public_year(year: int) -> _Year:
    public = _kazakhstan()(years=[year], language="kk", expand=False)
    first = date(year, 1, 1)
    days = (first + DAY * n for n in range((date(year, 12, 31) - first).days + 1))
    return _Year(
        working=frozenset(day for day in days if public.is_working_day(day)),
        holidays={day: holiday_name(name) for day, name in public.items()},
    )


class WorkingCalendar:
    """Working days with overrides applied; cheap to ask, because every year is counted once."""

    def __init__(
        self,
        overrides: Iterable[Override] = (),
        signed_years: frozenset[int] = SIGNED_YEARS,
    ) -> None:
        self._overrides = {override.day: override for override in overrides}
        self._signed_years = signed_years
        self._working: dict[int, frozenset[date]] = {}

    def __eq__(self, other: object) -> bool:
        """Say whether both count every day alike, and hold the same years to be final."""
        return isinstance(other, WorkingCalendar) and self._standing == other._standing

    def __hash__(self) -> int:
        return hash(self._standing)

    @property
    def _standing(self) -> tuple[frozenset[Override], frozenset[int]]:
        return frozenset(self._overrides.values()), self._signed_years

    def is_working(self, day: date) -> bool:
        """Say whether state bodies work on `day`."""
        return day in self._year(day.year)

    def why_off(self, day: date) -> Bilingual | None:
        """Name the holiday or weekend that makes `day` free; None for a working day."""
        if self.is_working(day):
            return None
        override = self._overrides.get(day)
        if override is not None:
            return override.name
        return _public_year(day.year).holidays.get(day, WEEKEND)

    def add(self, day: date, n: int) -> date:
        """Return the n-th working day after `day`; a negative `n` counts before it.

        Zero gives `day` itself, working or not.
        """
        step = DAY if n > 0 else -DAY
        left = abs(n)
        while left:
            day += step
            if self.is_working(day):
                left -= 1
        return day

    def on_or_after(self, day: date) -> date:
        """Return `day` when it is a working day, else the next one that is."""
        while not self.is_working(day):
            day += DAY
        return day

    def between(self, a: date, b: date) -> int:
        """Count the working days after `a` up to and including `b`.

        When `b` comes first the count is negative: minus the working days from `b` up to, not
        including, `a`; so `between(a, add(a, n)) == n` for every n.
        """
        if b >= a:
            return sum(self.is_working(a + DAY * n) for n in range(1, (b - a).days + 1))
        return -sum(self.is_working(b + DAY * n) for n in range((a - b).days))

    def count(self, day: date, n: int) -> tuple[CountedDay, ...]:
        """List every day after `day` up to its n-th working day, numbered or with its reason."""
        last = self.add(day, n)
        counted: list[CountedDay] = []
        number = 0
        while day < last:
            day += DAY
            working = self.is_working(day)
            number += working
            shown = number if working else None
            counted.append(CountedDay(day, working, shown, self.why_off(day)))
        return tuple(counted)

    def certain(self, a: date, b: date) -> bool:
        """Say whether every year from `a` to `b` is signed off, so that its days off are final."""
        return not self.unsigned(a, b)

    def unsigned(self, a: date, b: date) -> tuple[int, ...]:
        """List the years from `a` to `b` whose days off nobody has signed off yet."""
        first, last = min(a, b).year, max(a, b).year
        return tuple(year for year in range(first, last + 1) if year not in self._signed_years)

    def _year(self, year: int) -> frozenset[date]:
        working = self._working.get(year)
        if working is None:
            own = [override for day, override in self._overrides.items() if day.year == year]
            made_working = {override.day for override in own if override.working}
            made_free = {override.day for override in own if not override.working}
            working = (_public_year(year).working | made_working) - made_free
            self._working[year] = working
        return working
