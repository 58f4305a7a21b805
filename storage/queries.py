"""Answers to what dialogs ask."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import (
    Select,
    and_,
    bindparam,
    case,
    exists,
    func,
    literal_column,
    null,
    or_,
    select,
    tuple_,
)  # fmt: skip

from bot.dialogs.commands import ApplicantKind, Format
from bot.dialogs.queries import (
    DataOf,
    FreeSlots,
    LiveRequest,
    MyData,
    MyRequests,
    Query,
    QueueOf,
    QueueTally,
    RequestByNumber,
    RequestByRunning,
    RequestView,
    SlotView,
    Tally,
    TallyOf,
)  # fmt: skip
from bot.reception.lifecycle import LIVE, State
from storage.columns import Moment, among
from storage.reference_tables import slot
from storage.requests import live_key
from storage.statements import one_of
from storage.tables import WAITING, person, request, survey
from storage.transaction import Transaction

MY_MOST: Final = 10

_ahead: Final = request.alias("ahead")


def _order(one: Any) -> tuple[Any, ...]:
    """The queue: out of turn first, then by registration, then as they came [D28]."""
    return (one.c.lane, one.c.registered_on, one.c.received_at, one.c.id)


_waits: Final = among(request.c.state, WAITING)
_place: Final = (
    select(func.count() + 1)
    .select_from(_ahead)
    .where(
        _ahead.c.official == request.c.official,
        among(_ahead.c.state, WAITING),
        tuple_(*_order(_ahead)) < tuple_(*_order(request)),
    )
    .correlate(request)
    .scalar_subquery()
)
_SHOWN: Final = (
    "id", "number", "version", "state", "office", "official", "topic", "applicant", "initials",
    "format", "category", "needs_help", "channel", "received_at", "registered_on", "reply_due",
    "starts_at", "minutes", "decided_by", "decided_at", "undo_until", "ground", "where_to",
    "comment", "promised",
)  # fmt: skip
_VIEW: Final[Select[Any]] = select(
    *(request.c[name] for name in _SHOWN),
    case((_waits, _place), else_=null()).label("place"),
    survey.c.rating,
).outerjoin_from(request, survey, survey.c.request_id == request.c.id)


def _first(most: Any, order: Sequence[Any], *conditions: Any) -> Select[Any]:
    """View the first `most` in that order; the place is counted for no others."""
    ids = select(request.c.id).where(*conditions).order_by(*order).limit(most)
    return _VIEW.where(request.c.id.in_(ids)).order_by(*order)


_live_first: Final = (
    case((among(request.c.state, LIVE), 0), else_=1),
    request.c.received_at.desc(),
    request.c.id.desc(),
)
_MINE: Final = _first(MY_MOST, _live_first, request.c.person_id == bindparam("person"))
_LIVE_ONE: Final = _VIEW.where(request.c.live_key == bindparam("live_key"))
_NUMBERED: Final = _VIEW.where(request.c.number == bindparam("number"))
_NUMBERED_OF: Final = _NUMBERED.where(request.c.person_id == bindparam("person"))
_offices: Final = one_of(request.c.office, "offices")
_RUNNING: Final = (
    _VIEW.where(request.c.running == bindparam("running"), _offices)
    .order_by(request.c.year.desc())
    .limit(1)
)
_QUEUE: Final = _first(bindparam("at_most"), _order(request), _waits, _offices)
_QUEUE_LENGTH: Final = select(func.count()).select_from(request).where(_waits, _offices)

_SLOTS: Final = (
    select(slot.c.official, slot.c.starts_at, slot.c.minutes)
    .where(
        slot.c.official == bindparam("official"),
        slot.c.starts_at >= bindparam("since"),
        ~exists().where(request.c.slot_id == slot.c.id),
    )
    .order_by(slot.c.starts_at)
    .limit(bindparam("at_most"))
)
_SLOTS_UNTIL: Final = _SLOTS.where(slot.c.starts_at < bindparam("until"))

_PERSON: Final = select(person.c.language, person.c.consent, person.c.consented_at).where(
    person.c.id == bindparam("person")
)
_GIVEN: Final = (
    select(request.c.number, request.c.name, request.c.phone, request.c.iin)
    .where(request.c.person_id == bindparam("person"))
    .order_by(request.c.id.desc())
)

# Late is also what nobody has answered by now; what was withdrawn before needs no answer.
_late: Final = or_(
    request.c.replied_at >= request.c.reply_until,
    and_(
        request.c.replied_at.is_(None),
        request.c.reply_until <= bindparam("now", type_=Moment()),
        request.c.state != literal_column(f"'{State.WITHDRAWN}'"),
    ),
)


def _how_many(condition: Any) -> Any:
    return func.count(case((condition, 1)))


_TALLY: Final = (
    select(
        request.c.state,
        func.count().label("all"),
        _how_many(request.c.replied_at < request.c.reply_until).label("in_time"),
        _how_many(_late).label("late"),
        func.count(survey.c.rating).label("surveyed"),
        func.coalesce(func.sum(survey.c.rating), 0).label("marks"),
    )
    .outerjoin_from(request, survey, survey.c.request_id == request.c.id)
    .where(_offices, request.c.registered_on.between(bindparam("first"), bindparam("last")))
    .group_by(request.c.state)
)


class Queries(Transaction):
    """What dialogs may ask."""

    async def answer(self, query: Query[Any], now: datetime) -> object:
        """Answer a dialog's query; the type of the answer is the query's."""
        match query:
            case MyRequests(person=of):
                return await self._views(now, _MINE, person=of)
            case LiveRequest(person=of, official=official):
                return await self._view(now, _LIVE_ONE, live_key=live_key(of, official))
            case RequestByNumber(number=number, person=None):
                return await self._view(now, _NUMBERED, number=number)
            case RequestByNumber(number=number, person=of):
                return await self._view(now, _NUMBERED_OF, number=number, person=of)
            case RequestByRunning(running=running, offices=offices):
                return await self._view(now, _RUNNING, running=running, offices=list(offices))
            case FreeSlots():
                return await self._free_slots(query)
            case QueueOf(offices=offices, limit=limit):
                return await self._queue(now, list(offices), limit)
            case DataOf(person=of):
                return await self._data_of(of)
            case TallyOf():
                return await self._tally(query, now)
            case _:
                raise TypeError(f"nobody answers {type(query).__name__}")

    async def _views(
        self, now: datetime, statement: Select[Any], **asked: Any
    ) -> tuple[RequestView, ...]:
        rows = await self._rows(statement, asked)
        return tuple(self._shown(row._asdict(), now) for row in rows)

    async def _view(
        self, now: datetime, statement: Select[Any], **asked: Any
    ) -> RequestView | None:
        return next(iter(await self._views(now, statement, **asked)), None)

    def _shown(self, values: dict[str, Any], now: datetime) -> RequestView:
        until = values["undo_until"]
        values |= {
            "state": State(values["state"]),
            "applicant": ApplicantKind(values["applicant"]),
            "format": Format(values["format"]),
            "undo_until": until if until and until > now else None,
            "where": self._keys.open_any(values.pop("where_to")),
            "comment": self._keys.open_any(values["comment"]),
        }
        return RequestView(**values)

    async def _free_slots(self, query: FreeSlots) -> tuple[SlotView, ...]:
        asked = {"official": query.official, "since": query.since, "at_most": query.limit}
        if query.until is None:
            rows = await self._rows(_SLOTS, asked)
        else:
            rows = await self._rows(_SLOTS_UNTIL, asked | {"until": query.until})
        return tuple(SlotView(row.official, row.starts_at, row.minutes) for row in rows)

    async def _queue(self, now: datetime, offices: list[str], limit: int) -> QueueTally:
        first = await self._views(now, _QUEUE, offices=offices, at_most=limit)
        waiting = len(first)
        if waiting == limit:
            waiting = await self._value(_QUEUE_LENGTH, {"offices": offices})
        return QueueTally(first, waiting)

    async def _data_of(self, of: int) -> MyData:
        known = await self._first(_PERSON, {"person": of})
        given = await self._rows(_GIVEN, {"person": of})
        open_any = self._keys.open_any
        name = phone = iin = None
        if given:
            last = given[0]
            name, phone, iin = open_any(last.name), open_any(last.phone), open_any(last.iin)
        return MyData(
            consent=known.consent if known else None,
            consented_at=known.consented_at if known else None,
            language=known.language if known else None,
            name=name,
            phone=phone,
            iin_tail=iin[-4:] if iin else None,
            requests=tuple(row.number for row in given),
        )

    async def _tally(self, query: TallyOf, now: datetime) -> Tally:
        asked = {
            "offices": list(query.offices), "first": query.first, "last": query.last, "now": now,
        }  # fmt: skip
        rows = await self._rows(_TALLY, asked, long=True)
        counts = {State(row.state): row.all for row in rows}
        surveyed = sum(row.surveyed for row in rows)
        return Tally(
            registered=sum(counts.values()),
            in_time=sum(row.in_time for row in rows),
            late=sum(row.late for row in rows),
            open=sum(count for state, count in counts.items() if state in LIVE),
            by_state=tuple((state, counts[state]) for state in State if state in counts),
            surveyed=surveyed,
            mean_rating=sum(row.marks for row in rows) / surveyed if surveyed else None,
        )
