"""What is asked all the time goes by an index, however much waits."""

import itertools
import json
import shutil
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from bot.reception.language import Lang
from bot.records import Priority, RetryAt, Sent
from storage import leaving, queries
from storage.columns import metadata
from storage.encryption import Keys
from storage.postgres import PostgresDatabase
from storage.sqlite import SqliteDatabase
from storage.statements import Prepared
from storage.store import SqlTx, open_store
from tests.storage.samples import CHAT, HOUR, claim, notice, put, settle, telegram

NOW = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)
CLAIM = {"channel": "telegram", "now": NOW, "at_most": 15}
NEXT = {"channel": "telegram", "now": NOW}
BACKLOG = 300


@pytest.mark.parametrize(
    ("statement", "values", "reads"),
    [
        (leaving.CLAIM[Priority.BULK], CLAIM, len(Priority)),
        (leaving.CLAIM[Priority.ANSWER], CLAIM, 1),
        (leaving.NEXT, NEXT, len(Priority)),
    ],
    ids=["claim", "claim answers", "next"],
)
async def test_the_outbox_is_never_read_from_end_to_end(
    migrated_sqlite: Path, keys: Keys, statement: Any, values: dict[str, Any], reads: int
) -> None:
    steps = await _plan(migrated_sqlite, keys, statement, values)
    assert [] == [step for step in steps if step.startswith("SCAN outbox")]
    for index in (
        "ix_outbox_due (channel=? AND priority=?",
        "ix_outbox_staff (channel=? AND contact_id=? AND priority=?)",
    ):
        assert reads == len([step for step in steps if index in step])
    of_rows = ("SCAN before", "SCAN contact", "SCAN waiting", "SCAN sending", "SCAN retried")
    assert [] == [step for step in steps if step.startswith(of_rows)]


async def test_a_place_in_the_queue_is_counted_out_of_an_index_alone(
    migrated_sqlite: Path, keys: Keys
) -> None:
    steps = await _plan(migrated_sqlite, keys, queries._NUMBERED, {"number": "2026-000001-1"})
    counting = [step.partition(" (official=?")[0] for step in steps if "ahead" in step]
    assert {"SEARCH ahead USING COVERING INDEX ix_request_queue_official"} == set(counting)


async def test_what_waits_is_counted_out_of_an_index_alone(
    migrated_sqlite: Path, keys: Keys
) -> None:
    steps = await _plan(migrated_sqlite, keys, leaving.QUEUES, {"now": NOW})
    counting = [step.partition(" (")[0] for step in steps if " outbox " in step]
    assert [
        "SCAN outbox USING COVERING INDEX ix_outbox_due",
        "SCAN outbox USING COVERING INDEX ix_outbox_staff_due",
    ] == counting


async def _plan(file: Path, keys: Keys, statement: Any, values: dict[str, Any]) -> list[str]:
    """Return the steps in which SQLite would carry out a statement."""
    database = SqliteDatabase(file)
    async with database.reading() as connection:
        prepared = SqlTx(connection, keys)._prepared(statement, values)
        asked = prepared.values(values)
        plan = await connection.fetch(f"EXPLAIN QUERY PLAN {prepared.sql}", asked)
    await database.close()
    return [str(step[3]) for step in plan]


@pytest.mark.parametrize("ahead", ["nothing", "on its way", "to be tried again"])
async def test_what_waits_for_a_staff_chat_is_not_gone_through(
    migrated_sqlite: Path, tmp_path: Path, keys: Keys, ahead: str
) -> None:
    """With a chat a thousand messages behind, SQLite takes as many steps as with ten."""
    file = tmp_path / "reception.db"
    shutil.copy(migrated_sqlite, file)
    store = await open_store(f"sqlite+aiosqlite:///{file}", keys)
    async with store.writing() as tx:
        group = await tx.contact(CHAT, Lang.RU, NOW)
    await put(store, *[notice(group)] * 10, at=NOW)
    if ahead != "nothing":
        (envelope,) = await claim(store, NOW, lease=HOUR)
        if ahead == "to be tried again":
            await settle(store, envelope, RetryAt(HOUR.total_seconds(), "429"), NOW)
    few = await _steps(file, keys)
    await put(store, *[notice(group)] * 1000, at=NOW)
    many = await _steps(file, keys)
    await store.close()
    assert few > 0
    assert few * 1.5 > many


async def _steps(file: Path, keys: Keys) -> int:
    """Return how many tens of its steps SQLite takes to claim and to tell when the next is due."""
    database = SqliteDatabase(file)
    steps = itertools.count()
    async with database.reading() as connection:
        connection.here.set_progress_handler(lambda: next(steps) and None, 10)
        tx = SqlTx(connection, keys)
        await tx._rows(leaving.CLAIM[Priority.BULK], CLAIM)
        await tx._rows(leaving.NEXT, NEXT)
        connection.here.set_progress_handler(None, 0)
    await database.close()
    return next(steps)


@pytest.mark.needs("postgres")
@pytest.mark.parametrize("counting", ["ANALYZE", "VACUUM ANALYZE"])
@pytest.mark.parametrize("to_staff", [False, True], ids=["people", "a staff chat"])
async def test_a_plan_made_while_nothing_waited_serves_a_backlog_too(
    migrated_postgres: str, keys: Keys, to_staff: bool, counting: str
) -> None:
    """PostgreSQL keeps the plan: with it, what is looked at must not grow with what waits.

    It was in use before, and PostgreSQL has counted that nothing waits. A vacuum, that comes when
    it likes, makes an index alone cheaper to read.
    """
    server = PostgresDatabase(migrated_postgres)
    store = await open_store(migrated_postgres, keys)
    async with store.writing() as tx:
        chat = await tx.contact(CHAT, Lang.RU, NOW)
        loaded = await tx.load([telegram(where) for where in range(BACKLOG)], NOW)
    waiting = [notice(chat if to_staff else one.contact) for one in loaded.values()]
    await put(store, *(notice(one.contact) for one in loaded.values()), at=NOW)
    for envelope in await claim(store, NOW, limit=BACKLOG):
        await settle(store, envelope, Sent("1"), NOW)
    claiming = Prepared(leaving.CLAIM[Priority.BULK], server._dialect, CLAIM)
    values = ", ".join(f"'{value}'" for value in claiming.values(CLAIM))
    connection: Any = await asyncpg.connect(migrated_postgres.replace("+asyncpg", ""))
    await connection.execute(counting)
    for table in metadata.tables:  # else it may count again in the middle of this, and plan anew
        await connection.execute(f'ALTER TABLE "{table}" SET (autovacuum_enabled = off)')
    await connection.execute("SET plan_cache_mode = force_generic_plan")
    await connection.execute(f"PREPARE claim AS {claiming.sql}")
    await connection.execute(f"EXECUTE claim({values})")
    await put(store, *waiting, at=NOW)
    await store.close()
    (told,) = await connection.fetch(f"EXPLAIN (ANALYZE, FORMAT JSON) EXECUTE claim({values})")
    await connection.close()
    (plan,) = json.loads(told[0])
    assert plan["Plan"]["Actual Rows"] == (1 if to_staff else CLAIM["at_most"])
    # Four tables of a row for each from end to end, the outbox with what was sent: so small ones.
    assert BACKLOG * 6 > _rows(plan["Plan"])


def _rows(node: dict[str, Any]) -> float:
    """Return how many rows all steps of a plan looked at, every time they were taken."""
    inner = sum(_rows(one) for one in node.get("Plans", ()))
    seen = node["Actual Rows"] + node.get("Rows Removed by Filter", 0)
    return float(seen * node["Actual Loops"] + inner)
