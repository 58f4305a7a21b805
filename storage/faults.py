"""Which exceptions say that the database itself is at fault, not what was asked of it."""

import sqlite3
from typing import Final

import asyncpg

FULL: Final = "full"
"""No place left to write to."""

_SQLITE: Final = {
    sqlite3.SQLITE_BUSY: "locked",
    sqlite3.SQLITE_LOCKED: "locked",
    sqlite3.SQLITE_READONLY: "readonly",
    sqlite3.SQLITE_IOERR: "io-error",
    sqlite3.SQLITE_CORRUPT: "corrupt",
    sqlite3.SQLITE_FULL: FULL,
    sqlite3.SQLITE_CANTOPEN: "gone",
    sqlite3.SQLITE_NOTADB: "corrupt",
    sqlite3.SQLITE_PERM: "readonly",
    sqlite3.SQLITE_AUTH: "readonly",
}
_PRIMARY: Final = 0xFF
"""The part of a code of SQLite that names the kind of error; the rest says more of it."""


def fault_of(error: BaseException) -> str:
    """Return what is wrong with the database in a word; "" where it is not at fault."""
    match error:
        case sqlite3.Error():
            code = getattr(error, "sqlite_errorcode", None)
            return _SQLITE.get(code & _PRIMARY, "") if code is not None else ""
        case asyncpg.DiskFullError():
            return FULL
        case asyncpg.ReadOnlySQLTransactionError():
            return "readonly"
        case asyncpg.TooManyConnectionsError():
            return "busy"
        case (
            asyncpg.PostgresConnectionError()
            | asyncpg.OperatorInterventionError()
            | asyncpg.InsufficientResourcesError()
            | asyncpg.PostgresSystemError()
            | asyncpg.InvalidAuthorizationSpecificationError()
            | asyncpg.InterfaceError()
            | asyncpg.InternalClientError()
            | ConnectionError()
            | TimeoutError()
        ):
            return "server"
        case OSError(errno=errno) if errno is not None:
            return "server"
    return ""
