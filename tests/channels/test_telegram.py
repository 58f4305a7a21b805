"""Messages into a Telegram chat, over HTTP to a Bot API server that refuses like the real one."""

from collections.abc import Sequence
from typing import Any

import pytest
from aiogram import Bot
from aiogram.exceptions import ClientDecodeError, TelegramBadRequest, TelegramEntityTooLarge
from hypothesis import given
from hypothesis import strategies as st

from bot.botapi import SendMessage
from bot.channels.telegram import LONGEST, TelegramChannel, outcome_of, pieces
from bot.dialogs.question import Style
from bot.dialogs.say import say
from bot.messages import Button, Notice, Remove, Screen, Strip
from bot.records import ChannelOff, Rejected, RetryAt, Sent
from sandbox.people import Person
from sandbox.server import Sandbox
from tests.channels.words import Keys, to_chat
from tests.sandbox.conftest import bot_of


@pytest.fixture
def channel(bot: Bot) -> TelegramChannel:
    return TelegramChannel(bot, Keys())


def buttons(*labels: str) -> tuple[Button, ...]:
    return tuple(map(Button, labels))


def data(seen: Sequence[Sequence[str]]) -> list[str]:
    return [one for row in seen for one in row]


async def test_a_notice_is_written_as_html_with_what_people_typed_escaped(
    channel: TelegramChannel, aigul: Person
) -> None:
    told = Notice(say("<b>ticket</b>", name="<i>Иванов</i> & Ко"))
    outcome = await channel.send(to_chat(aigul.chat.id, told))
    assert (Sent(str(aigul.last.message_id)), "ticket <i>Иванов</i> & Ко") == (
        outcome,
        aigul.last.text,
    )


async def test_a_screen_has_remarks_above_progress_and_prompt_and_short_options_in_twos(
    channel: TelegramChannel, aigul: Person
) -> None:
    screen = Screen(
        say("prompt"),
        turn=7,
        buttons=buttons("Иә", "Жоқ", "A very long answer indeed"),
        remarks=(say("remark"),),
        at=(3, 8),
        can_go_back=True,
        can_cancel=True,
    )
    await channel.send(to_chat(aigul.chat.id, screen))
    assert "remark\n\nprogress 3 8\nprompt" == aigul.last.text
    assert [["Иә", "Жоқ"], ["A very long answer indeed"], ["back", "cancel"]] == aigul.last.buttons
    assert [["7.1", "7.2"], ["7.3"], ["7.-1", "7.-2"]] == aigul.last.data


async def test_very_short_options_stand_five_in_a_row(
    channel: TelegramChannel, aigul: Person
) -> None:
    await channel.send(to_chat(aigul.chat.id, Screen(say("q"), 1, buttons(*"12345"))))
    assert [["1", "2", "3", "4", "5"]] == aigul.last.buttons


async def test_options_keep_their_numbers_on_every_page(
    channel: TelegramChannel, aigul: Person
) -> None:
    options = buttons(*(f"option number {n}" for n in range(1, 11)))
    await channel.send(to_chat(aigul.chat.id, Screen(say("q"), 2, options)))
    first = aigul.last
    await channel.send(to_chat(aigul.chat.id, Screen(say("q"), 2, options, page=1)))
    assert [f"2.{n}" for n in (*range(1, 9), 0)] == data(first.data)
    assert ["2.9", "2.10", "2.0"] == data(aigul.last.data)


async def test_buttons_of_a_card_carry_its_number_and_their_colour(
    channel: TelegramChannel, sandbox: Sandbox
) -> None:
    screen = Screen(
        say("card"),
        2**31 - 1,
        (Button("Confirm", Style.SUCCESS), Button("Refuse", Style.DANGER), Button("Plain")),
    )
    await channel.send(to_chat(sandbox.staff_chat.id, screen, thread="2026-000123-4"))
    row, rest = list(sandbox.staff_chat.messages.values())[-1].buttons
    assert "2147483647.1.2026-000123-4" == row[0]["callback_data"]
    assert ["success", "danger", None] == [one.get("style") for one in (*row, *rest)]


async def test_the_contact_question_has_its_own_keyboard_which_a_notice_clears(
    channel: TelegramChannel, aigul: Person
) -> None:
    asks = Screen(say("phone"), 3, buttons("later"), can_cancel=True, takes_contact=True, edit="1")
    await channel.send(to_chat(aigul.chat.id, asks))
    keyboard = aigul.keyboard
    await channel.send(to_chat(aigul.chat.id, Notice(say("noted"), clears=True)))
    assert [["share-contact"], ["later"], ["cancel"]] == keyboard
    assert ([], ["phone", "noted"]) == (aigul.keyboard, [one.text for one in aigul.messages])


async def test_a_question_takes_the_place_of_the_one_before(
    channel: TelegramChannel, aigul: Person
) -> None:
    first = await channel.send(to_chat(aigul.chat.id, Screen(say("one"), 1, buttons("A"))))
    assert isinstance(first, Sent)
    second = Screen(say("two"), 2, buttons("B"), edit=first.provider_id)
    outcomes = [await channel.send(to_chat(aigul.chat.id, second)) for _ in range(2)]
    assert [first, first] == outcomes
    assert ["two"] == [one.text for one in aigul.messages]


async def test_a_message_that_is_gone_is_written_anew(
    channel: TelegramChannel, aigul: Person
) -> None:
    first = await channel.send(to_chat(aigul.chat.id, Notice(say("one"))))
    assert isinstance(first, Sent)
    await channel.send(to_chat(aigul.chat.id, Remove(first.provider_id)))
    again = Screen(say("two"), 2, edit=first.provider_id)
    outcome = await channel.send(to_chat(aigul.chat.id, again))
    assert Sent(str(aigul.last.message_id)) == outcome
    assert ["two"] == [one.text for one in aigul.messages]


