"""The approved schedule of receptions: patterns, single days, the slots they make, typed dates."""

import re
from calendar import monthrange
from collections.abc import Collection, Iterable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import Final

from msgspec import Struct

from bot.reception.calendar import DAY, WorkingCalendar, at
from bot.reception.identity import Invalid

WEEKDAYS: Final = 7
LAST_WEEK: Final = -1


class Pattern(Struct, frozen=True):
    """When an official receives: a weekday (Monday is 0), in which weeks of the month, and hours.

    `weeks` counts that weekday within the month, 1 to 5, or -1 for its last one; empty is every
    week. `minutes` is the length of one reception.
    """

    weekday: int
    weeks: tuple[int, ...]
    starts: time
    ends: time
    minutes: int

    def __post_init__(self) -> None:
        """Refuse a pattern that makes no slot at all."""
        if not 0 <= self.weekday < WEEKDAYS:
            raise ValueError("weekday must be 0 (Monday) to 6 (Sunday)")
        if any(week not in {1, 2, 3, 4, 5, LAST_WEEK} for week in self.weeks):
            raise ValueError("weeks must be 1 to 5, or -1 for the last one of the month")
        _check_hours(self.starts, self.ends, self.minutes)

    def falls_on(self, day: date) -> bool:
        """Say whether this pattern names `day`."""
        if day.weekday() != self.weekday:
            return False
        if not self.weeks:
            return True
        nth = (day.day - 1) // WEEKDAYS + 1
        is_last = day.day + WEEKDAYS > monthrange(day.year, day.month)[1]
        return nth in self.weeks or (is_last and LAST_WEEK in self.weeks)

    def times(self, day: date) -> Iterator[datetime]:
        """Yield the UTC starts of every reception that fits into the hours of `day`."""
        return _starts(day, self.starts, self.ends, self.minutes)


class ReceptionDay(Struct, frozen=True):
    """One day of reception outside the patterns, and its hours."""

    day: date
    starts: time
    ends: time
    minutes: int

    def __post_init__(self) -> None:
        """Refuse a day that makes no slot at all."""
        _check_hours(self.starts, self.ends, self.minutes)

    def times(self) -> Iterator[datetime]:
        """Yield the UTC starts of every reception that fits into its hours."""
        return _starts(self.day, self.starts, self.ends, self.minutes)


class SlotTime(Struct, frozen=True, order=True):
    """One reception time: its UTC start and its length in minutes."""

    starts_at: datetime
    minutes: int

    @property
    def ends_at(self) -> datetime:
        """The UTC moment the reception is over."""
        return self.starts_at + timedelta(minutes=self.minutes)


def slot_times(
    patterns: Iterable[Pattern],
    first: date,
    last: date,
    calendar: WorkingCalendar,
    *,
    days: Iterable[ReceptionDay] = (),
    off: Collection[date] = (),
) -> tuple[SlotTime, ...]:
    """List the slots of `patterns` and `days` on working days from `first` to `last`, included.

    On the dates in `off` there is none. Patterns that overlap yield one slot for each start, the
    earliest first; a slot that would begin before the previous one ends is left out, because one
    person can't receive two.
    """
    fixed = tuple(patterns)
    found: set[SlotTime] = set()
    day = first
    while day <= last:
        if day not in off and calendar.is_working(day):
            for pattern in fixed:
                if pattern.falls_on(day):
                    found.update(SlotTime(start, pattern.minutes) for start in pattern.times(day))
        day += DAY
    for one in days:
        if first <= one.day <= last and one.day not in off and calendar.is_working(one.day):
            found.update(SlotTime(start, one.minutes) for start in one.times())
    free_from = datetime.min.replace(tzinfo=UTC)
    kept: list[SlotTime] = []
    for slot in sorted(found):
        if slot.starts_at >= free_from:
            kept.append(slot)
            free_from = slot.ends_at
    return tuple(kept)


_WHEN: Final = re.compile(
    r"(?P<day>\d{1,2})[./-](?P<month>\d{1,2})(?:[./-](?P<year>\d{4}|\d{2})(?!\d))?\.?"
    r"(?:[\s,]+(?:сағат|в)?\s*(?P<hour>\d{1,2})(?:[:.\-](?P<minute>\d{2}))?)?"
)


def parse_when(text: str, today: date) -> tuple[date, time | None] | Invalid:
    """Read a date as staff type it: `15.12`, `15.12 10:00`, `15.12.2026 10.00`.

    Without a year the next such day from `today` on is meant. Nonsense and a written-out day in
    the past come back as `Invalid`: `when-format`, `when-date`, `when-time`, `when-past`.
    """
    match = _WHEN.fullmatch(" ".join(text.split()))
    if match is None:
        return Invalid("when-format")
    day, month = int(match["day"]), int(match["month"])
    clock: time | None = None
    if match["hour"] is not None:
        hour, minute = int(match["hour"]), int(match["minute"] or 0)
        if hour > 23 or minute > 59:
            return Invalid("when-time")
        clock = time(hour, minute)
    if match["year"] is not None:
        year = int(match["year"])
        found = _day(year if year > 99 else 2000 + year, month, day)
        if found is not None and found < today:
            return Invalid("when-past")
    else:
        found = _next(today, month, day)
    return Invalid("when-date") if found is None else (found, clock)


def _next(today: date, month: int, day: int) -> date | None:
    # 29 February may be up to eight years ahead (1900, 2100 have none).
    for year in range(today.year, today.year + 9):
        found = _day(year, month, day)
        if found is not None and found >= today:
            return found
    return None


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _check_hours(starts: time, ends: time, minutes: int) -> None:
    if minutes <= 0:
        raise ValueError("minutes must be more than 0")
    if _minute(starts) + minutes > _minute(ends):
        raise ValueError("no reception fits between its start and its end")


def _starts(day: date, starts: time, ends: time, minutes: int) -> Iterator[datetime]:
    start, end = at(day, starts), at(day, ends)
    step = timedelta(minutes=minutes)
    while start + step <= end:
        yield start
        start += step


def _minute(clock: time) -> int:
    return clock.hour * 60 + clock.minute
