"""The duty of the quarterly report [D40]: to the staff chat, on the first working day after it.

Where the program did not run on that day, on the first working day it does.
"""

from datetime import datetime

from bot.chats import to_chat
from bot.desk.acts import Done
from bot.desk.reports import papers
from bot.dialogs.queries import Tally, TallyOf
from bot.dialogs.staff import report
from bot.duties.round import Duty
from bot.ports import Tx
from bot.reception.calendar import local
from bot.reception.directory import Office
from bot.reception.quarter import CLOSES_AT, Quarter
from bot.records import DutyKind, Reference


class NotFrozen(Exception):
    """The report is not frozen yet; it is sent when it is."""


class Quarterly:
    """Sends the report of a closed quarter to a staff chat, once for all its offices."""

    def __init__(self, reference: Reference) -> None:
        self._reference = reference

    async def __call__(self, tx: Tx, office: Office, now: datetime) -> Done:
        """Send the report, unless this chat has it; raise `NotFrozen` while it isn't ready."""
        today, directory = local(now).date(), self._reference.directory
        if office.staff_chat is None or directory.office_of_chat(office.staff_chat) != office:
            return Done()
        quarter = Quarter.of(today).before
        if await tx.duty_done_since(office.key, DutyKind.QUARTER, quarter.last, today):
            return Done()
        offices = tuple(one.key for one in directory.offices_of_chat(office.staff_chat))
        tally = await tx.answer(TallyOf(offices, quarter), now)
        if not isinstance(tally, Tally) or not tally.registered:
            return Done()
        if tally.frozen_at is None:
            raise NotFrozen(str(quarter))
        put = await to_chat(tx, office, report.told(tally, quarter), now)
        for paper in papers(quarter, offices, directory):
            put += await to_chat(tx, office, paper, now)
        return Done(put=put)


def quarterly(reference: Reference) -> Duty:
    """Return the duty."""
    return Duty(DutyKind.QUARTER, CLOSES_AT, Quarterly(reference))
