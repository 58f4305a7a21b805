"""Filling a database with copies of what was lived: other people, other weeks, other offices.

A copy is moved in time by whole weeks and a few seconds, so that no two have one slot; whatever is
sealed is the same in all copies. SQLite copies the rows itself: Python would take ten times that.
"""

import sqlite3
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import count, product
from pathlib import Path
from typing import Final

from rich.progress import track
from sqlalchemy import Column, Date, Table

from bench.lives import COPIED_WEEKS, REGIONS, Lived
from bot.reception.number import public_number
from bot.reception.quarter import Quarter
from storage.audit_tables import seal
from storage.columns import Moment
from storage.reference_tables import report, slot
from storage.survey_tables import call, survey
from storage.tables import (
    attempt,
    contact,
    conversation,
    event,
    inbox,
    outbox,
    person,
    request,
)
from storage.task_tables import task

BLOCKS: Final = 18
"""Four years, as often as the copied weeks are in them."""
ERASED_FROM: Final = 4
"""From this block on more than a year has passed."""
RECENT_BLOCKS: Final = 2
RECENT: Final = 52
"""So many requests come to a region in each of the recent blocks, however many are stored."""
BIG_QUARTER: Final = Quarter(2025, 3)
BIG_SHIFT: Final = 21
"""By so many weeks the lived months fall into that quarter."""
BIG_SHARE: Final = 4
"""A quarter of all belongs to it."""
SECOND: Final = 1_000_000
WEEK: Final = 7 * 86_400 * SECOND
UPDATES_A_REQUEST: Final = 14
INBOX_WEEKS: Final = 4

_ROWS: Final[Mapping[Table, str]] = {
    slot: "{at}.slot t JOIN {at}.request r ON r.slot_id = t.id",
    contact: "{at}.contact t JOIN a.request r ON r.contact_id = t.id",
    person: "{at}.person t JOIN a.request r ON r.person_id = t.id",
    conversation: "{at}.conversation t JOIN a.request r"
    " ON r.contact_id = t.contact_id OR r.number = t.thread",
    request: "{at}.request t JOIN {at}.request r ON r.id = t.id",
    event: "{at}.event t JOIN {at}.request r ON r.id = t.request_id",
    survey: "{at}.survey t JOIN {at}.request r ON r.id = t.request_id",
    call: "{at}.call t JOIN {at}.request r ON r.id = t.request_id",
    task: "{at}.task t JOIN {at}.request r ON r.id = t.request_id",
    # What was not told by law is cleared after three months.
    outbox: "{at}.outbox t JOIN {at}.request r ON r.id = t.request_id AND t.statutory",
    attempt: "{at}.attempt t JOIN {at}.outbox o ON o.id = t.outbox_id AND o.statutory"
    " JOIN {at}.request r ON r.id = o.request_id",
    seal: "{at}.seal t JOIN {at}.event e ON t.source = 'event' AND e.id = t.row_id"
    " JOIN {at}.request r ON r.id = e.request_id",
}
"""Where the rows `t` of a request `r` are found; in `a` they are as lived, in `b` they are erased.
"""
_LINKS: Final = {
    (person, "first_contact"): contact,
    (seal, "row_id"): event,
    (task, "message"): outbox,
}
"""What refers to a row without saying so in the schema."""
_NUMBER: Final = "(SELECT {} FROM numbers m WHERE m.nth = c.nth AND m.life = t.life)"
_OWN: Final = {
    (request, "number"): _NUMBER.format("m.number"),
    (request, "year"): _NUMBER.format("m.year"),
    (request, "running"): _NUMBER.format("m.running"),
    (request, "external"): f"iif(t.external IS NULL, NULL, 'ЖТ-' || {_NUMBER.format('m.number')})",
    (request, "slot_before"): "NULL",
    (contact, "address_hash"): "printf('%032x', t.id + c.nth * 1000000)",
    (conversation, "thread"): f"iif(t.thread = '', '', {_NUMBER.format('m.number')})",
    (outbox, "provider_id"): "t.provider_id || '.' || c.nth",
    (attempt, "provider_id"): "t.provider_id || '.' || c.nth",
    **{
        (table, name): f"t.{name} || c.region"
        for table in (request, slot, call, task)
        for name in ("office", "official", "topic")
        if name in table.c
    },
}
"""Columns that are neither kept nor moved, but made."""
_QUICKLY: Final = (
    "PRAGMA journal_mode=OFF",
    "PRAGMA synchronous=OFF",
    "PRAGMA foreign_keys=OFF",
    "PRAGMA cache_size=-1048576",
    "PRAGMA temp_store=MEMORY",
)
_PLAN: Final = """
CREATE TEMP TABLE copies (
    nth INTEGER PRIMARY KEY, old INTEGER, weeks, region, stride INTEGER, phase INTEGER, moved, days
);
CREATE TEMP TABLE numbers (
    nth INTEGER, life INTEGER, year, running, number, PRIMARY KEY (nth, life)
) WITHOUT ROWID;
"""
_INBOX: Final = """
INSERT INTO inbox (key, received_at)
WITH RECURSIVE n (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < :rows)
SELECT 'telegram:' || (100000000 + n), :until - n * (:span / :rows) FROM n
"""


