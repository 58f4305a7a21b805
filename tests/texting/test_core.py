"""Short messages in the core: caps, quiet hours, budget, drafts, stopping, what is found late."""

from datetime import date, datetime, time, timedelta
from decimal import Decimal

import pytest
from msgspec.structs import replace

from bot.dialogs.incoming import Asked, Stopped, Typed
from bot.dialogs.say import say
from bot.messages import Notice
from bot.rations import Rations
from bot.reception.calendar import at
from bot.records import (
    Address,
    ChannelName,
    Envelope,
    Incoming,
    Outgoing,
    Priority,
    Sent,
    Settlement,
)
from bot.texting import ANSWERS_A_DAY, UNASKED_A_DAY, Budget
from bot.troubles import Trouble
from tests.turns.house import BEGINS, MONDAY, TRAITS, Citizen, House, keys

SMS = Address(ChannelName.SMS, "+77011234567")
OTHER = Address(ChannelName.SMS, "+77011234568")
LAST = say("texting-last", phone="1414", link="")
WITH_DRAFTS = {
    **TRAITS,
    ChannelName.SMS: replace(TRAITS[ChannelName.SMS], drafts_a_day=3),
}


class Post:
    """What takes messages on and sends them, as a lane does; every text is two segments."""

    def __init__(self, house: House, budget: Budget | None = None) -> None:
        self.house = house
        self.heard: dict[Trouble, bool] = {}
        self.rations = Rations(budget or Budget(), lambda: LAST, self.hear)

    def hear(self, trouble: Trouble, present: bool, _detail: str) -> None:
        self.heard[trouble] = present

    async def puts(self, *messages: Outgoing) -> None:
        async with self.house.store.writing() as tx:
            await tx.put(messages, self.house.now)

    async def contact(self, address: Address = SMS) -> int:
        async with self.house.store.writing() as tx:
            return await tx.contact(address, None, self.house.now)

    async def sends(self) -> list[Envelope]:
        """Send all that is due and may leave; a fresh transaction each time, as after a restart."""
        sent: list[Envelope] = []
        now = self.house.now
        while True:
            async with self.house.store.writing() as tx:
                claimed = await tx.claim(SMS.channel, now, now + timedelta(seconds=30), 9)
                leaving = await self.rations.admit(tx, claimed, now)
            async with self.house.store.writing() as tx:
                settled = [Settlement(one, Sent(f"SM{one.id}", 2), now, None) for one in leaving]
                await tx.settle(settled)
                await self.rations.sent(tx, settled)
            sent += leaving
            if not claimed:
                return sent

    async def sends_of(self, count: int, **how: object) -> list[Envelope]:
        """Put as many messages to one number, and send what may leave of them."""
        contact = await self.contact()
        one = Outgoing(contact, Notice(say("nudge")), **how)  # type: ignore[arg-type]
        await self.puts(*[one] * count)
        return await self.sends()


@pytest.mark.parametrize(
    ("priority", "most"), [(Priority.NOTICE, UNASKED_A_DAY), (Priority.ANSWER, ANSWERS_A_DAY)]
)
async def test_a_number_gets_so_many_a_day_and_the_last_one_says_so(
    house: House, priority: Priority, most: int
) -> None:
    post = Post(house)
    sent = await post.sends_of(most + 3, priority=priority)
    assert most == len(sent)
    assert [None] * (most - 1) + [LAST] == [one.closing for one in sent]
    assert [] == await post.sends_of(1, priority=priority)
    house.clock.moment += timedelta(days=1)
    assert 1 == len(await post.sends_of(1, priority=priority))


async def test_statutory_ones_leave_beyond_every_cap_and_count_for_none(house: House) -> None:
    post = Post(house)
    statutory = await post.sends_of(9, priority=Priority.NOTICE, statutory=True)
    assert [None] * 9 == [one.closing for one in statutory]
    assert UNASKED_A_DAY == len(await post.sends_of(9, priority=Priority.NOTICE))
    assert 1 == len(await post.sends_of(1, priority=Priority.NOTICE, statutory=True))


async def test_answers_and_what_comes_unasked_are_counted_apart(house: House) -> None:
    post = Post(house)
    await post.sends_of(9, priority=Priority.NOTICE)
    assert 1 == len(await post.sends_of(1, priority=Priority.ANSWER))


