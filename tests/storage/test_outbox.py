"""Which message leaves when: order, leases, what is dropped, and cards, only the newest of each."""

import asyncio

import pytest
from msgspec.structs import replace

from bot.dialogs.say import say
from bot.messages import Notice, Screen, Strip
from bot.reception.language import Lang
from bot.reception.lifecycle import State
from bot.records import Address, Backlog, ChannelName, Outgoing, Priority, RetryAt, Sent
from storage.store import SqlStore
from tests.storage.samples import (
    CHAT,
    HOUR,
    MINUTE,
    NAME,
    NOW,
    SECOND,
    card,
    change,
    claim,
    keys_of,
    moved,
    notice,
    put,
    requested,
    settle,
    someone,
    telegram,
)  # fmt: skip


async def next_at(store: SqlStore) -> object:
    async with store.reading() as tx:
        return await tx.next_message(ChannelName.TELEGRAM, NOW)


async def test_an_envelope_says_all_that_sending_needs(store: SqlStore) -> None:
    request = await requested(store)
    message = Screen(say("ask-name", name=NAME), 3)
    sent = Outgoing(request.given.contact, message, request=request.id, version=1, statutory=True)
    await put(store, sent)
    (envelope,) = await claim(store)
    assert (telegram(), Lang.KK, message) == (envelope.address, envelope.lang, envelope.message)
    assert (request.id, True, 0) == (envelope.request, envelope.statutory, envelope.tries)
    assert (request.given.contact, None, None) == (envelope.contact, envelope.card, envelope.edit)


async def test_the_language_is_the_contacts_when_it_is_sent(store: SqlStore) -> None:
    loaded = await someone(store)
    await put(store, notice(loaded.contact))
    async with store.writing() as tx:
        await tx.set_language(loaded.contact, loaded.person, Lang.RU)
    assert [Lang.RU] == [one.lang for one in await claim(store)]


async def test_messages_of_a_contact_leave_one_by_one_in_order(store: SqlStore) -> None:
    loaded = await someone(store)
    await put(store, notice(loaded.contact, "a"), notice(loaded.contact, "b"))
    await put(store, notice(loaded.contact, "c"))
    said = []
    for _ in range(3):
        (envelope,) = await claim(store)
        assert [] == await claim(store)
        assert NOW + MINUTE == await next_at(store)
        await settle(store, envelope, Sent("1"))
        said += keys_of([envelope])
    assert ["a", "b", "c"] == said
    assert [] == await claim(store)
    assert await next_at(store) is None


async def test_answers_come_first_then_the_oldest(store: SqlStore) -> None:
    people = [(await someone(store, n)).contact for n in range(5)]
    await put(store, notice(people[0], "bulk", priority=Priority.BULK))
    await put(store, notice(people[1], "notice", priority=Priority.NOTICE))
    await put(store, notice(people[2], "late"), at=NOW + SECOND)
    await put(store, notice(people[3], "early"), notice(people[4], "second"))
    later = NOW + SECOND
    assert ["early", "second", "late", "notice", "bulk"] == keys_of(await claim(store, later))


async def test_answers_are_claimed_apart_from_what_does_not_hurry(store: SqlStore) -> None:
    people = [(await someone(store, n)).contact for n in range(3)]
    await put(store, notice(people[0], "bulk", priority=Priority.BULK))
    await put(store, notice(people[1], "notice", priority=Priority.NOTICE))
    await put(store, notice(people[2], "answer"))
    assert ["answer"] == keys_of(await claim(store, up_to=Priority.ANSWER))
    assert [] == await claim(store, up_to=Priority.ANSWER)
    assert ["notice", "bulk"] == keys_of(await claim(store))


async def test_an_answer_claimed_apart_waits_for_what_its_person_is_being_sent(
    store: SqlStore,
) -> None:
    loaded = await someone(store)
    await put(store, notice(loaded.contact, "bulk", priority=Priority.BULK))
    (bulk,) = await claim(store)
    await put(store, notice(loaded.contact, "answer"))
    assert [] == await claim(store, up_to=Priority.ANSWER)
    await settle(store, bulk, Sent("1"))
    assert ["answer"] == keys_of(await claim(store, up_to=Priority.ANSWER))


