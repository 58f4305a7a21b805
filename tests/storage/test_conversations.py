"""Conversations come back as they were left; a new address gets a contact and a person."""

from msgspec.structs import replace

from bot.dialogs.conversation import Conversation, Frame
from bot.reception.language import Lang
from bot.records import Address, ChannelName, Saved
from storage.store import SqlStore
from tests.storage.samples import CHAT, DAY, HOUR, NAME, NOW, someone, telegram

TALK = Conversation(
    lang=Lang.RU,
    turn=7,
    page=2,
    frames=(Frame("booking", {"office": "қоғам"}, {"name": NAME}), Frame("language")),
    options=("a", "b"),
    prompts={3: Frame("survey", {"number": "2026-000001-1"}), 5: Frame("reminder")},
)


async def test_a_new_address_gets_a_contact_a_person_and_a_blank_conversation(
    store: SqlStore,
) -> None:
    loaded = await someone(store)
    assert Conversation() == loaded.conversation
    assert (None, True) == (loaded.consent, loaded.active)
    assert loaded.person is not None
    assert loaded == await someone(store)


async def test_a_batch_is_loaded_at_once_old_and_new_together(store: SqlStore) -> None:
    old = await someone(store, 1)
    addresses = [telegram(n) for n in range(5)] + [Address(ChannelName.SMS, "1")]
    async with store.writing() as tx:
        loaded = await tx.load(addresses, NOW)
    assert set(addresses) == set(loaded)
    assert old == loaded[telegram(1)]
    assert 6 == len({one.contact for one in loaded.values()})
    assert 6 == len({one.person for one in loaded.values()})


async def test_nobody_is_loaded_for_no_address(store: SqlStore) -> None:
    async with store.writing() as tx:
        assert {} == await tx.load([], NOW)
        await tx.save([], NOW)


async def test_a_staff_chat_has_no_person(store: SqlStore) -> None:
    async with store.writing() as tx:
        loaded = (await tx.load([CHAT], NOW))[CHAT]
    assert loaded.person is None


async def test_the_cards_of_a_chat_are_conversations_of_one_contact(store: SqlStore) -> None:
    cards = [replace(CHAT, thread=f"2026-00000{n}-1") for n in range(3)]
    async with store.writing() as tx:
        first = await tx.load(cards[:2], NOW)
        loaded = await tx.load([CHAT, *cards], NOW)
    assert first.items() <= loaded.items()
    assert 1 == len({one.contact for one in loaded.values()})
    assert 4 == len({one.conversation_id for one in loaded.values()})


async def test_a_conversation_comes_back_as_it_was_saved(store: SqlStore) -> None:
    loaded = await someone(store)
    async with store.writing() as tx:
        await tx.set_language(loaded.contact, loaded.person, Lang.RU)
        await tx.save([Saved(loaded.conversation_id, TALK, True)], NOW)
    assert TALK == (await someone(store)).conversation


async def test_an_idle_conversation_is_saved_blank(store: SqlStore) -> None:
    loaded = await someone(store)
    async with store.writing() as tx:
        await tx.save([Saved(loaded.conversation_id, TALK, True)], NOW)
        await tx.save([Saved(loaded.conversation_id, Conversation(turn=8), False)], NOW)
    assert Conversation(turn=8) == (await someone(store)).conversation


async def test_a_forgotten_draft_is_nudged_once_and_then_found_by_the_nudged(
    store: SqlStore,
) -> None:
    loaded = await someone(store)
    later = NOW + 2 * HOUR
    async with store.writing() as tx:
        await tx.save([Saved(loaded.conversation_id, TALK, True)], NOW)
        assert [] == await tx.forgotten_drafts(NOW - HOUR, False, 10)
        assert [] == await tx.forgotten_drafts(later, True, 10)
        assert [telegram()] == await tx.forgotten_drafts(later, False, 10)
        assert [] == await tx.forgotten_drafts(later, False, 10)
        assert [telegram()] == await tx.forgotten_drafts(later, True, 10)


async def test_a_turn_does_not_bring_a_second_nudge_but_a_new_draft_does(store: SqlStore) -> None:
    loaded = await someone(store)
    draft = Saved(loaded.conversation_id, TALK, True)
    async with store.writing() as tx:
        await tx.save([draft], NOW)
        assert [telegram()] == await tx.forgotten_drafts(NOW, False, 10)
        await tx.save([draft], NOW)
        assert [] == await tx.forgotten_drafts(NOW, False, 10)
        await tx.save([replace(draft, draft=False)], NOW)
        assert [] == await tx.forgotten_drafts(NOW + DAY, True, 10)
        await tx.save([draft], NOW)
        assert [telegram()] == await tx.forgotten_drafts(NOW, False, 10)


async def test_the_oldest_drafts_come_first_and_no_more_than_asked(store: SqlStore) -> None:
    people = [await someone(store, n) for n in range(3)]
    async with store.writing() as tx:
        for nth, loaded in enumerate(people):
            await tx.save([Saved(loaded.conversation_id, TALK, True)], NOW - nth * HOUR)
        assert [telegram(2), telegram(1)] == await tx.forgotten_drafts(NOW, False, 2)


async def test_it_is_known_whether_any_draft_is_idle(store: SqlStore) -> None:
    loaded = await someone(store)
    async with store.writing() as tx:
        assert not await tx.has_drafts(NOW)
        await tx.save([Saved(loaded.conversation_id, TALK, True)], NOW)
        assert not await tx.has_drafts(NOW - HOUR)
        assert await tx.has_drafts(NOW)


async def test_that_a_question_takes_a_contact_is_remembered(store: SqlStore) -> None:
    loaded = await someone(store)
    asking = Conversation(turn=1, asks_contact=True)
    async with store.writing() as tx:
        await tx.save([Saved(loaded.conversation_id, asking, False)], NOW)
    assert asking == (await someone(store)).conversation
