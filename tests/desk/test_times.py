"""Giving times: out of order only with a reason, and nothing that somebody else has in hand."""

from datetime import timedelta

import pytest

from bot.dialogs import commands as do
from bot.dialogs.incoming import Key, Pressed
from bot.reception.allocation import TimeFor
from bot.reception.lifecycle import State
from tests.desk.acting import LATER, NEAR, SLOT, brought_to, by_staff, why
from tests.turns.house import CHAT, Citizen, Clerk, House, keys, telegram


async def booked(house: House, where: int = 100) -> str:
    return await Citizen(house, telegram(where)).books()


async def step(house: House, number: str) -> str:
    return (await house.conversation(telegram(CHAT, number))).step


async def turns_back(house: House, number: str, key: Key) -> None:
    now = await house.conversation(telegram(CHAT, number))
    await Clerk(house).does(number, Pressed(now.turn, key, "55"))


async def test_who_is_not_first_needs_a_reason_and_the_history_keeps_it_with_the_place(
    house: House,
) -> None:
    first, second = await booked(house, 100), await booked(house, 101)
    assert "reason-needed" == why(await by_staff(house, do.Confirm(second, SLOT)))
    assert "" == why(await by_staff(house, do.Confirm(second, SLOT, "Емделуге кетеді")))
    details = (await house.history(second))[-1].details
    expected = {"out_of_order": "Емделуге кетеді", "place": "2", "starts_at": SLOT.isoformat()}
    assert expected == details
    assert "" == why(await by_staff(house, do.Confirm(first, LATER)))
    assert {"starts_at": LATER.isoformat()} == (await house.history(first))[-1].details


async def test_one_question_covers_both_reasons(house: House) -> None:
    _, second = await booked(house, 100), await booked(house, 101)
    clerk = Clerk(house)
    await clerk.presses(second, "confirm")
    await clerk.presses(second, "other-day")
    await clerk.replies(second, "03.03 10:00")
    assert "reason" == await step(house, second)
    await clerk.replies(second, "Шұғыл мәселе")
    details = (await house.history(second))[-1].details
    assert ("Шұғыл мәселе",) * 2 == (details["reason"], details["out_of_order"])
    assert NEAR == (await house.request(second)).starts_at


async def test_a_command_out_of_order_lays_the_card_where_the_reason_is_asked(
    house: House,
) -> None:
    first, second = await booked(house, 100), await booked(house, 101)
    clerk = Clerk(house)
    await clerk.asks("confirm", f"{second} 10.03 10:00")
    assert "reason" == await step(house, second)
    assert "slot-held" == why(await by_staff(house, do.Confirm(first, SLOT), 9002))
    await clerk.replies(second, "Шұғыл мәселе")
    assert SLOT == (await house.request(second)).starts_at


async def test_who_gave_a_time_back_is_in_the_queue_as_before(house: House) -> None:
    """The place comes from the registration, so it is again ahead of those who came later."""
    first, second = await booked(house, 100), await booked(house, 101)
    await brought_to(house, first, State.SCHEDULED)
    await Citizen(house, telegram(100)).asks("my")
    await Citizen(house, telegram(100)).presses("release")
    await Citizen(house, telegram(100)).presses("yes")
    assert State.UNDER_REVIEW is (await house.request(first)).state
    assert "reason-needed" == why(await by_staff(house, do.Confirm(second, SLOT)))
    assert "" == why(await by_staff(house, do.Confirm(first, SLOT)))


async def test_while_a_reason_is_asked_the_time_is_kept_for_ten_minutes(house: House) -> None:
    first, second = await booked(house, 100), await booked(house, 101)
    clerk = Clerk(house)
    await clerk.presses(second, "confirm")
    taken = (await clerk.options(second))[0]
    await clerk.presses(second, taken)
    other = Clerk(house, 9002)
    await other.presses(first, "confirm")
    assert taken not in await other.options(first)
    assert "reason" == await step(house, second)
    assert "slot-held" == why(await by_staff(house, do.Confirm(first, SLOT), 9002))
    await house.wait(minutes=10)
    assert "" == why(await by_staff(house, do.Confirm(first, SLOT), 9002))
    await clerk.replies(second, "Шұғыл мәселе")
    assert State.REGISTERED is (await house.request(second)).state


@pytest.mark.parametrize("key", [Key.BACK, Key.CANCEL])
async def test_who_turns_back_from_a_choice_lets_its_time_go(house: House, key: Key) -> None:
    first, second = await booked(house, 100), await booked(house, 101)
    clerk = Clerk(house)
    await clerk.presses(second, "confirm")
    taken = (await clerk.options(second))[0]
    await clerk.presses(second, taken)
    assert "slot-held" == why(await by_staff(house, do.Confirm(first, SLOT)))
    await turns_back(house, second, key)
    assert ("slot" if key is Key.BACK else "action") == await step(house, second)
    if key is Key.BACK:
        assert taken in await clerk.options(second)
        await clerk.presses(second, taken)
        assert "slot-held" == why(await by_staff(house, do.Confirm(first, SLOT)))
        await turns_back(house, second, key)
    assert "" == why(await by_staff(house, do.Confirm(first, SLOT)))


async def test_who_cancels_a_command_out_of_order_lets_its_time_go(house: House) -> None:
    first, second = await booked(house, 100), await booked(house, 101)
    clerk = Clerk(house)
    await clerk.asks("confirm", f"{second} 10.03 10:00")
    assert "slot-held" == why(await by_staff(house, do.Confirm(first, SLOT)))
    await turns_back(house, second, Key.CANCEL)
    assert "" == why(await by_staff(house, do.Confirm(first, SLOT)))


async def test_a_command_for_a_time_in_hand_says_until_when(house: House) -> None:
    first, second = await booked(house, 100), await booked(house, 101)
    await by_staff(house, do.Hold((TimeFor(second, SLOT),)))
    await house.delivers()
    await Clerk(house, 9002).asks("confirm", f"{first} 10.03 10:00")
    assert ["slot-held"] == keys(await house.delivers(), telegram(CHAT))


async def test_another_time_taken_in_hand_lets_the_first_go(house: House) -> None:
    first, second = await booked(house, 100), await booked(house, 101)
    await by_staff(house, do.Hold((TimeFor(second, SLOT),)))
    await by_staff(house, do.Hold((TimeFor(second, LATER),)))
    assert "slot-held" == why(await by_staff(house, do.Confirm(first, LATER)))
    assert "" == why(await by_staff(house, do.Confirm(first, SLOT)))


async def test_what_cannot_be_given_is_not_kept(house: House) -> None:
    first, second = await booked(house, 100), await booked(house, 101)
    await by_staff(house, do.Hold((TimeFor(second, SLOT),)))
    assert "slot-held" == why(await by_staff(house, do.Hold((TimeFor(first, SLOT),))))
    await brought_to(house, second, State.SCHEDULED)
    assert "slot-taken" == why(await by_staff(house, do.Hold((TimeFor(first, SLOT),))))
    nowhere = SLOT + timedelta(minutes=1)
    assert "slot-gone" == why(await by_staff(house, do.Hold((TimeFor(first, nowhere),))))
    assert "role-may-not" == why(await by_staff(house, do.Hold((TimeFor(first, LATER),)), 9004))
    assert "" == why(await by_staff(house, do.Confirm(first, LATER)))