async def test_no_more_are_claimed_than_asked(store: SqlStore) -> None:
    await put(store, *[notice((await someone(store, n)).contact, f"m{n}") for n in range(4)])
    assert ["m0", "m1", "m2"] == keys_of(await claim(store, limit=3))
    assert ["m3"] == keys_of(await claim(store, limit=3))


async def test_each_channel_claims_its_own(store: SqlStore) -> None:
    async with store.writing() as tx:
        phone = await tx.contact(Address(ChannelName.SMS, "+77011234567"), Lang.KK, NOW)
        await tx.put([notice(phone)], NOW)
        assert [] == await tx.claim(ChannelName.TELEGRAM, NOW, NOW + MINUTE, 9)
        assert 1 == len(await tx.claim(ChannelName.SMS, NOW, NOW + MINUTE, 9))


async def test_a_message_waits_for_its_time_and_others_pass_it(store: SqlStore) -> None:
    loaded = await someone(store)
    await put(store, notice(loaded.contact, "later", not_before=NOW + HOUR))
    assert NOW + HOUR == await next_at(store)
    await put(store, notice(loaded.contact, "now"))
    (envelope,) = await claim(store)
    assert ["now"] == keys_of([envelope])
    await settle(store, envelope, Sent("1"))
    assert [] == await claim(store, NOW + HOUR - SECOND)
    assert ["later"] == keys_of(await claim(store, NOW + HOUR))


async def test_a_lease_that_ran_out_is_claimed_again(store: SqlStore) -> None:
    loaded = await someone(store)
    await put(store, notice(loaded.contact, "a"), notice(loaded.contact, "b"))
    assert ["a"] == keys_of(await claim(store))
    assert [] == await claim(store, NOW + MINUTE - SECOND)
    assert ["a"] == keys_of(await claim(store, NOW + MINUTE))


async def test_a_message_past_its_time_is_dropped_and_holds_up_nothing(store: SqlStore) -> None:
    loaded = await someone(store)
    await put(store, notice(loaded.contact, "old", not_after=NOW), notice(loaded.contact, "new"))
    assert ["new"] == keys_of(await claim(store))


async def test_what_was_said_of_an_older_version_is_dropped(store: SqlStore) -> None:
    request = await requested(store)
    told = notice(request.given.contact, "v1", request=request.id, version=1)
    await put(store, told, notice(request.given.contact, "any", request=request.id))
    assert await change(store, request, moved(request, State.UNDER_REVIEW))
    await put(store, replace(told, message=Notice(say("v2")), version=2))
    said = []
    while envelopes := await claim(store):
        said += keys_of(envelopes)
        await settle(store, envelopes[0], Sent("1"))
    assert ["any", "v2"] == said


async def test_who_is_switched_off_gets_only_what_the_law_demands(store: SqlStore) -> None:
    loaded = await someone(store)
    async with store.writing() as tx:
        await tx.switch_contact(loaded.contact, False, "blocked", NOW)
    await put(store, notice(loaded.contact, "news"), notice(loaded.contact, "law", statutory=True))
    assert ["law"] == keys_of(await claim(store))


async def test_messages_of_a_group_that_shut_the_bot_out_wait_for_it(store: SqlStore) -> None:
    async with store.writing() as tx:
        group = await tx.contact(CHAT, Lang.RU, NOW)
        await tx.switch_contact(group, False, "kicked", NOW)
    await put(store, notice(group, "card"))
    assert [] == await claim(store)
    assert await next_at(store) is None
    async with store.writing() as tx:
        await tx.switch_contact(group, True, "back", NOW)
    assert ["card"] == keys_of(await claim(store))


async def test_a_next_try_holds_up_what_was_said_after_it_but_no_answer(store: SqlStore) -> None:
    loaded = await someone(store)
    first, second = (
        notice(loaded.contact, key, priority=Priority.NOTICE) for key in ("first", "second")
    )
    await put(store, first, second)
    (envelope,) = await claim(store)
    await settle(store, envelope, RetryAt(3600, "429"))
    assert NOW + HOUR == await next_at(store)
    assert [] == await claim(store)
    await put(store, notice(loaded.contact, "answer"))
    (answer,) = await claim(store)
    assert ["answer"] == keys_of([answer])
    await settle(store, answer, Sent("1"))
    (again,) = await claim(store, NOW + HOUR)
    assert (["first"], 1) == (keys_of([again]), again.tries)
    await settle(store, again, Sent("2"))
    assert ["second"] == keys_of(await claim(store, NOW + HOUR))


