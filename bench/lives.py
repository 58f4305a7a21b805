"""What large databases are filled with: some months lived by the product itself, to be copied.

Lived twice: as it stands at the present, and as it stands more than a year later, when the product
has erased whatever it does not keep.
"""

import shutil
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any, Final

from msgspec.structs import replace

from bot.chaining import Chaining
from bot.desk.desk import Desk
from bot.duties.retention import Retention
from bot.lived import Chance, Core, Life
from bot.reception.calendar import DAY, at
from bot.reception.directory import Directory, Role, StaffMember
from bot.reception.lifecycle import CLOSED
from storage.migrate import migrate
from tests.turns.fixtures import opened
from tests.turns.house import CHAT, House
from tests.year.town import town

REGIONS: Final = 8
"""So many times there are the offices of the sample, each with people and staff of its own."""
ARRIVALS: Final = 6
FIRST: Final = date(2025, 11, 24)
WEEKS: Final = 14
COPIED_WEEKS: Final = 12
"""So many weeks of arrivals are copied; the others' receptions are still to come."""
PRESENT: Final = at(FIRST + timedelta(weeks=WEEKS), time(10, 0))
LATER: Final = at(date(2027, 4, 20), time(10, 0))
"""When everything that is closed at the present has been erased."""
INSPECTOR: Final = 9100
"""A head of every office there is."""

_CONFIRMED: Final = """
UPDATE outbox SET status = 'delivered'
WHERE channel = 'sms' AND state = 'sent' AND status IS NULL AND id % 50
"""
_AGREED: Final = "UPDATE person SET consent = '1', consented_at = created_at WHERE consent IS NULL"
_CALLED: Final = """
UPDATE call SET state = 'unreached', tries = 3, done_at = due_at
WHERE state = 'waiting' AND due_at < (SELECT max(received_at) FROM request) - 1209600000000
"""
_FROM_OUTSIDE: Final = (_CONFIRMED, _AGREED, _CALLED)
"""What the world does that a life lacks: the provider confirms texts but for a few, people agree,
calls are made within two weeks."""

_CLOSED: Final = f"state IN ({', '.join(repr(str(one)) for one in sorted(CLOSED))})"
_OVER: Final = f"""
SELECT id FROM request WHERE {_CLOSED} AND received_at < ?
AND NOT EXISTS (SELECT 1 FROM task WHERE request_id = request.id AND state = 'open')
AND NOT EXISTS (SELECT 1 FROM call WHERE request_id = request.id AND state = 'waiting')
ORDER BY id
"""


def republic() -> Directory:
    """Return the offices of every region, and an inspector over all of them."""
    one = town()
    offices, officials, topics, staff = (
        list(one.offices), list(one.officials), list(one.topics), list(one.staff),
    )  # fmt: skip
    for nth in range(1, REGIONS):
        offices += [
            replace(office, key=f"{office.key}-{nth}", staff_chat=CHAT - nth)
            for office in one.offices
        ]
        officials += [
            replace(who, key=f"{who.key}-{nth}", office=f"{who.office}-{nth}")
            for who in one.officials
        ]
        topics += [
            replace(
                topic,
                key=f"{topic.key}-{nth}",
                office=f"{topic.office}-{nth}",
                official=f"{topic.official}-{nth}",
            )
            for topic in one.topics
        ]
    keys = tuple(office.key for office in offices)
    staff.append(StaffMember(INSPECTOR, "Динара", Role.HEAD, keys))
    return replace(
        one,
        offices=tuple(offices),
        officials=tuple(officials),
        topics=tuple(topics),
        staff=tuple(staff),
    )


async def live(file: Path) -> None:
    """Live the months up to the present in a new database."""
    url = f"sqlite+aiosqlite:///{file}"
    await migrate(url)
    async with opened(url) as store:
        house = House(store, directory=town(), dutiful=True)

        def set_clock(moment: datetime) -> None:
            house.clock.moment = moment

        desk = Desk(house.reference, house.settings)
        core = Core(store, desk, house.turns, house.watch, house.reference, set_clock)
        life = Life(core, Chance("scale"), ARRIVALS)
        day = FIRST
        while day < PRESENT.date():
            await life.live(day)
            with closing(sqlite3.connect(file)) as outside:
                for told in _FROM_OUTSIDE:
                    outside.execute(told)
                outside.commit()
            day += DAY
        await life.until(PRESENT.date(), PRESENT.time())
        await Chaining(store).work()


async def grow_old(file: Path, lived: Path) -> None:
    """Let more than a year pass in a copy, in which the product erases what it does not keep."""
    shutil.copy(lived, file)
    url = f"sqlite+aiosqlite:///{file}"
    async with opened(url) as store:
        house = House(store, directory=town())
        house.clock.moment = LATER
        await house.watch.tick()
        await house.delivers()
        retention = Retention(store, house.reference, house.clock)
        while _kept(file):
            await retention.work()
        await Chaining(store).work()


def _kept(file: Path) -> int:
    with closing(sqlite3.connect(file)) as connection:
        found = connection.execute(
            f"SELECT count(*) FROM request WHERE {_CLOSED} AND anonymised_at IS NULL"
        ).fetchone()
    return int(found[0])


@dataclass(frozen=True, slots=True)
class Lived:
    """Rows of a lived database by table; `over`: the requests that may be copied."""

    file: Path
    over: Sequence[int]

    @classmethod
    def read(cls, file: Path, over: Sequence[int] | None = None) -> "Lived":
        """Find out which requests have come to their end and need nothing any more."""
        if over is not None:
            return cls(file, over)
        until = at(FIRST + timedelta(weeks=COPIED_WEEKS), time())
        with closing(sqlite3.connect(file)) as connection:
            rows = connection.execute(_OVER, (_microseconds(until),)).fetchall()
        return cls(file, [row[0] for row in rows])

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """Read anything of it."""
        with closing(sqlite3.connect(self.file)) as connection:
            return connection.execute(sql).fetchall()


def _microseconds(moment: datetime) -> int:
    return round(moment.timestamp() * 1_000_000)
