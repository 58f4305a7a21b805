"""What time brings to a reception: reminders, the question what became of it, the survey."""

import asyncio
from datetime import date, datetime, time, timedelta

import pytest

from bot.dialogs import commands as do
from bot.dialogs.incoming import Stopped
from bot.reception.calendar import at
from bot.reception.lifecycle import Act, State
from bot.reception.survey import Settled
from bot.records import Address, ChannelName
from tests.desk.acting import LATER, SLOT, brought_to, by_citizen, by_staff
from tests.turns.house import BEGINS, CHAT, Citizen, Clerk, House, keys, telegram

PERSON = telegram(100)
DAY_BEFORE = at(date(2026, 3, 6), time(17, 0))
"""The reception is on a Tuesday; on the Monday before is a day off."""
TWO_HOURS_BEFORE = SLOT - timedelta(hours=2)
OVER = SLOT + timedelta(minutes=20)
SURVEY = at(date(2026, 3, 11), time(11, 0))
AGAIN = at(date(2026, 3, 13), time(11, 0))
SECOND = timedelta(seconds=1)


async def scheduled(house: House, where: int = 100) -> str:
    """Return a request with a time that the applicant knows of."""
    number = await Citizen(house, telegram(where)).books()
    assert SLOT == await Clerk(house).confirms(number)
    await house.wait(seconds=61)
    return number


async def attended(house: House) -> str:
    number = await scheduled(house)
    house.clock.moment = OVER
    await by_staff(house, do.Declare(number, Act.DECLARE_ATTENDED))
    await house.wait(seconds=61)
    return number


async def heard(house: House, *moments: datetime) -> list[str]:
    """Let time pass over these moments; return what the person gets."""
    return [key for moment in moments for key in keys(await house.wait_until(moment), PERSON)]


async def test_reminders_come_a_working_day_and_two_hours_before(house: House) -> None:
    await scheduled(house)
    assert [] == await heard(house, DAY_BEFORE - SECOND)
    assert ["reminder-comes"] == await heard(house, DAY_BEFORE)
    assert [] == await heard(house, DAY_BEFORE + SECOND, TWO_HOURS_BEFORE - SECOND)
    assert ["reminder-comes"] == await heard(house, TWO_HOURS_BEFORE)
    assert [] == await heard(house, TWO_HOURS_BEFORE + SECOND, SLOT, OVER)


async def test_of_a_moved_reception_only_the_new_time_is_reminded(house: House) -> None:
    number = await scheduled(house)
    later = SLOT + timedelta(days=7)
    await by_staff(house, do.Confirm(number, later))
    after_a_minute = house.now + timedelta(seconds=61)
    assert ["notice-moved", "moved-suits"] == await heard(house, after_a_minute)
    assert [] == await heard(house, DAY_BEFORE, TWO_HOURS_BEFORE, SLOT, OVER)
    eve = at(date(2026, 3, 16), time(17, 0))
    assert ["reminder-comes"] == await heard(house, eve)


@pytest.mark.parametrize("command", [do.Withdraw, do.Release])
async def test_of_a_cancelled_reception_nothing_is_said(
    house: House, command: type[do.Withdraw]
) -> None:
    number = await scheduled(house)
    await by_citizen(house, command(number))
    await house.delivers()
    begun = len(house.sent)
    assert [] == await heard(house, DAY_BEFORE, TWO_HOURS_BEFORE, SLOT, OVER)
    assert [] == keys(house.sent[begun:])


async def test_a_reminder_waiting_to_be_sent_is_void_once_the_time_is_another(
    house: House,
) -> None:
    """The channel was down when it came due."""
    number = await scheduled(house)
    house.clock.moment = DAY_BEFORE
    await house.watch.tick()
    await by_staff(house, do.Confirm(number, LATER, "Жол ауыр"))
    sent = keys(await house.wait(seconds=61), PERSON)
    assert ["notice-moved"] == sent


async def test_a_reminder_waiting_to_be_sent_is_void_once_the_reception_began(
    house: House,
) -> None:
    await scheduled(house)
    house.clock.moment = TWO_HOURS_BEFORE
    await house.watch.tick()
    house.clock.moment = SLOT
    assert [] == keys(await house.delivers(), PERSON)


