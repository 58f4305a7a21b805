"""Texts whose call never came, found in the provider's list and taken in once."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta

import pytest

from bot.channels.twilio_sms import TwilioSms, twilio_client
from bot.dialogs.incoming import Asked, Stopped, Thing, Typed, Unsupported, What
from bot.handlers.sms import decode, found
from bot.handlers.sms_listing import AT_ONCE, SmsListing
from bot.ports import Store
from bot.ports.texting import SmsProvider
from bot.records import Incoming, Reply
from bot.texting import Meaning, Received, Refused
from sandbox.server import Sandbox
from tests.channels.post import SmsByPost
from tests.sandbox.conftest import START, StandingClock
from tests.turns.house import House

PHONE, OTHER = "+77012223344", "+77012223345"


@dataclass
class Inbox:
    """Takes updates in, each once, as the database does; or breaks."""

    taken: dict[str, Incoming] = field(default_factory=dict)
    batches: list[int] = field(default_factory=list)
    broken: bool = False

    async def accept(self, updates: Sequence[Incoming]) -> list[Reply]:
        if self.broken:
            raise OSError("away")
        self.batches.append(len(updates))
        for one in updates:
            self.taken.setdefault(one.external_id, one)
        return [Reply()] * len(updates)

    @property
    def said(self) -> list[What]:
        return [one.what for one in self.taken.values()]


def listing(provider: SmsProvider, store: Store, clock: StandingClock, inbox: Inbox) -> SmsListing:
    return SmsListing(provider, store, clock, inbox.accept)


async def test_what_was_texted_while_nobody_listened_is_found_once(
    sandbox: Sandbox, clock: StandingClock, house: House
) -> None:
    """Over HTTP to a Twilio that pages; the calls never came, and of ours nothing is taken in."""
    account = sandbox.account
    provider = TwilioSms(twilio_client(account.sid, account.token, sandbox.url), account.number)
    person, inbox = sandbox.sms_person(PHONE), Inbox()
    for number in range(250):
        await person.texts(f"{number}")
    await provider.send(PHONE, "жауап")
    looks = listing(provider, house.store, clock, inbox)
    await looks.look()
    clock.move(minutes=10)
    await person.texts("соңғы")
    await looks.look()
    await provider.close()
    assert [Typed(f"{number}") for number in range(250)] == inbox.said[:250]
    assert [Typed("соңғы")] == inbox.said[250:]
    assert max(inbox.batches) <= AT_ONCE


async def test_the_first_look_goes_back_a_day(clock: StandingClock, house: House) -> None:
    post, inbox = SmsByPost(), Inbox()
    post.hears(PHONE, "ескі", minutes=-24 * 60 - 1)
    post.hears(PHONE, "кеше", minutes=-24 * 60 + 1)
    await listing(post, house.store, clock, inbox).look()
    assert [Typed("кеше")] == inbox.said


async def test_a_look_that_failed_is_made_up_for(clock: StandingClock, house: House) -> None:
    """Twilio down, then our database: nothing said meanwhile is lost."""
    post, inbox = SmsByPost(), Inbox()
    looks = listing(post, house.store, clock, inbox)
    await looks.look()
    post.hears(PHONE, "бірінші", minutes=5)
    clock.move(minutes=60)
    post.refuses["received_since"] = Refused("20503", Meaning.DOWN)
    with pytest.raises(Refused):
        await looks.look()
    post.refuses.clear()
    clock.move(minutes=60)
    inbox.broken = True
    with pytest.raises(OSError, match="away"):
        await looks.look()
    inbox.broken = False
    clock.move(minutes=60)
    await looks.look()
    assert [Typed("бірінші")] == inbox.said


async def test_of_two_processes_one_looks_at_a_time(clock: StandingClock, house: House) -> None:
    post, inbox = SmsByPost(), Inbox()
    for _ in range(2):
        await listing(post, house.store, clock, inbox).look()
    assert ["received_since"] == post.calls


def received(*said: str, media: bool = False) -> list[Received]:
    return [
        Received(f"SM{number}", PHONE, text, START + timedelta(minutes=number), media)
        for number, text in enumerate(said)
    ]


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (("STOP",), [Stopped()]),
        (("тоқтату",), [Stopped(heard=False)]),
        (("STOP", "START"), [Asked("start")]),
        (("START", "бронь", "стоп"), [Typed("бронь"), Stopped(heard=False)]),
    ],
)
def test_of_the_words_to_stop_and_come_back_the_last_one_counts(
    said: tuple[str, ...], expected: list[What]
) -> None:
    assert expected == [one.what for one in found(received(*said))]


def test_a_picture_is_found_without_a_text() -> None:
    assert [Unsupported(Thing.FILE)] == [one.what for one in found(received("", media=True))]


def test_what_was_said_is_found_with_its_time_and_the_id_of_the_call() -> None:
    (one,) = found(received("бронь"))
    called = decode({"From": PHONE, "MessageSid": "SM0", "Body": "бронь"})
    assert called is not None
    assert START == one.said_at
    assert (called.address, called.external_id, called.what) == (
        one.address, one.external_id, one.what,
    )  # fmt: skip


@pytest.mark.parametrize("sender", ["", "Beeline", "7111", "whatsapp:+77012223344"])
def test_whoever_cannot_be_answered_is_passed_over_in_the_list_too(sender: str) -> None:
    assert [] == found([Received("SM1", sender, "x", START)])


@pytest.mark.parametrize(
    "word", ["СТОП", "стоп!", " Стоп ", "CТОП", "отписаться", "ТОҚТАТУ", "токтату", "Тоқта."]
)
def test_stop_is_understood_in_three_languages(word: str) -> None:
    call = decode({"From": PHONE, "MessageSid": "SM0", "Body": word})
    assert call is not None
    assert Stopped(heard=False) == call.what


@pytest.mark.parametrize("word", ["ОТМЕНА", "БОЛДЫРМАУ", "бас тарту", "стоп линия", "остановка"])
def test_other_words_do_not_stop_anything(word: str) -> None:
    call = decode({"From": PHONE, "MessageSid": "SM0", "Body": word})
    assert call is not None
    assert Typed(word) == call.what
