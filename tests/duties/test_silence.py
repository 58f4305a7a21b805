"""The last day of a reply: noon, five o'clock, and a breach that is never hidden."""

from datetime import date, datetime, time, timedelta

from msgspec.structs import replace

from bot.dialogs import commands as do
from bot.dialogs.say import Say
from bot.fallback import Fallback
from bot.notices import to_applicant
from bot.reception.calendar import at
from bot.reception.language import Lang
from bot.reception.lifecycle import State
from bot.records import Address, ChannelName, Envelope, Event
from tests.desk.acting import brought_to, by_citizen, by_staff
from tests.duties.days import (
    DUE,
    EVENING,
    MORNING,
    NOON,
    march,
    notices,
    numbers,
    parts,
    told,
)
from tests.turns.house import Citizen, Clerk, House, keys, said, telegram

PERSON = telegram(100)
LAST = 27
"""Of March: the fifteenth working day after the second."""
SECOND = timedelta(seconds=1)


async def booked(house: House, where: int = 100) -> str:
    return await Citizen(house, telegram(where)).books()


async def silence_until(house: House, number: str) -> Event | None:
    found = [one for one in await house.history(number) if one.kind == "breach"]
    return found[-1] if found else None


async def alerts(house: House, moment: datetime) -> list[Say]:
    return [one for one in await told(house, moment) if one.key != "watch-digest"]


async def test_at_noon_of_the_last_day_staff_are_warned(office: House) -> None:
    number = await booked(office)
    assert [] == await alerts(office, march(26, NOON))
    assert [] == await alerts(office, march(LAST, NOON) - SECOND)
    (alert,) = await alerts(office, march(LAST, NOON))
    assert ("watch-last-day", [number]) == (alert.key, numbers(alert))
    assert ["Гүлнар"] == [one.args["names"] for one in parts(alert) if one.key == "watch-heads"]
    assert [] == await told(office, march(LAST, NOON) + SECOND)


async def test_at_five_the_applicant_is_told_and_the_breach_is_recorded(office: House) -> None:
    number = await booked(office)
    await office.wait_until(march(LAST, NOON))
    sent = await office.wait_until(march(LAST, EVENING))
    (notice,) = notices(sent, PERSON)
    assert "notice-breach" == notice.key
    assert (DUE, office.directory.complaint) == (notice.args["due"], notice.args["complaint"])
    assert [True] == [one.statutory for one in sent if keys([one]) == ["notice-breach"]]
    assert [number] == numbers(notices(sent)[0])
    request = await office.request(number)
    assert (office.now, State.REGISTERED) == (request.breached_at, request.state)
    assert request.replied_at is None
    event = await silence_until(office, number)
    assert event is not None
    assert ("system", {"due": DUE.isoformat()}) == (event.who, dict(event.details))


async def test_the_card_says_so_and_the_decision_is_still_open(office: House) -> None:
    number = await booked(office)
    sent = await office.wait_until(march(LAST, EVENING))
    cards = [one for one in sent if one.address.thread == number]
    assert [True] == [bool(said(card).args["breached"]) for card in cards]
    assert "confirm" in await Clerk(office).options(number)


async def test_it_is_told_once(office: House) -> None:
    number = await booked(office)
    await office.wait_until(march(LAST, EVENING))
    begun = len(office.sent)
    for day, clock in ((LAST, time(17, 1)), (30, MORNING), (30, EVENING), (31, EVENING)):
        await office.wait_until(march(day, clock))
    assert "notice-breach" not in keys(office.sent[begun:])
    assert 1 == len([one for one in await office.history(number) if one.kind == "breach"])


async def test_a_term_that_passed_while_the_program_was_down_is_told_in_the_morning(
    office: House,
) -> None:
    await booked(office)
    assert [] == keys(await office.wait_until(march(LAST, time(22, 0))), PERSON)
    assert [] == keys(await office.wait_until(march(28, time(10, 0))), PERSON)
    assert ["notice-breach"] == keys(await office.wait_until(march(30, MORNING)), PERSON)


