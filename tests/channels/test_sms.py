"""Messages into SMS, over HTTP to a Twilio server with its true error codes."""

import re
from collections.abc import AsyncIterator, Callable, Collection

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from bot.channels.codes import Account
from bot.channels.segments import count_segments
from bot.channels.sms import SmsChannel
from bot.channels.sms_writing import LONGEST, prompt
from bot.channels.twilio_codes import meaning_of
from bot.channels.twilio_sms import TwilioSms, twilio_client
from bot.dialogs.say import Say, say
from bot.messages import Button, Notice, Remove, Screen, Strip
from bot.ports.texting import SmsProvider
from bot.reception.language import Lang
from bot.records import ChannelOff, Rejected, RetryAt, Sent
from bot.texting import Meaning, Refused
from sandbox.server import Sandbox
from tests.channels.post import SmsByPost
from tests.channels.words import Keys, to_phone
from tests.sandbox.conftest import StandingClock

PHONE = "+77012223344"
PUBLIC = "https://bot.example.kz"


def channel_by(
    provider: SmsProvider,
    clock: StandingClock,
    stored: Collection[str] = (),
    no_reply: Callable[[], Say] | None = None,
) -> SmsChannel:
    """A channel whose database has these ids."""

    async def known(ids: Collection[str]) -> Collection[str]:
        return [one for one in ids if one in stored]

    account = Account(clock, meaning_of)
    return SmsChannel(provider, account, Keys(), clock, known, no_reply=no_reply)


def channel_of(
    sandbox: Sandbox,
    clock: StandingClock,
    sender: str | None = None,
    *,
    token: str = "",
    url: str = "",
    stored: Collection[str] = (),
    no_reply: Callable[[], Say] | None = None,
) -> SmsChannel:
    account = sandbox.account
    client = twilio_client(account.sid, token or account.token, url or sandbox.url, seconds=0.3)
    provider = TwilioSms(client, sender or account.number, PUBLIC)
    return channel_by(provider, clock, stored, no_reply)


@pytest.fixture
async def channel(sandbox: Sandbox, clock: StandingClock) -> AsyncIterator[SmsChannel]:
    made = channel_of(sandbox, clock)
    yield made
    await made.close()


def screen(*labels: str, page: int = 0, asked: str = "question") -> Screen:
    return Screen(say(asked), 1, tuple(map(Button, labels)), page, at=(3, 8), can_cancel=True)


def written(shown: Screen) -> str:
    return prompt(shown, Keys(), Lang.KK)


def test_a_question_is_its_short_form_with_numbered_options() -> None:
    assert "question~\n1 Иә\n2 Жоқ" == written(screen("Иә", "Жоқ"))


def test_options_go_on_with_their_numbers_on_the_next_page() -> None:
    labels = [f"answer {n}" for n in range(1, 8)]
    first = "1 answer 1\n2 answer 2\n3 answer 3\n4 answer 4\n5 answer 5"
    assert f"question~\n{first}\n0 more" == written(screen(*labels))
    assert "question~\n6 answer 6\n7 answer 7\n0 more" == written(screen(*labels, page=1))


def test_five_options_need_no_second_page() -> None:
    marks = [f"mark {n}" for n in range(1, 6)]
    assert written(screen(*marks)).endswith("\n4 mark 4\n5 mark 5")


def test_long_labels_give_way_evenly() -> None:
    shown = written(screen("Денсаулық сақтау министрлігі " * 3, "Білім министрлігі " * 4, "Қысқа"))
    assert 2 == count_segments(shown)
    lengths = [len(line) for line in shown.splitlines() if line.endswith("…")]
    assert 2 == len(lengths)
    assert max(lengths) - min(lengths) <= 1
    assert "3 Қысқа" in shown


def test_remarks_share_the_two_segments_or_have_their_own() -> None:
    short = Screen(say("q"), 1, remarks=(say("remark"),))
    long = Screen(say("q"), 1, remarks=(say("Ұ" * 300),))
    assert "remark~\nq~" == written(short)
    assert f"{'Ұ' * 300}~\nq~" == written(long)


labels = st.lists(st.text(max_size=160), max_size=12)


@given(labels, st.integers(0, 3), st.text(min_size=1, max_size=400))
def test_a_question_never_takes_more_than_two_segments(
    options: list[str], page: int, asked: str
) -> None:
    assert count_segments(written(screen(*options, page=page, asked=asked))) <= 2


@given(labels, st.text(max_size=3000))
def test_no_text_is_longer_than_the_provider_takes(options: list[str], remark: str) -> None:
    shown = Screen(say("q"), 1, tuple(map(Button, options)), remarks=(say(remark),))
    assert len(written(shown)) <= LONGEST


