"""The log: lines for people or for programs, and never what an error quotes."""

import asyncio
import json
import logging
import sqlite3
import sys
from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from bot.logs import JsonLines, PlainLines

SECRET = "Бекмағамбетов Асқар +77011234567"
BOTH = pytest.mark.parametrize("lines", [PlainLines(), JsonLines()])


class Taken(Exception):
    """An error of our own, with what must not be told."""


def caught(work: Callable[[], object]) -> logging.LogRecord:
    """Do what fails, and return the line of the log about it."""
    try:
        work()
    except Exception:
        return logging.getLogger("bot.turns").makeRecord(
            "bot.turns", logging.ERROR, __file__, 1, "a tick failed", (), sys.exc_info()
        )
    raise AssertionError("it did not fail")


def fails() -> None:
    raise Taken(SECRET)


def fails_again() -> None:
    try:
        fails()
    except Taken as error:
        raise ExceptionGroup(SECRET, [ValueError(SECRET), OSError(28, SECRET)]) from error


def fails_in_the_database() -> None:
    connection = sqlite3.connect(":memory:")
    try:
        connection.execute("CREATE TABLE person (name TEXT UNIQUE)")
        connection.executemany("INSERT INTO person VALUES (?)", [(SECRET,), (SECRET,)])
    finally:
        connection.close()


@BOTH
@pytest.mark.parametrize("work", [fails, fails_again, fails_in_the_database])
def test_an_error_is_told_by_kind_and_place_only(
    lines: logging.Formatter, work: Callable[[], object]
) -> None:
    text = lines.format(caught(work))
    assert [] == [word for word in SECRET.split() if word in text]
    assert f"in {work.__name__}" in text
    assert "tests/house/test_logs.py:" in text


def test_every_cause_is_there_with_the_code_it_has() -> None:
    said = json.loads(JsonLines().format(caught(fails_again)))
    kinds = [line for line in said["trace"] if " in " not in line]
    assert "ExceptionGroup" == said["error"]
    assert [f"{__name__}.Taken", "ValueError", "OSError (ENOSPC)", "ExceptionGroup"] == kinds
    said = json.loads(JsonLines().format(caught(fails_in_the_database)))
    assert "sqlite3.IntegrityError (SQLITE_CONSTRAINT_UNIQUE)" == said["error"]


def test_a_line_for_programs_is_one_object_with_what_it_is_about() -> None:
    record = logging.getLogger("bot.lane").makeRecord(
        "bot.lane", logging.WARNING, __file__, 1, "%s rests\nfor %d s", ("telegram", 3), None,
        extra={"channel": "telegram", "outgoing": 17, "other": SECRET},
    )  # fmt: skip
    record.created = datetime(2026, 3, 2, 5, 30, 0, 250_000, tzinfo=UTC).timestamp()
    line = JsonLines().format(record)
    assert "\n" not in line
    assert {
        "time": "2026-03-02T05:30:00.250+00:00",
        "level": "WARNING",
        "logger": "bot.lane",
        "message": "telegram rests\nfor 3 s",
        "channel": "telegram",
        "outgoing": 17,
    } == json.loads(line)


@BOTH
async def test_what_the_event_loop_says_of_lost_tasks_quotes_nothing(
    lines: logging.Formatter, caplog: pytest.LogCaptureFixture
) -> None:
    failed = asyncio.get_running_loop().create_future()
    failed.set_exception(Taken(SECRET))
    context = {"message": "Task exception was never retrieved", "future": failed,
               "exception": failed.exception()}  # fmt: skip
    asyncio.get_running_loop().default_exception_handler(context)
    (record,) = caplog.records
    assert SECRET in record.getMessage()
    text = lines.format(record)
    assert [] == [word for word in SECRET.split() if word in text]
    assert "Task exception was never retrieved" in text
