"""Duplicates fall out; what failed is kept, tried again, or given up."""

import pytest

from bot.dialogs.incoming import (
    Asked,
    Expired,
    Pressed,
    Prompt,
    SharedContact,
    Stopped,
    Thing,
    Typed,
    Unsupported,
    What,
)  # fmt: skip
from bot.records import Address, ChannelName, Failed, Incoming
from storage.inbox import dump_incoming, load_incoming
from storage.store import SqlStore
from tests.storage.samples import HOUR, NAME, NOW, telegram, typed


async def test_only_new_updates_are_returned(store: SqlStore) -> None:
    async with store.writing() as tx:
        assert {"telegram:1", "telegram:2"} == await tx.new_of([typed(1, "1"), typed(2, "2")], NOW)
        assert {"telegram:3"} == await tx.new_of([typed(1, "1"), typed(2, "3")], NOW)
        assert set() == await tx.new_of([], NOW)


async def test_a_duplicate_within_a_batch_falls_out(store: SqlStore) -> None:
    async with store.writing() as tx:
        assert {"telegram:1"} == await tx.new_of([typed(1, "1"), typed(1, "1")], NOW)


async def test_the_same_id_of_another_channel_is_another_update(store: SqlStore) -> None:
    text = Incoming(Address(ChannelName.SMS, "+77011234567"), "1", Typed("1"))
    async with store.writing() as tx:
        assert {"telegram:1", "sms:1"} == await tx.new_of([typed(1, "1"), text], NOW)


async def test_a_failed_update_is_found_when_it_is_due_and_taken_out(store: SqlStore) -> None:
    failed = Failed(typed(1, "1", NAME), "ValueError: …", 2)
    async with store.writing() as tx:
        await tx.new_of([failed.incoming], NOW)
        await tx.keep_failed(failed, NOW, NOW + HOUR)
        assert [] == await tx.failed_due(NOW, 10)
        assert 1 == (await tx.backlog(NOW)).failed
        assert set() == await tx.new_of([failed.incoming], NOW)
        assert [failed] == await tx.failed_due(NOW + HOUR, 10)
        assert [] == await tx.failed_due(NOW + HOUR, 10)
        assert 0 == (await tx.backlog(NOW)).failed
        assert {"telegram:1"} == await tx.new_of([failed.incoming], NOW)


async def test_an_update_given_up_is_kept_and_never_due(store: SqlStore) -> None:
    failed = Failed(typed(1, "1"), "boom", 5)
    async with store.writing() as tx:
        await tx.keep_failed(failed, NOW, NOW)
        await tx.keep_failed(failed, NOW, None)
        assert [] == await tx.failed_due(NOW + HOUR, 10)
        assert set() == await tx.new_of([failed.incoming], NOW)


async def test_the_longest_due_come_first_and_no_more_than_asked(store: SqlStore) -> None:
    async with store.writing() as tx:
        for n in range(3):
            await tx.keep_failed(Failed(typed(n, str(n)), "boom", 1), NOW, NOW - n * HOUR)
        assert ["2", "1"] == [one.incoming.external_id for one in await tx.failed_due(NOW, 2)]


@pytest.mark.parametrize(
    "what",
    [
        Pressed(3, -1, "77"),
        Typed(NAME),
        SharedContact("+77011234567", True),
        Asked("queue", "2026"),
        Unsupported(Thing.VOICE),
        Stopped(),
        Prompt("survey", {"number": "2026-000001-1"}, True),
        Expired(),
    ],
    ids=lambda what: type(what).__name__,
)
def test_every_kind_of_update_is_written_down_and_read_back(what: What) -> None:
    incoming = Incoming(telegram(-5, "2026-000001-1"), "9", what, actor=42)
    assert incoming == load_incoming(dump_incoming(incoming))


def test_what_is_no_update_is_refused() -> None:
    with pytest.raises(ValueError, match="no update"):
        load_incoming({"address": ["sms", "", ""], "external_id": "1", "what": {}, "actor": None})
