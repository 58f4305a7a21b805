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
KEPT: Final = 3
"""So many may be in flight besides, if they are answers."""
LATE: Final = 0.008
"""Seconds by which a message may leave after its slot without pushing those after it."""
HURRY: Final = 0.008
"""The share by which slots draw together until what was pushed is made good.

With it and `LATE` and an answer that is lent a slot, no second holds more than 31 at 29.5.
"""
MOST_AHEAD: Final = 500
"""So many are taken on at once at most: half a second at the highest rate Telegram sells."""
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
        needed = math.ceil(per_second * ON_THE_WAY) + KEPT
        enough = max(LEAST_IN_FLIGHT, min(MOST_IN_FLIGHT, needed))
        return cls(per_second, group_minute, in_flight or enough)

    @property
    def kept(self) -> int:
        """How many of those in flight only answers may be."""
        return min(KEPT, self.in_flight // 4)


class Pacer:
    """Tells when the next message may leave, in seconds of a clock that only passes.

    A bucket with a burst would let twice the rate into one second; slots one gap apart never do.
    The next slot is known only when a message has left: an answer takes it from those that wait.
    """

    def __init__(self, pace: Pace) -> None:
        self._pace = pace
        self._next = -math.inf
        self._owed = 0.0
        self._groups: dict[str, deque[float]] = {}
        self._is_new = True
        self._share, self._rate = 1.0, pace.per_second
        self._in_group = pace.group_minute
        self._growing: list[tuple[float, int]] = []

    def use(self, share: float, now: float) -> None:
        """Use only a share of the pace from now on, from 0 to 1; others use the rest.

        A greater share begins when what the others took on with theirs has left: after `ahead`,
        and in groups after a minute; so does the first one of who does not come alone. With none,
        what was taken on before still goes.
        """
        if self._is_new and share < 1:
            self._share, self._in_group = 0.0, 0
        self._is_new = False
        if share > self._share:
            self._next = max(self._next, now + self._pace.ahead)
        self._share = share
        if share > 0:
            self._rate = self._pace.per_second * share
        in_group = int(self._pace.group_minute * share + ROUNDING)
        self._grow(now)
        self._growing = [(at, min(many, in_group)) for at, many in self._growing]
        if in_group > self._in_group:
            self._growing.append((now + MINUTE, in_group))
        self._in_group = min(self._in_group, in_group)

    @property
    def is_closed(self) -> bool:
        """Whether nothing may be taken on."""
        return self._share <= 0

    @property
    def most(self) -> int:
        """How many leave in `ahead` seconds, and may wait here."""
        return min(MOST_AHEAD, int(self._pace.ahead * self._rate) + 1)

    def room(self, waiting: int) -> int:
        """Return how many may be taken on beside those that wait; none if half of `ahead` waits."""
        return 0 if self.is_closed or 2 * waiting > self.most else self.most - waiting

    def begin(self, now: float) -> None:
        """Begin anew: nobody waited until now, so nobody was held up."""
        if self._next < now:
            self._next, self._owed = now, 0.0

    def wait(self, now: float, *, answer: bool = False) -> float:
        """Return in how many seconds the next message may leave; an answer is lent a slot.

        It is a slot of the whole pace: those who share it lend one together.
        """
        lent = max(0.0, 1 / self._pace.per_second - LATE) if answer else 0.0
        wait = self._next - lent - now
        return wait if wait > ROUNDING else 0.0

    def leave(self, now: float) -> None:
        """Count a message that leaves now.

        One that comes late pushes those after it: two at once would be too fast for the provider.
        """
        pushed = max(0.0, now - self._next - LATE)
        self._owed += pushed
        gap = 1 / self._rate
        made_good = min(self._owed, gap * HURRY)
        self._owed -= made_good
        self._next += pushed + gap - made_good

    def leave_into_group(self, where: str, now: float) -> None:
        """Count a message that leaves now into a group."""
        self._groups.setdefault(where, deque()).append(now)
        self.leave(now)

    def group_wait(self, where: str, now: float) -> float:
        """Return in how many seconds a group may be written to again."""
        self._grow(now)
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
