"""SQLite's driver with fewer hops: a statement crosses to the connection's thread and back once.

The usual cursor crosses four times, to be made, to execute, to fetch and to be closed; that is
most of what a short statement costs.
"""

import sqlite3
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import aiosqlite
from sqlalchemy.dialects.sqlite.aiosqlite import (
    AsyncAdapt_aiosqlite_connection,
    AsyncAdapt_aiosqlite_cursor,
    AsyncAdapt_aiosqlite_dbapi,
)
from sqlalchemy.util.concurrency import await_


@dataclass(frozen=True, slots=True)
class _Done:
    """What a statement leaves when its cursor is closed."""

    description: Any = None
    rowcount: int = -1
    lastrowid: int | None = None

    def close(self) -> None:
        """Nothing is open."""


class ShortCursor(AsyncAdapt_aiosqlite_cursor):
    """A cursor that has fetched its rows and is closed when `execute` returns."""

    __slots__ = ()
    _awaitable_cursor_close = False

    def _make_new_cursor(self, _connection: Any) -> Any:
        return _Done()

    def _aenter_cursor(self, cursor: Any) -> Any:
        return cursor

    def execute(self, operation: Any, parameters: Any = None) -> None:
        """Execute, fetch and close."""
        self._there(lambda cursor: cursor.execute(operation, parameters or ()))

    def executemany(self, operation: Any, seq_of_parameters: Sequence[Any]) -> None:
        """Execute once for each row of parameters."""
        self._there(lambda cursor: cursor.executemany(operation, seq_of_parameters))

    def _there(self, work: Callable[[sqlite3.Cursor], object]) -> None:
        driver: Any = self._connection

        def run() -> tuple[_Done, deque[Any]]:
            cursor: sqlite3.Cursor = driver._conn.cursor()
            try:
                work(cursor)
                rows = deque(cursor.fetchall()) if cursor.description else deque()
                return _Done(cursor.description, cursor.rowcount, cursor.lastrowid), rows
            finally:
                cursor.close()

        try:
            self._cursor, self._rows = await_(driver._execute(run))
        except Exception as error:
            self._adapt_connection._handle_exception(error)


class ShortConnection(AsyncAdapt_aiosqlite_connection):
    """A connection whose cursors are the ones above."""

    __slots__ = ()
    _cursor_cls = ShortCursor


class FewHops(AsyncAdapt_aiosqlite_dbapi):
    """The driver as SQLAlchemy's aiosqlite dialect takes it."""

    def __init__(self) -> None:
        super().__init__(aiosqlite, sqlite3)

    def connect(self, *arg: Any, **kw: Any) -> ShortConnection:
        """Open a connection in a thread that doesn't keep the process from ending."""
        connection: Any = aiosqlite.connect(*arg, **kw)
        connection._thread.daemon = True
        return ShortConnection(self, await_(connection))
