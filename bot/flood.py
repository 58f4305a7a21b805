"""How fast one person may come: whoever comes faster is asked once to wait, then left unanswered.

Kept in memory, by each process for itself: it must cost next to nothing.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import IntEnum
from typing import Final

from bot.records import Address, ChannelName

REMEMBERED: Final = 10_000
"""So many people are kept in mind at most."""
FEW: Final = 1_000
"""So few may be kept in mind though they have calmed down."""
MINUTE: Final = 60.0


class Verdict(IntEnum):
    """What becomes of an update."""

    PASS = 0
    TELL = 1
    DROP = 2


@dataclass(slots=True)
class _Pace:
    """How fast one person comes: a level that rises by one with each update and drains evenly."""

    at: datetime
    most: int
    level: float = 0.0
    waits: bool = False
    known: dict[str, Verdict] = field(default_factory=dict)


class Flood:
    """Watches how fast people come. `most`: updates a minute of one person, by channel.

    So many may come at once, and as many in every minute. Who was asked to wait is let in again
    when half of it has drained; what comes meanwhile counts on, so that one must really stop.
    """

    def __init__(self, most: Mapping[ChannelName, int]) -> None:
        self._most = {channel: each for channel, each in most.items() if each > 0}
        # By the address as a text: an address itself is dear to look up.
        self._paces: dict[str, _Pace] = {}
        self._forget_at = FEW

    def verdict(self, address: Address, external_id: str, now: datetime) -> Verdict:
        """Return what becomes of an update; one that comes again gets the same answer."""
        if address.thread:
            return Verdict.PASS
        pace = self._paces.get(address.where)
        if pace is None:
            most = self._most.get(address.channel)
            if most is None:
                return Verdict.PASS
            pace = self._new(address.where, most, now)
        elif (before := pace.known.get(external_id)) is not None:
            return before
        most = pace.most
        passed = (now - pace.at).total_seconds()  # less than 0 where the clock was set back
        pace.at = now
        drained = pace.level - passed * most / MINUTE if passed > 0 else pace.level
        if drained <= 0:
            drained = 0.0
            pace.known.clear()
        pace.level = min(drained + 1, most * 1.5)
        verdict = _verdict(pace)
        if len(pace.known) < 2 * most:
            pace.known[external_id] = verdict
        return verdict

    def _new(self, where: str, most: int, now: datetime) -> _Pace:
        if len(self._paces) >= self._forget_at:
            self._forget(now)
        pace = self._paces[where] = _Pace(now, most)
        return pace

    def _forget(self, now: datetime) -> None:
        """Forget who has calmed down; where that leaves too many, whoever came first too."""
        calm = [
            where
            for where, pace in self._paces.items()
            if pace.level <= (now - pace.at).total_seconds() * pace.most / MINUTE
        ]
        for where in calm:
            del self._paces[where]
        if len(self._paces) >= REMEMBERED:
            for where in list(self._paces)[: REMEMBERED // 10]:
                del self._paces[where]
        self._forget_at = min(REMEMBERED, max(FEW, 2 * len(self._paces)))


def _verdict(pace: _Pace) -> Verdict:
    most = pace.most
    if pace.waits:
        pace.waits = pace.level > most / 2 + 1
        return Verdict.DROP if pace.waits else Verdict.PASS
    pace.waits = pace.level > most
    return Verdict.TELL if pace.waits else Verdict.PASS
