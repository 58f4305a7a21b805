"""The survey by telephone, from the draw to the answers: who hears what, and what is kept."""

from datetime import date, datetime, time, timedelta

import pytest
from msgspec.structs import replace

from bot.dialogs import commands as do
from bot.dialogs.incoming import Asked, Typed
from bot.dialogs.queries import HeldCall, RequestByNumber, RequestView
from bot.messages import Screen
from bot.reception.calendar import at
from bot.reception.calling import CallCount, CallState
from bot.reception.language import Lang
from bot.reception.lifecycle import Act, State
from bot.reception.quarter import Quarter
from bot.reception.sampling import Reason
from bot.reception.survey import GaveUp, Settled
from bot.records import Envelope
from tests.desk.acting import by_citizen, by_staff
from tests.duties.days import STAFF, notices
from tests.people import texts
from tests.turns.house import Citizen, Clerk, House, keys, telegram, to

PERSON, OTHER = telegram(100), telegram(101)
ASEL, DMITRY, VIEWER = 9001, 9002, 9004
TUESDAY = at(date(2026, 3, 3), time(9, 0))
NAME, PHONE = "Бекмағамбетов Асқар Серікұлы", "+77011234567"
QUARTER = Quarter(2026, 1)


@pytest.fixture
async def office(office: House) -> House:
    """Give a house whose offices ask everybody."""
    every = tuple(replace(one, survey_share=100) for one in office.directory.offices)
    office.directory = replace(office.directory, offices=every)
    office.__post_init__()
    return office


async def gave_up(house: House, where: int = 100, lang: Lang = Lang.KK) -> str:
    """Return a request that its applicant withdrew."""
    number = await Citizen(house, telegram(where)).books(lang=lang)
    await by_citizen(house, do.Withdraw(number), where)
    await house.delivers()
    return number


async def consulted(house: House) -> str:
    number = await Citizen(house, PERSON).books()
    await by_staff(house, do.Declare(number, Act.CONSULT))
    await house.wait(seconds=61)
    return number


def member(house: House, user: int = ASEL) -> Citizen:
    """A member of staff in private with the bot."""
    return Citizen(house, telegram(user))


async def calls(house: House, user: int = ASEL) -> Citizen:
    """Have a member ask for the next call."""
    asel = member(house, user)
    if (await house.conversation(asel.address)).lang is None:
        await asel.asks("start")
        await asel.presses("ru")
    await house.delivers()
    await asel.asks("calls")
    return asel


async def shown(house: House, user: int = ASEL) -> str:
    """Return what a member reads in private now, in Russian."""
    mine = [one for one in await house.delivers() if to(one) == telegram(user)]
    return "\n".join(written(one) for one in mine)


def written(envelope: Envelope) -> str:
    message = envelope.message
    if isinstance(message, Screen):
        return texts().write(message.prompt, Lang.RU)
    told = notices([envelope], to(envelope))
    return "\n".join(texts().write(one, Lang.RU) for one in told)


async def counted(house: House) -> list[CallCount]:
    async with house.store.reading() as tx:
        return await tx.calls_counted(QUARTER)


async def rating(house: House, number: str) -> int | None:
    async with house.store.reading() as tx:
        view = await tx.answer(RequestByNumber(number), house.now)
    assert isinstance(view, RequestView)
    return view.rating


async def test_who_gave_up_is_on_the_list_the_next_working_day(office: House) -> None:
    await gave_up(office)
    sent = await office.wait_until(TUESDAY - timedelta(seconds=1))
    assert "calls-drawn" not in keys(sent)
    (said,) = [one for one in notices(await office.wait_until(TUESDAY)) if one.key == "calls-drawn"]
    assert (1, 1) == (said.args["count"], said.args["waiting"])
    again = await office.wait_until(TUESDAY + timedelta(days=1))
    assert "calls-drawn" not in keys(again)


async def test_the_staff_chat_hears_only_how_many_wait(office: House) -> None:
    await gave_up(office)
    await office.wait_until(TUESDAY)
    await Clerk(office).asks("calls")
    (said,) = notices(await office.delivers())
    assert ("calls-waiting", {"waiting": 1}) == (said.key, said.args)


async def test_a_member_in_private_reads_whom_to_call_and_the_reading_is_recorded(
    office: House,
) -> None:
    number = await gave_up(office)
    await office.wait_until(TUESDAY)
    await calls(office)
    card = await shown(office)
    assert all(part in card for part in (number, NAME, PHONE, "Говорите по-казахски"))
    event = (await office.history(number))[-1]
    assert ("details_read", "staff:9001", State.WITHDRAWN) == (event.kind, event.who, event.after)
    assert not [one for one in await office.delivers() if to(one) == STAFF]


async def test_what_is_read_out_is_in_the_language_of_the_applicant(office: House) -> None:
    await gave_up(office, lang=Lang.RU)
    await office.wait_until(TUESDAY)
    await calls(office)
    assert "Почему вы отменили запись" in await shown(office)


async def test_the_reason_of_giving_up_is_kept_and_the_next_call_offered(office: House) -> None:
    await gave_up(office, 100)
    await gave_up(office, 101)
    await office.wait_until(TUESDAY)
    asel = await calls(office)
    for key in ("answered", "too-long"):
        await asel.presses(key)
    await asel.types("Бір ай күттім")
    assert "Ждут звонков: 1" in await shown(office)
    await asel.presses("next")
    assert NAME in await shown(office)
    await asel.presses("declined")
    assert "Звонков больше нет" in await shown(office)
    assert [
        CallCount("centre", Reason.WITHDREW, CallState.ANSWERED, GaveUp.TOO_LONG, 1),
        CallCount("centre", Reason.WITHDREW, CallState.DECLINED, None, 1),
    ] == await counted(office)


