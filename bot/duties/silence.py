"""The last day of a reply [D29]: an alert at noon, and when staff stay silent, a recorded breach.

The applicant is told by themselves then that the request is still open, and of the right to
complain: a decision of the product.
"""

from datetime import date, datetime, time
from typing import Final

from msgspec.structs import replace

from bot import notices
from bot.chats import to_chat
from bot.desk.acts import Done
from bot.duties.listing import heads_named, rows_of, section
from bot.notices import Invitation
from bot.ports import Tx
from bot.reception import watching
from bot.reception.calendar import DAY, local
from bot.reception.directory import Office
from bot.reception.lifecycle import AWAITING_REPLY, Who
from bot.reception.watching import Listing, Silence, Watched
from bot.records import Event, Outgoing, Reference, Request

ALERT_AT: Final = time(12, 0)
NOTICE_AT: Final = time(17, 0)
MISSED_AT: Final = time(9, 0)
ROWS_SHOWN: Final = 20


class LastDay:
    """What the last day of a reply asks for, by the directory and the calendar in force."""

    def __init__(self, reference: Reference) -> None:
        self._reference = reference

    async def alert(self, tx: Tx, office: Office, now: datetime) -> Done:
        """Warn staff of the replies that are due today."""
        today = local(now).date()
        first, last = watching.due_at_mark(max(watching.MARKS), today, self._reference.calendar)
        listing = await tx.due(office.key, first, last, ROWS_SHOWN)
        return await self._told("watch-last-day", listing, tx, office, now)

    async def missed(self, tx: Tx, office: Office, now: datetime) -> Done:
        """Note the terms that passed while nobody watched: nobody waits until the evening."""
        return await self._note(tx, office, local(now).date() - DAY, now)

    async def notice(self, tx: Tx, office: Office, now: datetime) -> Done:
        """Note the terms that end today in silence."""
        return await self._note(tx, office, local(now).date(), now)

    async def _note(self, tx: Tx, office: Office, last: date, now: datetime) -> Done:
        """Record every silence up to `last`; tell the applicants, and staff."""
        noted: list[Request] = []
        for silence in await tx.silent(office.key, last):
            if watching.is_silence(silence, last, self._reference.calendar):
                request = await _breached(tx, silence, now)
                noted += [request] if request is not None else []
        put: list[Outgoing] = []
        lay: list[Invitation] = []
        for request in noted:
            put.append(
                notices.to_applicant("notice-breach", request, self._reference, statutory=True)
            )
            lay += notices.lay_card(request, self._reference, fresh=False)
        first = tuple(_watched(request) for request in noted[:ROWS_SHOWN])
        told = await self._told("watch-breached", Listing(first, len(noted)), tx, office, now)
        return Done(put=(*put, *told.put), invitations=tuple(lay))

    async def _told(
        self, key: str, listing: Listing, tx: Tx, office: Office, now: datetime
    ) -> Done:
        """Return the list as a message into the staff chat; nothing where it is empty."""
        if not listing.count:
            return Done()
        directory = self._reference.directory
        heads = heads_named(directory, office)
        told = section(key, listing, rows_of(directory), office=office.short, heads=heads)
        return Done(put=await to_chat(tx, office, told, now))


async def _breached(tx: Tx, silence: Silence, now: datetime) -> Request | None:
    """Record the breach, unless somebody decided in this very moment."""
    request = await tx.request_by_id(silence.request)
    if request is None or request.state not in AWAITING_REPLY or request.replied_at is not None:
        return None
    after = replace(request, breached_at=now)
    if not await tx.change(request, after):
        return None
    due = {"due": silence.due.isoformat()}
    await tx.record(
        [Event(request.id, now, "breach", Who.SYSTEM, request.state, request.state, due)]
    )
    return after


def _watched(request: Request) -> Watched:
    return Watched(request.number, request.given.official, request.given.reply_due)
