"""What staff do by hand about requests, mostly telling by telephone what no message brought.

A member takes the next task and enters what came of it; what has lost its point closes by itself.
Every try is recorded: who, when, with what result.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Final, assert_never

from msgspec.structs import replace

from bot import notices
from bot.chats import to_chat
from bot.desk.acts import By, Done, Outcome, Problem, deciding, read
from bot.dialogs import commands as do
from bot.dialogs.say import Say, say
from bot.messages import Notice
from bot.ports import Tx
from bot.reception.directory import Office, Role, StaffMember
from bot.reception.lifecycle import AWAITING_REPLY, State, Who
from bot.reception.tasks import (
    HELD_FOR,
    IN_VAIN,
    PROOF,
    TRIES,
    OpenTask,
    TaskResult,
    TaskState,
    TaskTried,
    TaskView,
    again_at,
    is_decision,
    lost_point,
)
from bot.records import Event, Outgoing, Priority, Reference, Request

EVENTS: Final[Mapping[TaskResult, str]] = {
    TaskResult.TOLD: "tell_phone",
    TaskResult.IN_PERSON: "tell",
    TaskResult.LETTER: "tell_letter",
    TaskResult.NOT_REACHED: "tell_not_reached",
    TaskResult.WRONG_NUMBER: "tell_wrong_number",
    TaskResult.DELIVERED: "tell_delivered",
    TaskResult.WITHDRAWN: "tell_needless",
    TaskResult.OUTDATED: "tell_needless",
}
"""How the history names what came of a task about a request."""
SENT_AGAIN: Final = "tell_resent"
HEADS_NAMED: Final = 5


class Tasks:
    """Carries out what is done about tasks, each inside the transaction it is given."""

    def __init__(self, reference: Reference) -> None:
        self._reference = reference

    async def carry_out(
        self, tx: Tx, command: do.TakeTask | do.CloseTask, by: By, now: datetime
    ) -> Outcome:
        """Do it, if it is a member of staff in private whose role is enough."""
        by = by.as_member
        member = deciding(by)
        if isinstance(member, Problem):
            return member
        match command:
            case do.TakeTask():
                return await self._take(tx, by, member, now)
            case do.CloseTask():
                return await self._close(tx, command, by, now)
            case _:
                assert_never(command)

    async def _take(self, tx: Tx, by: By, member: StaffMember, now: datetime) -> Outcome:
        """Take the next task in hand that still has its point; the reading is recorded."""
        leads = member.role.leads
        while True:
            task = await tx.take_task(member.offices, leads, by.name, now, now + HELD_FOR)
            if task is None or task.request is None:
                return Done()
            opened = await tx.open_task(task.request)
            why = None if opened is None else lost_point(opened, now)
            if opened is None or why is None:
                break
            await close(tx, opened, why, now)
        request = await tx.request_by_id(task.request)
        if request is not None:
            await read(tx, request, by, now)
        return Done()

    async def _close(self, tx: Tx, closed: do.CloseTask, by: By, now: datetime) -> Outcome:
        """Store what came of a task that is still in this member's hands."""
        task = await tx.held_task(by.name)
        if task is None or task.id != closed.task:
            return Problem(say("tasks-lost"))
        if task.request is None:
            seen = TaskTried(task.id, TaskState.DONE, TaskResult.SEEN, task.tries, now, by.name)
            await tx.close_task(seen)
            return Done()
        request = await tx.request_by_id(task.request)
        if request is None:
            return Problem(say("tasks-lost"))
        if closed.result in IN_VAIN:
            return await self._tried(tx, task, request, closed.result, by, now)
        done = TaskTried(task.id, TaskState.DONE, closed.result, task.tries + 1, now, by.name)
        if not await tx.close_task(done):
            return Problem(say("tasks-lost"))
        if closed.result in PROOF:
            await replied(tx, request, now)
        await tx.record([_event(request, closed.result, by.name, now)])
        return Done(invitations=tuple(notices.lay_card(request, self._reference, fresh=False)))

    async def _tried(
        self, tx: Tx, task: TaskView, request: Request, result: TaskResult, by: By, now: datetime
    ) -> Outcome:
        """Keep the task open for another try; after some in vain the heads are called."""
        office = self._reference.directory.office(request.given.office)
        tries = task.tries + 1
        later = again_at(now, office.hours, self._reference.calendar)
        if not await tx.close_task(
            TaskTried(task.id, TaskState.OPEN, result, tries, now, by.name, later)
        ):
            return Problem(say("tasks-lost"))
        await tx.record([_event(request, result, by.name, now)])
        if result is not TaskResult.WRONG_NUMBER and tries < TRIES:
            return Done()
        key = "tasks-wrong-number" if result is TaskResult.WRONG_NUMBER else "tasks-unreached"
        words = Say(key, {"number": request.number, "tries": tries, "heads": self._heads(office)})
        return Done(put=await to_chat(tx, office, words, now))

    def _heads(self, office: Office) -> Say | str:
        """Return the words that call the heads of an office; "" where it has none."""
        staff = self._reference.directory.staff
        heads = [one.name for one in staff if one.role is Role.HEAD and office.key in one.offices]
        return say("watch-heads", names=", ".join(heads[:HEADS_NAMED])) if heads else ""

    def _words(self, task: OpenTask, notice: str, request: Request) -> Say:
        """Return a notice as it is now; the basis of an extension is kept with its task."""
        basis = {"basis": task.text}
        return Say(notice, {**notices.particulars(request, self._reference), **basis})

    async def came_back(self, tx: Tx, people: Mapping[int, int], now: datetime) -> Done:
        """Send what these people were not told, by person and the contact they came back with.

        The task stays until the message is proven to have arrived.
        """
        put: list[Outgoing] = []
        for task in await tx.tasks_of(people):
            waits = task.undo_until is not None and task.undo_until > now
            waits = waits or task.on_its_way
            if task.notice is None or waits or lost_point(task, now) is not None:
                continue
            request = await tx.request_by_id(task.request)
            if request is None:
                continue
            put.append(
                Outgoing(
                    people[task.person],
                    Notice(self._words(task, task.notice, request)),
                    Priority.NOTICE,
                    request=request.id,
                    version=request.version if is_decision(task.notice) else None,
                    statutory=True,
                )
            )
            kind, state = SENT_AGAIN, request.state
            await tx.record([Event(request.id, now, kind, Who.SYSTEM, state, state)])
            office = self._reference.directory.office(request.given.office)
            words = say("tasks-came-back", number=request.number)
            put += await to_chat(tx, office, words, now)
        return Done(put=tuple(put))


