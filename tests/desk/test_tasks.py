"""What no message brought: told by staff with proof, sent again, or needless by itself."""

from datetime import date, time, timedelta

import pytest

from bot.dialogs import commands as do
from bot.dialogs.incoming import Asked, Stopped
from bot.fallback import Fallback
from bot.messages import Notice, Screen
from bot.reception.calendar import at
from bot.reception.language import Lang
from bot.reception.lifecycle import State
from bot.reception.tasks import NewTask, TaskCount, TaskKind
from bot.records import ChannelName, Envelope, Rejected, Sent, Settlement
from tests.desk.acting import SLOT, by_staff
from tests.people import texts
from tests.turns.house import CHAT, Citizen, Clerk, House, keys, said, telegram, to

PERSON = telegram(100)
STAFF = telegram(CHAT)
ASEL, DMITRY, GULNAR, VIEWER = 9001, 9002, 9003, 9004
NAME, PHONE = "Бекмағамбетов Асқар Серікұлы", "+77011234567"


async def fails(house: House) -> int:
    """Have every statutory message that waits find nobody; return how many."""
    failed = 0
    for channel in ChannelName:
        async with house.store.writing() as tx:
            lease = house.now + timedelta(minutes=1)
            for one in await tx.claim(channel, house.now, lease, 100):
                outcome = Rejected("blocked") if one.statutory else Sent(f"{one.id}")
                await tx.settle([Settlement(one, outcome, house.now, None)])
                if one.statutory:
                    failed += 1
                    await house.fallback(tx, one, "blocked")
    return failed


async def untold(house: House, lang: Lang = Lang.KK, where: int = 100) -> str:
    """Return a request that was given a time nobody could be told."""
    number = await Citizen(house, telegram(where)).books(lang=lang)
    await by_staff(house, do.Confirm(number, SLOT, "Шұғыл"))
    house.clock.moment += timedelta(seconds=61)
    assert 1 == await fails(house)
    return number


async def tasks(house: House, user: int = ASEL) -> Citizen:
    """Have a member ask for the next task in private."""
    member = Citizen(house, telegram(user))
    if (await house.conversation(member.address)).lang is None:
        await member.asks("start")
        await member.presses("ru")
    await house.delivers()
    await member.asks("tasks")
    return member


def written(envelope: Envelope) -> str:
    message = envelope.message
    above = message.remarks if isinstance(message, Screen) else ()
    return "\n".join(texts().write(one, Lang.RU) for one in (*above, said(envelope)))


async def shown(house: House, user: int = ASEL) -> str:
    """Return what a member reads in private now, in Russian."""
    mine = [one for one in await house.delivers() if to(one) == telegram(user)]
    return "\n".join(written(one) for one in mine if isinstance(one.message, Screen | Notice))


async def told_to_staff(house: House) -> list[str]:
    return [written(one) for one in await house.delivers() if to(one) == STAFF]


async def counted(house: House) -> TaskCount:
    async with house.store.reading() as tx:
        return await tx.tasks_counted("centre", house.now)


async def last(house: House, number: str) -> tuple[str, str]:
    event = (await house.history(number))[-1]
    return event.kind, event.who


async def test_the_chat_is_told_and_lists_what_is_due_without_personal_data(house: House) -> None:
    number = await untold(house)
    (called,) = [text for text in await told_to_staff(house) if "нужно позвонить" in text]
    assert number in called
    await Clerk(house).asks("tasks")
    (listed,) = await told_to_staff(house)
    assert number in listed
    assert "прием назначен" in listed
    assert not [part for part in (NAME, PHONE, "Бекма") if part in listed]


async def test_a_member_in_private_reads_out_what_is_true_now_in_the_applicants_language(
    house: House,
) -> None:
    number = await untold(house)
    await tasks(house)
    card = await shown(house)
    assert all(part in card for part in (number, NAME, PHONE, "по-казахски", "сағат 10:00"))
    assert ("details_read", "staff:9001") == await last(house, number)


async def test_who_asks_before_having_chosen_a_language_gets_the_task_after_it(
    house: House,
) -> None:
    number = await untold(house)
    member = Citizen(house, telegram(ASEL))
    await member.asks("tasks")
    await member.presses("ru")
    card = await shown(house)
    assert all(part in card for part in (number, NAME, PHONE))
    await member.presses("told")
    assert "tasks-all-done" in keys(await house.delivers(), telegram(ASEL))
    assert TaskCount(0, 0) == await counted(house)


