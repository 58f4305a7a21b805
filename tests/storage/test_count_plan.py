"""A quarter that is open is counted from an index, without the requests themselves."""

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Select
from sqlalchemy.dialects import sqlite

from storage.reporting import _COUNT, _RATED, _TALLY


@pytest.mark.parametrize("statement", [_COUNT, _TALLY, _RATED], ids=["size", "tally", "rated"])
def test_no_request_is_read_to_be_counted(migrated_sqlite: Path, statement: Select[Any]) -> None:
    sql = str(statement.compile(dialect=sqlite.dialect()))
    with closing(sqlite3.connect(migrated_sqlite)) as database:
        plan = database.execute(f"EXPLAIN QUERY PLAN {sql}", [None] * sql.count("?")).fetchall()
    assert ["SEARCH request USING COVERING INDEX ix_request_tally"] == [
        str(step[-1]).split(" (")[0] for step in plan if "request USING" in step[-1]
    ]


def test_the_figures_of_a_frozen_report_stand_before_its_body(migrated_sqlite: Path) -> None:
    with closing(sqlite3.connect(migrated_sqlite)) as database:
        names = [row[1] for row in database.execute("PRAGMA table_info(report)")]
    assert ["quarter", "at", "checksum", "upto", "summary", "body"] == names
