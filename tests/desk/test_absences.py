"""An official falls away: every reception hit finds its way, and each applicant is told once."""

import asyncio
from datetime import date, datetime, time, timedelta

import pytest
from msgspec.structs import replace

from bot.dialogs import commands as do
from bot.dialogs.incoming import Pressed
from bot.dialogs.queries import FreeSlots
from bot.reception.calendar import at, local
from bot.reception.lifecycle import Act, State
from bot.reception.terms import choice_until
from bot.records import Address, ChannelName
from tests.desk.acting import LATER, SLOT, brought_to, by_citizen, by_staff, why
from tests.turns.house import CHAT, Citizen, Clerk, House, keys, telegram

ROOM = telegram(CHAT)
DAY, NEXT_WEEK = date(2026, 3, 10), date(2026, 3, 17)
NEXT = at(NEXT_WEEK, time(10, 0))
AWAY = do.Away("togyzbaev", DAY, DAY)


async def scheduled(house: House, *starts: datetime) -> list[str]:
    """Return requests with these times, which their applicants know of."""
    numbers = []
    for where, moment in enumerate(starts, 100):
        numbers.append(await Citizen(house, telegram(where)).books())
        await brought_to(house, numbers[-1], State.SCHEDULED, moment)
    await house.delivers()
    return numbers


async def presses(house: House, key: str) -> None:
    now = await house.conversation(ROOM)
    assert key in now.options, (key, now)
    await house.hears(ROOM, Pressed(now.turn, now.options.index(key) + 1, "66"), 9001)


async def free(house: House, day: date) -> list[datetime]:
    since = at(day, time())
    query = FreeSlots("togyzbaev", since, since + timedelta(days=1), 50)
    async with house.store.reading() as tx:
        found = await tx.answer(query, house.now)
    assert isinstance(found, tuple)
    return [one.starts_at for one in found]


async def test_all_hit_are_moved_in_order_of_the_queue_and_told_once(house: House) -> None:
    numbers = await scheduled(house, LATER, SLOT)
    given = [(await house.request(number)).given for number in numbers]
    await Clerk(house).asks("away", "Тоғызбаев 10.03")
    await presses(house, "move")
    sent = await house.delivers()
    assert ["notice-moved"] == keys(sent, telegram(100))
    assert "away-done" in keys(sent, ROOM)
    requests = [await house.request(number) for number in numbers]
    assert [NEXT, NEXT + timedelta(minutes=20)] == [one.starts_at for one in requests]
    assert given == [one.given for one in requests]
    assert [] == await free(house, DAY)
    asked = await house.wait(seconds=1)
    for where in (100, 101):
        assert ["moved-suits"] == keys(asked, telegram(where))
    assert ["notice-moved"] * 2 == [key for key in keys(house.sent) if key == "notice-moved"]
    (event,) = [one for one in await house.history(numbers[0]) if one.kind == Act.MOVE]
    assert "1" == event.details["absence"]


async def test_all_may_go_back_to_the_queue_keeping_the_place(house: House) -> None:
    numbers = await scheduled(house, SLOT, LATER)
    late = await Citizen(house, telegram(110)).books()
    await Clerk(house).asks("away", "togyzbaev 10.03")
    await presses(house, "queue")
    assert ["notice-back-in-queue"] == keys(await house.delivers(), telegram(100))
    requests = [await house.request(number) for number in numbers]
    assert [(State.UNDER_REVIEW, None)] * 2 == [(one.state, one.slot) for one in requests]
    assert "reason-needed" == why(await by_staff(house, do.Confirm(late, NEXT)))
    assert "" == why(await by_staff(house, do.Confirm(numbers[0], NEXT)))
    assert [] == keys(await house.wait(seconds=1), telegram(101))


async def test_who_finds_no_free_time_goes_back_to_the_queue(house: House) -> None:
    numbers = await scheduled(house, SLOT)
    away = do.Away("togyzbaev", DAY, DAY + timedelta(days=120))
    assert "" == why(await by_staff(house, away))
    assert State.UNDER_REVIEW is (await house.request(numbers[0])).state
    assert ["notice-back-in-queue"] == keys(await house.delivers(), telegram(100))


