"""What staff must do by hand: kept, taken, tried and closed; and what was delivered after all."""

from collections.abc import Collection, Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import (
    ColumnElement,
    Integer,
    and_,
    bindparam,
    case,
    exists,
    func,
    insert,
    literal_column,
    or_,
    select,
    update,
)

from bot.dialogs.queries import TasksListed
from bot.notices import NO_REPLY
from bot.reception.language import Lang
from bot.reception.lifecycle import State
from bot.reception.tasks import (
    PROOF,
    NewTask,
    OpenTask,
    TaskCount,
    TaskKind,
    TaskResult,
    TaskRow,
    TaskState,
    TaskTally,
    TaskTried,
    TaskView,
)
from storage.columns import Moment, among
from storage.statements import one_of
from storage.tables import CONFIRMED_LATER, UNSENT, OutboxState, outbox, request
from storage.task_tables import IS_STATUTORY, OPEN, task
from storage.transaction import Transaction

_at: Final = bindparam("now", type_=Moment())
_call: Final = among(task.c.kind, {TaskKind.CALL})
_of_task: Final = request.c.id == task.c.request_id


class Arrived(StrEnum):
    """A provider's words for a message that arrived."""

    DELIVERED = "delivered"
    READ = "read"


def delivered(row: Any) -> ColumnElement[bool]:
    """Whether a message is proven to have arrived."""
    later = among(row.c.channel, CONFIRMED_LATER)
    taken = and_(among(row.c.state, {OutboxState.SENT}), ~later)
    return or_(among(row.c.status, Arrived), taken)


# A ticket or a breach is told by whatever arrived since; a decision only by its own notice.
_says_no_more: Final = task.c.notice.in_([literal_column(f"'{key}'") for key in sorted(NO_REPLY)])
_arrived: Final = (
    exists()
    .where(
        outbox.c.request_id == task.c.request_id,
        IS_STATUTORY,
        outbox.c.id >= task.c.message,
        delivered(outbox),
        or_(_says_no_more, outbox.c.version == request.c.version),
    )
    .correlate(task, request)
)

_on_its_way: Final = (
    exists()
    .where(
        outbox.c.request_id == task.c.request_id,
        IS_STATUTORY,
        outbox.c.id > task.c.message,
        among(outbox.c.state, UNSENT | {OutboxState.SENT}),
    )
    .correlate(task)
)

_ADD: Final = insert(task)
_RENEW: Final = (
    update(task)
    .where(task.c.id == bindparam("of"), OPEN)
    .values(
        tries=0,
        due_at=None,
        **{
            name: bindparam(name, type_=task.c[name].type)
            for name in ("notice", "message", "text", "due")
        },
    )
)
_OPEN_ONES: Final = (
    select(
        task.c.id,
        task.c.request_id,
        task.c.notice,
        task.c.text,
        task.c.tries,
        request.c.state,
        request.c.replied_at,
        request.c.undo_until,
        request.c.person_id,
        _arrived.label("arrived"),
        _on_its_way.label("on_its_way"),
    )
    .join_from(task, request, _of_task)
    .where(OPEN, _call)
)
_OPEN_OF: Final = _OPEN_ONES.where(task.c.request_id == bindparam("of")).limit(1)
_OPEN_NEXT: Final = (
    _OPEN_ONES.where(task.c.id > bindparam("after")).order_by(task.c.id).limit(bindparam("at_most"))
)
_OPEN_OF_PERSONS: Final = _OPEN_ONES.where(one_of(request.c.person_id, "persons")).order_by(
    task.c.id
)
_TOLD_SINCE: Final = (
    select(task.c.id)
    .join_from(task, outbox, outbox.c.id == bindparam("message"))
    .where(
        task.c.request_id == bindparam("of"),
        task.c.notice == bindparam("notice"),
        among(task.c.result, PROOF),
        task.c.done_at >= outbox.c.created_at,
    )
    .limit(1)
)

