"""The REST API through Twilio's own client, and its webhooks through its own validator."""

import asyncio
from collections.abc import Awaitable
from datetime import timedelta

import aiohttp
import pytest
from twilio.base.exceptions import TwilioRestException
from twilio.request_validator import RequestValidator
from twilio.rest import Client

from sandbox.server import Sandbox
from sandbox.sms import Posted, Status, segments
from tests.sandbox.conftest import START, LocalTwilio, Receiver, StandingClock

PHONE = "+77011234567"
CALLBACK = "https://bot.example.kz/twilio/status"
INBOUND = "https://bot.example.kz/twilio/sms"


async def posted(sandbox: Sandbox, count: int) -> list[Posted]:
    """What was posted to the bot, once it is that much."""
    calls = sandbox.network.posted
    await sandbox.network.bell.wait_for(lambda: len(calls) >= count or None, 10)
    return calls


async def test_a_message_is_created_as_twilio_does(sandbox: Sandbox, twilio: Client) -> None:
    created = await twilio.messages.create_async(
        to=PHONE, from_=sandbox.account.number, body="Сәлем"
    )
    assert (created.status, created.direction, created.num_segments) == (
        "queued",
        "outbound-api",
        "1",
    )
    assert (created.date_created, created.date_sent) == (START, None)
    await sandbox.sms_person(PHONE).sees("Сәлем")
    fetched = await twilio.messages(str(created.sid)).fetch_async()
    assert (fetched.status, fetched.date_sent) == ("delivered", START)


@pytest.mark.parametrize(
    ("to", "body", "code"),
    [
        ("70112", "x", 21211),
        ("+77172123456", "x", 21614),
        ("+79161234567", "x", 21408),
        (PHONE, "x" * 1601, 21617),
        (PHONE, "", 21602),
        ("", "x", 21604),
    ],
)
async def test_bad_messages_are_refused_with_true_codes(
    sandbox: Sandbox, twilio: Client, to: str, body: str, code: int
) -> None:
    with pytest.raises(TwilioRestException) as refusal:
        await twilio.messages.create_async(to=to, from_=sandbox.account.number, body=body)
    assert (refusal.value.status, refusal.value.code) == (400, code)
    assert sandbox.network.log == {}


async def test_senders_are_checked(sandbox: Sandbox, twilio: Client) -> None:
    sent = await twilio.messages.create_async(
        to=PHONE, messaging_service_sid=sandbox.account.service, body="1"
    )
    assert (sent.status, sent.from_) == ("accepted", None)
    named = await twilio.messages.create_async(to=PHONE, from_="Qabyldau", body="2")
    assert named.from_ == "Qabyldau"
    with pytest.raises(TwilioRestException) as refusal:
        await twilio.messages.create_async(to=PHONE, from_="+15005550001", body="3")
    assert refusal.value.code == 21659


async def test_the_wrong_password_is_refused(sandbox: Sandbox) -> None:
    async with LocalTwilio(sandbox.url) as http:
        stranger = Client(sandbox.account.sid, "wrong", http_client=http)
        with pytest.raises(TwilioRestException) as refusal:
            await stranger.messages.create_async(to=PHONE, from_="x", body="x")
    assert (refusal.value.status, refusal.value.code) == (401, 20003)


async def test_statuses_are_called_back_in_order_and_signed(
    sandbox: Sandbox, twilio: Client, receiver: Receiver
) -> None:
    sandbox.route("https://bot.example.kz", receiver.url)
    await twilio.messages.create_async(
        to=PHONE,
        messaging_service_sid=sandbox.account.service,
        body="x",
        status_callback=CALLBACK,
    )
    await posted(sandbox, 5)
    statuses = [form["MessageStatus"] for form in receiver.forms]
    assert statuses == ["accepted", "queued", "sending", "sent", "delivered"]
    validator = RequestValidator(sandbox.account.token)
    signed = [
        validator.validate(CALLBACK, form, headers["X-Twilio-Signature"])
        for form, headers in zip(receiver.forms, receiver.headers, strict=True)
    ]
    assert signed == [True] * 5


async def test_statuses_can_come_out_of_order(
    sandbox: Sandbox, twilio: Client, receiver: Receiver
) -> None:
    sandbox.world.faults.sms_statuses_out_of_order = True
    await twilio.messages.create_async(
        to=PHONE, from_=sandbox.account.number, body="x", status_callback=receiver.url + "/s"
    )
    await posted(sandbox, 4)
    statuses = [form["MessageStatus"] for form in receiver.forms]
    assert statuses == ["delivered", "sent", "sending", "queued"]


