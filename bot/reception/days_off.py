"""Days off as people read them: in stretches, each with its one reason."""

from datetime import date

from msgspec import Struct

from bot.reception.calendar import DAY, WorkingCalendar
from bot.reception.holiday_names import WEEKEND
from bot.reception.language import Bilingual

SATURDAY = 5


class Stretch(Struct, frozen=True):
    """Days one after another that are off for one reason; no `reason`: worked at the weekend."""

    first: date
    last: date
    reason: Bilingual | None

    @property
    def span(self) -> str:
        """The days in figures: `08.03`, `21-25.03`, `30.12-02.01`."""
        if self.first == self.last:
            return f"{self.first:%d.%m}"
        same = (self.first.year, self.first.month) == (self.last.year, self.last.month)
        return f"{self.first:%d}–{self.last:%d.%m}" if same else _long(self.first, self.last)


def stretches(
    calendar: WorkingCalendar, first: date, last: date, *, weekends: bool
) -> tuple[Stretch, ...]:
    """List what is unusual from `first` to `last`, both included: days off, and worked weekends.

    Plain Saturdays and Sundays only with `weekends`.
    """
    found: list[Stretch] = []
    day = first
    while day <= last:
        reason = calendar.why_off(day)
        told = day.weekday() >= SATURDAY if reason is None else weekends or reason != WEEKEND
        if told:
            before = found[-1] if found else None
            if before is not None and before.last + DAY == day and before.reason == reason:
                found[-1] = Stretch(before.first, day, reason)
            else:
                found.append(Stretch(day, day, reason))
        day += DAY
    return tuple(found)


def _long(first: date, last: date) -> str:
    return f"{first:%d.%m}–{last:%d.%m}"
