"""What a quarterly report is made of, read in small pieces, and the reports that were frozen."""

from collections.abc import AsyncIterator, Iterable, Sequence
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any, Final

from sqlalchemy import and_, bindparam, case, func, literal_column, or_, select

from bot.dialogs.queries import Tally, TallyOf
from bot.dialogs.tallying import tally_of
from bot.reception.calendar import DAY, WorkingCalendar, local
from bot.reception.calling import CallState
from bot.reception.language import Lang
from bot.reception.lifecycle import LIVE, Act, State
from bot.reception.quarter import Quarter
from bot.reception.report import (
    NUMBER_ENTERED,
    SURVEY_SENT,
    TERM_EXTENDED,
    Answer,
    Asked,
    GivenUp,
    Happened,
    Line,
    Mark,
    Piece,
    way,
)
from bot.reception.snapshot import Packed, dump_summary, load_summary
from bot.reception.survey import RECEIVED, GaveUp, Settled, Way
from storage.columns import Moment, among
from storage.reference_tables import report
from storage.statements import one_of
from storage.survey_tables import call, survey
from storage.tables import event, request
from storage.transaction import Transaction, insert_new

CHUNK: Final = 500
LATE_ENTRIES: Final = timedelta(days=31)
"""How long before the quarter a request may be registered that was entered only in it."""

_PARTICIPATED: Final = {Way.CHAT: Asked.IN_CHAT, Way.PHONE: Asked.BY_PHONE}
_CALLED: Final = {
    CallState.ANSWERED: Asked.BY_PHONE,
    CallState.DECLINED: Asked.DECLINED,
    CallState.UNREACHED: Asked.UNREACHED,
    CallState.WRONG_NUMBER: Asked.UNREACHED,
    CallState.WAITING: Asked.SILENT,
}

# A consultation is itself the reply: nothing is sent after it.
_replied_at: Final = func.coalesce(
    request.c.replied_at,
    case((request.c.state == literal_column(f"'{State.CONSULTED}'"), request.c.decided_at)),
    type_=Moment(),
)
_LINES: Final = (
    select(
        request.c.id, request.c.number, request.c.office, request.c.official, request.c.topic,
        request.c.source, request.c.channel, request.c.lang, request.c.lane, request.c.received_at,
        request.c.registered_on, request.c.reply_due, _replied_at.label("replied_at"),
        request.c.state, request.c.ground, request.c.starts_at, request.c.breached_at,
        survey.c.rating, survey.c.settled, survey.c.way, call.c.state.label("called"),
        call.c.gave_up, request.c.marks,
    )
    .outerjoin_from(request, survey, survey.c.request_id == request.c.id)
    .outerjoin(call, call.c.request_id == request.c.id)
    .where(request.c.registered_on == bindparam("day"), request.c.id > bindparam("after"))
    .order_by(request.c.id)
    .limit(CHUNK)
)  # fmt: skip
_TOLD: Final[tuple[Any, ...]] = tuple(literal_column(f"'{act}'") for act in (Act.CONFIRM, Act.MOVE))
_LOOKED_AT: Final[tuple[Any, ...]] = tuple(
    literal_column(f"'{kind}'")
    for kind in (
        *(Act.DECLARE_ATTENDED, Act.DECLARE_NOT_HELD, Act.DECLARE_NO_SHOW, Act.CONFIRM, Act.MOVE),
        *(Act.REFUSE, Act.RETURN, Act.REDIRECT, Act.CONSULT, Act.UNDO),
        *(NUMBER_ENTERED, SURVEY_SENT, TERM_EXTENDED),
    )
)
_HAPPENED: Final = (
    select(
        event.c.request_id,
        event.c.kind,
        event.c.at,
        case((event.c.kind.in_(_TOLD), event.c.details)).label("details"),
    )
    .where(one_of(event.c.request_id, "ids"), event.c.kind.in_(_LOOKED_AT))
    .order_by(event.c.id)
)
_LAST_REQUEST: Final = select(func.coalesce(func.max(request.c.id), 0))
_FIRST_DAY: Final = select(func.min(request.c.registered_on))