async def test_a_decision_in_time_is_no_silence_even_while_it_can_be_undone(
    office: House,
) -> None:
    number = await booked(office)
    office.clock.moment = march(LAST, EVENING) - timedelta(seconds=30)
    await Clerk(office).refuses(number)
    assert [] == keys(await office.wait_until(march(LAST, EVENING)), PERSON)
    assert ["notice-refused"] == keys(await office.wait(seconds=31), PERSON)
    assert (await office.request(number)).breached_at is None


async def test_a_decision_undone_after_five_is_found_the_next_morning(office: House) -> None:
    number = await booked(office)
    office.clock.moment = march(LAST, EVENING) - timedelta(seconds=30)
    await Clerk(office).refuses(number)
    await office.wait_until(march(LAST, EVENING))
    await by_staff(office, do.Undo(number))
    assert ["notice-breach"] == keys(await office.wait_until(march(30, MORNING)), PERSON)


async def test_who_gave_a_time_back_was_replied_to_in_time(office: House) -> None:
    number = await booked(office)
    await Clerk(office).confirms(number)
    await office.wait(seconds=61)
    await by_citizen(office, do.Release(number))
    await office.wait_until(march(LAST, EVENING))
    assert (await office.request(number)).breached_at is None


async def test_a_request_returned_for_correction_has_the_same_term(office: House) -> None:
    number = await booked(office)
    await brought_to(office, number, State.RETURNED)
    assert ["notice-breach"] == keys(await office.wait_until(march(LAST, EVENING)), PERSON)


async def test_an_extended_term_ends_later_and_its_silence_is_another(office: House) -> None:
    number = await booked(office)
    await by_staff(office, do.Extend(number, date(2026, 3, 31), "Запрос в архив"), 9003)
    await office.delivers()
    assert [] == keys(await office.wait_until(march(LAST, EVENING)), PERSON)
    assert ["notice-breach"] == keys(await office.wait_until(march(31, EVENING)), PERSON)
    await by_staff(office, do.Extend(number, date(2026, 4, 15), "Экспертиза"), 9003)
    await office.delivers()
    sent = await office.wait_until(at(date(2026, 4, 15), EVENING))
    assert ["notice-breach"] == keys(sent, PERSON)
    assert office.now == (await office.request(number)).breached_at


async def test_the_notice_is_not_the_reply(office: House) -> None:
    """A breach told by another way is no reply either, and the real one is."""
    number = await booked(office)
    await office.wait_until(march(LAST, EVENING))
    await Clerk(office).confirms(number)
    await office.wait(seconds=10)
    assert (await office.request(number)).replied_at is None
    await office.wait(seconds=61)
    assert office.now == (await office.request(number)).replied_at


async def takes_another_way(house: House, number: str) -> list[str]:
    """Have the notice of a breach fail in the chat; return what goes to the phone."""
    request = await house.request(number)
    notice = to_applicant("notice-breach", request, house.reference, statutory=True)
    envelope = Envelope(
        1, notice.contact, PERSON, Lang.KK, notice.message, 1, True, request.id, None, None
    )
    async with house.store.writing() as tx:
        await Fallback(house.reference, house.clock, sms=True)(tx, envelope, "blocked")
    return keys(await house.delivers(), Address(ChannelName.SMS, "+77011234567"))


async def test_on_another_way_it_is_no_reply_either(office: House) -> None:
    """A version would make it the reply of whatever is decided meanwhile."""
    number = await booked(office)
    async with office.store.writing() as tx:
        before = await tx.request(number)
        assert before is not None
        assert await tx.change(before, replace(before, version=5))
    assert ["notice-breach"] == await takes_another_way(office, number)
    await brought_to(office, number, State.REFUSED)
    assert [] == await takes_another_way(office, number)
    assert (await office.request(number)).replied_at is None
