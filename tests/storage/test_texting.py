"""Short messages: caps and costs counted, drafts limited, unproven ones found, looks shared."""

import asyncio
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.records import Address, ChannelName, Outgoing, Priority, Sent
from bot.texting import Charged, Counted, Spent, list_since
from storage.store import SqlStore
from storage.tables import attempt, outbox
from tests.storage.samples import DAY, HOUR, MINUTE, NOW, SECOND, notice, settle
from tests.storage.test_settling import rows

TODAY = date(2026, 3, 2)
PRICE = Decimal("0.0527")


async def phone(store: SqlStore, number: str = "+77012223344") -> int:
    async with store.writing() as tx:
        return await tx.contact(Address(ChannelName.SMS, number), None, NOW)


async def sent(store: SqlStore, *charged: Charged, day: date = TODAY) -> None:
    async with store.writing() as tx:
        await tx.sms_sent(charged, day, PRICE)


async def text(store: SqlStore, contact: int, provider_id: str, minutes: int = 0) -> None:
    """Send an SMS that the provider takes under this id."""
    at = NOW + minutes * MINUTE
    async with store.writing() as tx:
        await tx.put([notice(contact)], at)
        (envelope,) = await tx.claim(ChannelName.SMS, at, at + 30 * SECOND, 1)
    await settle(store, envelope, Sent(provider_id), at)


async def test_answers_and_others_are_counted_apart_by_number_and_day(store: SqlStore) -> None:
    one, other = await phone(store), await phone(store, "+77012223345")
    await sent(
        store,
        Charged(one, True, True, 2),
        Charged(one, True, True, 2),
        Charged(one, False, True, 1),
        Charged(other, False, False, 3),
    )
    await sent(store, Charged(other, False, True, 1), day=TODAY + DAY)
    async with store.reading() as tx:
        assert {one: Counted(1, 2)} == await tx.sms_counted([one, other], TODAY)
        assert {other: Counted(1, 0)} == await tx.sms_counted([one, other], TODAY + DAY)


async def test_a_month_costs_every_segment_at_the_price_of_its_day(store: SqlStore) -> None:
    one = await phone(store)
    await sent(store, Charged(one, True, True, 3), Charged(one, False, False, 2))
    async with store.writing() as tx:
        await tx.sms_sent([Charged(one, True, True, 10)], TODAY + DAY, Decimal("0.1"))
        await tx.sms_sent([], TODAY, PRICE)
        assert Spent(3, 15, Decimal("1.2635")) == await tx.sms_spent(date(2026, 3, 31))
        assert Spent() == await tx.sms_spent(date(2026, 4, 1))


async def test_counts_of_past_days_are_forgotten_and_costs_stay(store: SqlStore) -> None:
    one = await phone(store)
    await sent(store, Charged(one, True, True, 1))
    async with store.writing() as tx:
        await tx.forget_counts(TODAY + DAY)
        assert {} == await tx.sms_counted([one], TODAY)
        assert 1 == (await tx.sms_spent(TODAY)).messages


async def test_a_fourth_unfinished_booking_of_a_day_is_not_begun(store: SqlStore) -> None:
    one = await phone(store)
    async with store.writing() as tx:
        begun = [await tx.begin_draft(one, TODAY, 3) for _ in range(4)]
        assert [True, True, True, False] == begun
        await tx.end_draft(one, TODAY)
        assert [True, False] == [await tx.begin_draft(one, TODAY, 3) for _ in range(2)]
        assert await tx.begin_draft(one, TODAY + DAY, 3)


async def test_a_booking_finished_on_the_next_day_makes_no_count_negative(store: SqlStore) -> None:
    one = await phone(store)
    async with store.writing() as tx:
        await tx.end_draft(one, TODAY)
        assert [True, False] == [await tx.begin_draft(one, TODAY, 1) for _ in range(2)]


async def test_what_is_dropped_is_kept_with_the_reason(store: SqlStore, url: str) -> None:
    one = await phone(store)
    async with store.writing() as tx:
        await tx.put([notice(one)], NOW)
        (claimed,) = await tx.claim(ChannelName.SMS, NOW, NOW + MINUTE, 1)
        await tx.drop([claimed.id], "cap", NOW)
        await tx.drop([], "cap", NOW)
        assert [] == await tx.claim(ChannelName.SMS, NOW + HOUR, NOW + DAY, 1)
    assert [("dropped",)] == await rows(url, outbox.c.state)
    assert [("dropped", "cap")] == await rows(url, attempt.c.outcome, attempt.c.code)