async def test_after_two_days_of_standing_still_nothing_is_reminded_twice(house: House) -> None:
    """Down from before the first reminder until an hour before the reception: one comes."""
    await scheduled(house)
    assert ["reminder-comes"] == await heard(house, SLOT - timedelta(hours=1))
    assert [] == await heard(house, SLOT - timedelta(minutes=50))


async def test_after_the_reception_late_reminders_stay_silent(house: House) -> None:
    number = await scheduled(house)
    sent = await house.wait_until(at(date(2026, 3, 12), time(10, 0)))
    assert [] == keys(sent, PERSON)
    assert ["card-action"] == keys(sent, telegram(CHAT))
    assert {"attended", "no-show", "not-held"} <= set(await Clerk(house).options(number))


async def test_a_late_day_reminder_waits_for_the_morning(house: House) -> None:
    """Down at five in the afternoon, up again at night."""
    await scheduled(house)
    assert [] == await heard(house, at(date(2026, 3, 6), time(23, 0)))
    assert [] == await heard(house, at(date(2026, 3, 7), time(8, 59)))
    assert ["reminder-comes"] == await heard(house, at(date(2026, 3, 7), time(9, 0)))


async def test_the_last_reminder_comes_even_in_quiet_hours(house: House) -> None:
    assert TWO_HOURS_BEFORE < at(date(2026, 3, 10), time(9, 0))
    await scheduled(house)
    assert ["reminder-comes"] == await heard(house, TWO_HOURS_BEFORE)


async def test_who_blocked_the_bot_is_not_reminded_and_finds_no_pile(house: House) -> None:
    await scheduled(house)
    person = Citizen(house, PERSON)
    await person.says(Stopped())
    before = await house.conversation(PERSON)
    assert [] == await heard(house, DAY_BEFORE, TWO_HOURS_BEFORE)
    assert before == await house.conversation(PERSON)


async def test_a_reminder_is_answered_by_its_own_old_button(house: House) -> None:
    """The person did something else in between."""
    number = await scheduled(house)
    await house.wait_until(DAY_BEFORE)
    person = Citizen(house, PERSON)
    yes = await person.press("yes")
    await person.asks("schedule")
    await person.says(yes)
    assert (await house.request(number)).promised


async def test_staff_are_asked_what_became_of_it_when_the_time_is_over(house: House) -> None:
    number = await scheduled(house)
    await house.wait_until(OVER - SECOND)
    assert "attended" not in await Clerk(house).options(number)
    sent = await house.wait_until(OVER)
    assert ["card-action"] == keys(sent, telegram(CHAT))
    assert {"attended", "no-show", "not-held"} <= set(await Clerk(house).options(number))


async def test_the_card_loses_its_undo_when_it_is_over(house: House) -> None:
    number = await Citizen(house, PERSON).books()
    await Clerk(house).confirms(number)
    await house.delivers()
    assert ("undo", "details", "more") == await Clerk(house).options(number)
    assert ["card-action"] == keys(await house.wait(seconds=60), telegram(CHAT))
    assert ("move", "details", "more") == await Clerk(house).options(number)


async def test_the_survey_comes_next_working_day_at_eleven(house: House) -> None:
    await attended(house)
    assert [] == await heard(house, SURVEY - SECOND)
    assert ["survey-rating"] == await heard(house, SURVEY)


async def test_the_survey_comes_again_only_while_it_is_unanswered(house: House) -> None:
    number = await attended(house)
    await heard(house, SURVEY)
    assert [] == await heard(house, AGAIN - SECOND)
    assert ["survey-rating"] == await heard(house, AGAIN)
    assert [] == await heard(house, *(AGAIN + timedelta(days=n) for n in range(1, 14)))
    assert (await house.request(number)).state is State.ATTENDED


async def test_an_answered_survey_does_not_come_again(house: House) -> None:
    number = await attended(house)
    await heard(house, SURVEY)
    await by_citizen(house, do.Rate(number, 5, Settled.YES, None))
    assert [] == await heard(house, AGAIN, AGAIN + timedelta(days=3))


