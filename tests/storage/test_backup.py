"""Copies of the database: like it to the row, verified, for our eyes only, or not there at all."""

import asyncio
import os
import shutil
import sqlite3
import stat
from contextlib import closing
from pathlib import Path

import asyncpg
import pytest
from sqlalchemy import make_url

from bot.dialogs.say import say
from bot.messages import Notice
from bot.records import Outgoing
from storage.backup import AnotherAtIt, BackupFailed, make_backup
from storage.backup_postgres import ONE_AT_A_TIME, Read, environment
from storage.backup_sqlite import PAGES
from storage.copying import compare
from storage.encryption import Keys
from storage.store import SqlStore, open_store
from tests.postgres import find_binaries
from tests.storage.samples import NAME, NOW, SECOND_KEY, notice, put, requested, someone, telegram

PIECES = 4


@pytest.fixture(autouse=True)
def _programs_on_the_path(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let pg_dump be that of the tests' server."""
    if (binaries := find_binaries()) is not None:
        monkeypatch.setenv("PATH", f"{binaries}{os.pathsep}{os.environ['PATH']}")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Where the copy goes."""
    (tmp_path / "copies").mkdir()
    return tmp_path / "copies" / "copy"


def left(file: Path) -> list[str]:
    return sorted(path.name for path in file.parent.iterdir())


def looks(file: Path) -> tuple[int, int]:
    """Return who may read a file, and its size."""
    return stat.S_IMODE(file.stat().st_mode), file.stat().st_size


def cloned(database: Path, folder: Path) -> Path:
    """Return a database like another, in a folder."""
    return Path(shutil.copy(database, folder / "source.db"))


def damage(database: Path) -> None:
    """Write nonsense over some of its last pages."""
    with closing(sqlite3.connect(database)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    with database.open("r+b") as opened:
        opened.seek(-40_000, os.SEEK_END)
        opened.write(b"\xa5" * 12_000)


async def fill(store: SqlStore) -> None:
    """Store so much that it takes several pieces."""
    contact = (await someone(store)).contact
    long = Outgoing(contact, Notice(say("hello", text="қ" * 20_000)))
    await put(store, *[long] * (PIECES * PAGES * 4096 // 40_000))


async def test_a_copy_has_every_row_and_is_for_our_eyes_only(
    store: SqlStore, url: str, keys: Keys, file: Path
) -> None:
    for where in range(3):
        await requested(store, where)
    copied = await make_backup(url, keys, file)
    rows = {name.removeprefix("public."): number for name, number in copied.rows.items()}
    assert (3, 3, 1) == (rows["request"], rows["contact"], rows["alembic_version"])
    assert (0o600, copied.size) == looks(file)
    assert ["copy"] == left(file)


async def test_an_sqlite_copy_opens_as_a_database(
    tmp_path: Path, file: Path, migrated_sqlite: Path, keys: Keys
) -> None:
    source = cloned(migrated_sqlite, tmp_path)
    url = f"sqlite+aiosqlite:///{source}"
    store = await open_store(url, keys)
    request = await requested(store)
    await make_backup(url, keys, file)
    await store.close()
    restored = await open_store(f"sqlite+aiosqlite:///{file}", keys)
    async with restored.reading() as tx:
        found = await tx.request(request.number)
    await restored.close()
    assert found is not None
    assert NAME == found.given.name


async def test_a_copy_is_one_state_of_what_is_written_meanwhile(
    store: SqlStore, url: str, keys: Keys, file: Path
) -> None:
    await fill(store)
    written, copying = 0, True

    async def write() -> None:
        nonlocal written
        while copying:
            pair = [telegram(10_000 + written), telegram(20_000 + written)]
            async with store.writing() as tx:
                await tx.load(pair, NOW)
            written += 1

    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(write())
        copied = await make_backup(url, keys, file)
        copying = False
    (contacts,) = {n for name, n in copied.rows.items() if name.endswith("contact")}
    assert written > 1
    assert 1 == contacts % 2


async def test_nothing_is_written_over(store: SqlStore, url: str, keys: Keys, file: Path) -> None:
    await someone(store)
    await make_backup(url, keys, file)
    before = looks(file)
    await someone(store, 701)
    with pytest.raises(BackupFailed, match="exists already"):
        await make_backup(url, keys, file)
    assert before == looks(file)
    assert ["copy"] == left(file)


async def test_a_copy_that_the_keys_do_not_open_is_none(
    store: SqlStore, url: str, file: Path
) -> None:
    await someone(store)
    with pytest.raises(BackupFailed, match="see DATA_KEY"):
        await make_backup(url, Keys.parse(SECOND_KEY), file)
    assert [] == left(file)


async def test_a_copy_is_given_up_when_the_program_stops(
    store: SqlStore, url: str, keys: Keys, file: Path
) -> None:
    await fill(store)
    with pytest.raises(BackupFailed, match="the program stops"):
        await make_backup(url, keys, file, stopped=lambda: True)
    assert [] == left(file)


async def test_a_bar_is_told_how_far_it_is(
    store: SqlStore, url: str, keys: Keys, file: Path
) -> None:
    await fill(store)
    told: list[tuple[int, int]] = []
    await make_backup(url, keys, file, lambda done, total: told.append((done, total)))
    assert len(told) >= PIECES
    assert told == sorted(told)
    assert all(done <= total for done, total in told)


async def test_a_damaged_database_gives_no_copy(
    tmp_path: Path, file: Path, migrated_sqlite: Path, keys: Keys
) -> None:
    source = cloned(migrated_sqlite, tmp_path)
    url = f"sqlite+aiosqlite:///{source}"
    store = await open_store(url, keys)
    await put(store, *[notice((await someone(store)).contact)] * 500)
    await store.close()
    damage(source)
    with pytest.raises(BackupFailed):
        await make_backup(url, keys, file)
    assert [] == left(file)


async def test_a_folder_that_is_not_there_is_told(
    store: SqlStore, url: str, keys: Keys, tmp_path: Path
) -> None:
    await someone(store)
    with pytest.raises(BackupFailed, match="can't be written: No such file or directory"):
        await make_backup(url, keys, tmp_path / "nowhere" / "copy")


def test_tables_that_differ_are_told_by_name() -> None:
    with pytest.raises(BackupFailed) as caught:
        compare({"request": 2, "person": 1, "same": 5}, {"request": 1, "event": 7, "same": 5})
    assert (
        "The copy is not like the database: event has no rows and its copy 7, person has 1 rows "
        "and its copy none, request has 2 rows and its copy 1." == str(caught.value)
    )


# PostgreSQL --------------------------------------------------------------------------------------


async def test_the_servers_programs_are_needed_for_its_copy(
    monkeypatch: pytest.MonkeyPatch, keys: Keys, file: Path
) -> None:
    monkeypatch.setenv("PATH", str(file.parent))
    with pytest.raises(BackupFailed, match="pg_dump is not on the PATH: install the client"):
        await make_backup("postgresql+asyncpg://u@127.0.0.1:1/name", keys, file)
    assert [] == left(file)


def test_the_password_is_handed_on_by_the_environment() -> None:
    url = make_url("postgresql://clerk:s%40cret@db.example.kz:5433/reception?ssl=require")
    ours = {name: value for name, value in environment(url).items() if name.startswith("PG")}
    assert {
        "PGHOST": "db.example.kz",
        "PGPORT": "5433",
        "PGUSER": "clerk",
        "PGPASSWORD": "s@cret",
        "PGDATABASE": "reception",
        "PGSSLMODE": "require",
    } == {name: ours[name] for name in sorted(ours) if name != "PGPASSFILE"}


def test_a_script_of_pg_restore_is_counted_row_by_row() -> None:
    read = Read()
    script = (
        b"COPY public.key_check (id, word, hash) FROM stdin;\n1\t\\\\x0102\tab\n\\.\n\n"
        b"COPY public.timer (id) FROM stdin;\n\\.\nCOPY public.x (a) FROM stdin;\nCOPY\nrow\n\\.\n"
    )
    for line in script.split(b"\n"):
        read.line(line)
    assert {"public.key_check": 1, "public.timer": 0, "public.x": 2} == read.rows
    assert {"public.key_check": b"\x01\x02"} == read.sealed


@pytest.mark.needs("postgres")
async def test_of_two_processes_one_makes_the_copy(
    migrated_postgres: str, keys: Keys, file: Path
) -> None:
    other = await asyncpg.connect(migrated_postgres.replace("+asyncpg", ""))
    await other.execute("SELECT pg_advisory_lock($1)", ONE_AT_A_TIME)
    with pytest.raises(AnotherAtIt):
        await make_backup(migrated_postgres, keys, file)
    await other.close()
    assert [] == left(file)
