"""Laying the free times of the approved schedule out ahead, but for days an official is away."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final

from bot.ports import Tx
from bot.reception.absence import days_away
from bot.reception.calendar import local
from bot.reception.directory import Official
from bot.records import Reference

SLOTS_AHEAD: Final = timedelta(days=90)


async def lay_slots(
    tx: Tx, officials: Iterable[Official], reference: Reference, now: datetime
) -> None:
    """Add the slots that are missing; drop free ones that the schedule has no longer.

    What somebody has stays.
    """
    today = local(now).date()
    last = today + SLOTS_AHEAD
    absences = await tx.absences(now)
    for official in officials:
        off = days_away(official.key, absences, today, last)
        times = official.slots(today, last, reference.calendar, off)
        await tx.drop_slots(official.key, now, times)
        await tx.add_slots(official.key, times)