async def test_who_gave_a_mark_and_went_on_to_something_else_is_not_asked_again(
    house: House,
) -> None:
    await attended(house)
    await heard(house, SURVEY)
    person = Citizen(house, PERSON)
    await person.presses("5")
    await person.asks("start")
    await house.delivers()
    assert [] == await heard(house, AGAIN, AGAIN + timedelta(days=3))


async def test_the_survey_is_closed_after_fourteen_days(house: House) -> None:
    await attended(house)
    assert [] == await heard(house, SLOT + timedelta(days=14, hours=3))


async def test_a_late_survey_is_asked_once_and_again_two_working_days_later(house: House) -> None:
    """Down for a week."""
    await attended(house)
    late = at(date(2026, 3, 17), time(22, 0))
    assert [] == await heard(house, late)
    assert ["survey-rating"] == await heard(house, at(date(2026, 3, 18), time(9, 0)))
    assert [] == await heard(house, at(date(2026, 3, 20), time(10, 59)))
    assert ["survey-rating"] == await heard(house, at(date(2026, 3, 20), time(11, 0)))


async def test_of_a_reception_not_held_nobody_is_surveyed(house: House) -> None:
    number = await scheduled(house)
    house.clock.moment = OVER
    await by_staff(house, do.Declare(number, Act.DECLARE_NOT_HELD))
    await house.wait(seconds=61)
    assert [] == await heard(house, SURVEY, AGAIN)


async def test_who_did_not_come_is_asked_once_about_the_procedure(house: House) -> None:
    number = await scheduled(house)
    house.clock.moment = OVER
    await by_staff(house, do.Declare(number, Act.DECLARE_NO_SHOW))
    await house.wait(seconds=61)
    assert ["survey-clear"] == await heard(house, SURVEY, AGAIN)


async def test_who_was_refused_is_asked_about_the_procedure_the_day_after(house: House) -> None:
    number = await Citizen(house, PERSON).books()
    await Clerk(house).refuses(number)
    assert ["notice-refused"] == await heard(house, house.now + timedelta(seconds=61))
    tomorrow = at(date(2026, 3, 3), time(11, 0))
    assert ["survey-clear"] == await heard(house, tomorrow, tomorrow + timedelta(days=2))


async def test_who_was_consulted_is_surveyed_too(house: House) -> None:
    number = await Citizen(house, PERSON).books()
    await by_staff(house, do.Declare(number, Act.CONSULT))
    await house.wait(seconds=61)
    assert ["survey-rating"] == await heard(house, at(date(2026, 3, 3), time(11, 0)))


async def test_where_people_cannot_answer_they_are_reminded_and_not_surveyed(
    house: House,
) -> None:
    deaf = dict(house.traits)
    mute = deaf[ChannelName.SMS]
    deaf[ChannelName.SMS] = type(mute)(5, False, True, False, replies=False, writes_short=True)
    sms = Address(ChannelName.SMS, "+77011234567")
    number = await Citizen(house, sms).books()
    house.traits = deaf
    house.__post_init__()
    await brought_to(house, number, State.REGISTERED)
    await by_staff(house, do.Confirm(number, SLOT))
    sent = await house.wait_until(DAY_BEFORE)
    assert ["notice-confirmed", "reminder-comes"] == keys(sent, sms)
    house.clock.moment = OVER
    await by_staff(house, do.Declare(number, Act.DECLARE_ATTENDED))
    assert [] == keys(await house.wait_until(SURVEY), sms)


async def test_two_processes_ticking_at_once_do_everything_once(
    two_houses: tuple[House, House],
) -> None:
    first, second = two_houses
    people = [telegram(100 + n) for n in range(6)]
    for person in people:
        number = await Citizen(first, person).books()
        await Clerk(first).confirms(number)
    await first.wait(seconds=61)
    begun = len(first.sent)
    for moment in (DAY_BEFORE, at(date(2026, 3, 10), time(9, 45))):
        first.clock.moment = moment
        await asyncio.gather(first.watch.tick(), second.watch.tick())
        await first.delivers()
        await asyncio.gather(first.watch.tick(), second.watch.tick())
        await first.delivers()
    reminders = keys(first.sent[begun:]).count("reminder-comes")
    assert 2 * len(people) == reminders
    assert BEGINS < first.now
