"""The part of a transaction for tasks, as the core sees it."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Protocol

from bot.reception.tasks import NewTask, OpenTask, TaskCount, TaskTried, TaskView
from bot.records import Envelope


class Tasks(Protocol):
    """Asked of a transaction: the list of what staff must do by hand."""

    async def add_task(self, task: NewTask, at: datetime) -> None:
        """Store something staff must do by hand."""

    async def renew_task(self, task: int, new: NewTask) -> None:
        """Have an open task be about a newer notice from now on; its tries begin anew."""

    async def open_task(self, request: int) -> OpenTask | None:
        """Return the open task about a request, if there is one."""

    async def told_since(self, request: int, notice: str, message: int) -> bool:
        """Tell whether staff told it themselves, once the message was waiting to be sent."""

    async def take_task(
        self, offices: Sequence[str], leads: bool, who: str, now: datetime, until: datetime
    ) -> TaskView | None:
        """Give a member the next task until then: the one in hand, or the most urgent.

        Those of no office are given to those who lead.
        """

    async def held_task(self, who: str) -> TaskView | None:
        """Return the task a member has in hand, or had last if nobody else took it since."""

    async def close_task(self, tried: TaskTried) -> bool:
        """Store what came of a task; False if it is not open any more."""

    async def open_tasks(self, after: int, limit: int) -> list[OpenTask]:
        """Return the first open tasks about requests whose number is greater than `after`."""

    async def tasks_of(self, persons: Collection[int]) -> list[OpenTask]:
        """Return the open tasks about requests of these persons."""

    async def tasks_counted(self, office: str, now: datetime) -> TaskCount:
        """Count the open tasks of an office."""

    async def any_unproven(self, before: datetime) -> bool:
        """Tell whether nobody confirmed the arrival of a statutory message sent before then."""

    async def never_proven(self, before: datetime, now: datetime, limit: int) -> list[Envelope]:
        """Take out statutory messages sent before then whose arrival nobody confirmed, each once.

        One whose request has moved on meanwhile needs no other way and is left out.
        """
