"""Messages taken on, each until its moment comes: answers before all others, else as they came."""

import math
from collections import deque

from msgspec import Struct

from bot.pacing import Pacer
from bot.records import Envelope, Priority


class Taken(Struct, frozen=True):
    """A message taken on; after `until` it is no longer ours to send."""

    envelope: Envelope
    until: float


class Departures:
    """Lets one after the other leave, at the pace."""

    def __init__(self, pacer: Pacer) -> None:
        self._pacer = pacer
        self._answers, self._others = deque[Taken](), deque[Taken]()

    def __len__(self) -> int:
        return len(self._answers) + len(self._others)

    def room(self) -> int:
        """Return how many messages that are no answers may be taken on."""
        return self._pacer.room(len(self._others))

    def add(self, taken: Taken, now: float) -> None:
        """Let a message wait for its moment."""
        if not self:
            self._pacer.begin(now)
        answer = taken.envelope.priority is Priority.ANSWER
        (self._answers if answer else self._others).append(taken)

    def wait(self, now: float) -> float:
        """Return in how many seconds the next one may leave; without end if none waits."""
        return self._pacer.wait(now, answer=bool(self._answers)) if self else math.inf

    def pop(self) -> Taken:
        """Take out the next one; whoever sends it tells the pacer."""
        return (self._answers or self._others).popleft()