_HEADS: Final = select(report.c.quarter)
_HEAD: Final = select(report.c.at, report.c.upto, report.c.summary).where(
    report.c.quarter == bindparam("quarter")
)
_FROZEN: Final = select(report).where(report.c.quarter == bindparam("quarter"))
_KEEP: Final = (
    insert_new(report)
    .on_conflict_do_nothing(index_elements=[report.c.quarter])
    .returning(report.c.quarter)
)

# One range and no OR, so that the index is read alone, from end to end.
_belongs: Final = and_(
    request.c.registered_on.between(bindparam("earliest"), bindparam("last")),
    or_(request.c.registered_on >= bindparam("first"), request.c.id > bindparam("upto")),
)
_COUNT: Final = select(func.count()).select_from(request).where(_belongs)
# Late is also what nobody has answered by now; what was withdrawn before needs no answer.
_late: Final = or_(
    _replied_at >= request.c.reply_until,
    and_(
        _replied_at.is_(None),
        request.c.reply_until <= bindparam("now", type_=Moment()),
        request.c.state != literal_column(f"'{State.WITHDRAWN}'"),
    ),
)


def _how_many(condition: Any) -> Any:
    return func.count(case((condition, 1)))


_of_offices: Final = one_of(request.c.office, "offices")
_TALLY: Final = (
    select(
        request.c.state,
        func.count().label("all"),
        _how_many(_replied_at < request.c.reply_until).label("in_time"),
        _how_many(_late).label("late"),
        _how_many(request.c.breached_at.is_not(None)).label("breached"),
    )
    .where(_of_offices, _belongs)
    .group_by(request.c.state)
)
_RATED: Final = (
    select(func.count().label("surveyed"), func.sum(survey.c.rating).label("marks"))
    .join_from(request, survey, survey.c.request_id == request.c.id)
    .where(_of_offices, _belongs, among(request.c.state, RECEIVED))
)


