"""The duty of the survey by telephone [D38]: draw who is to be called, and tell the staff chat."""

from datetime import datetime, time, timedelta
from typing import Final

from bot.chats import to_chat
from bot.desk.acts import Done
from bot.dialogs.say import say
from bot.ports import Tx
from bot.reception.calendar import local
from bot.reception.directory import Office
from bot.reception.quarter import Quarter
from bot.reception.sampling import draw
from bot.records import Reference

AT: Final = time(9, 0)
LOOKED_BACK: Final = timedelta(days=60)
"""Longer than anybody waits to be asked, days off included."""


class Calling:
    """Keeps the list of calls of an office."""

    def __init__(self, reference: Reference) -> None:
        self._reference = reference

    async def __call__(self, tx: Tx, office: Office, now: datetime) -> Done:
        """Add those of the sample who may be asked from today on; drop who need not be any more."""
        await tx.drop_calls(office.key, now)
        since = now - LOOKED_BACK
        drawn = draw(
            office.key,
            office.survey_share,
            await tx.askable(office.key, since),
            local(now).date(),
            self._reference.calendar,
            begun=await tx.quarters_called(office.key, Quarter.of(local(since).date())),
        )
        added = await tx.add_calls(office.key, drawn, now)
        if not added:
            return Done()
        waiting = await tx.calls_waiting((office.key,), "", now)
        words = say("calls-drawn", office=office.short, count=added, waiting=waiting)
        return Done(put=await to_chat(tx, office, words, now))