async def test_an_undelivered_message_has_a_code_and_is_not_seen(
    sandbox: Sandbox, twilio: Client, receiver: Receiver
) -> None:
    sandbox.world.faults.sms_undelivered = True
    sandbox.world.faults.sms_undelivered_code = 30005
    created = await twilio.messages.create_async(
        to=PHONE, from_=sandbox.account.number, body="x", status_callback=receiver.url + "/s"
    )
    await posted(sandbox, 4)
    last = receiver.forms[-1]
    assert (last["MessageStatus"], last["ErrorCode"]) == ("undelivered", "30005")
    fetched = await twilio.messages(str(created.sid)).fetch_async()
    assert (fetched.status, fetched.error_code) == ("undelivered", 30005)
    assert sandbox.sms_person(PHONE).messages == []


async def test_an_inbound_text_is_posted_signed_over_the_public_address(
    sandbox: Sandbox, receiver: Receiver
) -> None:
    sandbox.route("https://bot.example.kz", receiver.url)
    sandbox.network.inbound_url = INBOUND
    await sandbox.sms_person(PHONE).texts("ЖАЗЫЛУ")
    await posted(sandbox, 1)
    form, headers = receiver.forms[0], receiver.headers[0]
    assert (form["From"], form["To"], form["Body"]) == (PHONE, sandbox.account.number, "ЖАЗЫЛУ")
    assert form["MessageSid"] == form["SmsSid"]
    assert (form["NumSegments"], form["NumMedia"]) == ("1", "0")
    assert form["MessagingServiceSid"] == sandbox.account.service
    validator = RequestValidator(sandbox.account.token)
    assert validator.validate(INBOUND, form, headers["X-Twilio-Signature"])
    assert not validator.validate(receiver.url, form, headers["X-Twilio-Signature"])


async def test_an_inbound_text_is_tried_once_and_stays_in_the_list(
    sandbox: Sandbox, twilio: Client, receiver: Receiver
) -> None:
    receiver.statuses = [500]
    sandbox.network.inbound_url = receiver.url + "/twilio/sms"
    person = sandbox.sms_person(PHONE)
    await person.texts("бірінші")
    await person.texts("екінші")
    calls = await posted(sandbox, 2)
    assert [(one.form["Body"], one.status) for one in calls] == [("бірінші", 500), ("екінші", 200)]
    listed = await twilio.messages.list_async(to=sandbox.account.number)
    assert [(one.body, one.status, one.direction) for one in listed] == [
        ("екінші", "received", "inbound"),
        ("бірінші", "received", "inbound"),
    ]


async def test_an_answer_in_twiml_is_sent(sandbox: Sandbox, receiver: Receiver) -> None:
    receiver.text = "<Response><Message>Қабылданды &amp; рақмет</Message></Response>"
    sandbox.network.inbound_url = receiver.url
    person = sandbox.sms_person(PHONE)
    await person.texts("КҮЙ")
    assert (await person.sees("Қабылданды")).text == "Қабылданды & рақмет"


async def test_the_list_is_filtered_and_paged(
    sandbox: Sandbox, twilio: Client, clock: StandingClock
) -> None:
    number = sandbox.account.number
    for day in range(3):
        for to in (PHONE, "+77051234567"):
            await twilio.messages.create_async(to=to, from_=number, body=f"{day} {to}")
            await sandbox.sms_person(to).sees(str(day))
        clock.move(days=1)
    everything = await twilio.messages.list_async(page_size=2)
    to_one = await twilio.messages.list_async(to=PHONE)
    on_day = await twilio.messages.list_async(date_sent=START.date())
    after = await twilio.messages.list_async(date_sent_after=START + timedelta(days=1))
    before = await twilio.messages.list_async(date_sent_before=START + timedelta(hours=1))
    counts = [len(one) for one in (everything, to_one, on_day, after, before)]
    assert counts == [6, 3, 2, 4, 2]
    assert len({one.sid for one in everything}) == 6