@dataclass(frozen=True, slots=True)
class Copy:
    """A copy of some lives: by how many weeks it is moved, where to, and every how manyth life.

    `second`: by so much more, no other copy in that region by the same.
    """

    nth: int
    second: int
    weeks: int
    region: int
    stride: int = 1

    @property
    def row(self) -> tuple[object, ...]:
        """Return it as it is written down."""
        old = int(self.weeks >= ERASED_FROM * COPIED_WEEKS)
        region = f"-{self.region}" if self.region else ""
        moved = self.second * SECOND - self.weeks * WEEK
        phase, days = self.nth % self.stride, f"-{7 * self.weeks} days"
        return self.nth, old, self.weeks, region, self.stride, phase, moved, days


def copies(requests: int, lives: int) -> Iterator[Copy]:
    """Spread so many requests over four years and all regions, more in the big quarter."""
    big = requests / BIG_SHARE / REGIONS
    older = (requests / REGIONS - big - RECENT_BLOCKS * RECENT) / (BLOCKS - RECENT_BLOCKS)
    blocks = [(COPIED_WEEKS * n, RECENT if n < RECENT_BLOCKS else older) for n in range(BLOCKS)]
    nth, seconds = count(1), [count(1) for _ in range(REGIONS)]
    for (weeks, wanted), region in product([*blocks, (BIG_SHIFT, big)], range(REGIONS)):
        whole, rest = divmod(round(wanted), lives)
        for _ in range(whole):
            yield Copy(next(nth), next(seconds[region]), weeks, region)
        if rest:
            stride = max(1, round(lives / rest))
            yield Copy(next(nth), next(seconds[region]), weeks, region, stride)


def fill(file: Path, lived: Lived, erased: Lived, requests: int, until: int) -> None:
    """Copy lives into a database that begins as `lived` is at the moment `until`."""
    with closing(sqlite3.connect(lived.file)) as source, closing(sqlite3.connect(file)) as goal:
        source.backup(goal)
    with closing(sqlite3.connect(file, isolation_level=None)) as db:
        for pragma in _QUICKLY:
            db.execute(pragma)
        db.execute("ATTACH ? AS a", (str(lived.file),))
        db.execute("ATTACH ? AS b", (str(erased.file),))
        db.executescript(_PLAN)
        lives = dict(enumerate(lived.over))
        plan = list(copies(requests, len(lives)))
        db.execute("BEGIN")
        db.executemany(
            "INSERT INTO copies VALUES (?, ?, ?, ?, ?, ?, ?, ?)", [one.row for one in plan]
        )
        _number(db, plan, lives)
        shared = _shared(db, lived)
        for table in track([*_ROWS], f"{requests:,} requests", transient=True):
            _templates(db, table, lives)
            db.execute(_copying(table, shared))
        rows = round(RECENT * REGIONS / COPIED_WEEKS * INBOX_WEEKS * UPDATES_A_REQUEST)
        db.execute(_INBOX, {"rows": rows, "until": until, "span": INBOX_WEEKS * WEEK})
        db.execute(f"DELETE FROM {report.name}")
        db.execute("COMMIT")