@given(st.lists(st.text(max_size=160), min_size=1, max_size=4))
def test_every_option_of_the_page_is_there_with_its_number(options: list[str]) -> None:
    lines = written(screen(*options)).split("\n")
    numbers = [int(found[1]) for line in lines if (found := re.match(r"([1-4]) ", line))]
    assert list(range(1, len(options) + 1)) == numbers


async def test_a_notice_arrives_with_a_callback_for_its_status(
    channel: SmsChannel, sandbox: Sandbox
) -> None:
    outcome = await channel.send(to_phone(PHONE, Notice(say("ticket", number="1"))))
    seen = await sandbox.sms_person(PHONE).sees("ticket~ 1")
    assert "ticket~ 1" == seen.text
    assert isinstance(outcome, Sent)
    assert f"{PUBLIC}/twilio/status" == sandbox.network.log[outcome.provider_id].callback


async def test_a_messaging_service_sends_too(sandbox: Sandbox, clock: StandingClock) -> None:
    service = channel_of(sandbox, clock, sandbox.account.service)
    outcome = await service.send(to_phone(PHONE, Notice(say("one"))))
    await service.close()
    assert isinstance(outcome, Sent)
    assert sandbox.account.service == sandbox.network.log[outcome.provider_id].service


async def test_where_nobody_can_answer_nothing_is_asked(
    sandbox: Sandbox, clock: StandingClock
) -> None:
    words = say("sms-no-reply", phone="+7 7172 74 00 00")
    channel = channel_of(sandbox, clock, "QABYLDAU", no_reply=lambda: words)
    await channel.send(to_phone(PHONE, screen("Иә", "Жоқ")))
    await channel.close()
    bodies = [one.body for one in sandbox.network.log.values()]
    assert ["question~\nsms-no-reply~ +7 7172 74 00 00"] == bodies
    assert not channel.traits.replies


async def test_there_is_nothing_to_tidy_up_on_a_plain_phone(
    channel: SmsChannel, sandbox: Sandbox
) -> None:
    for tidying in (Strip("1"), Remove("1")):
        assert Sent("") == await channel.send(to_phone(PHONE, tidying))
    assert {} == sandbox.network.log


@pytest.mark.parametrize("number", ["+77172740000", "+79161234567", "+15017122661", "nobody"])
async def test_only_kazakh_mobile_numbers_get_sms(
    channel: SmsChannel, sandbox: Sandbox, number: str
) -> None:
    assert Rejected("not-mobile") == await channel.send(to_phone(number, Notice(say("one"))))
    assert {} == sandbox.network.log


async def test_whoever_opted_out_is_out_of_reach(channel: SmsChannel, sandbox: Sandbox) -> None:
    sandbox.network.opted_out.add(PHONE)
    assert ChannelOff("21610") == await channel.send(to_phone(PHONE, Notice(say("one"))))


async def test_an_outage_and_a_full_queue_make_everything_wait(
    channel: SmsChannel, sandbox: Sandbox
) -> None:
    faults = sandbox.world.faults
    faults.sms_down = True
    down = await channel.send(to_phone(PHONE, Notice(say("one"))))
    faults.sms_down, faults.sms_flood = False, True
    flooded = await channel.send(to_phone(PHONE, Notice(say("one")), id_=2))
    assert RetryAt(5, "20503", everywhere=True) == down
    assert RetryAt(5, "20429", everywhere=True) == flooded


async def test_a_wrong_token_makes_everything_wait(sandbox: Sandbox, clock: StandingClock) -> None:
    channel = channel_of(sandbox, clock, token="wrong")
    outcome = await channel.send(to_phone(PHONE, Notice(say("one"))))
    await channel.close()
    assert RetryAt(120, "20003", everywhere=True) == outcome


async def test_nobody_listening_is_an_outage(sandbox: Sandbox, clock: StandingClock) -> None:
    channel = channel_of(sandbox, clock, url="http://127.0.0.1:9")
    outcome = await channel.send(to_phone(PHONE, Notice(say("one"))))
    await channel.close()
    assert RetryAt(5, "network", everywhere=True) == outcome


async def test_a_send_whose_answer_never_came_is_looked_up_before_it_is_repeated(
    channel: SmsChannel, sandbox: Sandbox
) -> None:
    sandbox.world.faults.sms_timeout_after_accept = True
    unknown = await channel.send(to_phone(PHONE, Notice(say("one"))))
    sandbox.world.faults.sms_timeout_after_accept = False
    again = await channel.send(to_phone(PHONE, Notice(say("one")), tries=1))
    assert RetryAt(20, "timeout") == unknown
    assert [Sent(sid, 1) for sid in sandbox.network.log] == [again]