async def test_a_card_replaces_its_message_unless_it_is_called_for(
    channel: TelegramChannel, aigul: Person
) -> None:
    first = await channel.send(to_chat(aigul.chat.id, Screen(say("one"), 1)))
    assert isinstance(first, Sent)
    place = first.provider_id
    await channel.send(to_chat(aigul.chat.id, Screen(say("two"), 1), edit=place))
    await channel.send(to_chat(aigul.chat.id, Screen(say("three"), 1, edit=""), edit=place))
    assert ["two", "three"] == [one.text for one in aigul.messages]


async def test_tidying_up_what_is_tidy_does_no_harm(
    channel: TelegramChannel, aigul: Person
) -> None:
    await channel.send(to_chat(aigul.chat.id, Screen(say("one"), 1, buttons("A"))))
    number = str(aigul.last.message_id)
    for tidying in (Strip(number), Strip(number), Remove(number), Remove(number), Strip("?")):
        assert Sent("") == await channel.send(to_chat(aigul.chat.id, tidying))
    assert [] == aigul.messages


async def test_a_text_that_is_too_long_comes_in_pieces_with_the_buttons_under_the_last(
    channel: TelegramChannel, aigul: Person
) -> None:
    told = say("q", words="сөз " * 1500)
    outcome = await channel.send(to_chat(aigul.chat.id, Screen(told, 1, buttons("A"))))
    assert [[], [["A"]]] == [one.buttons for one in aigul.messages]
    assert isinstance(outcome, Sent)
    assert 2 == outcome.messages
    assert all(len(one.text) <= LONGEST for one in aigul.messages)


async def test_markup_that_cannot_be_read_is_left_out(
    channel: TelegramChannel, aigul: Person
) -> None:
    outcome = await channel.send(to_chat(aigul.chat.id, Notice(say("<b>broken"))))
    assert isinstance(outcome, Sent)
    assert "<b>broken" == aigul.last.text


async def test_whoever_blocked_the_bot_is_out_of_reach(
    channel: TelegramChannel, aigul: Person
) -> None:
    aigul.blocks()
    assert ChannelOff("blocked") == await channel.send(to_chat(aigul.chat.id, Notice(say("one"))))


async def test_nobody_is_at_an_unknown_address(channel: TelegramChannel) -> None:
    assert ChannelOff("chat-not-found") == await channel.send(to_chat(5, Notice(say("one"))))


async def test_a_group_that_moved_is_followed(channel: TelegramChannel, sandbox: Sandbox) -> None:
    old = sandbox.staff_chat
    new = sandbox.world.migrate(old, -1009)
    for _ in range(2):
        assert isinstance(await channel.send(to_chat(old.id, Notice(say("one")))), Sent)
    assert 2 == len(new.messages)


async def test_a_flood_makes_only_this_chat_wait(
    channel: TelegramChannel, sandbox: Sandbox, aigul: Person
) -> None:
    sandbox.world.faults.flood, sandbox.world.faults.flood_retry_after = True, 17
    assert RetryAt(17, "429") == await channel.send(to_chat(aigul.chat.id, Notice(say("one"))))


async def test_an_outage_of_either_face_makes_everything_wait(
    channel: TelegramChannel, sandbox: Sandbox, aigul: Person
) -> None:
    sandbox.world.faults.telegram_down = True
    faces = [await channel.send(to_chat(aigul.chat.id, Notice(say("one")))) for _ in range(2)]
    assert [True, True] == [isinstance(one, RetryAt) and one.everywhere for one in faces]


async def test_a_wrong_token_makes_everything_wait(sandbox: Sandbox, aigul: Person) -> None:
    async with bot_of(sandbox, "1:wrong") as stranger:
        channel = TelegramChannel(stranger, Keys())
        outcome = await channel.send(to_chat(aigul.chat.id, Notice(say("one"))))
    assert RetryAt(60, "token", everywhere=True) == outcome


METHOD: Any = SendMessage(1, "?")


@pytest.mark.parametrize(
    ("error", "outcome"),
    [
        (
            TelegramBadRequest(METHOD, "Bad Request: not enough rights to send text messages"),
            RetryAt(300, "no-rights"),
        ),
        (TelegramBadRequest(METHOD, "Bad Request: TOPIC_CLOSED"), RetryAt(300, "no-rights")),
        (TelegramBadRequest(METHOD, "Bad Request: message is too long"), Rejected("bad-request")),
        (TelegramEntityTooLarge(METHOD, "too large"), Rejected("too-large")),
        (
            ClientDecodeError("no JSON", ValueError(), "<html>"),
            RetryAt(2, "unreadable", everywhere=True),
        ),
    ],
    ids=["no rights", "closed topic", "too long", "too large", "a gateway's page"],
)
def test_every_error_means_something(error: Exception, outcome: object) -> None:
    assert outcome == outcome_of(error)  # type: ignore[arg-type]


@given(st.text(max_size=300), st.integers(1, 40))
def test_pieces_fit_and_lose_nothing_but_blanks(text: str, most: int) -> None:
    cut = list(pieces(text, most))
    assert all(1 <= len(piece) <= most for piece in cut)
    kept = "".join("".join(piece.split()) for piece in cut).replace("…", "")
    assert "".join(text.split()).replace("…", "") == kept
