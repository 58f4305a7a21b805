"""Telegram's flood limits: so many messages a second in all, in one chat, in one group."""

import math
from collections import defaultdict, deque
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """How much may be sent: overall a second, into one group a minute, to one person."""

    overall: int = 30
    group_minute: int = 20
    private_burst: int = 20
    private_second: float = 1.0


@dataclass(slots=True)
class _Bucket:
    level: float
    at: float


class Flood:
    """Count what is sent and say how long to wait."""

    def __init__(self, limits: Limits, seconds: Callable[[], float]) -> None:
        self.limits = limits
        self._seconds = seconds
        self._overall: deque[float] = deque()
        self._groups: dict[int, deque[float]] = defaultdict(deque)
        self._people: dict[int, _Bucket] = {}

    def wait(self, chat_id: int) -> int:
        """Seconds to wait before sending to this chat; 0 when it may go, which is then counted."""
        now = self._seconds()
        wait = _wait(self._overall, now, self.limits.overall, 1.0)
        if chat_id < 0:
            wait = max(wait, _wait(self._groups[chat_id], now, self.limits.group_minute, 60.0))
        else:
            wait = max(wait, self._private(chat_id, now))
        if wait > 0:
            return math.ceil(wait)
        self._overall.append(now)
        if chat_id < 0:
            self._groups[chat_id].append(now)
        else:
            self._people[chat_id].level -= 1
        return 0

    def _private(self, chat_id: int, now: float) -> float:
        full = float(self.limits.private_burst)
        bucket = self._people.setdefault(chat_id, _Bucket(full, now))
        gained = (now - bucket.at) * self.limits.private_second
        bucket.level, bucket.at = min(full, bucket.level + gained), now
        return 0.0 if bucket.level >= 1 else (1 - bucket.level) / self.limits.private_second


def _wait(sent: deque[float], now: float, most: int, window: float) -> float:
    while sent and sent[0] <= now - window:
        sent.popleft()
    return 0.0 if len(sent) < most else sent[0] + window - now