async def close(tx: Tx, task: OpenTask, why: TaskResult, now: datetime) -> Request | None:
    """Close a task that has lost its point; return its request, if it was open till now."""
    tried = TaskTried(task.id, TaskState.DONE, why, task.tries, now, Who.SYSTEM)
    request = await tx.request_by_id(task.request)
    if request is None or not await tx.close_task(tried):
        return None
    if why is TaskResult.DELIVERED:
        await replied(tx, request, now)
    await tx.record([_event(request, why, Who.SYSTEM, now)])
    return request


async def told_by_hand(tx: Tx, request: Request, by: By, now: datetime) -> None:
    """Close the task about a request whose applicant staff told otherwise than by it."""
    task = await tx.open_task(request.id)
    if task is not None:
        result, tries = TaskResult.IN_PERSON, task.tries + 1
        await tx.close_task(TaskTried(task.id, TaskState.DONE, result, tries, now, by.name))


async def replied(tx: Tx, request: Request, now: datetime) -> None:
    """Note the reply [D29], if this is the first time the applicant hears a decision."""
    undoable = request.undo_until is not None and request.undo_until > now
    decided = request.state not in AWAITING_REPLY | {State.WITHDRAWN}
    if decided and not undoable and request.replied_at is None:
        await tx.change(request, replace(request, replied_at=now))


def _event(request: Request, result: TaskResult, who: str, now: datetime) -> Event:
    details = {"result": result.value}
    return Event(request.id, now, EVENTS[result], who, request.state, request.state, details)
