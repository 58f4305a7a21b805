"""What can be seen of a database from outside: whether it is whole, and what room it has."""

import asyncio
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import asyncpg
from msgspec import Struct
from sqlalchemy import URL

from storage.engine import postgres_url, sqlite_file

OLDEST_SERVER = 15


class Vitals(Struct, frozen=True):
    """`faults`: what is wrong, in sentences. Sizes are bytes; `free` is known of a file only."""

    size: int
    free: int | None
    faults: tuple[str, ...] = ()


async def look_at(url: str) -> Vitals:
    """Look at the database at `url`; reads all of an SQLite file, beside whoever writes."""
    file = sqlite_file(url)
    if file is not None:
        return await asyncio.to_thread(_file, file)
    return await _server(postgres_url(url))


def free_space(folder: Path) -> int:
    """Return the bytes free where a folder is, or will be."""
    while not folder.exists() and folder != folder.parent:
        folder = folder.parent
    return shutil.disk_usage(folder).free


def _file(file: Path) -> Vitals:
    faults = []
    with closing(sqlite3.connect(f"{file.resolve().as_uri()}?mode=rw", uri=True)) as connection:
        connection.execute("PRAGMA query_only=ON")
        (verdict,) = connection.execute("PRAGMA quick_check(1)").fetchone()
        if verdict != "ok":
            faults.append("SQLite finds it damaged: stop the program and restore a backup.")
        (broken,) = connection.execute("SELECT count(*) FROM pragma_foreign_key_check").fetchone()
        if broken:
            faults.append(f"{broken} rows point to rows that are gone: restore a backup.")
    wal = file.with_name(f"{file.name}-wal")
    size = file.stat().st_size + (wal.stat().st_size if wal.exists() else 0)
    return Vitals(size, free_space(file.parent), tuple(faults))


async def _server(url: URL) -> Vitals:
    connection: Any = await asyncpg.connect(url.render_as_string(hide_password=False))
    try:
        version = int(await connection.fetchval("SHOW server_version_num")) // 10_000
        encoding = await connection.fetchval("SHOW server_encoding")
        read_only = await connection.fetchval("SHOW transaction_read_only")
        size = await connection.fetchval("SELECT pg_database_size(current_database())")
    finally:
        await connection.close()
    faults = []
    if version < OLDEST_SERVER:
        faults.append(f"The server is PostgreSQL {version}: {OLDEST_SERVER} or newer is needed.")
    if encoding != "UTF8":
        faults.append(f"Its encoding is {encoding}: create the database with UTF8.")
    if read_only == "on":
        faults.append("It can only be read: DATABASE_URL must name the server that is written to.")
    return Vitals(size, None, tuple(faults))
