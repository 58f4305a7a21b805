"""Answers to what dialogs ask."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final, assert_never

from sqlalchemy import (
    Select,
    bindparam,
    case,
    exists,
    func,
    literal,
    null,
    or_,
    select,
)  # fmt: skip

from bot.dialogs.commands import ApplicantKind, Format, Source
from bot.dialogs.held import DataOf
from bot.dialogs.queries import (
    AbsencesNow,
    CallsWaiting,
    EventView,
    FreeSlots,
    HeldCall,
    HeldTask,
    HeldUntil,
    HistoryOf,
    HitBy,
    LiveRequest,
    MyRequests,
    Query,
    QueueOf,
    QueueTally,
    RequestByNumber,
    RequestByRunning,
    RequestView,
    SlotView,
    TallyOf,
    TasksListed,
    TasksWaiting,
)  # fmt: skip
from bot.reception.language import Lang
from bot.reception.lifecycle import LIVE, State
from storage.absences import AWAY, Absences
from storage.calls import Calls
from storage.columns import Moment, among
from storage.held import HeldData
from storage.reached import take_reached, with_reached
from storage.reference_tables import slot
from storage.reporting import Reports
from storage.requests import live_key
from storage.statements import one_of
from storage.survey_tables import survey
from storage.tables import WAITING, event, request
from storage.tasks import Tasks

MY_MOST: Final = 10

_ahead: Final = request.alias("ahead")


def _order(one: Any) -> tuple[Any, ...]:
    """The queue: out of turn first, then by registration, then as they came [D28]."""
    return (one.c.lane, one.c.registered_on, one.c.received_at, one.c.id)


def _counted_ahead(same: int) -> Any:
    """Count who comes before by one column of the order, those before that being the same."""
    columns = list(zip(_order(_ahead), _order(request), strict=True))
    return (
        select(func.count())
        .select_from(_ahead)
        .where(
            _ahead.c.official == request.c.official,
            among(_ahead.c.state, WAITING),
            *(theirs == mine for theirs, mine in columns[:same]),
            columns[same][0] < columns[same][1],
        )
        .correlate(request)
        .scalar_subquery()
    )


_waits: Final = among(request.c.state, WAITING)
# As one comparison of rows SQLite would make it for each of those ahead, instead of once.
_place: Final = sum((_counted_ahead(same) for same in range(len(_order(_ahead)))), literal(1))
_SHOWN: Final = (
    "id", "number", "version", "state", "office", "official", "topic", "applicant", "initials",
    "format", "category", "needs_help", "channel", "lang", "received_at", "registered_on",
    "reply_due", "starts_at", "minutes", "decided_by", "decided_at", "undo_until", "ground",
    "where_to", "comment", "promised", "source", "replied_at", "correct", "correct_by", "corrected",
    "external", "breached_at", "anonymised_at",
)  # fmt: skip
_VIEW: Final[Select[Any]] = select(
    *(request.c[name] for name in _SHOWN),
    case((_waits, _place), else_=null()).label("place"),
    (request.c.lane == 0).label("out_of_turn"),
    request.c.unfit_days.is_not(None).label("wishes"),
    survey.c.rating,
    survey.c.complete.label("answered"),
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
_CARD: Final = with_reached(_VIEW)
_NUMBERED_OF: Final = _NUMBERED.where(request.c.person_id == bindparam("person"))
_offices: Final = one_of(request.c.office, "offices")
_RUNNING: Final = (
    _VIEW.where(request.c.running == bindparam("running"), _offices)
    .order_by(request.c.year.desc())
    .limit(1)
)
_QUEUE: Final = _first(bindparam("at_most"), _order(request), _waits, _offices)
_QUEUE_LENGTH: Final = select(func.count()).select_from(request).where(_waits, _offices)
_whose: Final = request.c.official == bindparam("official")
_QUEUE_OF: Final = _first(bindparam("at_most"), _order(request), _waits, _offices, _whose)
_QUEUE_LENGTH_OF: Final = _QUEUE_LENGTH.where(_whose)
_HIT: Final = _VIEW.where(
    among(request.c.state, {State.SCHEDULED}),
    request.c.slot_id.in_(
        select(slot.c.id).where(
            slot.c.official == bindparam("official"),
            slot.c.starts_at >= bindparam("since"),
            slot.c.starts_at < bindparam("until"),
        )
    ),
).order_by(*_order(request))

_SLOTS: Final = (
    select(slot.c.official, slot.c.starts_at, slot.c.minutes)
    .where(
        slot.c.official == bindparam("official"),
        slot.c.starts_at >= bindparam("since"),
        ~exists().where(request.c.slot_id == slot.c.id),
        ~AWAY,
        or_(
            slot.c.held_until.is_(None),
            slot.c.held_until <= bindparam("now", type_=Moment()),
            one_of(slot.c.held_for, "numbers"),
        ),
    )
    .order_by(slot.c.starts_at)
    .limit(bindparam("at_most"))
)
_SLOTS_UNTIL: Final = _SLOTS.where(slot.c.starts_at < bindparam("until"))
_HELD_UNTIL: Final = select(slot.c.held_until).where(
    slot.c.official == bindparam("official"),
    slot.c.starts_at == bindparam("starts_at"),
    slot.c.held_until > bindparam("now"),
    slot.c.held_for != bindparam("number"),
    ~exists().where(request.c.slot_id == slot.c.id),
)

_HISTORY: Final = (
    select(event.c.at, event.c.kind, event.c.who, event.c.before, event.c.after)
    .join_from(event, request, request.c.id == event.c.request_id)
    .where(request.c.number == bindparam("number"))
    .order_by(event.c.id)
)


class Queries(Reports, Absences, Calls, Tasks, HeldData):
    """What dialogs may ask."""

    async def answer(self, query: Query[Any], now: datetime) -> object:
        """Answer a dialog's query; the type of the answer is the query's."""
        match query:
            case MyRequests(person=of):
                return await self._views(now, _MINE, person=of)
            case LiveRequest(person=of, official=official):
                return await self._view(now, _LIVE_ONE, live_key=live_key(of, official))
            case RequestByNumber() | RequestByRunning():
                return await self._named(query, now)
            case HistoryOf(number=number):
                return await self._history_of(number)
            case FreeSlots() | HeldUntil() | AbsencesNow() | HitBy():
                return await self._of_times(query, now)
            case QueueOf():
                return await self._queue(query, now)
            case HeldCall() | CallsWaiting() | HeldTask() | TasksWaiting() | TasksListed():
                return await self._by_hand(query, now)
            case DataOf(person=of):
                return await self._data_of(of, now)
            case TallyOf():
                return await self._tally(query, now)
            case _:
                raise TypeError(f"nobody answers {type(query).__name__}")

    async def _of_times(
        self, query: FreeSlots | HeldUntil | AbsencesNow | HitBy, now: datetime
    ) -> object:
        match query:
            case FreeSlots():
                return await self._free_slots(query, now)
            case HeldUntil(official=official, starts_at=starts_at, number=number):
                asked = {"official": official, "starts_at": starts_at, "number": number, "now": now}
                return await self._value(_HELD_UNTIL, asked)
            case AbsencesNow():
                return tuple(await self.absences(now))
            case HitBy(official=official, since=since, until=until):
                return await self._views(now, _HIT, official=official, since=since, until=until)

    async def _by_hand(
        self, query: HeldCall | CallsWaiting | HeldTask | TasksWaiting | TasksListed, now: datetime
    ) -> object:
        match query:
            case HeldCall(member=member):
                return await self.held_call(f"staff:{member}")
            case CallsWaiting(offices=offices, member=member):
                return await self.calls_waiting(offices, f"staff:{member}", now)
            case HeldTask(member=member):
                return await self.held_task(f"staff:{member}")
            case TasksWaiting(offices=offices, leads=leads, member=member):
                return await self._tasks_waiting(offices, leads, f"staff:{member}", now)
            case TasksListed():
                return await self._tasks_listed(query, now)
            case _:
                assert_never(query)

    async def _named(
        self, query: RequestByNumber | RequestByRunning, now: datetime
    ) -> RequestView | None:
        match query:
            case RequestByNumber(number=number, person=None):
                return await self._view(now, _CARD, number=number)
            case RequestByNumber(number=number, person=of):
                return await self._view(now, _NUMBERED_OF, number=number, person=of)
            case RequestByRunning(running=running, offices=offices):
                return await self._view(now, _RUNNING, running=running, offices=list(offices))
            case _:
                assert_never(query)

    async def _history_of(self, number: str) -> tuple[EventView, ...]:
        rows = await self._rows(_HISTORY, {"number": number})
        return tuple(
            EventView(
                row.at,
                row.kind,
                row.who,
                State(row.before) if row.before else None,
                State(row.after) if row.after else None,
            )
            for row in rows
        )

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
            "lang": Lang(values["lang"]),
            "undo_until": until if until and until > now else None,
            "where": self._keys.open_any(values.pop("where_to")),
            "comment": self._keys.open_any(values["comment"]),
            "correct": self._keys.open_any(values["correct"]),
            "source": Source(values["source"]),
            "answered": bool(values["answered"]),
        }
        if "told_state" in values:
            values["reached"] = take_reached(values)
        return RequestView(**values)

    async def _free_slots(self, query: FreeSlots, now: datetime) -> tuple[SlotView, ...]:
        asked = {
            "official": query.official, "since": query.since, "at_most": query.limit,
            "now": now, "numbers": list(query.numbers),
        }  # fmt: skip
        if query.until is None:
            rows = await self._rows(_SLOTS, asked)
        else:
            rows = await self._rows(_SLOTS_UNTIL, asked | {"until": query.until})
        return tuple(SlotView(row.official, row.starts_at, row.minutes) for row in rows)

    async def _queue(self, query: QueueOf, now: datetime) -> QueueTally:
        asked: dict[str, Any] = {"offices": list(query.offices)}
        listed, counted = _QUEUE, _QUEUE_LENGTH
        if query.official is not None:
            asked["official"] = query.official
            listed, counted = _QUEUE_OF, _QUEUE_LENGTH_OF
        first = await self._views(now, listed, **asked, at_most=query.limit)
        waiting = len(first)
        if waiting == query.limit:
            waiting = await self._value(counted, asked)
        return QueueTally(first, waiting)
