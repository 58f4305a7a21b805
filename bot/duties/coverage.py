"""The duty to see that every official receives at least once a month [D7-1]."""

from datetime import datetime, time
from typing import Final

from bot.chats import to_chat
from bot.desk.acts import Done
from bot.dialogs.say import say
from bot.dialogs.staff.naming import lines
from bot.ports import Tx
from bot.reception.absence import days_away
from bot.reception.calendar import DAY, local
from bot.reception.coverage import month_to_warn_of, next_month, uncovered
from bot.reception.directory import Office
from bot.records import Reference

AT: Final = time(9, 0)


class Coverage:
    """Warns an office of a month without reception, while there is time to approve a day."""

    def __init__(self, reference: Reference) -> None:
        self._reference = reference

    async def __call__(self, tx: Tx, office: Office, now: datetime) -> Done:
        """Name who receives on no working day; nothing where everybody does on one."""
        calendar = self._reference.calendar
        month = month_to_warn_of(local(now).date(), calendar)
        if month is None:
            return Done()
        absences = await tx.absences(now)
        last = next_month(month) - DAY
        without = [
            say("coverage-official", name=one.name, short=one.short, position=one.position)
            for one in self._reference.directory.officials_of(office.key)
            if uncovered(one, month, calendar, days_away(one.key, absences, month, last))
        ]
        if not without:
            return Done()
        told = say("coverage-warning", month=f"{month:%m.%Y}", officials=lines(without))
        return Done(put=await to_chat(tx, office, told, now))