class Reports(Transaction):
    """Lines of reports, and frozen ones."""

    async def report_lines(
        self, quarter: Quarter, calendar: WorkingCalendar
    ) -> AsyncIterator[Piece]:
        """Give the lines of a quarter piece by piece, in order of registration.

        After each piece others may go on; all of them come from one state of the database.
        """
        between = lru_cache(maxsize=None)(calendar.between)
        upto = await self._upto(quarter.before)
        day = quarter.first if upto is None else quarter.first - LATE_ENTRIES
        while day <= quarter.last:
            after = (upto or 0) if day < quarter.first else 0
            while rows := await self._rows(_LINES, {"day": day, "after": after}, long=True):
                yield await self._piece(rows, between)
                after = rows[-1].id
                if len(rows) < CHUNK:
                    break
            day += DAY

    async def report_size(self, quarter: Quarter) -> int:
        """Return how many requests belong to a quarter."""
        asked = await self._bounds(quarter)
        return int(await self._value(_COUNT, asked))

    async def first_registered(self) -> date | None:
        """Return the day of the first registration."""
        found: date | None = await self._value(_FIRST_DAY)
        return found

    async def last_request(self) -> int:
        """Return the id of the newest request."""
        return int(await self._value(_LAST_REQUEST))

    async def frozen_quarters(self) -> set[str]:
        """Return the quarters whose reports are frozen."""
        return {row.quarter for row in await self._rows(_HEADS)}

    async def frozen_report(self, quarter: Quarter) -> Packed | None:
        """Return the report of a quarter as it was frozen."""
        row = await self._first(_FROZEN, {"quarter": str(quarter)})
        if row is None:
            return None
        summary = load_summary(row.summary)
        return Packed(
            quarter=quarter,
            at=row.at,
            frozen=True,
            lines=sum(one.figures.registered for one in summary.values()),
            checksum=row.checksum,
            body=row.body,
            summary=summary,
            upto=row.upto,
        )

    async def keep_report(self, packed: Packed) -> bool:
        """Keep a report for good; False if there is one of that quarter already."""
        row = {
            "quarter": str(packed.quarter),
            "at": packed.at,
            "checksum": packed.checksum,
            "body": packed.body,
            "summary": dump_summary(packed.summary),
            "upto": packed.upto,
        }
        return await self._first(_KEEP, row) is not None

    async def _tally(self, query: TallyOf, now: datetime) -> Tally:
        """Count a quarter: from its frozen report, or as it is now."""
        head = await self._first(_HEAD, {"quarter": str(query.quarter)})
        if head is not None:
            return tally_of(load_summary(head.summary), head.at, query.offices)
        asked = await self._bounds(query.quarter)
        asked |= {"offices": list(query.offices), "now": now}
        rows = await self._rows(_TALLY, asked, long=True)
        (rated,) = await self._rows(_RATED, asked, long=True)
        counts = {State(row.state): row.all for row in rows}
        return Tally(
            registered=sum(counts.values()),
            in_time=sum(row.in_time for row in rows),
            late=sum(row.late for row in rows),
            open=sum(count for state, count in counts.items() if state in LIVE),
            breached=sum(row.breached for row in rows),
            by_state=tuple((state, counts[state]) for state in State if state in counts),
            surveyed=rated.surveyed,
            mean_rating=rated.marks / rated.surveyed if rated.surveyed else None,
        )

    async def _bounds(self, quarter: Quarter) -> dict[str, Any]:
        """Return what tells the requests of a quarter from others."""
        upto = await self._upto(quarter.before)
        return {
            "first": quarter.first,
            "last": quarter.last,
            "earliest": quarter.first - LATE_ENTRIES if upto is not None else quarter.first,
            "upto": upto or 0,
        }

    async def _upto(self, quarter: Quarter) -> int | None:
        """Return the last request there was when a quarter was frozen; None if it was not."""
        head = await self._first(_HEAD, {"quarter": str(quarter)})
        return None if head is None else int(head.upto)

    async def _piece(self, rows: list[Any], between: Any) -> Piece:
        histories = await self._histories([row.id for row in rows])
        lines = tuple(_line(row, histories.get(row.id, ()), between) for row in rows)
        answers = tuple(_answer(row) for row in rows if row.rating)
        given_up = tuple(GivenUp(row.office, GaveUp(row.gave_up)) for row in rows if row.gave_up)
        return Piece(lines, answers, given_up)

    async def _histories(self, ids: Sequence[int]) -> dict[int, list[Happened]]:
        """Return what a report needs of what was done to these requests, in order."""
        histories: dict[int, list[Happened]] = {}
        for one in await self._rows(_HAPPENED, {"ids": ids}, long=True):
            details = self._keys.open_json(one.details) if one.details else {}
            past = Happened(one.kind, one.at, details)
            histories.setdefault(one.request_id, []).append(past)
        return histories


def _answer(row: Any) -> Answer:
    return Answer(
        row.office,
        row.official,
        State(row.state),
        row.way,
        row.rating,
        Settled(row.settled) if row.settled else None,
    )


def _line(row: Any, history: Iterable[Happened], between: Any) -> Line:
    past = way(history)
    marks = past.marks | {Mark(one) for one in (row.marks or "").split(",") if one}
    if row.breached_at is not None:
        marks |= {Mark.BREACHED}
    if not row.lane:
        marks |= {Mark.OUT_OF_TURN}
    replied_on = None if row.replied_at is None else local(row.replied_at).date()
    return Line(
        number=row.number,
        office=row.office,
        official=row.official,
        topic=row.topic,
        source=row.source,
        channel=row.channel,
        lang=Lang(row.lang),
        received_at=row.received_at,
        registered_on=row.registered_on,
        numbered_on=past.numbered_on,
        reply_due=row.reply_due,
        replied_at=row.replied_at,
        days=None if replied_on is None else between(row.registered_on, replied_on),
        state=State(row.state),
        ground=row.ground,
        starts_at=row.starts_at,
        moves=past.moves,
        marks=marks,
        asked=_asked(row, past.asked),
    )


def _asked(row: Any, sent: bool) -> Asked:
    if row.rating is not None:
        return _PARTICIPATED[Way(row.way)]
    called = _CALLED.get(row.called, Asked.NOT_ASKED)
    return Asked.SILENT if sent and called is Asked.NOT_ASKED else called