async def test_what_is_put_off_leaves_then_and_holds_up_nothing_meanwhile(store: SqlStore) -> None:
    one = await phone(store)
    later = NOW + HOUR
    async with store.writing() as tx:
        await tx.put([notice(one, priority=Priority.NOTICE)], NOW)
        (claimed,) = await tx.claim(ChannelName.SMS, NOW, NOW + MINUTE, 1)
        await tx.put_off([claimed.id], later)
        await tx.put_off([], later)
        assert later == await tx.next_message(ChannelName.SMS, NOW)
        await tx.put([Outgoing(one, notice(one).message, Priority.NOTICE)], NOW)
        (other,) = await tx.claim(ChannelName.SMS, NOW, NOW + MINUTE, 9)
    await settle(store, other, Sent("SM2"))
    async with store.writing() as tx:
        (again,) = await tx.claim(ChannelName.SMS, later, later + MINUTE, 9)
    assert (claimed.id, 0, None) == (again.id, again.tries, again.unsure_since)


async def test_only_sms_without_a_last_word_are_unproven(store: SqlStore) -> None:
    one = await phone(store)
    words = ["", "queued", "sent", "delivered", "undelivered", "failed"]
    for number, word in enumerate(words):
        await text(store, one, f"SM{number}", number)
        if word:
            async with store.writing() as tx:
                await tx.provider_status(f"SM{number}", word, "", NOW)
    async with store.reading() as tx:
        found = await tx.unproven(NOW, NOW + HOUR, 0, 9)
        assert ["SM0", "SM1", "SM2"] == [row.provider_id for row in found]
        assert ["", "queued", "sent"] == [row.status for row in found]
        assert [NOW, NOW + MINUTE, NOW + 2 * MINUTE] == [row.sent_at for row in found]
        after = await tx.unproven(found[0].sent_at, NOW + 2 * MINUTE, found[0].id, 9)
        assert ["SM1"] == [row.provider_id for row in after]


async def test_ids_of_other_messages_are_known(store: SqlStore) -> None:
    await text(store, await phone(store), "SM1")
    async with store.reading() as tx:
        assert {"SM1"} == await tx.providers_known(["SM1", "SM2"])
        assert set() == await tx.providers_known([])


async def test_of_several_processes_one_looks(store: SqlStore) -> None:
    async def begins() -> bool:
        async with store.writing() as tx:
            return await tx.begin_look("inbound", NOW, 300)

    assert 1 == sum(await asyncio.gather(*(begins() for _ in range(4))))


@pytest.mark.parametrize(
    ("passed", "begins"),
    [(timedelta(seconds=299), False), (timedelta(seconds=300), True), (-HOUR, True)],
)
async def test_a_look_is_begun_again_after_a_while_and_after_a_clock_was_put_back(
    store: SqlStore, passed: timedelta, begins: bool
) -> None:
    async with store.writing() as tx:
        assert await tx.begin_look("inbound", NOW, 300)
        assert begins is await tx.begin_look("inbound", NOW + passed, 300)
        assert await tx.begin_look("statuses", NOW, 300)


async def test_a_look_remembers_up_to_when_everything_was_seen(store: SqlStore) -> None:
    async with store.writing() as tx:
        assert await tx.looked_at("inbound") is None
        assert await tx.begin_look("inbound", NOW, 300)
        assert await tx.looked_at("inbound") is None
        await tx.end_look("inbound", NOW)
        assert NOW == await tx.looked_at("inbound")


@given(st.timedeltas(-DAY * 30, DAY * 30))
def test_looks_overlap_and_go_back_a_week_at_most(ago: timedelta) -> None:
    since = list_since(NOW - ago, NOW)
    assert NOW - 7 * DAY <= since <= NOW - timedelta(minutes=30)


def test_the_first_look_goes_back_a_day() -> None:
    assert NOW - DAY == list_since(None, NOW)