async def test_told_by_telephone_is_the_reply_and_is_on_the_card(house: House) -> None:
    number = await untold(house)
    assert (await house.request(number)).replied_at is None
    asel = await tasks(house)
    await house.delivers()
    await asel.presses("told")
    assert house.now == (await house.request(number)).replied_at
    assert ("tell_phone", "staff:9001") == await last(house, number)
    assert TaskCount(0, 0) == await counted(house)
    sent = await house.delivers()
    (card,) = [written(one) for one in sent if to(one) == STAFF]
    assert "Сообщено по телефону: Әсел" in card


async def test_who_is_not_reached_is_tried_again_and_then_the_head_is_named(house: House) -> None:
    number = await untold(house)
    for again in (timedelta(hours=3), timedelta(hours=3)):
        asel = await tasks(house)
        assert NAME in await shown(house)
        await asel.presses("not-reached")
        assert ("tell_not_reached", "staff:9001") == await last(house, number)
        await tasks(house)
        assert "сообщать заявителям нечего" in await shown(house)
        house.clock.moment += again
    asel = await tasks(house)
    assert "Звонков: 2" in await shown(house)
    await asel.presses("not-reached")
    (named,) = await told_to_staff(house)
    assert "Гүлнар" in named
    assert TaskCount(1, 0) == await counted(house)
    assert (await house.request(number)).replied_at is None


async def test_late_in_the_day_the_next_try_is_on_the_next_working_day(house: House) -> None:
    await untold(house)
    house.clock.moment = at(date(2026, 3, 6), time(17, 0))
    await (await tasks(house)).presses("not-reached")
    house.clock.moment = at(date(2026, 3, 9), time(12, 0))  # a day off in place of a holiday
    await tasks(house)
    await house.delivers()
    assert (await house.conversation(telegram(ASEL))).step != "result"
    house.clock.moment = at(date(2026, 3, 10), time(9, 0))
    await tasks(house)
    assert NAME in await shown(house)


@pytest.mark.parametrize(("key", "kind"), [("in-person", "tell"), ("letter", "tell_letter")])
async def test_what_cannot_be_told_by_telephone_is_told_otherwise(
    house: House, key: str, kind: str
) -> None:
    number = await untold(house)
    asel = await tasks(house)
    for pressed in ("not-by-phone", key):
        await asel.presses(pressed)
    assert (kind, "staff:9001") == await last(house, number)
    assert (await house.request(number)).replied_at is not None


async def test_a_wrong_number_keeps_the_task_open_and_calls_the_head_at_once(house: House) -> None:
    number = await untold(house)
    await house.delivers()
    await (await tasks(house)).presses("wrong-number")
    named = await told_to_staff(house)
    assert ["Неверный номер" in text and "Гүлнар" in text for text in named] == [True]
    assert ("tell_wrong_number", "staff:9001") == await last(house, number)
    assert TaskCount(1, 0) == await counted(house)


async def test_a_request_given_up_needs_no_telling(house: House) -> None:
    number = await untold(house)
    await Citizen(house, PERSON).asks("my")
    await Citizen(house, PERSON).presses("withdraw")
    await Citizen(house, PERSON).presses("yes")
    await house.wait(minutes=1)
    assert ("tell_needless", "system") == await last(house, number)
    assert TaskCount(0, 0) == await counted(house)


async def test_a_newer_decision_is_told_by_the_same_task(house: House) -> None:
    number = await untold(house)
    await by_staff(house, do.Refuse(number, "repeat", None, None))
    await house.wait(seconds=30)
    assert TaskCount(1, 0) == await counted(house)
    await tasks(house)
    assert "нечего" in await shown(house)
    house.clock.moment += timedelta(seconds=31)
    await fails(house)
    await tasks(house)
    assert "Қабылдаудан бас тартылды" not in await shown(house)
    async with house.store.reading() as tx:
        (task,) = await tx.open_tasks(0, 10)
    assert ("notice-refused", State.REFUSED) == (task.notice, task.state)


async def test_a_task_whose_decision_was_replaced_closes_by_itself(house: House) -> None:
    number = await untold(house)
    await by_staff(house, do.Refuse(number, "repeat", None, None))
    await house.wait(seconds=61)
    assert ("tell_needless", "system") == await last(house, number)
    assert TaskCount(0, 0) == await counted(house)


