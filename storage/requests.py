"""Booking requests: numbered without gaps, changed only from the version that was read."""

from collections.abc import Mapping, Sequence
from datetime import datetime, time
from typing import Any, Final

from sqlalchemy import bindparam, exists, func, insert, or_, select, update

from bot.dialogs.commands import ApplicantKind, Format, Rate, Source
from bot.reception.calendar import DAY, at
from bot.reception.language import Lang
from bot.reception.lifecycle import LIVE, State
from bot.reception.number import public_number
from bot.reception.schedule import SlotTime
from bot.reception.survey import Way
from bot.records import ChannelName, Event, NewRequest, Request
from storage.absences import AWAY
from storage.reference_tables import slot
from storage.survey_tables import survey
from storage.tables import counter, event, person, request
from storage.transaction import Transaction, insert_new

FIRST_VERSION: Final = 1
_SEALED: Final = (
    "organisation", "bin", "name", "phone", "iin", "postal_address", "essence", "unfit_days",
)  # fmt: skip
_PLAIN: Final = (
    "channel", "lang", "office", "official", "topic", "applicant", "initials", "mobile", "format",
    "category", "needs_help", "received_at", "registered_on", "reply_due",
    "source", "kept_months",
)  # fmt: skip
_STANDING: Final = (
    "starts_at", "minutes", "before", "slot_before", "undo_until", "decided_by", "decided_at",
    "ground", "promised", "replied_at", "external", "correct_by", "corrected", "breached_at",
)  # fmt: skip

_new_count: Final = insert_new(counter).values(year=bindparam("year"), last=1)
_COUNT: Final = _new_count.on_conflict_do_update(
    index_elements=[counter.c.year], set_={"last": counter.c.last + 1}
).returning(counter.c.last)
_LIVE_ONE: Final = select(request.c.id).where(request.c.live_key == bindparam("live_key"))
_ADD: Final = insert(request).returning(request.c.id)
_BY_NUMBER: Final = select(request).where(request.c.number == bindparam("number"))
_BY_ID: Final = select(request).where(request.c.id == bindparam("of"))
_LOCKED: Final = {one: one.with_for_update(key_share=True) for one in (_BY_NUMBER, _BY_ID)}

_other: Final = request.alias("other")
_taken: Final = exists().where(
    or_(
        _other.c.slot_id == bindparam("slot_id", type_=request.c.slot_id.type),
        _other.c.live_key == bindparam("live_key", type_=request.c.live_key.type),
    ),
    _other.c.id != bindparam("of"),
)
_CHANGE: Final = (
    update(request)
    .where(request.c.id == bindparam("of"), request.c.version == bindparam("stored"), ~_taken)
    .values(
        {
            name: bindparam(name, type_=request.c[name].type)
            for name in (
                "version", "state", "live_key", "slot_id", "reply_due", "reply_until", "where_to",
                "comment", "correct", *_STANDING,
            )
        }
    )
    .returning(request.c.id)
)  # fmt: skip

_REWRITTEN: Final = (*_SEALED, "initials", "mobile")
_REWRITE: Final = (
    update(request)
    .where(request.c.id == bindparam("of"))
    .values({name: bindparam(name, type_=request.c[name].type) for name in _REWRITTEN})
)
_SLOT: Final = select(slot.c.id).where(
    slot.c.official == bindparam("official"), slot.c.starts_at == bindparam("starts_at")
)
_SLOT_TIME: Final = select(slot.c.starts_at, slot.c.minutes).where(slot.c.id == bindparam("slot"))
_FREE: Final = select(slot.c.id).where(
    slot.c.id == bindparam("slot"), ~exists().where(request.c.slot_id == slot.c.id), ~AWAY
)
_HOLDER: Final = select(request.c.number).where(request.c.slot_id == bindparam("slot"))
_RECORD: Final = insert(event)
_rate: Final = insert_new(survey)
_ANSWERS: Final = ("rating", "comment", "at", "way", "complete")
_RATE: Final = _rate.on_conflict_do_update(
    index_elements=[survey.c.request_id],
    set_={name: _rate.excluded[name] for name in _ANSWERS}
    | {"settled": func.coalesce(func.nullif(_rate.excluded.settled, ""), survey.c.settled)},
    where=~survey.c.complete,
).returning(survey.c.id)
_HISTORY: Final = (
    select(event)
    .join(request, request.c.id == event.c.request_id)
    .where(request.c.number == bindparam("number"))
    .order_by(event.c.id)
)
_NUMBERS: Final = select(request.c.number).order_by(request.c.id.desc()).limit(bindparam("at_most"))


