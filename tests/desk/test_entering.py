"""Requests that staff enter: in the same queue, from the day they came, told as they can be."""

from datetime import date, time, timedelta

import pytest
from msgspec.structs import replace

from bot.channels.call import CallChannel
from bot.dialogs import commands as do
from bot.dialogs.commands import Source
from bot.dialogs.consent import consent_given
from bot.dialogs.queries import RequestByNumber, RequestView
from bot.fallback import Fallback
from bot.reception.calendar import at
from bot.reception.identity import phone
from bot.reception.language import Lang
from bot.records import Address, ChannelName, Rejected, Request, Settings, Settlement
from tests.desk.acting import SLOT, by_member, by_staff, why
from tests.dialogs.walking import EXPECTED
from tests.turns.house import CHAT, Citizen, House, keys, telegram

MOBILE, LANDLINE = "+77012223344", "+77172550102"
SMS = Address(ChannelName.SMS, MOBILE)
GIVEN = replace(
    EXPECTED, office="ministry", official="togyzbaev", topic=None, iin=None, category=None
)


def given(number: str | None = MOBILE, received_on: date | None = None) -> do.Enter:
    told = replace(GIVEN, phone=phone(number) if number else None)
    return do.Enter(told, Source.PHONE, Lang.RU, received_on, consent_given("oral"))


async def entered(house: House, command: do.Enter) -> Request:
    assert "" == why(await by_member(house, command))
    return (await house.requests())[-1]


@pytest.fixture
def texting(house: House) -> House:
    """The core where text messages can be sent."""
    house.settings = Settings(sms=True)
    return house


async def test_a_mobile_number_gets_the_ticket_and_the_request_a_person(texting: House) -> None:
    request = await entered(texting, given())
    sent = await texting.delivers()
    assert ["notice-ticket"] == keys(sent, SMS)
    assert "card-action" in keys(sent, telegram(CHAT))
    assert (ChannelName.SMS, Source.PHONE, Lang.RU) == (
        request.given.channel,
        request.given.source,
        request.given.lang,
    )
    event = (await texting.history(request.number))[0]
    assert ("register", "staff:9001") == (event.kind, event.who)
    assert {"source": "phone", "consent": "2026-1 oral"} == event.details


async def test_the_same_number_has_one_live_request_to_an_official(texting: House) -> None:
    first = await entered(texting, given())
    outcome = await by_member(texting, given())
    assert "entry-live-exists" == why(outcome)
    assert [first.number] == [one.number for one in await texting.requests()]


async def test_who_can_only_be_called_is_somebody_else_each_time(house: House) -> None:
    requests = [await entered(house, given(number)) for number in (MOBILE, LANDLINE, None)]
    assert {ChannelName.CALL} == {one.given.channel for one in requests}
    assert 3 == len({one.given.person for one in requests})
    assert [True, False, False] == [one.given.mobile for one in requests]
    assert [MOBILE, LANDLINE, ""] == [one.given.phone for one in requests]


@pytest.mark.parametrize(
    ("day", "registered"),
    [
        (None, date(2026, 3, 2)),
        (date(2026, 3, 2), date(2026, 3, 2)),
        (date(2026, 3, 1), date(2026, 3, 2)),  # a Sunday
        (date(2026, 2, 27), date(2026, 2, 27)),
    ],
)
async def test_it_is_registered_on_the_day_it_came(
    house: House, day: date | None, registered: date
) -> None:
    request = await entered(house, given(None, day))
    assert registered == request.given.registered_on
    if day == date(2026, 2, 27):
        assert at(day, time(18, 29)) == request.given.received_at


async def test_an_earlier_request_stands_before_those_of_today_in_the_queue(house: House) -> None:
    await Citizen(house, telegram(100)).books()
    request = await entered(house, given(None, date(2026, 2, 27)))
    async with house.store.reading() as tx:
        view = await tx.answer(RequestByNumber(request.number), house.now)
    assert isinstance(view, RequestView)
    assert (1, Source.PHONE) == (view.place, view.source)


@pytest.mark.parametrize(
    ("user", "reason"), [(9004, "role-may-not"), (100, "staff-only")], ids=["viewer", "citizen"]
)
async def test_only_who_may_decide_enters_requests(house: House, user: int, reason: str) -> None:
    assert reason == why(await by_member(house, given(), user))
    assert [] == await house.requests()


async def by_telephone(house: House) -> int:
    """Deliver what waits for the telephone, as its lane does; return how many messages."""
    channel, fallback = CallChannel(), Fallback(house.reference, house.clock, sms=False)
    async with house.store.writing() as tx:
        lease = house.now + timedelta(minutes=1)
        waiting = await tx.claim(ChannelName.CALL, house.now, lease, 100)
        for one in waiting:
            outcome = await channel.send(one)
            assert isinstance(outcome, Rejected)
            await tx.settle([Settlement(one, outcome, house.now, None)])
            if one.statutory:
                await fallback(tx, one, outcome.code)
    return len(waiting)


@pytest.mark.parametrize(("number", "asked"), [(LANDLINE, "staff-call"), (None, "staff-tell")])
async def test_what_cannot_be_written_is_told_by_staff(
    house: House, number: str | None, asked: str
) -> None:
    """The ticket and the decision; no reminder and no survey is tried. Told is told in time."""
    request = await entered(house, given(number))
    assert 1 == await by_telephone(house)
    assert asked in keys(await house.delivers(), telegram(CHAT))
    await by_staff(house, do.Confirm(request.number, SLOT, "х"))
    await house.watch.tick()
    house.clock.moment += timedelta(seconds=61)
    assert 1 == await by_telephone(house)
    assert asked in keys(await house.delivers(), telegram(CHAT))
    assert (await house.request(request.number)).replied_at is None
    await by_staff(house, do.Tell(request.number))
    assert house.now == (await house.request(request.number)).replied_at
    for moment in (SLOT - timedelta(hours=20), SLOT - timedelta(hours=2)):
        house.clock.moment = moment
        await house.watch.tick()
        assert 0 == await by_telephone(house)


async def test_a_first_command_that_is_denied_is_answered_once_the_language_is_chosen(
    house: House,
) -> None:
    """The denial comes with the answer to another question; nothing fails on it."""
    private = Citizen(house, telegram(9001))
    await private.asks("fix")
    await private.presses("kk")
    sent = await house.delivers()
    assert "office-number-form" in str([one.message for one in sent])
    assert () == (await house.conversation(private.address)).frames
