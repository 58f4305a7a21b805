"""Dates in words with the month and the weekday; the names are Babel's."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Final

from babel import Locale

from bot.reception.calendar import local
from bot.reception.language import Lang

_DAY: Final = {
    Lang.KK: "{year} жылғы {day} {month}, {weekday}",
    Lang.RU: "{weekday}, {day} {month} {year} г.",
}
_MOMENT: Final = {Lang.KK: "{day}, сағат {time}", Lang.RU: "{day}, {time}"}


class Dates:
    """Dates in the words of one language."""

    def __init__(self, lang: Lang) -> None:
        locale = Locale.parse(lang.value)
        self._months: Mapping[int, str] = locale.months["format"]["wide"]
        self._weekdays: Mapping[int, str] = locale.days["format"]["wide"]
        self._short_weekdays: Mapping[int, str] = locale.days["format"]["abbreviated"]
        self._day, self._moment = _DAY[lang], _MOMENT[lang]

    def words(self, when: date) -> str:
        """Return a day, or a moment in local time, with its month and weekday in words."""
        here = local(when) if isinstance(when, datetime) else when
        day = self._day.format(
            year=here.year,
            day=here.day,
            month=self._months[here.month],
            weekday=self._weekdays[here.weekday()],
        )
        if isinstance(here, datetime):
            return self._moment.format(day=day, time=f"{here:%H:%M}")
        return day

    def short(self, when: date) -> str:
        """Return the same where space is dear: `вт 15.12.2026, 10:00`."""
        here = local(when) if isinstance(when, datetime) else when
        weekday = self._short_weekdays[here.weekday()]
        if isinstance(here, datetime):
            return f"{weekday} {here:%d.%m.%Y, %H:%M}"
        return f"{weekday} {here:%d.%m.%Y}"
