"""Contacts, language and consent."""

from datetime import date

from msgspec.structs import replace

from bot.dialogs.held import DataOf, HeldRequest, MyData
from bot.reception.language import Lang
from bot.reception.lifecycle import State
from bot.records import Address, ChannelName
from storage.store import SqlStore
from tests.storage.rows import everything
from tests.storage.samples import CHAT, DAY, NAME, NOW, given, someone, telegram


async def test_a_contact_is_made_once_with_its_language(store: SqlStore) -> None:
    async with store.writing() as tx:
        made = await tx.contact(CHAT, Lang.RU, NOW)
        assert made == await tx.contact(CHAT, Lang.KK, NOW)
        loaded = (await tx.load([CHAT], NOW))[CHAT]
    assert (made, Lang.RU) == (loaded.contact, loaded.conversation.lang)


async def test_the_same_number_on_two_channels_is_two_contacts(store: SqlStore) -> None:
    async with store.writing() as tx:
        first = await tx.contact(telegram(1), None, NOW)
        assert first != await tx.contact(Address(ChannelName.SMS, "1"), None, NOW)
        assert telegram(1) == await tx.address_of(first)


async def test_a_contact_is_switched_off_and_on(store: SqlStore) -> None:
    loaded = await someone(store)
    async with store.writing() as tx:
        await tx.switch_contact(loaded.contact, False, "stopped", NOW)
    assert not (await someone(store)).active
    async with store.writing() as tx:
        await tx.switch_contact(loaded.contact, True, "start", NOW)
    assert (await someone(store)).active


async def test_a_language_is_remembered_with_the_conversation(store: SqlStore) -> None:
    loaded = await someone(store)
    assert loaded.conversation.lang is None
    async with store.writing() as tx:
        await tx.set_language(loaded.contact, loaded.person, Lang.RU)
    assert Lang.RU == (await someone(store)).conversation.lang


async def test_a_chat_without_a_person_speaks_its_language(store: SqlStore) -> None:
    async with store.writing() as tx:
        contact = await tx.contact(CHAT, Lang.KK, NOW)
        await tx.set_language(contact, None, Lang.RU)
        assert Lang.RU == (await tx.load([CHAT], NOW))[CHAT].conversation.lang


async def test_consent_is_given_and_taken_back(store: SqlStore) -> None:
    loaded = await someone(store)
    assert loaded.person is not None
    async with store.writing() as tx:
        await tx.set_consent(loaded.contact, loaded.person, "2026-01", NOW)
    assert "2026-01" == (await someone(store)).consent
    async with store.writing() as tx:
        await tx.set_consent(loaded.contact, loaded.person, None, NOW + DAY)
    assert (await someone(store)).consent is None


async def test_my_data_is_all_that_is_held(store: SqlStore) -> None:
    loaded = await someone(store)
    assert loaded.person is not None
    async with store.writing() as tx:
        nothing = await tx.answer(DataOf(loaded.person), NOW)
        await tx.set_language(loaded.contact, loaded.person, Lang.KK)
        await tx.set_consent(loaded.contact, loaded.person, "2026-01", NOW)
        one = await tx.add_request(given(loaded))
        other = await tx.add_request(given(loaded, official="deputy"))
        held = await tx.answer(DataOf(loaded.person), NOW)
    assert one
    assert other
    assert MyData(since=NOW, where=(("telegram", "700"),)) == nothing
    shown = HeldRequest(
        number=one.number,
        state=State.REGISTERED,
        office="ministry",
        official="minister",
        registered_on=date(2026, 3, 2),
        kept_months=12,
        name=NAME,
        phone="+77011234567",
        iin_tail="0017",
        postal_address="Астана қ., Мәңгілік Ел даңғ., 8",
        organisation="«Ақ бидай» ЖШС",
        bin_tail="5637",
        essence="Тұрғын үй кезегі туралы мәселе бойынша",
        unfit_days="дүйсенбі",
    )
    both = (replace(shown, number=other.number, official="deputy"), shown)
    assert MyData("2026-01", NOW, "kk", NOW, (("telegram", "700"),), both) == held


async def test_the_log_of_consent_says_where_and_in_which_language(store: SqlStore) -> None:
    loaded = await someone(store)
    assert loaded.person is not None
    async with store.writing() as tx:
        assert not await tx.consent_withdrawn(loaded.person)
        await tx.set_language(loaded.contact, loaded.person, Lang.RU)
        await tx.set_consent(loaded.contact, loaded.person, "2026-1", NOW)
        assert not await tx.consent_withdrawn(loaded.person)
        await tx.set_consent(loaded.contact, loaded.person, None, NOW + DAY)
        assert await tx.consent_withdrawn(loaded.person)
    log = (await everything(store))["consent_log"]
    assert [("2026-1", NOW, "telegram", "ru"), (None, NOW + DAY, "telegram", "ru")] == [
        (one["version"], one["at"], one["channel"], one["lang"]) for one in log
    ]
