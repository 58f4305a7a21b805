"""Eleven days lived on SQLite and on PostgreSQL: the same seed lives the same life on both."""

from datetime import date, datetime, time, timedelta
from typing import Any

from bot.desk.desk import Desk
from bot.lived import Chance, Core, Life
from tests.turns.fixtures import house_at
from tests.turns.house import House

BEGINS = date(2026, 3, 2)
DAYS, ARRIVALS = 11, 4


async def lived(url: str) -> list[Any]:
    """Live through them with all that offices are owed; return what became of everybody."""
    async with house_at(url) as house:
        house.dutiful = True
        house.__post_init__()

        def set_clock(moment: datetime) -> None:
            house.clock.moment = moment

        desk = Desk(house.reference, house.settings)
        core = Core(house.store, desk, house.turns, house.watch, house.reference, set_clock)
        life = Life(core, Chance("days"), ARRIVALS, slow=frozenset({"centre"}))
        for nth in range(DAYS):
            await life.live(BEGINS + timedelta(days=nth))
        await life.until(BEGINS + timedelta(days=DAYS), time(9, 30))
        return await told(house)


async def told(house: House) -> list[Any]:
    """Return every request as it is, with its history and its timers."""
    found: list[Any] = []
    async with house.store.reading() as tx:
        for number in sorted(await tx.numbers(1000)):
            request = await tx.request(number)
            assert request is not None
            history = [
                (one.at, one.kind, one.who, one.before, one.after)
                for one in await tx.history(number)
            ]
            timers = [(one.kind, one.due_at) for one in await tx.timers_of(request.id)]
            found.append((number, request.state, request.starts_at, request.given.reply_due))
            found += [history, timers]
        found.append(await tx.backlog(house.now))
    return found


async def test_the_same_days_are_lived_on_both_databases(
    sqlite_url: str, migrated_postgres: str
) -> None:
    on_sqlite = await lived(sqlite_url)
    assert len(on_sqlite) > 3 * 20
    assert on_sqlite == await lived(migrated_postgres)
