"""Everything moves from one database to another, value by value, or nothing does."""

import asyncio
import shutil
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import Boolean, Column, Connection, Date, LargeBinary, Table, Text, insert, select

from bot.desk.desk import Desk
from bot.lived import Chance, Core, Life
from storage import moving
from storage.columns import Moment, Sealed, metadata
from storage.migrate import migrate
from storage.moving import NotMoved, move
from storage.processes import SqliteSeat
from storage.store import open_store
from tests.postgres import PostgresServer
from tests.storage.test_migrations import over, tables
from tests.turns.fixtures import KEYS, house_at
from tests.turns.house import Citizen, House, telegram

MONDAY = date(2026, 3, 2)
EARLIEST, LATEST = datetime(1990, 1, 1), datetime(2100, 1, 1)  # noqa: DTZ001 - given a zone below
ROWS = 3


def nothing(_done: int, _total: int) -> None:
    """Show no progress."""


@pytest.fixture
def source(migrated_sqlite: Path, tmp_path: Path) -> str:
    """Give a migrated SQLite database."""
    shutil.copy(migrated_sqlite, tmp_path / "source.db")
    return f"sqlite+aiosqlite:///{tmp_path}/source.db"


@pytest.fixture
def server(postgres_server: PostgresServer) -> Iterator[str]:
    """Give an empty database on a server."""
    with postgres_server.database() as url:
        yield url


async def contents(url: str) -> dict[str, list[Any]]:
    """Read every table as it is."""

    def read(connection: Connection) -> dict[str, list[Any]]:
        return {
            table.name: sorted(map(repr, connection.execute(select(table)).all()))
            for table in metadata.sorted_tables
            if table.name != "process"
        }

    found: dict[str, list[Any]] = await over(url, read)
    return found


async def lives(url: str, days: int) -> None:
    """Live through some days in a database."""
    async with house_at(url) as house:

        def set_clock(moment: datetime) -> None:
            house.clock.moment = moment

        desk = Desk(house.reference, house.settings)
        core = Core(house.store, desk, house.turns, house.watch, house.reference, set_clock)
        life = Life(core, Chance("moving"), arrivals=6)
        for nth in range(days):
            await life.live(MONDAY + timedelta(days=nth))
        await life.until(MONDAY + timedelta(days=days), time(10, 0))


async def books(house: House) -> str:
    """Have one more person book."""
    return await Citizen(house, telegram(77)).books()


async def test_a_lived_in_database_moves_and_life_goes_on_there(source: str, server: str) -> None:
    await lives(source, 10)
    before = await contents(source)
    parts: list[tuple[int, int]] = []
    counts = await move(source, server, lambda done, total: parts.append((done, total)))
    assert before == await contents(server)
    assert {name: len(rows) for name, rows in before.items()} == counts
    assert counts["request"] > 30
    assert (parts[-1][1], parts[-1][1]) == parts[-1]
    assert parts == sorted(parts)
    async with house_at(server) as house:
        house.clock.moment = datetime(2026, 3, 12, 6, 0, tzinfo=UTC)
        number = await books(house)
        async with house.store.reading() as tx:
            assert number == (await tx.numbers(1))[0]


async def test_it_moves_back_as_well(source: str, server: str, tmp_path: Path) -> None:
    await lives(source, 1)
    back = f"sqlite+aiosqlite:///{tmp_path}/back.db"
    await move(source, server, nothing)
    await move(server, back, nothing)
    assert await contents(source) == await contents(back)
    async with house_at(back) as house:
        house.clock.moment = datetime(2026, 3, 4, 6, 0, tzinfo=UTC)
        await books(house)


def value(column: Column[Any]) -> st.SearchStrategy[Any]:
    """Draw what fits into a column."""
    texts = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=9)
    match column.type:
        case Moment():
            moments = st.datetimes(EARLIEST, LATEST, timezones=st.just(UTC))
            found: st.SearchStrategy[Any] = moments
        case LargeBinary() | Sealed():
            found = st.binary(max_size=40)
        case Boolean():
            found = st.booleans()
        case Date():
            found = st.dates(date(1990, 1, 1), date(2100, 1, 1))
        case Text():
            found = texts
        case _:
            found = st.integers(-3, 9)
    return st.one_of(st.none(), found) if column.nullable else found


@st.composite
def filled(draw: st.DrawFn) -> dict[str, list[dict[str, Any]]]:
    """Draw some rows for every table; what must be different in each row is."""
    rows: dict[str, list[dict[str, Any]]] = {}
    for table in metadata.sorted_tables:
        rows[table.name] = [_row(draw, table, nth) for nth in range(ROWS)]
    return rows


