"""The sandbox's own clock, for when it runs alone: real time, moved forward by hand."""

from datetime import UTC, datetime, timedelta

MOVES = {
    "minute": timedelta(minutes=1),
    "hour": timedelta(hours=1),
    "working-day": timedelta(days=1),
    "next-event": timedelta(hours=1),
}


class OwnClock:
    """Real time plus what it was moved by."""

    def __init__(self) -> None:
        self._moved = timedelta()

    def now(self) -> datetime:
        """The moment by this clock, in UTC."""
        return datetime.now(UTC) + self._moved

    async def move(self, kind: str) -> None:
        """Move forward; alone, the sandbox knows no holidays and no events."""
        self._moved += MOVES[kind]
