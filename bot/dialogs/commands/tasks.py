"""What comes of the tasks that staff do by hand."""

from msgspec import Struct

from bot.reception.tasks import TaskResult


class TakeTask(Struct, frozen=True):
    """A member takes the next task in hand, in private; who reads personal data is logged."""


class CloseTask(Struct, frozen=True):
    """What came of a task, or of a try."""

    task: int
    result: TaskResult
