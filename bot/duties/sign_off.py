"""The duty to have a year signed off: staff are reminded until its days off are final."""

from datetime import date, datetime, time, timedelta
from typing import Final

from bot.chats import to_chat
from bot.desk.acts import Done
from bot.dialogs.say import say
from bot.dialogs.staff.counted import row
from bot.dialogs.staff.naming import lines
from bot.ports import Tx
from bot.reception.calendar import WorkingCalendar, local
from bot.reception.calendar_changes import year_to_sign
from bot.reception.days_off import stretches
from bot.reception.directory import Office
from bot.records import Reference

AT: Final = time(9, 30)


class SignOff:
    """Reminds an office from November on, on the first working day of each week."""

    def __init__(self, reference: Reference) -> None:
        self._reference = reference

    async def __call__(self, tx: Tx, office: Office, now: datetime) -> Done:
        """Remind of the year to be signed off, with its days off as they are known."""
        today, calendar = local(now).date(), self._reference.calendar
        year = year_to_sign(calendar, today)
        if year is None or not _begins_week(calendar, today) or not self._speaks(office):
            return Done()
        days = stretches(calendar, date(year, 1, 1), date(year, 12, 31), weekends=False)
        words = say("calendar-remind", year=year, rows=lines(map(row, days)))
        return Done(put=await to_chat(tx, office, words, now))

    def _speaks(self, office: Office) -> bool:
        """Tell whether it is this office's turn: the calendar is everybody's, a chat hears once."""
        sharing = (
            one for one in self._reference.directory.offices if one.staff_chat == office.staff_chat
        )
        return next(sharing) == office


def _begins_week(calendar: WorkingCalendar, today: date) -> bool:
    return calendar.on_or_after(today - timedelta(days=today.weekday())) == today
