"""Providers that are down, slow, cut off or talk nonsense, over HTTP."""

from collections.abc import AsyncIterator, Collection

import pytest
from aiogram import Bot

from bot.channels.codes import Account
from bot.channels.sms import SmsChannel
from bot.channels.telegram import TelegramChannel
from bot.channels.twilio_codes import meaning_of
from bot.channels.twilio_sms import TwilioSms, twilio_client
from bot.dialogs.say import say
from bot.messages import Notice
from bot.records import RetryAt, Sent
from sandbox.faults import Fault, Side
from sandbox.people import Person
from sandbox.server import Sandbox
from tests.channels.words import Keys, to_chat, to_phone
from tests.sandbox.conftest import StandingClock

PHONE = "+77012223344"
TOLD = Notice(say("ticket", number="1"))
WRONG = [fault for fault in Fault if fault is not Fault.SLOW]
SECONDS = 0.3


async def none_known(_ids: Collection[str]) -> Collection[str]:
    return ()


@pytest.fixture
async def sms(sandbox: Sandbox, clock: StandingClock) -> AsyncIterator[SmsChannel]:
    account = sandbox.account
    client = twilio_client(account.sid, account.token, sandbox.url, seconds=SECONDS)
    provider = TwilioSms(client, account.number)
    made = SmsChannel(provider, Account(clock, meaning_of), Keys(), clock, none_known)
    yield made
    await made.close()


@pytest.fixture
def telegram(bot: Bot) -> TelegramChannel:
    return TelegramChannel(bot, Keys(), seconds=1)


@pytest.mark.parametrize("fault", WRONG)
async def test_telegram_out_of_order_rests_the_channel_and_the_message_leaves_afterwards(
    sandbox: Sandbox, telegram: TelegramChannel, aigul: Person, fault: Fault
) -> None:
    sandbox.faults.add(Side.TELEGRAM, fault)
    for _ in range(2):
        outcome = await telegram.send(to_chat(aigul.chat.id, TOLD))
        assert isinstance(outcome, RetryAt)
        assert outcome.everywhere
    sandbox.faults.heal()
    assert isinstance(await telegram.send(to_chat(aigul.chat.id, TOLD)), Sent)
    assert "ticket 1" == aigul.last.text


@pytest.mark.parametrize("fault", WRONG)
async def test_twilio_out_of_order_loses_no_sms(
    sandbox: Sandbox, sms: SmsChannel, fault: Fault
) -> None:
    person = sandbox.sms_person(PHONE)
    sandbox.faults.add(Side.TWILIO, fault)
    for _ in range(2):
        assert isinstance(await sms.send(to_phone(PHONE, TOLD)), RetryAt)
    sandbox.faults.heal()
    assert isinstance(await sms.send(to_phone(PHONE, TOLD)), Sent)
    assert "ticket~ 1" == (await person.sees("ticket~ 1")).text


@pytest.mark.parametrize("fault", WRONG)
async def test_an_sms_whose_answer_got_lost_in_any_way_is_not_sent_again(
    sandbox: Sandbox, sms: SmsChannel, fault: Fault
) -> None:
    sandbox.sms_person(PHONE)
    sandbox.faults.add(Side.TWILIO, fault, times=1, taken=True)
    assert isinstance(await sms.send(to_phone(PHONE, TOLD)), RetryAt)
    outcome = await sms.send(to_phone(PHONE, TOLD))
    assert isinstance(outcome, Sent)
    assert [outcome.provider_id] == list(sandbox.network.log)


@pytest.mark.parametrize("side", Side)
async def test_a_slow_answer_is_an_answer(
    sandbox: Sandbox, telegram: TelegramChannel, sms: SmsChannel, aigul: Person, side: Side
) -> None:
    sandbox.faults.add(side, Fault.SLOW, seconds=SECONDS / 3)
    if side is Side.TELEGRAM:
        assert isinstance(await telegram.send(to_chat(aigul.chat.id, TOLD)), Sent)
    else:
        assert isinstance(await sms.send(to_phone(PHONE, TOLD)), Sent)


async def test_one_channel_out_of_order_does_not_stop_the_other(
    sandbox: Sandbox, telegram: TelegramChannel, sms: SmsChannel, aigul: Person
) -> None:
    sandbox.faults.add(Side.TELEGRAM, Fault.DOWN)
    assert isinstance(await telegram.send(to_chat(aigul.chat.id, TOLD)), RetryAt)
    assert isinstance(await sms.send(to_phone(PHONE, TOLD)), Sent)
    sandbox.faults.heal()
    sandbox.faults.add(Side.TWILIO, Fault.DOWN)
    assert isinstance(await telegram.send(to_chat(aigul.chat.id, TOLD)), Sent)
    assert isinstance(await sms.send(to_phone(PHONE, TOLD)), RetryAt)