async def test_who_comes_back_is_told_at_once_and_the_task_closes_when_it_arrived(
    house: House,
) -> None:
    number = await untold(house)
    citizen = Citizen(house, PERSON)
    await citizen.says(Stopped())
    await house.delivers()
    await citizen.asks("start")
    await citizen.asks("start")
    assert TaskCount(1, 0) == await counted(house)
    sent = await house.delivers()
    assert 1 == keys(sent, PERSON).count("notice-confirmed")
    assert 1 == keys(sent, STAFF).count("tasks-came-back")
    assert (await house.request(number)).replied_at is not None
    await house.wait(minutes=1)
    assert ("tell_delivered", "system") == await last(house, number)
    assert TaskCount(0, 0) == await counted(house)


async def test_who_was_told_by_telephone_meanwhile_is_not_called_again(house: House) -> None:
    await untold(house)
    await Citizen(house, PERSON).says(Asked("start"))
    await (await tasks_without_sending(house)).presses("told")
    await fails(house)
    assert TaskCount(0, 0) == await counted(house)


async def tasks_without_sending(house: House) -> Citizen:
    member = Citizen(house, telegram(ASEL))
    await member.asks("start")
    await member.presses("ru")
    await member.asks("tasks")
    return member


async def test_an_sms_nobody_confirms_in_a_day_becomes_a_task_and_was_no_reply(
    house: House,
) -> None:
    number = await Citizen(house, PERSON).books()
    await by_staff(house, do.Confirm(number, SLOT, "Шұғыл"))
    house.clock.moment += timedelta(seconds=61)
    await fails_once(house)
    (sms,) = [one for one in await house.delivers() if one.address.channel is ChannelName.SMS]
    assert (await house.request(number)).replied_at is not None
    await house.wait(hours=23)
    assert TaskCount(0, 0) == await counted(house)
    await house.wait(hours=2)
    assert TaskCount(1, 0) == await counted(house)
    assert (await house.request(number)).replied_at is None
    assert "Заявителю еще не сообщено" in await card_of(house, number)
    async with house.store.writing() as tx:
        await tx.provider_status(f"{sms.id}", "delivered", "", house.now)
    await house.wait(minutes=1)
    assert ("tell_delivered", "system") == await last(house, number)
    assert house.now == (await house.request(number)).replied_at
    assert "Последнее сообщение дошло: SMS" in await card_of(house, number)


async def fails_once(house: House) -> None:
    """Have the chat refuse what is statutory, so that it goes by SMS."""
    async with house.store.writing() as tx:
        lease = house.now + timedelta(minutes=1)
        for one in await tx.claim(ChannelName.TELEGRAM, house.now, lease, 100):
            outcome = Rejected("blocked") if one.statutory else Sent(f"{one.id}")
            await tx.settle([Settlement(one, outcome, house.now, None)])
            if one.statutory:
                await Fallback(house.reference, house.clock, sms=True)(tx, one, "blocked")


async def card_of(house: House, number: str) -> str:
    await Clerk(house).asks("request", number)
    return "\n".join(await told_to_staff(house))


async def test_those_who_only_look_and_citizens_are_told_no(house: House) -> None:
    await untold(house)
    await tasks(house, VIEWER)
    assert "role-may-not" in keys(await house.delivers(), telegram(VIEWER))
    await Citizen(house, PERSON).asks("tasks")
    assert "staff-only" in keys(await house.delivers(), PERSON)


async def test_what_could_not_be_handled_is_seen_by_a_head(house: House) -> None:
    async with house.store.writing() as tx:
        await tx.add_task(NewTask(TaskKind.POISON, None, None, "telegram:77"), house.now)
    await tasks(house, DMITRY)
    assert "нечего" in await shown(house, DMITRY)
    head = await tasks(house, GULNAR)
    assert "telegram:77" in await shown(house, GULNAR)
    await head.presses("seen")
    assert "Больше сообщать сейчас нечего" in await shown(house, GULNAR)


async def test_told_from_the_card_closes_the_task_too(house: House) -> None:
    number = await untold(house)
    await by_staff(house, do.Tell(number))
    assert TaskCount(0, 0) == await counted(house)