def _row(draw: st.DrawFn, table: Table, nth: int) -> dict[str, Any]:
    row = {column.key: draw(value(column)) for column in table.columns}
    for column in table.columns:
        if column.foreign_keys:
            row[column.key] = 1 if not column.nullable or nth == 0 else None
        elif column.primary_key and column.name == "id":
            row[column.key] = nth + 1
    for unique in [one for one in table.indexes if one.unique] + [*table.constraints]:
        for column in getattr(unique, "columns", ()):
            if column.unique or not column.foreign_keys:
                row[column.key] = _apart(column, row[column.key], nth)
    return row


def _apart(column: Column[Any], drawn: Any, nth: int) -> Any:
    """Make a value different from those of the other rows."""
    match drawn:
        case str():
            return f"{drawn}{nth}"
        case bool() | None | bytes():
            return drawn
        case int():
            return nth + 1
        case datetime():
            return drawn.replace(microsecond=nth)
        case date():
            return date(2026, 3, 1 + nth)
        case _:
            return drawn


@pytest.mark.needs("postgres")
@settings(
    max_examples=2,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
@given(rows=filled())
def test_whatever_the_rows_hold_arrives_as_it_was(
    rows: dict[str, list[dict[str, Any]]], migrated_sqlite: Path, postgres_server: PostgresServer,
    tmp_path_factory: pytest.TempPathFactory,
) -> None:  # fmt: skip
    def fill(connection: Connection) -> None:
        for table in metadata.sorted_tables:
            connection.execute(insert(table), rows[table.name])

    async def moves(source: str, target: str) -> None:
        await over(source, fill)
        await move(source, target, nothing)
        assert await contents(source) == await contents(target)

    file = tmp_path_factory.mktemp("rows") / "source.db"
    shutil.copy(migrated_sqlite, file)
    with postgres_server.database() as target:
        asyncio.run(moves(f"sqlite+aiosqlite:///{file}", target))


async def test_a_target_that_is_not_empty_is_refused(source: str, server: str) -> None:
    await migrate(server)
    with pytest.raises(NotMoved, match=r"^the target is not empty, it has a table 'absence'"):
        await move(source, server, nothing)


async def test_a_database_in_use_is_refused(source: str, server: str, tmp_path: Path) -> None:
    seat = SqliteSeat(tmp_path / "source.db")
    await seat.take(lambda _: None)
    with pytest.raises(NotMoved, match="a process serves from the database: stop it first"):
        await move(source, server, nothing)
    await seat.leave()
    assert set() == await over(server, tables)


async def test_a_server_that_processes_serve_from_is_refused(server: str, tmp_path: Path) -> None:
    await migrate(server)
    target = f"sqlite+aiosqlite:///{tmp_path}/target.db"
    store = await open_store(server, KEYS)
    seat = store.seat("host", 1)
    await seat.take(lambda _: None)
    with pytest.raises(NotMoved, match="a process serves from the database: stop it first"):
        await move(server, target, nothing)
    await seat.leave()
    await store.close()
    await move(server, target, nothing)


async def test_what_is_interrupted_leaves_the_target_empty(source: str, server: str) -> None:
    await lives(source, 1)

    class Cut(Exception):
        """The cable was pulled."""

    for at in (1, 40, 10_000):

        def cuts(done: int, total: int, at: int = at) -> None:
            if done >= min(at, total):
                raise Cut

        with pytest.raises(Cut):
            await move(source, server, cuts)
        assert set() == await over(server, tables)
    await move(source, server, nothing)


async def test_a_changed_value_is_found_before_anything_is_kept(source: str, server: str) -> None:
    await lives(source, 1)

    async def careless(there: Any, table: Table, piece: Any) -> None:
        if table.name == "event":
            piece = [(*row[:-1], b"something else") for row in piece]
        await moving.put_piece(there, table, piece)

    with pytest.raises(NotMoved, match="a row of 'event' is not as it was"):
        await move(source, server, nothing, careless)
    assert set() == await over(server, tables)


async def test_a_target_that_is_not_there_is_told(source: str) -> None:
    with pytest.raises(NotMoved, match="a database can't be opened: "):
        await move(source, "postgresql+asyncpg://clerk:password@127.0.0.1:1/x", nothing)
    with pytest.raises(NotMoved, match="expected sqlite"):
        await move(source, "mysql://x", nothing)
