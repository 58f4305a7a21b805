"""What is asked of the outbox all the time goes by an index, however much waits."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from bot.records import Priority
from storage import outbox
from storage.encryption import Keys
from storage.sqlite import SqliteDatabase
from storage.store import SqlTx

NOW = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)
CLAIM = {"channel": "telegram", "now": NOW, "at_most": 15}
NEXT = {"channel": "telegram"}


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
