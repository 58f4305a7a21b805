"""Statutory messages a provider took and did not deliver: found once, and sent again."""

import pytest

from bot.reception.lifecycle import State
from bot.records import ChannelName, Envelope, Priority, Request, Sent
from storage.store import SqlStore
from tests.storage.samples import (
    DAY,
    HOUR,
    NOW,
    PHONE,
    change,
    claim,
    keys_of,
    moved,
    notice,
    put,
    requested,
    settle,
)


async def told(store: SqlStore, *, statutory: bool = True, version: int | None = None) -> Request:
    """Send a notice that the provider takes as SM1."""
    request = await requested(store, PHONE)
    contact = request.given.contact
    about = notice(contact, request=request.id, version=version, statutory=statutory)
    await put(store, about)
    (envelope,) = await claim(store, channel=ChannelName.SMS)
    await settle(store, envelope, Sent("SM1"))
    return request


async def said(store: SqlStore, *words: str, code: str = "30003") -> list[bool]:
    async with store.writing() as tx:
        return [await tx.provider_status("SM1", word, code, NOW) for word in words]


async def lost(store: SqlStore) -> list[tuple[Envelope, str]]:
    async with store.writing() as tx:
        return await tx.undelivered(["SM1", "SM2"])


@pytest.mark.parametrize("word", ["undelivered", "failed", "canceled"])
async def test_what_did_not_arrive_is_found_once_with_the_code(store: SqlStore, word: str) -> None:
    request = await told(store)
    assert [] == await lost(store)
    await said(store, "sent", word, "sent")
    ((envelope, code),) = await lost(store)
    assert (request.id, ["hello"], "30003") == (envelope.request, keys_of([envelope]), code)
    assert [] == await lost(store)


async def test_the_word_may_come_before_our_own_commit(store: SqlStore) -> None:
    assert [False] == await said(store, "undelivered", code="30005")
    await told(store)
    assert ["30005"] == [code for _, code in await lost(store)]


@pytest.mark.parametrize(
    ("statutory", "words"), [(False, ("undelivered",)), (True, ("delivered", "undelivered"))]
)
async def test_what_arrived_or_was_not_statutory_needs_nothing(
    store: SqlStore, statutory: bool, words: tuple[str, ...]
) -> None:
    await told(store, statutory=statutory)
    await said(store, *words)
    assert [] == await lost(store)


async def test_what_the_request_has_left_behind_needs_no_other_way(store: SqlStore) -> None:
    request = await told(store, version=1)
    await said(store, "undelivered")
    assert await change(store, request, moved(request, State.WITHDRAWN))
    assert [] == await lost(store)


async def test_the_same_is_sent_again_later_and_holds_up_nothing(store: SqlStore) -> None:
    request = await told(store)
    await said(store, "undelivered")
    ((envelope, _),) = await lost(store)
    async with store.writing() as tx:
        await tx.send_again(envelope, NOW, NOW + HOUR)
    for priority in (Priority.ANSWER, Priority.NOTICE):
        await put(store, notice(request.given.contact, "meanwhile", priority=priority))
        taken = await claim(store, channel=ChannelName.SMS)
        assert ["meanwhile"] == keys_of(taken)
        await settle(store, taken[0], Sent("SM9"))
    (again,) = await claim(store, NOW + DAY, channel=ChannelName.SMS)
    assert (["hello"], 1, True) == (keys_of([again]), again.tries, again.statutory)
