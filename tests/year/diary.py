"""What the database file says of a year: every request as it ended, and everything done to it."""

import sqlite3
from collections import defaultdict
from contextlib import closing
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from bot.reception.lifecycle import State
from storage.columns import EPOCH
from storage.encryption import Keys


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the history."""

    id: int
    request: int
    at: datetime
    kind: str
    who: str
    before: State | None
    after: State | None
    details: dict[str, str]


@dataclass(frozen=True, slots=True)
class Kept:
    """A request as it ended."""

    id: int
    number: str
    state: State
    office: str
    official: str
    lane: int
    received_at: datetime
    registered_on: date
    reply_due: date
    replied_at: datetime | None
    breached_at: datetime | None
    external: str | None

    @property
    def order(self) -> tuple[int, date, datetime, int]:
        """Return its place in the queue, as a value to sort by [D28]."""
        return self.lane, self.registered_on, self.received_at, self.id


@dataclass
class Diary:
    """Everything, read from outside of the program."""

    requests: dict[int, Kept]
    entries: list[Entry]
    duties: set[tuple[str, str, date]]
    of: dict[int, list[Entry]] = field(default_factory=lambda: defaultdict(list))

    def __post_init__(self) -> None:
        """Sort the entries by request."""
        for entry in self.entries:
            self.of[entry.request].append(entry)


def read(file: Path, keys: Keys) -> Diary:
    """Read the diary of a house from its database file."""
    with closing(sqlite3.connect(file)) as connection:
        requests = connection.execute(
            "SELECT id, number, state, office, official, lane, received_at, registered_on, "
            "reply_due, replied_at, breached_at, external FROM request"
        ).fetchall()
        entries = connection.execute(
            "SELECT id, request_id, at, kind, who, before, after, details FROM event ORDER BY id"
        ).fetchall()
        duties = connection.execute("SELECT office, kind, day FROM duty").fetchall()
    return Diary(
        requests={row[0]: _kept(row) for row in requests},
        entries=[_entry(row, keys) for row in entries],
        duties={(office, kind, date.fromisoformat(day)) for office, kind, day in duties},
    )


def _kept(row: tuple[Any, ...]) -> Kept:
    id_, number, state, office, official, lane, received, registered, due, replied, late, ext = row
    return Kept(
        id_,
        number,
        State(state),
        office,
        official,
        lane,
        _moment(received),
        date.fromisoformat(registered),
        date.fromisoformat(due),
        _moment(replied) if replied is not None else None,
        _moment(late) if late is not None else None,
        ext,
    )


def _entry(row: tuple[Any, ...], keys: Keys) -> Entry:
    id_, request, at, kind, who, before, after, details = row
    return Entry(
        id_,
        request,
        _moment(at),
        kind,
        who,
        State(before) if before else None,
        State(after) if after else None,
        keys.open_json(details) if details else {},
    )


def _moment(stored: int) -> datetime:
    return EPOCH + timedelta(microseconds=stored)
