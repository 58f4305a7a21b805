"""Which messages of a batch may leave at once. Values in, values out."""

from datetime import UTC, datetime

import pytest
from msgspec.structs import replace

from bot.batch import berths
from bot.dialogs.conversation import Conversation
from bot.dialogs.say import say
from bot.messages import Notice
from bot.ports import Room
from bot.reception.language import Lang
from bot.records import Address, Berth, ChannelName, Loaded, Outgoing, Priority
from tests.turns.house import Hall, telegram

UNTIL = datetime(2026, 3, 2, 5, 0, tzinfo=UTC)
GROUP, SMS = telegram(-1001), Address(ChannelName.SMS, "+77010000003")
ALL = {
    telegram(1): Loaded(1, 11, Conversation(lang=Lang.RU), 1, None, True),
    telegram(2): Loaded(2, 12, Conversation(), 2, None, True),
    SMS: Loaded(3, 13, Conversation(), 3, None, True),
    GROUP: Loaded(4, 14, Conversation(), None, None, True),
}


def room(answers: int) -> dict[ChannelName, Room]:
    return {ChannelName.TELEGRAM: Hall(answers, UNTIL)}


def told(contact: int = 1, **other: object) -> Outgoing:
    return replace(Outgoing(contact, Notice(say("x"))), **other)


def places(*messages: Outgoing, most: int = 9) -> list[int]:
    return sorted(berths(messages, ALL, room(most)))


def test_an_answer_leaves_in_the_language_and_to_the_address_of_its_reader() -> None:
    found = berths([told(1), told(2)], ALL, room(9))
    first, second = Berth(telegram(1), Lang.RU, UNTIL), Berth(telegram(2), Lang.KK, UNTIL)
    assert {0: first, 1: second} == found


def test_no_more_leave_than_there_is_room_for() -> None:
    assert [0, 1] == places(told(1), told(2), told(1), most=2)
    assert [] == places(told(1), most=0)


@pytest.mark.parametrize(
    "waits",
    [
        told(priority=Priority.NOTICE),
        told(3),
        told(4),
        told(99),
    ],
    ids=["a notice", "another channel", "a group", "who said nothing"],
)
def test_what_is_not_an_answer_to_somebody_alone_with_us_waits(waits: Outgoing) -> None:
    assert [1] == places(waits, told(1))


@pytest.mark.parametrize(
    "waits",
    [told(card=7), told(not_before=UNTIL), told(version=1)],
    ids=["a card", "later", "void when its request moves on"],
)
def test_what_is_said_after_something_that_must_wait_waits_too(waits: Outgoing) -> None:
    assert [0, 3] == places(told(1), waits, told(1), told(2))


def test_whoever_wants_to_be_left_in_peace_is_not_written_to() -> None:
    off = {telegram(1): replace(ALL[telegram(1)], active=False)}
    assert {} == berths([told(1)], off, room(9))