@pytest.mark.parametrize("restarted", [False, True])
async def test_an_equal_text_sent_before_is_not_taken_for_the_one_that_got_lost(
    channel: SmsChannel, sandbox: Sandbox, clock: StandingClock, restarted: bool
) -> None:
    """Not even after a restart: the database knows it as another message."""
    first = await channel.send(to_phone(PHONE, Notice(say("one")), id_=1))
    assert isinstance(first, Sent)
    after = channel_of(sandbox, clock, stored=[first.provider_id]) if restarted else channel
    lost = replace(to_phone(PHONE, Notice(say("one")), id_=2), unsure_since=clock.now())
    second = await after.send(lost)
    await after.close()
    assert first != second
    assert 2 == len(sandbox.network.log)


async def test_what_a_killed_process_had_taken_on_is_looked_up_however_long_it_was_down(
    channel: SmsChannel, sandbox: Sandbox, clock: StandingClock
) -> None:
    taken_on = to_phone(PHONE, Notice(say("one")))
    put_at = clock.now()
    await channel.send(taken_on)
    clock.move(hours=20)
    restarted = channel_of(sandbox, clock)
    found = await restarted.send(replace(taken_on, unsure_since=put_at))
    await restarted.close()
    assert [found] == [Sent(sid, 1) for sid in sandbox.network.log]


async def test_what_never_arrived_at_the_provider_is_sent_after_looking(
    channel: SmsChannel, sandbox: Sandbox, clock: StandingClock
) -> None:
    lost = replace(to_phone(PHONE, Notice(say("one"))), unsure_since=clock.now())
    assert isinstance(await channel.send(lost), Sent)
    assert 1 == len(sandbox.network.log)


@pytest.mark.parametrize(
    ("fault", "outcome"),
    [
        ("sms_down", RetryAt(5, "20503", everywhere=True)),
        ("sms_flood", RetryAt(5, "20429", everywhere=True)),
    ],
)
async def test_where_it_cannot_be_looked_up_it_is_not_sent_either(
    channel: SmsChannel, sandbox: Sandbox, clock: StandingClock, fault: str, outcome: RetryAt
) -> None:
    lost = replace(to_phone(PHONE, Notice(say("one")), tries=3), unsure_since=clock.now())
    setattr(sandbox.world.faults, fault, True)
    assert outcome == await channel.send(lost)
    setattr(sandbox.world.faults, fault, False)
    assert {} == sandbox.network.log
    assert isinstance(await channel.send(lost), Sent)


async def test_an_error_in_looking_up_ends_no_message(clock: StandingClock) -> None:
    """Even with a code that would end one that was refused."""
    provider = SmsByPost()
    provider.refuses["sent_to"] = Refused("21211", Meaning.NO_NUMBER)
    channel = channel_by(provider, clock)
    lost = replace(to_phone(PHONE, Notice(say("one")), tries=3), unsure_since=clock.now())
    assert RetryAt(20, "21211") == await channel.send(lost)
    assert [] == provider.sent


async def test_whoever_stopped_by_a_word_of_ours_is_called_instead(
    channel: SmsChannel, sandbox: Sandbox
) -> None:
    """But for the word that it worked, which is about no request."""
    off = replace(to_phone(PHONE, Notice(say("one"))), off=True, statutory=True)
    assert ChannelOff("opted-out") == await channel.send(replace(off, request=7))
    assert isinstance(await channel.send(off), Sent)


async def test_the_last_one_of_a_day_says_so_and_asks_nothing(
    channel: SmsChannel, sandbox: Sandbox
) -> None:
    closing = say("last", phone="1414")
    for shown in (screen("Иә", "Жоқ"), Notice(say("question"))):
        await channel.send(replace(to_phone(PHONE, shown), closing=closing))
    bodies = [one.body for one in sandbox.network.log.values()]
    assert ["question~\nlast~ 1414"] * 2 == bodies


async def test_a_suspended_account_stops_sending(clock: StandingClock) -> None:
    provider = SmsByPost()
    provider.refuses["send"] = Refused("20005", Meaning.SUSPENDED)
    channel = channel_by(provider, clock)
    assert Rejected("20005") == await channel.send(to_phone(PHONE, Notice(say("one"))))
    provider.refuses.clear()
    assert Rejected("20005") == await channel.send(to_phone(PHONE, Notice(say("two"))))
    clock.move(minutes=15)
    assert Sent("post-1", 1) == await channel.send(to_phone(PHONE, Notice(say("three"))))


async def test_another_provider_needs_no_other_channel(clock: StandingClock) -> None:
    """It has ids, errors and a list of its own; a lost answer is looked up there."""
    provider = SmsByPost()
    channel = channel_by(provider, clock)
    provider.loses_answers = True
    assert RetryAt(20, "timeout") == await channel.send(to_phone(PHONE, Notice(say("one"))))
    provider.loses_answers = False
    again = to_phone(PHONE, Notice(say("one")), tries=1)
    assert Sent("post-1", 1) == await channel.send(again)
    assert [(PHONE, "one~")] == provider.sent
    await channel.close()
    assert provider.closed
