"""Transactions: all or nothing, readers beside a writer, and nothing readable in the files."""

import asyncio
import threading
from pathlib import Path

import pytest

from bot.ports import Store
from bot.reception.lifecycle import State
from bot.records import Failed
from storage.encryption import Keys, WrongKey
from storage.engine import open_database
from storage.store import SqlStore, open_store
from tests.leaks import stored
from tests.storage.samples import (
    FIRST_KEY,
    NAME,
    NOW,
    SECOND_KEY,
    change,
    given,
    moved,
    notice,
    put,
    requested,
    someone,
    telegram,
    typed,
)  # fmt: skip


class Stop(Exception):
    """Something goes wrong."""


async def fail(store: Store) -> None:
    async with store.writing() as tx:
        await tx.new_of([typed(700, "1")], NOW)
        await tx.load([telegram()], NOW)
        raise Stop


async def test_a_transaction_that_fails_leaves_nothing(store: SqlStore) -> None:
    with pytest.raises(Stop):
        await fail(store)
    async with store.writing() as tx:
        assert {"telegram:1"} == await tx.new_of([typed(700, "1")], NOW)


async def test_a_cancelled_transaction_leaves_nothing_and_lets_the_next_one_in(
    store: SqlStore,
) -> None:
    inside = asyncio.Event()

    async def never_ends() -> None:
        async with store.writing() as tx:
            await tx.new_of([typed(700, "1")], NOW)
            inside.set()
            await asyncio.Event().wait()

    async with asyncio.TaskGroup() as tasks:
        task = tasks.create_task(never_ends())
        await inside.wait()
        task.cancel()
    async with store.writing() as tx:
        assert {"telegram:1"} == await tx.new_of([typed(700, "1")], NOW)


async def test_a_reader_sees_the_last_commit_while_a_writer_is_at_work(store: SqlStore) -> None:
    loaded = await someone(store)
    async with store.writing() as tx:
        request = await tx.add_request(given(loaded))
        assert request is not None
        async with store.reading() as beside:
            assert [] == await beside.numbers(5)
    async with store.reading() as after:
        assert [request.number] == await after.numbers(5)


async def test_a_reader_can_not_write(store: SqlStore) -> None:
    with pytest.raises(Exception, match=r"readonly|read-only"):
        async with store.reading() as tx:
            await tx.new_of([typed(700, "1")], NOW)


async def test_many_writers_wait_for_each_other(store: SqlStore) -> None:
    async def enter(n: int) -> set[str]:
        async with store.writing() as tx:
            return await tx.new_of([typed(700, str(n % 5))], NOW)

    found = await asyncio.gather(*(enter(n) for n in range(20)))
    assert {f"telegram:{n}" for n in range(5)} == set().union(*found)
    assert 5 == sum(map(len, found))


async def test_another_process_waits_and_is_heard(store: SqlStore, url: str, keys: Keys) -> None:
    other = await open_store(url, keys)

    async def enter(where: SqlStore, n: int) -> int:
        async with where.writing() as tx:
            return len(await tx.new_of([typed(700, str(n))], NOW))

    entered = await asyncio.gather(*(enter((store, other)[n % 2], n // 2) for n in range(20)))
    await other.close()
    assert 10 == sum(entered)


async def test_nothing_personal_can_be_read_in_the_database(
    store: SqlStore, url: str, tmp_path: Path
) -> None:
    request = await requested(store, 77015554433)
    await change(store, request, moved(request, State.REFUSED, comment=NAME, where=NAME))
    loaded = await someone(store, 77015554433)
    await put(store, notice(loaded.contact, NAME))
    async with store.writing() as tx:
        await tx.keep_failed(Failed(typed(77015554433, "1", NAME), NAME, 1), NOW, NOW)
    written = await stored(url, tmp_path)
    assert len(written) > 1000
    for secret in (
        NAME,
        "Бекмағамбетов",
        "+77011234567",
        "77015554433",
        "900101300017",
        "Ақ бидай",
    ):
        assert secret.encode() not in written


async def test_a_wrong_key_is_refused_at_once(store: SqlStore, url: str) -> None:
    with pytest.raises(WrongKey, match="DATA_KEY"):
        await open_store(url, Keys.parse(SECOND_KEY))
    rotated = await open_store(url, Keys.parse(f"{SECOND_KEY},{FIRST_KEY}"))
    await rotated.close()


async def test_a_closed_store_leaves_no_thread(url: str, keys: Keys) -> None:
    before = set(threading.enumerate())
    store = await open_store(url, keys)
    async with store.writing() as tx, store.reading() as beside:
        await tx.numbers(1)
        await beside.numbers(1)
    await store.close()
    for thread in set(threading.enumerate()) - before:
        thread.join(5)
        assert not thread.is_alive()


@pytest.mark.parametrize("url", ["sqlite+aiosqlite://", "sqlite:///x.db", "mysql://x/y"], ids=str)
def test_an_unknown_database_is_refused_by_the_name_of_its_variable(url: str) -> None:
    with pytest.raises(ValueError, match="DATABASE_URL"):
        open_database(url)


async def test_what_takes_long_may_be_cancelled_and_the_next_one_reads_on(
    store: SqlStore,
) -> None:
    async def count() -> object:
        async with store.reading() as tx:
            return await tx.keys_in_use()

    async with asyncio.TaskGroup() as tasks:
        for task in [tasks.create_task(count()) for _ in range(8)]:
            await asyncio.wait([task], timeout=0)
            task.cancel()
    assert set() == await count()


async def test_cancelled_again_while_it_cleans_up_it_leaves_nothing_open(store: SqlStore) -> None:
    """Whoever is cancelled twice, at any moment, must not hand on a connection half-way."""

    async def read() -> object:
        async with store.reading() as tx:
            return await tx.keys_in_use()

    async def write() -> object:
        async with store.writing() as tx:
            return await tx.numbers(1)

    for what in (read, write):
        for moments in range(40):
            task = asyncio.get_running_loop().create_task(what())
            for _ in range(moments):
                await asyncio.wait([task], timeout=0)
            task.cancel()
            await asyncio.wait([task], timeout=0)
            task.cancel()
            await what()
            await asyncio.wait([task])