_VIEW: Final = select(
    task.c.id,
    task.c.request_id,
    task.c.notice,
    task.c.text,
    task.c.due,
    task.c.tries,
    task.c.result,
    request.c.number,
    request.c.office,
    request.c.lang,
    request.c.name,
    request.c.phone,
).outerjoin_from(task, request, _of_task)
_theirs: Final = or_(
    one_of(task.c.office, "offices"),
    and_(task.c.office.is_(None), bindparam("leads", type_=Integer()) == 1),
)
_mine: Final = task.c.who == bindparam("who")
_free: Final = or_(task.c.held_until.is_(None), task.c.held_until <= _at, _mine)
_decided: Final = or_(request.c.undo_until.is_(None), request.c.undo_until <= _at)
_may_be_done: Final = (OPEN, _theirs, _free, _decided)
_now: Final = or_(task.c.due_at.is_(None), task.c.due_at <= _at)
_urgency: Final = (case((task.c.due.is_(None), 1), else_=0), task.c.due, task.c.id)
_NEXT: Final = (
    _VIEW.where(*_may_be_done, or_(_now, and_(_mine, task.c.held_until > _at)))
    .order_by(case((and_(_mine, task.c.held_until > _at), 0), else_=1), *_urgency)
    .limit(1)
    .with_for_update(skip_locked=True, of=task)
)
_HELD: Final = _VIEW.where(OPEN, _mine, task.c.held_until.is_not(None)).limit(1)
_HOLD: Final = (
    update(task)
    .where(task.c.id == bindparam("of"))
    .values(who=bindparam("who"), held_until=bindparam("until", type_=Moment()))
)
_WAITING: Final = (
    select(func.count()).select_from(task).outerjoin(request, _of_task).where(*_may_be_done, _now)
)
_CLOSE: Final = (
    update(task)
    .where(task.c.id == bindparam("of"), OPEN)
    .values(
        held_until=None,
        **{
            name: bindparam(name, type_=task.c[name].type)
            for name in ("state", "tries", "due_at", "who", "done_at", "result")
        },
    )
    .returning(task.c.id)
)
_LISTED: Final = (
    select(
        task.c.notice, task.c.text, task.c.due, task.c.held_until, task.c.result, request.c.number
    )
    .outerjoin_from(task, request, _of_task)
    .where(OPEN, _theirs)
    .order_by(*_urgency)
    .limit(bindparam("at_most"))
)
_counts: Final = (
    func.count().label("open"),
    func.coalesce(func.sum(case((task.c.due < _at, 1), else_=0)), 0).label("overdue"),
)
_COUNTED: Final = select(*_counts).where(OPEN, task.c.office == bindparam("whose"))
_COUNTED_ALL: Final = select(*_counts).where(OPEN, _theirs)


