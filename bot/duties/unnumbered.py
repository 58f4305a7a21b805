"""The end of the day in the registry: requests that have no number in the records system [D25]."""

from datetime import datetime, time
from typing import Final

from bot.chats import to_chat
from bot.desk.acts import Done
from bot.duties.listing import rows_of, section
from bot.ports import Tx
from bot.reception.calendar import local
from bot.reception.directory import Office
from bot.reception.terms import QUIET_FROM
from bot.records import Reference

MINUTES_BEFORE: Final = 30
ROWS_SHOWN: Final = 20


def clock(office: Office) -> time:
    """Return when an office is told: half an hour before it closes, and before quiet hours."""
    closes = min(office.hours.closes, QUIET_FROM)
    return time(*divmod(max(0, closes.hour * 60 + closes.minute - MINUTES_BEFORE), 60))


class Unnumbered:
    """Tells an office which requests still have to be entered, and how."""

    def __init__(self, reference: Reference) -> None:
        self._reference = reference

    async def __call__(self, tx: Tx, office: Office, now: datetime) -> Done:
        """Say it; nothing where every request has its number."""
        listing = await tx.unnumbered(office.key, local(now).date(), ROWS_SHOWN)
        if not listing.count:
            return Done()
        told = section(
            "watch-unnumbered",
            listing,
            rows_of(self._reference.directory),
            office=office.short,
            number=listing.first[0].number,
        )
        return Done(put=await to_chat(tx, office, told, now))
