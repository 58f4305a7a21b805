"""How an applicant was last told something statutory: read with the card, in the same statement."""

from typing import Any, Final

from sqlalchemy import Select, and_, bindparam, func, select

from bot.reception.tasks import PROOF, Reached, TaskKind, TaskResult, TaskState
from storage.columns import Moment, among
from storage.tables import OutboxState, attempt, outbox, request
from storage.task_tables import IS_STATUTORY, task
from storage.tasks import delivered

_sent: Final = outbox.alias("told")
_task: Final = task.alias("telling")
_last_message: Final = (
    select(func.max(outbox.c.id))
    .where(
        outbox.c.request_id == request.c.id,
        IS_STATUTORY,
        among(outbox.c.state, {OutboxState.SENT, OutboxState.FAILED}),
    )
    .correlate(request)
    .scalar_subquery()
)
_last_task: Final = (
    select(func.max(task.c.id))
    .where(task.c.request_id == request.c.id, among(task.c.kind, {TaskKind.CALL}))
    .correlate(request)
    .scalar_subquery()
)
_last_try: Final = (
    select(func.max(attempt.c.at, type_=Moment()))
    .where(attempt.c.outbox_id == _sent.c.id)
    .correlate(_sent)
    .scalar_subquery()
)
COLUMNS: Final = (
    _sent.c.channel.label("told_channel"),
    _sent.c.state.label("told_state"),
    _last_try.label("told_at"),
    delivered(_sent).label("told_surely"),
    _task.c.state.label("task_state"),
    _task.c.result.label("task_result"),
    _task.c.who.label("task_who"),
    _task.c.done_at.label("task_done_at"),
)


def with_reached(view: Select[Any]) -> Select[Any]:
    """Add to a view of a request how its applicant was reached."""
    return (
        view.add_columns(*COLUMNS)
        .outerjoin(_sent, and_(_sent.c.id == _last_message))
        .outerjoin(_task, and_(_task.c.id == _last_task))
        .where(request.c.number == bindparam("number"))
    )


def take_reached(values: dict[str, Any]) -> Reached | None:
    """Take what `with_reached` added out of a row; None where nobody was told anything yet."""
    found = {column.name: values.pop(column.name) for column in COLUMNS}
    state, result, at = found["task_state"], found["task_result"], found["told_at"]
    told = state == TaskState.DONE and result in PROOF
    newer = told and (at is None or found["task_done_at"] >= at)
    if state != TaskState.OPEN and not newer and found["told_state"] is None:
        return None
    return Reached(
        channel=found["told_channel"],
        at=at,
        sent=found["told_state"] == OutboxState.SENT,
        arrived=bool(found["told_surely"]),
        open=state == TaskState.OPEN,
        result=TaskResult(result) if newer else None,
        who=found["task_who"] if newer else None,
        done_at=found["task_done_at"] if newer else None,
    )