async def test_a_time_that_was_never_told_is_not_apologised_for(house: House) -> None:
    """The decision could still be undone when the official fell ill."""
    numbers = [await Citizen(house, telegram(where)).books() for where in (100, 101)]
    await by_staff(house, do.Confirm(numbers[0], SLOT))
    await house.wait(seconds=61)
    await house.delivers()
    await by_staff(house, do.Confirm(numbers[1], LATER))
    await by_staff(house, AWAY)
    sent = await house.wait(seconds=61)
    assert ["notice-moved", "moved-suits"] == keys(sent, telegram(100))
    assert ["notice-confirmed"] == keys(sent, telegram(101))


async def test_times_of_days_away_are_gone_and_come_back(house: House) -> None:
    before = await free(house, DAY)
    assert [SLOT + timedelta(minutes=20) * nth for nth in range(6)] == before
    await by_staff(house, AWAY)
    assert [] == await free(house, DAY)
    number = await Citizen(house, telegram(100)).books()
    assert "slot-gone" == why(await by_staff(house, do.Confirm(number, SLOT)))
    await house.wait(days=1)
    assert [] == await free(house, DAY)
    await Clerk(house).asks("away", "cancel 1")
    assert ["away-ended"] == keys(await house.delivers(), ROOM)
    assert before == await free(house, DAY)
    assert "away-unknown" == why(await by_staff(house, do.EndAbsence(1)))


async def test_an_undo_does_not_lead_back_into_an_absence(house: House) -> None:
    (number,) = await scheduled(house, SLOT)
    await by_staff(house, do.Confirm(number, NEXT))
    await by_staff(house, AWAY)
    assert [] == await free(house, DAY)
    assert "undo-slot-taken" == why(await by_staff(house, do.Undo(number)))
    assert NEXT == (await house.request(number)).starts_at


async def test_without_replies_there_only_the_notice_comes(house: House) -> None:
    mute = replace(house.traits[ChannelName.TELEGRAM], replies=False)
    house.traits = {**house.traits, ChannelName.TELEGRAM: mute}
    house.__post_init__()
    await scheduled(house, SLOT)
    await by_staff(house, AWAY)
    sent = await house.wait(seconds=61)
    assert ["notice-moved"] == [
        key for key in keys(sent, telegram(100)) if key.startswith(("notice", "moved"))
    ]


@pytest.mark.parametrize(("user", "told"), [(9004, "role-may-not"), (1, "staff-only")])
async def test_only_staff_who_decide_enter_it(house: House, user: int, told: str) -> None:
    assert told == why(await by_staff(house, AWAY, user))


async def test_two_processes_never_leave_a_reception_in_an_absence(
    two_houses: tuple[House, House],
) -> None:
    first, second = two_houses
    for nth, where in enumerate(range(100, 106)):
        number = await Citizen(first, telegram(where)).books()
        starts = SLOT + timedelta(minutes=20) * nth
        await asyncio.gather(
            by_staff(first, do.Confirm(number, starts, "х"), 9001),
            by_staff(second, AWAY, 9002),
        )
        found = (await first.request(number)).starts_at
        assert found is None or local(found).date() != DAY, nth
        await by_staff(first, do.EndAbsence(nth + 1))
        await brought_to(first, number, State.WITHDRAWN)


# What the applicant may choose then --------------------------------------------------------------


async def moved(house: House) -> tuple[str, Citizen]:
    """Return a request that staff moved, whose applicant is asked whether the time suits."""
    (number,) = await scheduled(house, SLOT)
    await by_staff(house, AWAY)
    await house.wait(seconds=1)
    return number, Citizen(house, telegram(100))


