"""Calls of the survey by telephone: who may be asked, who is to be called, what came of it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import bindparam, case, exists, func, or_, select, update

from bot.dialogs.queries import CallView
from bot.reception.calling import CallClosed, CallCount, CallState
from bot.reception.language import Lang
from bot.reception.lifecycle import State
from bot.reception.quarter import Quarter
from bot.reception.sampling import Askable, Drawn, Reason
from bot.reception.survey import GaveUp
from storage.columns import Moment
from storage.statements import one_of
from storage.survey_tables import TO_CALL, call, survey
from storage.tables import ENDED, event, person, request
from storage.transaction import Transaction, insert_new

_answered: Final = exists().where(survey.c.request_id == request.c.id)
_agrees: Final = exists().where(person.c.id == request.c.person_id, person.c.consent.is_not(None))
_mine: Final = call.c.who == bindparam("who")
_free: Final = or_(
    call.c.held_until.is_(None), call.c.held_until <= bindparam("now", type_=Moment()), _mine
)

_ASKABLE: Final = (
    select(
        request.c.id,
        request.c.number,
        request.c.state,
        request.c.starts_at,
        request.c.phone,
        func.max(event.c.at, type_=Moment()).label("ended_at"),
    )
    .join_from(event, request, request.c.id == event.c.request_id)
    .where(
        ENDED,
        event.c.at >= bindparam("since"),
        event.c.after == request.c.state,
        request.c.office == bindparam("office"),
        _agrees,
        ~_answered,
        ~exists().where(call.c.request_id == request.c.id),
    )
    .group_by(request.c.id)
    .order_by(request.c.id)
)
_QUARTERS: Final = (
    select(call.c.quarter)
    .where(call.c.quarter >= bindparam("since"), call.c.office == bindparam("office"))
    .distinct()
)
_ADD: Final = (
    insert_new(call).on_conflict_do_nothing(index_elements=[call.c.request_id]).returning(call.c.id)
)
_of_call: Final = call.c.request_id == request.c.id
_NOT_NEEDED: Final = (
    update(call)
    .where(
        TO_CALL,
        call.c.office == bindparam("whose"),
        call.c.request_id.in_(select(request.c.id).where(_of_call, or_(_answered, ~_agrees))),
    )
    .values(state=CallState.DROPPED, done_at=bindparam("at", type_=Moment()), held_until=None)
    .returning(call.c.id)
)
_VIEW: Final = select(
    call.c.id,
    call.c.request_id,
    call.c.office,
    call.c.reason,
    call.c.ended_at,
    call.c.tries,
    request.c.number,
    request.c.official,
    request.c.lang,
    request.c.name,
    request.c.phone,
    request.c.starts_at,
).join_from(call, request, _of_call)
_possible: Final = (TO_CALL, one_of(call.c.office, "offices"), _agrees, ~_answered)
_now: Final = (call.c.due_at <= bindparam("now", type_=Moment()), _free)
_NEXT: Final = (
    _VIEW.where(*_possible, *_now)
    .order_by(case((_mine, 0), else_=1), call.c.place, call.c.id)
    .limit(1)
    .with_for_update(skip_locked=True, of=call)
)
_HELD: Final = _VIEW.where(TO_CALL, _mine, call.c.held_until.is_not(None)).limit(1)
_WAITING: Final = (
    select(func.count()).select_from(call).join(request, _of_call).where(*_possible, *_now)
)
_HOLD: Final = (
    update(call)
    .where(call.c.id == bindparam("of"))
    .values(who=bindparam("who"), held_until=bindparam("until", type_=Moment()))
)
_CLOSE: Final = (
    update(call)
    .where(call.c.id == bindparam("of"), TO_CALL)
    .values(
        held_until=None,
        **{
            name: bindparam(name, type_=call.c[name].type)
            for name in ("state", "tries", "due_at", "who", "done_at", "gave_up", "comment")
        },
    )
    .returning(call.c.id)
)
_COUNTS: Final = (
    select(call.c.office, call.c.reason, call.c.state, call.c.gave_up, func.count().label("calls"))
    .where(call.c.quarter == bindparam("quarter"))
    .group_by(call.c.office, call.c.reason, call.c.state, call.c.gave_up)
    .order_by(call.c.office, call.c.reason, call.c.state, call.c.gave_up)
)


class Calls(Transaction):
    """Calls of the survey."""

    async def askable(self, office: str, since: datetime) -> list[Askable]:
        """Return whose requests ended from `since` on and who were neither asked nor answered.

        Only those with a telephone who let their data be used.
        """
        rows = await self._rows(_ASKABLE, {"office": office, "since": since}, long=True)
        return [
            Askable(row.id, row.number, State(row.state), row.ended_at, row.starts_at)
            for row in rows
            if self._keys.open_any(row.phone)
        ]

    async def quarters_called(self, office: str, since: Quarter) -> list[Quarter]:
        """Return the quarters from `since` on in which somebody of an office was drawn."""
        rows = await self._rows(_QUARTERS, {"office": office, "since": str(since)})
        return [Quarter(int(row.quarter[:4]), int(row.quarter[5:])) for row in rows]

    async def add_calls(self, office: str, drawn: Sequence[Drawn], due_at: datetime) -> int:
        """Store calls to be made from `due_at` on; return how many are new."""
        added = 0
        for one in drawn:
            row = {
                "request_id": one.who.request,
                "office": office,
                "quarter": str(one.quarter),
                "reason": one.reason,
                "place": one.place,
                "ended_at": one.who.ended_at,
                "due_at": due_at,
            }
            added += await self._first(_ADD, row) is not None
        return added

    async def drop_calls(self, office: str, at: datetime) -> int:
        """Drop the waiting calls that are not needed any more; return how many."""
        return len(await self._rows(_NOT_NEEDED, {"whose": office, "at": at}))

    async def take_call(
        self, offices: Sequence[str], who: str, now: datetime, until: datetime
    ) -> CallView | None:
        """Give a member the next call until then: the one in hand, or the first in order."""
        asked = {"offices": list(offices), "who": who, "now": now}
        row = await self._first(_NEXT, asked)
        if row is None:
            return None
        await self._rows(_HOLD, {"of": row.id, "who": who, "until": until})
        return self._call(row)

    async def held_call(self, who: str) -> CallView | None:
        """Return the call a member has in hand, or had last if nobody else took it since."""
        row = await self._first(_HELD, {"who": who})
        return None if row is None else self._call(row)

    async def calls_waiting(self, offices: Sequence[str], who: str, now: datetime) -> int:
        """Return how many calls may be made now, but those that others have in hand."""
        asked = {"offices": list(offices), "who": who, "now": now}
        return int(await self._value(_WAITING, asked))

    async def close_call(self, closed: CallClosed) -> bool:
        """Store what came of a call; False if it does not wait any more."""
        row = {
            "of": closed.call,
            "state": closed.state,
            "tries": closed.tries,
            "due_at": closed.due_at,
            "who": closed.who,
            "done_at": None if closed.state is CallState.WAITING else closed.at,
            "gave_up": closed.gave_up,
            "comment": self._keys.seal_any(closed.comment),
        }
        return await self._first(_CLOSE, row) is not None

    async def calls_counted(self, quarter: Quarter) -> list[CallCount]:
        """Count the calls of a quarter by office, reason, state, and why people gave up."""
        rows = await self._rows(_COUNTS, {"quarter": str(quarter)})
        return [
            CallCount(
                row.office,
                Reason(row.reason),
                CallState(row.state),
                GaveUp(row.gave_up) if row.gave_up else None,
                row.calls,
            )
            for row in rows
        ]

    def _call(self, row: Any) -> CallView:
        return CallView(
            id=row.id,
            request=row.request_id,
            number=row.number,
            office=row.office,
            official=row.official,
            reason=Reason(row.reason),
            lang=Lang(row.lang),
            name=self._keys.open(row.name),
            phone=self._keys.open(row.phone),
            ended_at=row.ended_at,
            starts_at=row.starts_at,
            tries=row.tries,
        )