class Tasks(Transaction):
    """What staff must do by hand."""

    async def add_task(self, task: NewTask, at: datetime) -> None:
        """Store something staff must do by hand."""
        row = {
            "kind": task.kind,
            "office": task.office,
            "request_id": task.request,
            "created_at": at,
            "state": TaskState.OPEN,
        }
        await self._rows(_ADD, row | self._about(task))

    async def renew_task(self, task: int, new: NewTask) -> None:
        """Have an open task be about a newer notice from now on; its tries begin anew."""
        await self._rows(_RENEW, {"of": task} | self._about(new))

    async def open_task(self, request: int) -> OpenTask | None:
        """Return the open task about a request, if there is one."""
        row = await self._first(_OPEN_OF, {"of": request})
        return None if row is None else self._open(row)

    async def told_since(self, request: int, notice: str, message: int) -> bool:
        """Tell whether staff told it themselves, once the message was waiting to be sent."""
        asked = {"of": request, "notice": notice, "message": message}
        return await self._first(_TOLD_SINCE, asked) is not None

    async def take_task(
        self, offices: Sequence[str], leads: bool, who: str, now: datetime, until: datetime
    ) -> TaskView | None:
        """Give a member the next task until then: the one in hand, or the most urgent."""
        asked = {"offices": list(offices), "leads": int(leads), "who": who, "now": now}
        row = await self._first(_NEXT, asked)
        if row is None:
            return None
        await self._rows(_HOLD, {"of": row.id, "who": who, "until": until})
        return self._task(row)

    async def held_task(self, who: str) -> TaskView | None:
        """Return the task a member has in hand, or had last if nobody else took it since."""
        row = await self._first(_HELD, {"who": who})
        return None if row is None else self._task(row)

    async def close_task(self, tried: TaskTried) -> bool:
        """Store what came of a task; False if it is not open any more."""
        row = {
            "of": tried.task,
            "state": tried.state,
            "tries": tried.tries,
            "due_at": tried.due_at,
            "who": None if tried.state is TaskState.OPEN else tried.who,
            "done_at": None if tried.state is TaskState.OPEN else tried.at,
            "result": tried.result,
        }
        return await self._first(_CLOSE, row) is not None

    async def open_tasks(self, after: int, limit: int) -> list[OpenTask]:
        """Return the first open tasks about requests whose number is greater than `after`."""
        asked = {"after": after, "at_most": limit}
        return [self._open(row) for row in await self._rows(_OPEN_NEXT, asked)]

    async def tasks_of(self, persons: Collection[int]) -> list[OpenTask]:
        """Return the open tasks about requests of these persons."""
        rows = await self._rows(_OPEN_OF_PERSONS, {"persons": list(persons)})
        return [self._open(row) for row in rows]

    async def tasks_counted(self, office: str, now: datetime) -> TaskCount:
        """Count the open tasks of an office."""
        row = await self._first(_COUNTED, {"whose": office, "now": now})
        return TaskCount(row.open, int(row.overdue))

    async def _tasks_waiting(
        self, offices: Sequence[str], leads: bool, who: str, now: datetime
    ) -> int:
        asked = {"offices": list(offices), "leads": int(leads), "who": who, "now": now}
        return int(await self._value(_WAITING, asked))

    async def _tasks_listed(self, query: TasksListed, now: datetime) -> TaskTally:
        asked = {"offices": list(query.offices), "leads": int(query.leads)}
        rows = await self._rows(_LISTED, {**asked, "at_most": query.limit})
        count = await self._first(_COUNTED_ALL, {**asked, "now": now})
        first = tuple(
            TaskRow(
                number=row.number,
                notice=row.notice,
                text=self._keys.open(row.text),
                due=row.due,
                taken=row.held_until is not None and row.held_until > now,
            )
            for row in rows
        )
        return TaskTally(first, count.open, int(count.overdue))

    def _about(self, new: NewTask) -> dict[str, Any]:
        return {
            "text": self._keys.seal(new.text),
            "due": new.due,
            "notice": new.notice,
            "message": new.message,
        }

    def _task(self, row: Any) -> TaskView:
        return TaskView(
            id=row.id,
            request=row.request_id,
            number=row.number,
            office=row.office,
            notice=row.notice,
            text=self._keys.open(row.text),
            lang=Lang(row.lang or Lang.KK),
            name=self._keys.open_any(row.name) or "",
            phone=self._keys.open_any(row.phone) or "",
            due=row.due,
            tries=row.tries,
            last=TaskResult(row.result) if row.result else None,
        )

    def _open(self, row: Any) -> OpenTask:
        return OpenTask(
            id=row.id,
            request=row.request_id,
            notice=row.notice,
            state=State(row.state),
            replied=row.replied_at is not None,
            undo_until=row.undo_until,
            delivered=bool(row.arrived),
            on_its_way=bool(row.on_its_way),
            person=row.person_id,
            tries=row.tries,
            text=self._keys.open(row.text),
        )
