"""A new key in both databases: everything is sealed with it, whenever one was interrupted."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from sqlalchemy import Table, update

from bot.chaining import Chaining
from bot.records import Failed
from storage.columns import sealed_columns
from storage.encryption import Keys, WrongKey, new_key
from storage.rekeying import rekey
from storage.store import SqlStore, open_store
from storage.tables import contact, inbox, key_check, request
from tests.storage.samples import (
    FIRST_KEY,
    NAME,
    NOW,
    SECOND_KEY,
    notice,
    put,
    requested,
    someone,
    telegram,
    typed,
)
from tests.storage.test_audit import act, record

BOTH = f"{SECOND_KEY},{FIRST_KEY}"


@asynccontextmanager
async def opened(url: str, keys: str) -> AsyncIterator[SqlStore]:
    store = await open_store(url, Keys.parse(keys))
    try:
        yield store
    finally:
        await store.close()


async def fill(store: SqlStore, people: int = 3) -> None:
    for nth in range(people):
        one = await requested(store, 700 + nth)
        await record(store, act(one, reason=NAME))
        await put(store, notice(one.given.contact, NAME))
        async with store.writing() as tx:
            await tx.keep_failed(Failed(typed(700, f"{nth}", NAME), NAME, 1), NOW, None)


class Interrupted(Exception):
    """The process was killed."""


async def older(store: SqlStore) -> int:
    async with store.reading() as tx:
        return sum((await tx.sealed_with_older()).values())


def seen(_done: int, _total: int) -> None:
    pass


async def test_everything_is_sealed_anew_and_the_old_key_can_be_dropped(
    url: str, store: SqlStore
) -> None:
    await fill(store)
    await Chaining(store).work()
    known = await someone(store, 701)
    told: list[tuple[int, int]] = []
    async with opened(url, BOTH) as both:
        before = await older(both)
        assert {} == await rekey(both, lambda done, total: told.append((done, total)))
        assert 0 == await older(both)
    assert before > 30
    assert (before, before) == told[-1]
    async with opened(url, SECOND_KEY) as new:
        assert known == await someone(new, 701)
        async with new.reading() as tx:
            (number, *_) = await tx.numbers(1)
            found = await tx.request(number)
            assert found is not None
            assert NAME == found.given.name
            assert () == (await tx.check_links(None, 100)).broken
            assert telegram(701) == await tx.address_of(known.contact)
    with pytest.raises(WrongKey):
        await open_store(url, Keys.parse(FIRST_KEY))


async def test_who_was_interrupted_goes_on_where_it_was(url: str, store: SqlStore) -> None:
    await fill(store)
    async with opened(url, BOTH) as both:
        before = await older(both)

        def killed(done: int, _total: int) -> None:
            if done > before // 2:
                raise Interrupted

        with pytest.raises(Interrupted):
            await rekey(both, killed)
    async with opened(url, BOTH) as again:
        left = await older(again)
        assert 0 < left < before
        assert known_by(await someone(again, 700))
        assert {} == await rekey(again, seen)
        assert 0 == await older(again)


def known_by(loaded: object) -> bool:
    return getattr(loaded, "person", None) is not None


async def test_what_is_written_meanwhile_with_the_old_key_is_found_by_the_next(
    url: str, store: SqlStore
) -> None:
    await fill(store, 1)
    async with opened(url, BOTH) as both:
        assert {} == await rekey(both, seen)
        await someone(store, 900)
        assert 1 == await older(both)
        assert {} == await rekey(both, seen)


async def test_keys_in_another_order_open_all_and_seal_with_the_first(
    url: str, store: SqlStore
) -> None:
    await fill(store, 1)
    async with opened(url, f"{FIRST_KEY},{SECOND_KEY}") as same:
        assert 0 == await older(same)
        assert {} == await rekey(same, seen)
    async with opened(url, BOTH) as both:
        assert {} == await rekey(both, seen)
    async with opened(url, f"{FIRST_KEY},{SECOND_KEY}") as back:
        assert {} == await rekey(back, seen)
    async with opened(url, FIRST_KEY) as first:
        assert 0 == await older(first)


async def test_what_no_key_opens_is_left_and_told(url: str, store: SqlStore) -> None:
    await fill(store, 1)
    lost = Keys.parse(new_key()).seal(NAME)
    async with store.writing() as tx:
        await tx._rows(update(request).values(comment=lost))
    async with opened(url, BOTH) as both:
        assert {"request": 1} == await rekey(both, seen)


async def test_a_database_from_before_keeps_its_look_ups(url: str, store: SqlStore) -> None:
    old = Keys.parse(FIRST_KEY)
    known = await someone(store, 700)
    async with store.writing() as tx:
        word = {"word": old.seal("қабылдау"), "hash": old.lookup("қабылдау"), "lookup": None}
        await tx._rows(update(key_check).values(word))
        await tx._rows(update(contact).values(address_hash=old.lookup("telegram:700")))
    with pytest.raises(WrongKey, match="oldest"):
        await open_store(url, Keys.parse(f"{FIRST_KEY},{SECOND_KEY}"))
    async with opened(url, BOTH) as both:
        assert known == await someone(both, 700)
        assert {} == await rekey(both, seen)
    async with opened(url, SECOND_KEY) as new:
        assert known == await someone(new, 700)


async def test_two_databases_with_one_key_look_up_by_secrets_of_their_own(
    url: str, store: SqlStore
) -> None:
    await someone(store, 700)
    async with store.reading() as tx:
        rows = await tx._rows(contact.select())
    assert Keys.parse(FIRST_KEY).lookup("telegram:700") != rows[0].address_hash


async def test_a_column_of_sealed_data_takes_nothing_else(store: SqlStore) -> None:
    await fill(store, 1)
    for table, columns in sealed_columns().items():
        for column in columns:
            with pytest.raises(TypeError, match="sealed") as refused:
                async with store.writing() as tx:
                    await tx._rows(update(table).values({column.name: "Асқар"}))
            assert "Асқар" not in str(refused.value)


async def test_every_table_with_sealed_data_can_be_walked_by_one_key() -> None:
    tables: list[Table] = list(sealed_columns())
    assert {request, contact, inbox} < set(tables)
    assert [1] * len(tables) == [len(table.primary_key.columns) for table in tables]
