"""Answers claimed by the transaction that says them."""

from datetime import datetime

from msgspec.structs import replace

from bot.dialogs.say import say
from bot.messages import Screen
from bot.reception.language import Lang
from bot.records import Berth, ChannelName, Envelope, Loaded, Outgoing, Priority, Sent
from storage.store import SqlStore
from tests.storage.samples import (
    MINUTE,
    NOW,
    card,
    claim,
    keys_of,
    notice,
    put,
    requested,
    settle,
    someone,
    telegram,
)  # fmt: skip

BERTH = Berth(telegram(), Lang.KK, NOW + MINUTE)


async def put_at_once(
    store: SqlStore, *messages: Outgoing, nths: tuple[int, ...] = (0,), at: datetime = NOW
) -> list[Envelope]:
    async with store.writing() as tx:
        return await tx.put(messages, at, dict.fromkeys(nths, BERTH))


async def test_it_is_the_envelope_that_a_claim_would_give(store: SqlStore) -> None:
    request = await requested(store)
    contact = request.given.contact
    screen = Screen(say("ask-name"), 3, edit="77")
    sent = Outgoing(contact, screen, request=request.id, statutory=True, not_after=NOW + MINUTE)
    (at_once,) = await put_at_once(store, sent)
    await settle(store, at_once, Sent("1"))
    await put(store, sent)
    (claimed,) = await claim(store)
    assert replace(claimed, id=at_once.id) == at_once
    assert claimed.id > at_once.id


async def test_nobody_else_claims_it_while_the_lease_lasts(store: SqlStore) -> None:
    loaded = await someone(store)
    (at_once,) = await put_at_once(store, notice(loaded.contact))
    assert [] == await claim(store)
    async with store.reading() as tx:
        assert NOW + MINUTE == await tx.next_message(ChannelName.TELEGRAM, NOW)
    (again,) = await claim(store, NOW + MINUTE)
    assert (at_once.id, NOW) == (again.id, again.unsure_since)


async def test_what_a_killed_process_had_claimed_so_leaves_after_the_restart(
    store: SqlStore,
) -> None:
    loaded = await someone(store)
    (at_once,) = await put_at_once(store, notice(loaded.contact))
    async with store.writing() as tx:
        await tx.release(NOW)
        locks = tx._connection.locks
    # Where others may send, the lease runs out by itself.
    assert [at_once.id] == [one.id for one in await claim(store, NOW + MINUTE * locks)]


async def test_several_answers_to_one_come_in_their_order_and_hold_up_the_next(
    store: SqlStore,
) -> None:
    loaded = await someone(store)
    told = [notice(loaded.contact, key) for key in ("a", "b", "c")]
    at_once = await put_at_once(store, *told, nths=(0, 1))
    assert ["a", "b"] == keys_of(at_once)
    for one in at_once:
        assert [] == await claim(store)
        await settle(store, one, Sent(str(one.id)))
    assert ["c"] == keys_of(await claim(store))


async def test_whoever_has_something_waiting_gets_it_first(store: SqlStore) -> None:
    people: list[Loaded] = [await someone(store, n) for n in range(3)]
    await put(store, notice(people[0].contact, "waits"))
    await put(store, notice(people[1].contact, "on its way"))
    async with store.writing() as tx:
        await tx.claim(ChannelName.TELEGRAM, NOW, NOW + MINUTE, 1)
    told = [notice(one.contact, f"{n}") for n, one in enumerate(people)]
    assert ["2"] == keys_of(await put_at_once(store, *told, nths=(0, 1, 2)))


async def test_what_has_no_berth_waits(store: SqlStore) -> None:
    first, second = await someone(store, 1), await someone(store, 2)
    answers = (notice(first.contact, "first"), notice(second.contact, "second"))
    later = notice(first.contact, "later", priority=Priority.NOTICE)
    at_once = await put_at_once(store, *answers, later, nths=(1,))
    assert ["second"] == keys_of(at_once)
    assert ["first"] == keys_of(await claim(store))


async def test_places_are_those_of_what_was_given_though_a_card_is_replaced(
    store: SqlStore,
) -> None:
    loaded, other = await someone(store, 1), await someone(store, 2)
    told = (card(loaded, 1), card(loaded, 2), notice(other.contact, "answer"))
    assert ["answer"] == keys_of(await put_at_once(store, *told, nths=(2,)))
    assert [2] == [
        one.message.turn for one in await claim(store) if isinstance(one.message, Screen)
    ]
