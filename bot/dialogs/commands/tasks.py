"""What comes of the tasks that staff do by hand."""

from dataclasses import dataclass

from bot.reception.tasks import TaskResult


@dataclass(frozen=True, slots=True)
class TakeTask:
    """A member takes the next task in hand, in private; who reads personal data is logged."""


@dataclass(frozen=True, slots=True)
class CloseTask:
    """What came of a task, or of a try."""

    task: int
    result: TaskResult