@pytest.mark.parametrize(
    ("now", "leaves"),
    [
        (time(19, 59), time(19, 59)),
        (time(20, 0), time(9, 0)),
        (time(8, 59), time(9, 0)),
        (time(9, 0), time(9, 0)),
    ],
)
async def test_what_comes_unasked_waits_for_the_end_of_the_quiet_hours(
    house: House, now: time, leaves: time
) -> None:
    post = Post(house)
    house.clock.moment = begun = at(MONDAY, now)
    await post.sends_of(1, priority=Priority.NOTICE)
    async with house.store.reading() as tx:
        waiting = await tx.next_message(SMS.channel, house.clock.now())
    due = at(MONDAY + timedelta(days=int(now.hour >= 20)), leaves)
    assert waiting == (None if due == begun else due)
    house.clock.moment = due
    assert (waiting is not None) == bool(await post.sends())


async def test_answers_and_statutory_ones_leave_at_night(house: House) -> None:
    post = Post(house)
    house.clock.moment = at(MONDAY, time(23, 0))
    assert 1 == len(await post.sends_of(1))
    assert 1 == len(await post.sends_of(1, priority=Priority.NOTICE, statutory=True))


async def test_a_reminder_two_hours_before_leaves_in_quiet_hours(house: House) -> None:
    """Afterwards it would be too late for it."""
    post = Post(house)
    house.clock.moment = at(MONDAY, time(8, 0))
    soon = house.now + timedelta(hours=2)
    assert 1 == len(await post.sends_of(1, priority=Priority.NOTICE, not_after=soon))


PRICE = Decimal("0.05")


async def test_at_four_fifths_of_the_budget_staff_hear_of_it_and_nothing_stops(
    house: House,
) -> None:
    post = Post(house, Budget(PRICE, Decimal(1)))
    await post.sends_of(7)
    assert not any(post.heard.values())
    await post.sends_of(1)
    told = {Trouble.SMS_BUDGET_80: True, Trouble.SMS_BUDGET_SPENT: False}
    assert told == post.heard
    assert 1 == len(await post.sends_of(1))


async def test_when_it_is_spent_only_statutory_ones_leave_until_the_month_ends(
    house: House,
) -> None:
    post = Post(house, Budget(PRICE, Decimal(1)))
    assert 10 == len(await post.sends_of(10, statutory=True))
    assert {Trouble.SMS_BUDGET_80: True, Trouble.SMS_BUDGET_SPENT: True} == post.heard
    assert [] == await post.sends_of(1)
    assert 1 == len(await post.sends_of(1, statutory=True))
    house.clock.moment = at(date(2026, 4, 1), time(10, 0))
    assert 1 == len(await post.sends_of(1))
    assert not any(post.heard.values())


async def test_a_greater_budget_lets_them_leave_again(house: House) -> None:
    await Post(house, Budget(PRICE, Decimal("0.1"))).sends_of(1)
    assert [] == await Post(house, Budget(PRICE, Decimal("0.1"))).sends_of(1)
    assert 1 == len(await Post(house, Budget(PRICE, Decimal("0.3"))).sends_of(1))


async def test_without_a_budget_segments_are_counted_all_the_same(house: House) -> None:
    post = Post(house)
    await post.sends_of(3)
    async with house.store.reading() as tx:
        spent = await tx.sms_spent(MONDAY)
    assert (3, 6, Decimal(0)) == (spent.messages, spent.segments, spent.cost)
    assert {} == post.heard


# ------------------------------------------------------------------------------ unfinished bookings


def texting(house: House) -> Citizen:
    """Someone in a house that limits unfinished bookings by SMS."""
    house.traits = WITH_DRAFTS
    house.__post_init__()
    return Citizen(house, SMS)


async def test_a_fourth_unfinished_booking_of_a_day_is_answered_with_a_phone(
    house: House,
) -> None:
    person = texting(house)
    await person.asks("start")
    await person.presses("kk")
    for _ in range(3):
        await person.asks("book")
        assert (await house.conversation(SMS)).frames
        await person.asks("cancel")
    await house.delivers()
    await person.types("жазылу")
    (refusal,) = await house.delivers()
    assert ["texting-drafts"] == keys([refusal])
    assert () == (await house.conversation(SMS)).frames
    house.clock.moment += timedelta(days=1)
    await person.types("жазылу")
    assert (await house.conversation(SMS)).frames


async def test_going_on_with_a_booking_begins_no_other(house: House) -> None:
    person = texting(house)
    await person.begins()
    for _ in range(5):
        await person.asks("help")
        await person.asks("book")
    assert "booking" == (await house.conversation(SMS)).frames[-1].dialog