async def test_of_a_card_only_the_newest_waiting_state_is_sent(store: SqlStore) -> None:
    loaded = await someone(store)
    await put(store, card(loaded, 1), notice(loaded.contact, "told"))
    await put(store, card(loaded, 2), card(loaded, 3))
    turns = []
    while envelopes := await claim(store):
        turns += [e.message.turn for e in envelopes if isinstance(e.message, Screen)]
        await settle(store, envelopes[0], Sent("77"))
    assert [3] == turns


async def test_a_card_is_sent_once_and_edited_ever_after(store: SqlStore) -> None:
    loaded = await someone(store)
    edits = []
    for turn in range(3):
        await put(store, card(loaded, turn))
        (envelope,) = await claim(store)
        assert loaded.conversation_id == envelope.card
        edits.append(envelope.edit)
        await settle(store, envelope, Sent("77"))
    assert [None, "77", "77"] == edits


async def test_a_screen_may_say_what_it_edits_or_that_it_is_new(store: SqlStore) -> None:
    loaded = await someone(store)
    await put(store, card(loaded, 1))
    await settle(store, (await claim(store))[0], Sent("77"))
    edits = []
    for edit in ("55", "", None):
        await put(store, card(loaded, 2, edit))
        (envelope,) = await claim(store)
        edits.append(envelope.edit)
        await settle(store, envelope, Sent("88"))
    assert ["55", None, "88"] == edits


async def test_a_message_that_is_no_screen_never_becomes_the_card(store: SqlStore) -> None:
    loaded = await someone(store)
    beside = [
        Outgoing(loaded.contact, message, card=loaded.conversation_id)
        for message in (Notice(say("hello")), Strip("66"))
    ]
    await put(store, card(loaded, 1), *beside)
    for n in range(3):
        (envelope,) = await claim(store)
        await settle(store, envelope, Sent(str(n)))
    await put(store, card(loaded, 2))
    assert ["0"] == [one.edit for one in await claim(store)]


async def test_two_who_claim_at_once_never_get_the_same_or_the_same_contact(
    store: SqlStore,
) -> None:
    for n in range(10):
        contact = (await someone(store, n)).contact
        await put(store, notice(contact, f"a{n}"), notice(contact, f"b{n}"))
    batches = await asyncio.gather(*(claim(store, limit=4) for _ in range(5)))
    claimed = sorted(key for batch in batches for key in keys_of(batch))
    assert len(claimed) == len(set(claimed))
    assert [] == [key for key in claimed if key.startswith("b")]
    rest = keys_of(await claim(store))
    assert [f"a{n}" for n in range(10)] == sorted(claimed + rest)


async def test_the_backlog_counts_what_could_leave_now(store: SqlStore) -> None:
    people = [(await someone(store, n)).contact for n in range(3)]
    await put(store, notice(people[0]), at=NOW - MINUTE)
    await put(store, notice(people[1]), notice(people[2], not_before=NOW + HOUR))
    async with store.writing() as tx:
        chat = await tx.contact(CHAT, Lang.RU, NOW)
        shut = await tx.contact(Address(CHAT.channel, "-1"), Lang.RU, NOW)
        await tx.switch_contact(shut, False, "kicked", NOW)
    await put(store, notice(chat), notice(chat), notice(shut), at=NOW - 2 * MINUTE)
    async with store.reading() as tx:
        assert Backlog(4, 120.0, 0, 0) == (found := await tx.backlog(NOW))
    assert type(found.messages) is int  # it is told as JSON


async def test_nothing_is_put_for_nothing(store: SqlStore) -> None:
    await put(store)
    assert [] == await claim(store)
    assert await next_at(store) is None


async def test_what_a_killed_process_had_taken_on_is_free_at_the_next_start(
    store: SqlStore, request: pytest.FixtureRequest
) -> None:
    """On SQLite nobody else sends; on PostgreSQL others may, and leases run out by themselves."""
    loaded = await someone(store)
    await put(store, notice(loaded.contact))
    taken = [one.id for one in await claim(store)]
    assert [] == await claim(store)
    async with store.writing() as tx:
        await tx.release(NOW)
    expected = [] if "postgres" in request.node.name else taken
    assert expected == [one.id for one in await claim(store)]
