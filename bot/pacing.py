"""How fast messages may leave: so many a second in all, so many a minute into one group. Pure."""

import math
from collections import deque
from typing import Final, Self

from msgspec import Struct

LEAST_IN_FLIGHT, MOST_IN_FLIGHT = 4, 50
ON_THE_WAY: Final = 0.4
"""Seconds that a message may take there and back without slowing the others down."""
MINUTE: Final = 61.0
"""A second over: what leaves evenly may arrive less so."""
ROUNDING: Final = 1e-6
LATE: Final = 0.008
"""Seconds by which a message may leave after its slot without pushing the others."""
HURRY: Final = 0.008
"""The share by which slots draw together until what was pushed is made good."""
OTHERS_MAY: Final = 5.0
"""Seconds after which what others might send to a group is looked at again."""


class Pace(Struct, frozen=True):
    """What a provider allows. `ahead`: how many seconds of messages are taken on at once."""

    per_second: float = 29.5
    group_minute: int = 20
    in_flight: int = 50
    ahead: float = 0.5

    @classmethod
    def of(cls, per_second: float, group_minute: int, in_flight: int | None = None) -> Self:
        """Return the pace of this rate, by itself with no more in flight than the rate needs.

        What is in flight when the program is killed may be sent once more.
        """
        needed = math.ceil(per_second * ON_THE_WAY)
        enough = max(LEAST_IN_FLIGHT, min(MOST_IN_FLIGHT, needed))
        return cls(per_second, group_minute, in_flight or enough)


class Pacer:
    """Gives every message a moment of its own, in seconds of a clock that only passes.

    A bucket with a burst would let twice the rate into one second; slots never do. Slots are in
    seconds of a clock that stands while the process is late, so that what it holds up does not
    leave at once afterwards, but in the same order and at the same distance.
    """

    def __init__(self, pace: Pace) -> None:
        self._pace = pace
        self._next = -math.inf
        self._stood = self._owed = 0.0
        self._groups: dict[str, deque[float]] = {}
        self._share = 1.0
        self._in_group = pace.group_minute
        self._growing: list[tuple[float, int]] = []

    def use(self, share: float, now: float) -> None:
        """Use only a share of the pace from now on, from 0 to 1; others use the rest.

        A greater share begins when what the others were given with theirs has left: after `ahead`,
        and in groups after a minute.
        """
        if share > self._share:
            self._next = max(self._next, now - self._stood + self._pace.ahead)
        self._share = share
        in_group = int(self._pace.group_minute * share + ROUNDING)
        self._grow(now)
        self._growing = [(at, min(many, in_group)) for at, many in self._growing]
        if in_group > self._in_group:
            self._growing.append((now + MINUTE, in_group))
        self._in_group = min(self._in_group, in_group)

    def room(self, now: float) -> int:
        """Return how many messages may be taken on now; none while half of `ahead` is taken."""
        if self._share <= 0 or self.wait(now) > 0:
            return 0
        now -= self._stood
        free = now + self._pace.ahead - max(now, self._next)
        return int(free * self._rate) + 1

    def wait(self, now: float) -> float:
        """Return in how many seconds there is room again."""
        return max(0.0, self._next - (now - self._stood) - self._pace.ahead / 2)

    def slot(self, now: float) -> float:
        """Return the slot of the next message, and count it; `left` tells when that is."""
        at = max(now - self._stood, self._next)
        if at > self._next:
            self._owed = 0.0  # nobody was held up any longer
        gap = 1 / self._rate
        made_good = min(self._owed, gap * HURRY)
        self._owed -= made_good
        self._next = at + gap - made_good
        return at

    def left(self, at: float, now: float) -> float:
        """Return how many seconds are left until the slot; at 0 the message has to leave.

        One that comes late pushes those after it: two at once would be too fast for the provider.
        """
        late = now - self._stood - at
        if late > LATE:
            self._stood += late - LATE
            self._owed += late - LATE
        return -late if late < -ROUNDING else 0.0

    def slot_in_group(self, where: str, now: float) -> float | None:
        """Return the slot of the next message into a group; None if it may not have one now."""
        if self.group_wait(where, now) > 0:
            return None
        at = self.slot(now)
        self._groups[where].append(at)
        return at

    def group_wait(self, where: str, now: float) -> float:
        """Return in how many seconds a group may be written to again."""
        self._grow(now)
        now -= self._stood
        left = self._groups.setdefault(where, deque())
        while left and left[0] <= now - MINUTE:
            left.popleft()
        if len(left) < self._in_group:
            return 0.0
        wait = left[-self._in_group] + MINUTE - now if self._in_group else OTHERS_MAY
        return min(wait, OTHERS_MAY) if self._share < 1 else wait

    def _grow(self, now: float) -> None:
        while self._growing and self._growing[0][0] <= now:
            self._in_group = self._growing.pop(0)[1]

    @property
    def _rate(self) -> float:
        return self._pace.per_second * (self._share or 1.0)  # what was taken on before still goes