def _number(db: sqlite3.Connection, plan: Sequence[Copy], lives: Mapping[int, int]) -> None:
    """Give every copied request the next number of its year."""
    running: defaultdict[int, int] = defaultdict(int, db.execute("SELECT * FROM counter"))
    days = dict(db.execute("SELECT id, registered_on FROM request").fetchall())
    registered = {life: date.fromisoformat(days[of]) for life, of in lives.items()}
    rows = []
    for one in plan:
        back = timedelta(weeks=one.weeks)
        for life in range(one.nth % one.stride, len(lives), one.stride):
            year = (registered[life] - back).year
            running[year] += 1
            rows.append((one.nth, life, year, running[year], public_number(year, running[year])))
    db.executemany("INSERT INTO numbers VALUES (?, ?, ?, ?, ?)", rows)
    db.execute("DELETE FROM counter")
    db.executemany("INSERT INTO counter VALUES (?, ?)", running.items())


def _shared(db: sqlite3.Connection, lived: Lived) -> dict[Table, str]:
    """Take over the rows that belong to no single person; return their numbers, as a list."""
    over = ",".join(map(str, lived.over))
    found = {}
    for table in (contact, person):
        every = f"SELECT {table.name}_id FROM a.request"
        db.execute(f"INSERT OR IGNORE INTO {table.name} SELECT * FROM b.{table.name}")
        rows = db.execute(
            f"SELECT id FROM b.{table.name} WHERE id NOT IN ({every} WHERE id IN ({over}))"
        ).fetchall()
        found[table] = ",".join(str(row[0]) for row in rows)
    return found


def _templates(db: sqlite3.Connection, table: Table, lives: Mapping[int, int]) -> None:
    """Lay out the rows to be copied, by whether they are erased, and by lives."""
    db.execute("CREATE TEMP TABLE IF NOT EXISTS lives (life INTEGER PRIMARY KEY, id UNIQUE)")
    db.executemany("INSERT OR IGNORE INTO lives VALUES (?, ?)", lives.items())
    for old, at in enumerate("ab"):
        chosen = (
            f"SELECT {old} AS old, l.life, t.* FROM {_ROWS[table].format(at=at)}"
            " JOIN lives l ON l.id = r.id ORDER BY l.life"
        )
        name = f"temp.t_{table.name}"
        db.execute(f"INSERT INTO {name} {chosen}" if old else f"CREATE TABLE {name} AS {chosen}")
    db.execute(f"CREATE INDEX temp.i_{table.name} ON t_{table.name} (old)")


def _copying(table: Table, shared: Mapping[Table, str]) -> str:
    names = ", ".join(f'"{column.name}"' for column in table.columns)
    values = ", ".join(_made(table, column, shared) for column in table.columns)
    return (
        f"INSERT INTO {table.name} ({names}) SELECT {values} FROM copies c "
        f"CROSS JOIN t_{table.name} t ON t.old = c.old AND t.life % c.stride = c.phase"
    )


def _made(table: Table, column: Column[object], shared: Mapping[Table, str]) -> str:
    """Return what makes a column of a copy from that of a life."""
    own = _OWN.get((table, column.name))
    if own is not None:
        return own
    name = f't."{column.name}"'
    if isinstance(column.type, Moment):
        return f"{name} + c.moved"
    if isinstance(column.type, Date):
        return f"date({name}, c.days)"
    to = _LINKS.get((table, column.name))
    if to is None and column.foreign_keys:
        to = next(iter(column.foreign_keys)).column.table
    if to is None and not column.primary_key:
        return name
    to = table if to is None else to
    key = "seq" if to is seal else "id"
    moved = f"{name} + c.nth * (SELECT max({key}) + 1 FROM b.{to.name})"
    return f"iif({name} IN ({shared[to]}), {name}, {moved})" if to in shared else moved


__all__ = ["BIG_QUARTER", "copies", "fill", "inbox"]
