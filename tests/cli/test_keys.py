"""A new key by the command line: in the file beside the database, or in the environment."""

import asyncio
import stat
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TypeVar

import pytest
from sqlalchemy import update

from bot.opening import open_database
from bot.settings import Settings
from storage.encryption import new_key
from storage.store import SqlStore
from storage.tables import request
from tests.cli.terminal import give
from tests.storage.samples import NAME, requested, someone

T = TypeVar("T")


@pytest.fixture
def key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Fill a database, and give the file of its key."""
    monkeypatch.setenv("DATABASE_URL", f"sqlite+aiosqlite:///{tmp_path / 'reception.db'}")
    within(requested)
    return tmp_path / "reception.key"


def within(work: Callable[[SqlStore], Awaitable[T]]) -> T:
    """Do something with the database of the settings."""

    async def do() -> T:
        store = await open_database(Settings())
        try:
            return await work(store)
        finally:
            await store.close()

    return asyncio.run(do())


async def name(store: SqlStore) -> str:
    async with store.reading() as tx:
        (number,) = await tx.numbers(2)
        found = await tx.request(number)
    assert found is not None
    return found.given.name


def test_a_new_key_in_the_file_is_in_use_everywhere_and_the_old_one_kept_apart(key: Path) -> None:
    first = key.read_text().strip()
    said = give("rekey", "--new-key")
    assert 0 == said.code
    assert "values were sealed anew" in said.text
    second, kept = key.read_text().strip().split(",")
    assert first == kept
    assert 0o600 == stat.S_IMODE(key.stat().st_mode)
    again = give("rekey")
    assert (0, True) == (again.code, "nothing to seal anew" in again.text)
    assert "FRONT" in again.text
    assert 0 == give("rekey", "--drop-old").code
    assert f"{second}\n" == key.read_text()
    assert f"{first}\n" == key.with_name("reception.key.old").read_text()
    assert NAME == within(name)


def test_a_program_that_runs_takes_up_a_new_key_of_the_file(key: Path) -> None:
    async def running(store: SqlStore) -> None:
        known = await someone(store)
        assert 0 == (await asyncio.to_thread(give, "rekey", "--new-key")).code
        assert known == await someone(store)
        assert NAME == await name(store)
        await someone(store, 900)
        async with store.reading() as tx:
            assert {} == await tx.sealed_with_older()

    within(running)


def test_a_key_of_the_environment_is_put_in_front_by_the_operator(
    key: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = key.read_text().strip(), new_key()
    monkeypatch.setenv("DATA_KEY", f"{second},{first}")
    for words in (("--new-key",), ("--drop-old",)):
        said = give("rekey", *words)
        assert (1, True) == (said.code, "DATA_KEY is set" in said.text)
    assert 1 == give("rekey").code, "it asks first, and nobody answers"
    said = give("rekey", "--yes")
    assert 0 == said.code
    assert "can be dropped" in said.text
    assert not {first, second} & set(said.text.split())
    monkeypatch.setenv("DATA_KEY", second)
    assert NAME == within(name)
    assert "the only key" in give("rekey").text


def test_another_new_key_waits_until_the_last_is_in_use(key: Path) -> None:
    key.write_text(f"{new_key()},{key.read_text()}")
    before = key.read_text()
    said = give("rekey", "--new-key")
    assert (1, True) == (said.code, "without --new-key" in said.text)
    assert before == key.read_text()


def test_what_nobody_can_open_is_told_and_no_key_is_dropped(key: Path) -> None:
    async def spoil(store: SqlStore) -> None:
        async with store.writing() as tx:
            await tx._rows(update(request).values(comment=b"not sealed by anybody"))

    within(spoil)
    said = give("rekey", "--new-key", "--drop-old")
    assert 1 == said.code
    assert "1 in request" in said.text
    assert 2 == len(key.read_text().split(","))


def test_without_a_database_there_is_nothing_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", f"sqlite+aiosqlite:///{tmp_path / 'none.db'}")
    for words in (
        ("rekey",),
        ("audit", "verify"),
        ("audit", "head"),
        ("breach", "--since", "2026-03-02"),
    ):
        said = give(*words)
        assert (1, True) == (said.code, "no database yet" in said.text), words
    assert [] == list(tmp_path.iterdir())