async def test_the_answers_of_who_was_consulted_count_as_given_by_telephone(
    office: House,
) -> None:
    number = await consulted(office)
    await office.wait_until(at(date(2026, 3, 5), time(11, 0)))
    assert [] == await counted(office)
    await office.wait_until(at(date(2026, 3, 6), time(9, 0)))
    asel = await calls(office)
    for key in ("answered", "4", "partly", "skip"):
        await asel.presses(key)
    assert 4 == await rating(office, number)
    assert [CallCount("centre", Reason.CONSULTED, CallState.ANSWERED, None, 1)] == await counted(
        office
    )
    assert "card-action" in keys(office.sent[-3:] + await office.delivers(), STAFF)


async def test_who_answered_in_the_chat_first_is_not_called(office: House) -> None:
    number = await consulted(office)
    await office.wait_until(at(date(2026, 3, 6), time(9, 0)))
    asel = await calls(office)
    await asel.presses("answered")
    await by_citizen(office, do.Rate(number, 5, Settled.YES, None))
    for key in ("1", "no"):
        await asel.presses(key)
    await asel.presses("skip")
    assert "уже ответил в чате" in await shown(office)
    assert 5 == await rating(office, number)
    assert [CallCount("centre", Reason.CONSULTED, CallState.DROPPED, None, 1)] == await counted(
        office
    )


async def test_who_took_consent_back_is_neither_shown_nor_called(office: House) -> None:
    await gave_up(office)
    await office.wait_until(TUESDAY)
    await by_citizen(office, do.WithdrawConsent())
    await calls(office)
    assert "звонить некому" in await shown(office)
    await office.wait_until(TUESDAY + timedelta(days=1))
    assert [CallState.DROPPED] == [one.state for one in await counted(office)]


async def test_a_call_in_hand_is_not_shown_to_another_for_fifteen_minutes(office: House) -> None:
    await gave_up(office)
    await office.wait_until(TUESDAY)
    asel = await calls(office)
    await shown(office)
    await calls(office, DMITRY)
    assert "звонить некому" in await shown(office, DMITRY)
    await office.wait(minutes=15)
    await calls(office, DMITRY)
    assert NAME in await shown(office, DMITRY)
    await asel.presses("declined")
    assert "передан другому сотруднику" in await shown(office)
    assert [CallState.WAITING] == [one.state for one in await counted(office)]


async def test_answers_that_come_late_are_kept_if_nobody_else_took_the_call(
    office: House,
) -> None:
    await gave_up(office)
    await office.wait_until(TUESDAY)
    asel = await calls(office)
    await office.wait(hours=2)
    await asel.presses("declined")
    assert [CallState.DECLINED] == [one.state for one in await counted(office)]


async def test_who_is_not_reached_is_called_on_three_working_days(office: House) -> None:
    await gave_up(office)
    for day in (3, 4, 5):
        await office.wait_until(at(date(2026, 3, day), time(9, 0)))
        asel = await calls(office)
        assert NAME in await shown(office), day
        await asel.presses("not-reached")
        await calls(office)
        assert "звонить некому" in await shown(office)
    assert [CallState.UNREACHED] == [one.state for one in await counted(office)]


async def test_a_wrong_number_is_not_called_again(office: House) -> None:
    await gave_up(office)
    await office.wait_until(TUESDAY)
    await (await calls(office)).presses("wrong-number")
    await office.wait_until(TUESDAY + timedelta(days=1))
    assert [CallState.WRONG_NUMBER] == [one.state for one in await counted(office)]


async def test_citizens_and_those_who_only_look_are_told_no(office: House) -> None:
    await gave_up(office)
    await office.wait_until(TUESDAY)
    await Citizen(office, OTHER).asks("start")
    await Citizen(office, OTHER).presses("kk")
    await office.delivers()
    await Citizen(office, OTHER).asks("calls")
    assert ["staff-only"] == keys(await office.delivers(), OTHER)
    await calls(office, VIEWER)
    assert "role-may-not" in keys(await office.delivers(), telegram(VIEWER))
    async with office.store.reading() as tx:
        assert await tx.answer(HeldCall(VIEWER), office.now) is None


async def test_nonsense_is_answered_and_the_call_stays(office: House) -> None:
    await gave_up(office)
    await office.wait_until(TUESDAY)
    asel = await calls(office)
    await shown(office)
    await asel.says(Typed("🤷"))
    (screen,) = [one.message for one in await office.delivers() if isinstance(one.message, Screen)]
    assert ["invalid-answer"] == [one.key for one in screen.remarks]
    assert "calls-withdrew" == screen.prompt.key
    await asel.says(Asked("calls"))
    assert NAME in await shown(office)


async def test_who_was_received_and_stayed_silent_is_called_when_the_survey_has_closed(
    office: House,
) -> None:
    house = office
    every = tuple(replace(one, survey_share=100) for one in house.directory.offices)
    house.directory = replace(house.directory, offices=every)
    house.__post_init__()
    number = await Citizen(house, PERSON).books()
    starts = await Clerk(house).confirms(number)
    house.clock.moment = starts + timedelta(minutes=30)
    await by_staff(house, do.Declare(number, Act.DECLARE_ATTENDED))
    await house.wait(seconds=61)

    async def drawn(day: date) -> list[CallState]:
        await house.wait_until(at(day, time(9, 0)))
        return [one.state for one in await counted(house)]

    # Received on Tuesday 10 March, asked on Wednesday; the survey closes on the 25th.
    assert datetime(2026, 3, 10).date() == starts.date()  # noqa: DTZ001
    assert [] == await drawn(date(2026, 3, 25))
    assert [CallState.WAITING] == await drawn(date(2026, 3, 26))