def live_key(person_id: int, official: str) -> str:
    """Name what there may be one live request of."""
    return f"{person_id}:{official}"


class Requests(Transaction):
    """Booking requests with their history."""

    async def add_request(self, new: NewRequest) -> Request | None:
        """Store it under its year's next number; None if a live one to that official exists."""
        await self._lock(person, new.person)
        key = live_key(new.person, new.official)
        if await self._first(_LIVE_ONE, {"live_key": key}) is not None:
            return None
        year = new.registered_on.year
        running = int(await self._value(_COUNT, {"year": year}))
        number = public_number(year, running)
        stored = {
            "number": number,
            "year": year,
            "running": running,
            "version": FIRST_VERSION,
            "state": State.REGISTERED,
            "live_key": key,
            "lane": int(not new.out_of_turn),
            "contact_id": new.contact,
            "person_id": new.person,
            "reply_until": at(new.reply_due + DAY, time()),
        }
        stored |= {name: getattr(new, name) for name in _PLAIN}
        stored |= {name: self._keys.seal_any(getattr(new, name)) for name in _SEALED}
        id_ = int(await self._value(_ADD, stored))
        return Request(id_, number, FIRST_VERSION, State.REGISTERED, new)

    async def request(self, number: str) -> Request | None:
        """Return the request with this public number, locked until the transaction ends."""
        return await self._found(_BY_NUMBER, {"number": number})

    async def request_by_id(self, request: int) -> Request | None:
        """Return the request with this id, locked until the transaction ends."""
        return await self._found(_BY_ID, {"of": request})

    async def change(self, before: Request, after: Request) -> bool:
        """Store `after` if the stored version is still `before.version`; tell whether it was.

        A slot that another request has by now, or another live request of that person to that
        official, is a lost race too.
        """
        given = after.given
        key = live_key(given.person, given.official) if after.state in LIVE else None
        await self._lock(person, given.person if key else None)
        await self._lock_slot(after.slot)
        values = {name: getattr(after, name) for name in _STANDING}
        values |= {
            "of": before.id,
            "stored": before.version,
            "version": after.version,
            "state": after.state,
            "live_key": key,
            "slot_id": after.slot,
            "reply_due": given.reply_due,
            "reply_until": at(given.reply_due + DAY, time()),
            "where_to": self._keys.seal_any(after.where),
            "comment": self._keys.seal_any(after.comment),
            "correct": self._keys.seal_any(after.correct),
        }
        return await self._first(_CHANGE, values) is not None

    async def rewrite(self, request: int, given: NewRequest) -> None:
        """Store the answers of the applicant as they were corrected; nothing else changes."""
        values: dict[str, Any] = {
            name: self._keys.seal_any(getattr(given, name)) for name in _SEALED
        }
        values |= {"of": request, "initials": given.initials, "mobile": given.mobile}
        await self._rows(_REWRITE, values)

    async def free_slot(self, official: str, starts_at: datetime) -> int | None:
        """Return the id of that slot, locked, if no live request has it and nobody is away."""
        found = await self._slot(official, starts_at)
        return found if found is not None and await self.slot_is_free(found) else None

    async def slot_is_free(self, slot: int) -> bool:
        """Tell whether the slot with this id can be given; locked as `free_slot`."""
        await self._lock_slot(slot)
        return await self._first(_FREE, {"slot": slot}) is not None

    async def slot_time(self, slot: int) -> SlotTime:
        """Return when the slot with this id is, and how long."""
        row = await self._first(_SLOT_TIME, {"slot": slot})
        return SlotTime(row.starts_at, row.minutes)

    async def who_has(self, official: str, starts_at: datetime) -> str | None:
        """Return the number of the request that has this slot."""
        found = await self._slot(official, starts_at)
        return None if found is None else await self._holder(found)

    async def record(self, events: Sequence[Event]) -> None:
        """Write the history on."""
        await self._many(_RECORD, [self._event_row(one) for one in events])

    async def history(self, number: str) -> list[Event]:
        """Return what was done to a request, in order."""
        rows = await self._rows(_HISTORY, {"number": number})
        return [self._event(row._asdict()) for row in rows]

    async def numbers(self, limit: int) -> list[str]:
        """Return public numbers, newest first."""
        return [row.number for row in await self._rows(_NUMBERS, {"at_most": limit})]

    async def rate(self, request: int, answers: Rate, at: datetime, way: Way = Way.CHAT) -> bool:
        """Store the survey's answers in place of those so far; False if they were complete.

        Where no more than the mark is given, what was said before beside it stays.
        """
        row = {
            "request_id": request,
            "rating": answers.rating,
            "settled": answers.settled or "",
            "comment": self._keys.seal_any(answers.comment),
            "at": at,
            "way": way,
            "complete": answers.complete,
        }
        return await self._first(_RATE, row) is not None

    async def _found(self, statement: Any, values: Mapping[str, Any]) -> Request | None:
        if self._connection.locks:
            statement = _LOCKED[statement]
        row = await self._first(statement, values)
        return None if row is None else self._request(row)

    async def _lock_slot(self, id_: int | None) -> None:
        await self._lock(slot, id_)

    async def _slot(self, official: str, starts_at: datetime) -> int | None:
        asked = {"official": official, "starts_at": starts_at}
        found: int | None = await self._value(_SLOT, asked)
        return found

    async def _holder(self, slot_id: int) -> str | None:
        found: str | None = await self._value(_HOLDER, {"slot": slot_id})
        return found

    def _request(self, row: Any) -> Request:
        stored = row._asdict()
        given = {name: stored[name] for name in _PLAIN}
        given |= {name: self._keys.open_any(stored[name]) for name in _SEALED}
        given |= {
            "channel": ChannelName(stored["channel"]),
            "lang": Lang(stored["lang"]),
            "applicant": ApplicantKind(stored["applicant"]),
            "format": Format(stored["format"]),
            "source": Source(stored["source"]),
            "out_of_turn": not stored["lane"],
        }
        standing = {name: stored[name] for name in _STANDING}
        return Request(
            id=stored["id"],
            number=stored["number"],
            version=stored["version"],
            state=State(stored["state"]),
            given=NewRequest(contact=stored["contact_id"], person=stored["person_id"], **given),
            slot=stored["slot_id"],
            anonymised_at=stored["anonymised_at"],
            where=self._keys.open_any(stored["where_to"]),
            comment=self._keys.open_any(stored["comment"]),
            correct=self._keys.open_any(stored["correct"]),
            **(standing | {"before": _state(stored["before"])}),
        )

    def _event_row(self, one: Event) -> dict[str, Any]:
        return {
            "request_id": one.request,
            "at": one.at,
            "kind": one.kind,
            "who": one.who,
            "before": one.before,
            "after": one.after,
            "details": self._keys.seal_json(dict(one.details)) if one.details else None,
        }

    def _event(self, row: Mapping[str, Any]) -> Event:
        return Event(
            request=row["request_id"],
            at=row["at"],
            kind=row["kind"],
            who=row["who"],
            before=_state(row["before"]),
            after=_state(row["after"]),
            details=self._keys.open_json(row["details"]) if row["details"] else {},
        )


def _state(stored: str | None) -> State | None:
    return None if stored is None else State(stored)
