"""Batches: many updates commit once, duplicates fall out, and each gets its answer in order."""

import asyncio

from bot.dialogs.incoming import Asked, Pressed, Stopped, Typed, What
from bot.reception.language import Lang
from bot.records import Address, ChannelName, Reply
from tests.turns.house import ANSWERS, Citizen, House, keys, remarks, shares, telegram


async def test_updates_of_many_people_commit_together(house: House) -> None:
    people = [telegram(100 + n) for n in range(50)]
    updates = [house.update(address, Asked("start")) for address in people]
    replies = await house.turns.accept(updates)
    assert [Reply()] * 50 == replies
    assert 1 == house.woken
    assert ["language-first"] * 50 == keys(await house.delivers())


async def test_who_comes_meanwhile_makes_the_next_batch_together(house: House) -> None:
    people = [telegram(100 + n) for n in range(50)]
    async with asyncio.TaskGroup() as tasks:
        for address in people:
            tasks.create_task(house.turns.accept([house.update(address, Asked("start"))]))
    assert 2 == house.woken  # the first alone, the rest while it was being committed
    assert 50 == len(await house.delivers())


async def test_a_batch_has_a_limit_and_everyone_is_answered(house: House) -> None:
    updates = [house.update(telegram(100 + n), Asked("start")) for n in range(450)]
    assert 450 == len(await house.turns.accept(updates))
    assert 3 == house.woken
    assert 450 == len(await house.delivers())


async def test_nothing_to_take_in_is_nothing(house: House) -> None:
    assert [] == await house.turns.accept([])
    assert 0 == house.woken


async def test_a_duplicate_falls_out_in_one_batch_and_in_two(house: House) -> None:
    update = house.update(telegram(100), Asked("start"))
    again = house.update(telegram(100), Typed("x"))
    await house.turns.accept([update, update])
    await house.turns.accept([update, again, update])
    assert ["language-first", "language-first"] == keys(await house.delivers())


async def test_the_same_number_on_another_channel_is_another_update(house: House) -> None:
    first = house.update(telegram(100), Asked("start"))
    sms = Address(ChannelName.SMS, "+77011234567")
    other = house.update(sms, Asked("start"))
    twin = type(other)(sms, first.external_id, other.what)
    await house.turns.accept([first, twin])
    assert 2 == len(await house.delivers())


async def test_messages_of_one_person_in_one_batch_are_taken_in_order(house: House) -> None:
    person = Citizen(house, telegram(100))
    await person.begins()
    await person.answers(until="name")
    said: list[What] = [Typed(ANSWERS["name"]), shares(), Typed(ANSWERS["essence"])]
    await house.turns.accept([house.update(person.address, what) for what in said])
    now = await house.conversation(person.address)
    assert "unfit" == now.step
    assert ">+77011234567" == now.frames[-1].answers["phone"]


async def test_a_whole_booking_in_one_batch_gives_one_ticket(house: House) -> None:
    person = Citizen(house, telegram(100))
    await person.begins()
    await person.answers(until="help")
    turn = (await house.conversation(person.address)).turn
    presses = [Pressed(turn, 2, "1"), Pressed(turn + 1, 1, "1"), Pressed(turn + 1, 1, "1")]
    await house.turns.accept([house.update(person.address, press) for press in presses])
    assert 1 == len(await house.numbers_given())
    assert 1 == keys(await house.delivers()).count("notice-ticket")


async def test_a_stale_press_is_answered_with_the_question_again(house: House) -> None:
    person = Citizen(house, telegram(100))
    await person.begins()
    old = await person.press("individual")
    await person.answers(until="phone")
    await house.delivers()
    reply = await person.says(old)
    sent = await house.delivers()
    assert reply.toast is not None
    assert "already-answered" == reply.toast.key
    assert (["booking-phone"], ["already-answered"]) == (keys(sent)[-1:], remarks(sent))
    assert "phone" == (await house.conversation(person.address)).step


async def test_a_press_of_no_question_is_a_stale_one(house: House) -> None:
    person = Citizen(house, telegram(100))
    await person.begins()
    reply = await person.says(Pressed(-1, 0, "9"))
    assert reply.toast is not None
    assert "already-answered" == reply.toast.key


async def test_a_double_tap_answers_one_question(house: House) -> None:
    person = Citizen(house, telegram(100))
    await person.begins()
    await person.answers(until="unfit")
    tap = await person.press("skip")
    first, second = await house.turns.accept([house.update(person.address, tap) for _ in "ab"])
    assert first.toast is None
    assert second.toast is not None
    assert "already-answered" == second.toast.key
    assert "category" == (await house.conversation(person.address)).step


async def test_a_double_tap_on_send_registers_once(house: House) -> None:
    person = Citizen(house, telegram(100))
    await person.begins()
    await person.answers(until="review")
    tap = await person.press("yes")
    async with asyncio.TaskGroup() as tasks:
        for _ in range(3):
            update = house.update(person.address, tap)
            tasks.create_task(house.turns.accept([update]))
    assert 1 == len(await house.numbers_given())
    assert 1 == keys(await house.delivers()).count("notice-ticket")


async def test_reordered_updates_lose_nothing_that_was_asked(house: House) -> None:
    """The press on the first question comes after the press on the second."""
    person = Citizen(house, telegram(100))
    await person.asks("start", "o-togyzbaev")
    first = await person.press("kk")
    second = Pressed(first.turn + 2, 1, "77")
    await person.says(second)
    assert "language" == (await house.conversation(person.address)).step
    await person.says(first)
    assert "applicant" == (await house.conversation(person.address)).step
    await person.says(second)
    assert "consent" == (await house.conversation(person.address)).step


async def test_the_reply_speaks_the_persons_language(house: House) -> None:
    person = Citizen(house, telegram(100))
    await person.begins(lang=Lang.RU)
    reply = await person.says(Pressed(1, 1, "9"))
    assert Lang.RU is reply.lang


async def test_links_lead_into_a_booking_and_wrong_ones_to_the_menu(house: House) -> None:
    expected = {"o-togyzbaev": "applicant", "f-akim": "official", "x": "menu", "o-nobody": "office"}
    found = {}
    for where, payload in enumerate(expected, 100):
        person = Citizen(house, telegram(where))
        await person.asks("start", payload)
        await person.presses("kk")
        found[payload] = (await house.conversation(person.address)).step
    assert expected == found


async def test_who_blocked_the_bot_hears_nothing_until_they_write_again(house: House) -> None:
    person = Citizen(house, telegram(100))
    await person.begins()
    await house.delivers()
    stop, back = (house.update(person.address, what) for what in (Stopped(), Asked("my")))
    await house.turns.accept([stop])
    assert [] == await house.delivers()
    await house.turns.accept([back])
    assert ["requests-none"] == keys(await house.delivers())


async def test_stopping_and_coming_back_in_one_batch_is_being_back(house: House) -> None:
    person = Citizen(house, telegram(100))
    await person.begins()
    await house.delivers()
    both = [house.update(person.address, what) for what in (Stopped(), Asked("start"))]
    await house.turns.accept(both)
    assert ["menu-choice"] == keys(await house.delivers())


async def test_who_stopped_by_a_word_comes_back_only_by_start(house: House) -> None:
    person = Citizen(house, Address(ChannelName.SMS, "+77011234567"))
    await person.begins()
    await house.delivers()
    await person.says(Stopped())
    before = await house.conversation(person.address)
    await person.types("1")
    assert before == await house.conversation(person.address)
    assert [] == await house.delivers()
    await person.asks("start")
    assert [] != await house.delivers()
