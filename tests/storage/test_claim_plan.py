"""What is asked of the outbox all the time goes by an index, however much waits."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from bot.records import Priority
from storage import outbox
from storage.encryption import Keys
from storage.postgres import PostgresDatabase
from storage.sqlite import SqliteDatabase
from storage.statements import Prepared
from storage.store import SqlTx, open_store
from tests.storage.samples import notice, telegram

NOW = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)
CLAIM = {"channel": "telegram", "now": NOW, "at_most": 15}
NEXT = {"channel": "telegram"}
BACKLOG = 300


@pytest.mark.parametrize(
    ("statement", "values", "reads"),
    [
        (outbox._CLAIM[Priority.BULK], CLAIM, len(Priority)),
        (outbox._CLAIM[Priority.ANSWER], CLAIM, 1),
        (outbox._NEXT, NEXT, len(Priority)),
    ],
    ids=["claim", "claim answers", "next"],
)
async def test_the_outbox_is_never_read_from_end_to_end(
    migrated_sqlite: Path, keys: Keys, statement: Any, values: dict[str, Any], reads: int
) -> None:
    database = SqliteDatabase(migrated_sqlite)
    async with database.reading() as connection:
        prepared = SqlTx(connection, keys)._prepared(statement, values)
        asked = prepared.values(values)
        plan = await connection.fetch(f"EXPLAIN QUERY PLAN {prepared.sql}", asked)
    await database.close()
    steps = [str(step[3]) for step in plan]
    assert [] == [step for step in steps if step.startswith("SCAN outbox")]
    by_index = [step for step in steps if "ix_outbox_due (channel=? AND priority=?" in step]
    assert reads == len(by_index)
    assert [] == [step for step in steps if "SCAN before" in step or "SCAN contact" in step]


@pytest.mark.needs("postgres")
async def test_a_plan_made_while_nothing_waited_serves_a_backlog_too(
    migrated_postgres: str, keys: Keys
) -> None:
    """PostgreSQL keeps the plan: with it, what is looked at must not grow with what waits."""
    server = PostgresDatabase(migrated_postgres)
    claim = Prepared(outbox._CLAIM[Priority.BULK], server._dialect, CLAIM)
    values = ", ".join(f"'{value}'" for value in claim.values(CLAIM))
    connection: Any = await asyncpg.connect(migrated_postgres.replace("+asyncpg", ""))
    await connection.execute("SET plan_cache_mode = force_generic_plan")
    await connection.execute(f"PREPARE claim AS {claim.sql}")
    await connection.execute(f"EXECUTE claim({values})")
    store = await open_store(migrated_postgres, keys)
    async with store.writing() as tx:
        loaded = await tx.load([telegram(where) for where in range(BACKLOG)], NOW)
        await tx.put([notice(one.contact) for one in loaded.values()], NOW)
    await store.close()
    (told,) = await connection.fetch(f"EXPLAIN (ANALYZE, FORMAT JSON) EXECUTE claim({values})")
    await connection.close()
    (plan,) = json.loads(told[0])
    assert CLAIM["at_most"] == plan["Plan"]["Actual Rows"]
    assert BACKLOG * 5 > _rows(plan["Plan"])


def _rows(node: dict[str, Any]) -> float:
    """Return how many rows all steps of a plan gave, every time they were taken."""
    inner = sum(_rows(one) for one in node.get("Plans", ()))
    return float(node["Actual Rows"] * node["Actual Loops"] + inner)
