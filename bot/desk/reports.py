"""The quarterly report into the staff chat [D40]: figures at once, then the files."""

from datetime import datetime

from bot.desk.acts import By, Done, Outcome, Problem
from bot.dialogs import commands as do
from bot.dialogs.queries import Tally, TallyOf
from bot.dialogs.say import say
from bot.dialogs.staff import report
from bot.messages import Paper
from bot.ports import Tx
from bot.reception.calendar import local
from bot.reception.directory import Directory, StaffMember
from bot.reception.quarter import Quarter
from bot.records import Outgoing, Priority, Reference

BOOK, CHARTS = "report", "report-charts"
"""The files of a report, as the maker of papers knows them."""


class Sending:
    """Carries out what staff ask of reports, each inside the transaction it is given."""

    def __init__(self, reference: Reference) -> None:
        self._reference = reference

    async def send(self, tx: Tx, asked: do.SendReport, by: By, now: datetime) -> Outcome:
        """Say the main figures of the member's offices; the files follow, after everything else."""
        if not isinstance(by.who, StaffMember):
            return Problem(say("staff-only"))
        tally = await tx.answer(TallyOf(asked.offices, asked.quarter), now)
        if not isinstance(tally, Tally) or not tally.registered:
            return Done(says=(report.empty(asked.quarter, local(now).date()),))
        files = papers(asked.quarter, asked.offices, self._reference.directory)
        put = tuple(Outgoing(by.contact, paper, Priority.BULK) for paper in files)
        return Done(says=(report.told(tally, asked.quarter, files=True),), put=put)


def papers(quarter: Quarter, offices: tuple[str, ...], directory: Directory) -> tuple[Paper, Paper]:
    """Return the table and the charts of a report, to be made when they are sent."""
    args = {"quarter": str(quarter), "offices": ",".join(offices)}
    book = report.caption("report-book-caption", quarter, offices, directory)
    charts = report.caption("report-charts-caption", quarter, offices, directory)
    return Paper(BOOK, args, book), Paper(CHARTS, args, charts)