async def test_another_offered_time_is_taken_and_staff_see_it(house: House) -> None:
    number, person = await moved(house)
    await person.presses("other")
    now = await house.conversation(person.address)
    assert 5 == len(now.options)
    await person.presses(now.options[2])
    request = await house.request(number)
    assert NEXT + timedelta(minutes=60) == request.starts_at
    sent = await house.delivers()
    assert "notice-chosen" in keys(sent, person.address)
    assert "card-action" in keys(sent, ROOM)
    assert NEXT in await free(house, NEXT_WEEK)
    assert Act.CHOOSE == (await house.history(number))[-1].kind
    again = do.Choose(number, NEXT)
    assert "moved-too-late" == why(await by_citizen(house, again))


async def test_the_new_time_is_kept_by_one_press(house: House) -> None:
    number, person = await moved(house)
    await person.presses("keep")
    assert (await house.request(number)).promised


async def test_the_choice_is_offered_after_any_move_once_it_cannot_be_undone(
    house: House,
) -> None:
    (number,) = await scheduled(house, SLOT)
    await by_staff(house, do.Confirm(number, NEXT))
    assert "moved-too-late" == why(await by_citizen(house, do.Choose(number, LATER)))
    assert [] == keys(await house.wait(seconds=59), telegram(100))
    assert ["notice-moved", "moved-suits"] == keys(await house.wait(seconds=1), telegram(100))
    assert "" == why(await by_citizen(house, do.Choose(number, LATER)))


async def test_after_a_first_time_nothing_may_be_chosen(house: House) -> None:
    (number,) = await scheduled(house, SLOT)
    assert "moved-too-late" == why(await by_citizen(house, do.Choose(number, LATER)))
    await house.wait(seconds=61)
    assert "moved-suits" not in keys(house.sent)


async def test_a_time_taken_in_hand_too_near_or_past_is_not_chosen(house: House) -> None:
    number, _ = await moved(house)
    other = await Citizen(house, telegram(110)).books()
    held = NEXT + timedelta(minutes=20)
    await by_staff(house, do.Confirm(other, held))
    for starts in (held, at(date(2026, 3, 3), time(10, 0)), SLOT, house.now):
        assert "moved-time-gone" == why(await by_citizen(house, do.Choose(number, starts)))
    assert "request-unknown" == why(await by_citizen(house, do.Choose(number, NEXT), 110))


async def test_a_working_day_before_the_reception_nothing_is_chosen_any_more(house: House) -> None:
    number, person = await moved(house)
    closes = choice_until(NEXT, house.reference.calendar)
    assert at(date(2026, 3, 16), time(10, 0)) == closes
    house.clock.moment = closes
    later = do.Choose(number, NEXT + timedelta(days=14))
    assert "moved-too-late" == why(await by_citizen(house, later))
    await person.presses("keep")
    assert not (await house.request(number)).promised
    assert "moved-too-late" in keys(await house.delivers(), person.address)


async def test_who_moved_on_is_asked_nothing(house: House) -> None:
    (number,) = await scheduled(house, SLOT)
    await by_staff(house, AWAY)
    await by_citizen(house, do.Withdraw(number))
    assert [] == [
        key for key in keys(await house.wait(seconds=61), telegram(100)) if key == "moved-suits"
    ]


async def test_at_night_the_question_waits_for_the_morning(house: House) -> None:
    await scheduled(house, SLOT)
    await house.wait_until(at(date(2026, 3, 2), time(21, 0)))
    await by_staff(house, AWAY)
    assert ["notice-moved"] == keys(await house.wait(seconds=1), telegram(100))
    morning = at(date(2026, 3, 3), time(9, 0))
    assert ["moved-suits"] == keys(await house.wait_until(morning), telegram(100))


async def test_by_text_message_the_choice_is_answered_by_numbers(house: House) -> None:
    person = Citizen(house, Address(ChannelName.SMS, "+77011234567"))
    number = await person.books()
    await brought_to(house, number, State.SCHEDULED)
    await by_staff(house, AWAY)
    assert ["notice-moved", "moved-suits"] == keys(await house.wait(seconds=1), person.address)
    await person.types("2")
    await person.types("2")
    assert NEXT + timedelta(minutes=40) == (await house.request(number)).starts_at