async def test_a_finished_booking_counts_no_more(house: House) -> None:
    person = texting(house)
    await person.books()
    for _ in range(3):
        await person.asks("book")
        await person.asks("cancel")
    await house.delivers()
    await person.asks("book")
    assert "texting-drafts" in keys(await house.delivers())


async def test_elsewhere_bookings_are_not_limited_this_way(house: House) -> None:
    house.traits = WITH_DRAFTS
    house.__post_init__()
    person = Citizen(house, Address(ChannelName.TELEGRAM, "100"))
    await person.asks("start")
    await person.presses("kk")
    for _ in range(5):
        await person.asks("cancel")
        await person.asks("book")
    assert (await house.conversation(person.address)).frames


# --------------------------------------------------------------------------------- stop, come back


async def test_stopping_by_a_word_of_ours_is_confirmed_once(house: House) -> None:
    person = Citizen(house, SMS)
    await person.begins()
    await house.delivers()
    for _ in range(2):
        await person.says(Stopped(heard=False))
    assert ["texting-stopped"] == keys(await house.delivers())
    await person.types("жазылу")
    assert [] == await house.delivers()


async def test_stopping_by_a_word_of_the_network_is_confirmed_by_the_network(
    house: House,
) -> None:
    person = Citizen(house, SMS)
    await person.begins()
    await house.delivers()
    await person.says(Stopped())
    assert [] == await house.delivers()


@pytest.mark.parametrize("word", ["БАСТАУ", "старт", "Start", "YES", "возобновить", "қайта қосу"])
async def test_some_words_bring_a_person_back(house: House, word: str) -> None:
    person = Citizen(house, SMS)
    await person.begins()
    await person.says(Stopped())
    await house.delivers()
    await person.types(word)
    assert [] != await house.delivers()


@pytest.mark.parametrize("word", ["иә", "да", "ok", "1", "меню", "көмек"])
async def test_other_words_do_not(house: House, word: str) -> None:
    person = Citizen(house, SMS)
    await person.begins()
    await person.says(Stopped())
    await house.delivers()
    await person.types(word)
    assert [] == await house.delivers()


# -------------------------------------------------------------------------------------- found late


def late(house: House, text: str, said_at: datetime, id_: str = "late") -> Incoming:
    return Incoming(SMS, id_, Typed(text), said_at=said_at)


async def test_a_text_found_late_is_taken_in_if_nothing_happened_since(house: House) -> None:
    person = Citizen(house, SMS)
    await person.begins()
    house.clock.moment += timedelta(minutes=10)
    said = house.now
    house.clock.moment += timedelta(minutes=10)
    await house.turns.accept([late(house, "1", said)])
    assert "applicant" in (await house.conversation(SMS)).frames[-1].answers


async def test_an_answer_found_late_does_not_answer_what_was_asked_since(house: House) -> None:
    person = Citizen(house, SMS)
    await person.begins()
    said = house.now + timedelta(minutes=1)
    house.clock.moment += timedelta(minutes=2)
    await person.presses("individual")
    await house.delivers()
    before = await house.conversation(SMS)
    house.clock.moment += timedelta(minutes=10)
    await house.turns.accept([late(house, "1", said)])
    (again,) = await house.delivers()
    assert ["consent-ask"] == keys([again])
    assert before.frames == (await house.conversation(SMS)).frames


async def test_a_first_text_found_late_begins_a_conversation(house: House) -> None:
    said = BEGINS - timedelta(hours=3)
    await house.turns.accept([Incoming(OTHER, "late", Typed("бронь"), said_at=said)])
    assert 1 == len(await house.delivers())
    assert (await house.conversation(OTHER)).frames


async def test_a_text_found_twice_is_taken_in_once(house: House) -> None:
    said = house.now - timedelta(minutes=1)
    update = late(house, "бронь", said)
    await house.turns.accept([update, update])
    await house.turns.accept([replace(update, said_at=None)])
    assert 1 == len(await house.delivers())


async def test_whoever_stopped_stays_stopped_when_it_is_found_late(house: House) -> None:
    person = Citizen(house, SMS)
    await person.begins()
    house.clock.moment += timedelta(minutes=5)
    await person.presses("individual")
    await house.delivers()
    said = house.now - timedelta(minutes=1)
    await house.turns.accept([Incoming(SMS, "late", Stopped(heard=False), said_at=said)])
    assert ["texting-stopped"] == keys(await house.delivers())
    start = Incoming(SMS, "later", Asked("start"), said_at=house.now)
    await house.turns.accept([start])
    assert [] != await house.delivers()