async def test_opted_out_people_get_nothing_until_they_return(
    sandbox: Sandbox, twilio: Client
) -> None:
    person = sandbox.sms_person(PHONE)
    await person.texts("stop")
    await person.sees("You have successfully been unsubscribed")
    with pytest.raises(TwilioRestException) as refusal:
        await twilio.messages.create_async(to=PHONE, from_=sandbox.account.number, body="x")
    assert refusal.value.code == 21610
    await person.texts("START")
    await person.sees("re-subscribed")
    await twilio.messages.create_async(to=PHONE, from_=sandbox.account.number, body="қайта")
    assert (await person.sees("қайта")).text == "қайта"


async def test_yes_is_an_ordinary_word_for_who_never_left(
    sandbox: Sandbox, receiver: Receiver
) -> None:
    sandbox.network.inbound_url = receiver.url
    await sandbox.sms_person(PHONE).texts("yes")
    await posted(sandbox, 1)
    assert ("OptOutType" in receiver.forms[0], len(sandbox.network.log)) == (False, 1)


async def test_an_accepted_message_may_leave_its_caller_without_an_answer(
    sandbox: Sandbox, twilio: Client
) -> None:
    sandbox.world.faults.sms_timeout_after_accept = True
    person = sandbox.sms_person(PHONE)
    sending = twilio.messages.create_async(to=PHONE, from_=sandbox.account.number, body="x")
    async with asyncio.TaskGroup() as group:
        caller = group.create_task(_unknown(sending))
        await person.sees("x")
        sandbox.world.faults.sms_timeout_after_accept = False
    assert caller.result()
    assert [one.body for one in await twilio.messages.list_async(to=PHONE)] == ["x"]


async def _unknown(sending: Awaitable[object]) -> bool:
    with pytest.raises(aiohttp.ServerDisconnectedError):
        await sending
    return True


async def test_outages_and_floods_are_answered_as_twilio_does(
    sandbox: Sandbox, twilio: Client
) -> None:
    codes = []
    for switch in ("sms_down", "sms_flood"):
        setattr(sandbox.world.faults, switch, True)
        with pytest.raises(TwilioRestException) as refusal:
            await twilio.messages.create_async(to=PHONE, from_=sandbox.account.number, body="x")
        codes.append((refusal.value.status, refusal.value.code))
        setattr(sandbox.world.faults, switch, False)
    assert codes == [(503, 20503), (429, 20429)]


async def test_a_text_sent_while_twilio_is_down_is_only_in_the_list(
    sandbox: Sandbox, receiver: Receiver, twilio: Client
) -> None:
    sandbox.network.inbound_url = receiver.url
    person = sandbox.sms_person(PHONE)
    sandbox.world.faults.sms_down = True
    await person.texts("жоғалған")
    sandbox.world.faults.sms_down = False
    await person.texts("келген")
    await posted(sandbox, 1)
    assert [form["Body"] for form in receiver.forms] == ["келген"]
    assert len(await twilio.messages.list_async(from_=PHONE)) == 2


async def test_the_account_and_its_number_can_be_read_and_pointed(
    sandbox: Sandbox, twilio: Client
) -> None:
    account = await twilio.api.accounts(sandbox.account.sid).fetch_async()
    assert account.friendly_name == "Sandbox"
    number = (await twilio.incoming_phone_numbers.list_async())[0]
    assert (number.phone_number, number.sms_url) == (sandbox.account.number, "")
    await twilio.incoming_phone_numbers(str(number.sid)).update_async(sms_url=INBOUND)
    assert sandbox.network.inbound_url == INBOUND
    nobody = await twilio.incoming_phone_numbers.list_async(phone_number="+15005550001")
    assert nobody == []


async def test_an_unknown_message_is_not_found(twilio: Client) -> None:
    with pytest.raises(TwilioRestException) as refusal:
        await twilio.messages("SM" + "0" * 32).fetch_async()
    assert (refusal.value.status, refusal.value.code) == (404, 20404)


@pytest.mark.parametrize(
    ("body", "parts"),
    [
        ("a" * 160, 1),
        ("a" * 161, 2),
        ("a" * 306, 2),
        ("a" * 307, 3),
        ("€" * 80, 1),
        ("€" * 81, 2),
        ("қ" * 70, 1),
        ("қ" * 71, 2),
        ("қ" * 134, 2),
        ("қ" * 135, 3),
        ("😀" * 35, 1),
        ("😀" * 36, 2),
        ("😀" * 67, 3),
    ],
)
def test_segments_are_counted_as_the_network_does(body: str, parts: int) -> None:
    assert segments(body) == parts


def test_statuses_are_spelt_as_twilio_spells_them() -> None:
    assert Status("undelivered") is Status.UNDELIVERED
