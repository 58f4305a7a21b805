"""Sending, changing and deleting through aiogram, with Telegram's limits and words."""

from typing import Any

import aiohttp
import pytest
from aiogram import Bot
from aiogram.exceptions import TelegramBadRequest, TelegramForbiddenError, TelegramRetryAfter
from aiogram.types import (
    CopyTextButton,
    ForceReply,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    KeyboardButton,
    ReplyKeyboardMarkup,
    ReplyKeyboardRemove,
    ReplyParameters,
)

from sandbox.limits import Flood, Limits
from sandbox.people import Person
from sandbox.server import Sandbox
from sandbox.world import STAFF_CHAT
from tests.sandbox.conftest import StandingClock, bot_of


@pytest.fixture
async def person(sandbox: Sandbox) -> Person:
    someone = sandbox.person("Айгүл", language="kk", phone="+77017654399")
    await someone.types("/start")
    return someone


def buttons(*labels: str, data: str = "1:1") -> InlineKeyboardMarkup:
    row = [InlineKeyboardButton(text=label, callback_data=data) for label in labels]
    return InlineKeyboardMarkup(inline_keyboard=[row])


async def test_a_message_arrives_formatted_with_its_buttons(person: Person, bot: Bot) -> None:
    sent = await bot.send_message(person.user.id, "<b>Тіл</b>?", reply_markup=buttons("Қазақша"))
    assert (sent.text, sent.html_text) == ("Тіл?", "<b>Тіл</b>?")
    assert (person.last.text, person.last.buttons) == ("Тіл?", [["Қазақша"]])
    assert sent.message_id == person.last.message_id


@pytest.mark.parametrize(
    ("parameters", "reason"),
    [
        ({"text": "  "}, "Bad Request: message text is empty"),
        ({"text": "қ" * 4097}, "Bad Request: message is too long"),
        (
            {"text": "<b>x", "parse_mode": "HTML"},
            (
                "Bad Request: can't parse entities: "
                'Can\'t find end tag corresponding to start tag "b"'
            ),
        ),
        ({"text": "x", "parse_mode": "Wiki"}, "Bad Request: unsupported parse_mode"),
        ({"text": "x", "chat_id": 1}, "Bad Request: chat not found"),
        (
            {"text": "x", "colour": "red"},
            'Bad Request: unknown parameter "colour" of sendMessage',
        ),
        ({"text": 5}, 'Bad Request: parameter "text" of sendMessage must be of type String'),
        (
            {"text": "x", "reply_parameters": {"message_id": 99}},
            "Bad Request: message to be replied not found",
        ),
        (
            {"text": "x", "reply_markup": {"inline_keyboard": [[{"text": "x"}]]}},
            (
                "Bad Request: can't parse inline keyboard button: "
                "Text buttons are unallowed in the inline keyboard"
            ),
        ),
        (
            {
                "text": "x",
                "reply_markup": {
                    "inline_keyboard": [[{"text": "x", "callback_data": "1", "style": "pink"}]]
                },
            },
            "Bad Request: invalid button style specified",
        ),
    ],
)
async def test_what_telegram_refuses_is_refused_in_its_words(
    sandbox: Sandbox, person: Person, parameters: dict[str, Any], reason: str
) -> None:
    body = {"chat_id": person.user.id} | parameters
    url = f"{sandbox.url}/bot{sandbox.token}/sendMessage"
    async with aiohttp.ClientSession() as client, client.post(url, json=body) as response:
        refusal = await response.json()
    assert (response.status, refusal) == (
        400,
        {"ok": False, "error_code": 400, "description": reason},
    )


@pytest.mark.parametrize("data", ["", "ұ" * 33])
async def test_button_data_has_1_to_64_bytes(person: Person, bot: Bot, data: str) -> None:
    with pytest.raises(TelegramBadRequest, match="BUTTON_DATA_INVALID"):
        await bot.send_message(person.user.id, "x", reply_markup=buttons("x", data=data))


async def test_the_longest_text_passes(person: Person, bot: Bot) -> None:
    sent = await bot.send_message(person.user.id, "<b>" + "қ" * 4096 + "</b>")
    assert len(sent.text or "") == 4096


async def test_newer_button_fields_are_accepted(person: Person, bot: Bot) -> None:
    row = [
        InlineKeyboardButton(text="Иә", callback_data="1:1", style="success"),
        InlineKeyboardButton(text="Көшіру", copy_text=CopyTextButton(text="2026-000001-4")),
        InlineKeyboardButton(text="Сайт", url="https://egov.kz", icon_custom_emoji_id="1"),
    ]
    markup = InlineKeyboardMarkup(inline_keyboard=[row])
    sent = await bot.send_message(person.user.id, "x", reply_markup=markup)
    assert sent.reply_markup is not None
    assert sent.reply_markup.model_dump() == markup.model_dump()


async def test_requests_come_as_forms_json_and_queries(sandbox: Sandbox, person: Person) -> None:
    url = f"{sandbox.url}/bot{sandbox.token}/sendmessage"
    values = {"chat_id": str(person.user.id), "text": "x", "disable_notification": "true"}
    async with aiohttp.ClientSession() as client:
        for request in (
            client.get(url, params=values),
            client.post(url, data=values),
            client.post(url, json=values),
        ):
            async with request as response:
                assert (await response.json())["ok"]
    assert [one.text for one in person.messages if not one.own] == ["x"] * 3


async def test_a_wrong_token_and_an_unknown_method_are_told_apart(sandbox: Sandbox) -> None:
    wanted = {
        f"/bot{sandbox.token}x/getMe": (401, "Unauthorized"),
        f"/bot{sandbox.token}/sendSmoke": (404, "Not Found: method not found"),
        "/botnonsense/getMe": (404, "Not Found"),
    }
    given = {}
    async with aiohttp.ClientSession() as client:
        for path in wanted:
            async with client.get(sandbox.url + path) as response:
                given[path] = (response.status, (await response.json())["description"])
    assert given == wanted


async def test_a_bot_cannot_write_first_nor_to_who_blocked_it(sandbox: Sandbox, bot: Bot) -> None:
    person = sandbox.person("Сергей")
    with pytest.raises(TelegramForbiddenError, match="bot can't initiate conversation"):
        await bot.send_message(person.user.id, "x")
    await person.types("/start")
    person.blocks()
    with pytest.raises(TelegramForbiddenError, match="bot was blocked by the user"):
        await bot.send_message(person.user.id, "x")
    person.unblocks()
    await bot.send_message(person.user.id, "x")
    assert person.last.text == "x"


async def test_an_edit_changes_the_message_in_place(person: Person, bot: Bot) -> None:
    sent = await bot.send_message(person.user.id, "1", reply_markup=buttons("Иә"))
    await bot.edit_message_text("2", chat_id=person.user.id, message_id=sent.message_id)
    assert [(one.text, one.buttons) for one in person.messages if not one.own] == [("2", [])]
    await bot.edit_message_reply_markup(
        chat_id=person.user.id, message_id=sent.message_id, reply_markup=buttons("Жоқ")
    )
    assert (await person.sees("2", new=True)).buttons == [["Жоқ"]]


async def test_impossible_edits_are_refused(sandbox: Sandbox, person: Person, bot: Bot) -> None:
    chat = person.user.id
    sent = await bot.send_message(chat, "<b>1</b>", reply_markup=buttons("Иә"))
    own = person.messages[0].message_id
    with pytest.raises(TelegramBadRequest, match="message is not modified: specified new"):
        await bot.edit_message_text(
            "<b>1</b>", chat_id=chat, message_id=sent.message_id, reply_markup=buttons("Иә")
        )
    with pytest.raises(TelegramBadRequest, match="message can't be edited"):
        await bot.edit_message_text("x", chat_id=chat, message_id=own)
    with pytest.raises(TelegramBadRequest, match="message to edit not found"):
        await bot.edit_message_text("x", chat_id=chat, message_id=99)
    await bot.delete_message(chat, sent.message_id)
    with pytest.raises(TelegramBadRequest, match="message to edit not found"):
        await bot.edit_message_text("x", chat_id=chat, message_id=sent.message_id)


async def test_deleting_has_its_limits(person: Person, bot: Bot, clock: StandingClock) -> None:
    chat = person.user.id
    sent = await bot.send_message(chat, "1")
    with pytest.raises(TelegramBadRequest, match="message to delete not found"):
        await bot.delete_message(chat, 99)
    clock.move(hours=49)
    with pytest.raises(TelegramBadRequest, match="message can't be deleted for everyone"):
        await bot.delete_message(chat, sent.message_id)
    fresh = await bot.send_message(chat, "2")
    await bot.delete_message(chat, fresh.message_id)
    assert [one.text for one in person.messages] == ["/start", "1"]


async def test_an_answer_reaches_the_presser_until_the_query_is_too_old(
    person: Person, bot: Bot, clock: StandingClock
) -> None:
    await bot.send_message(person.user.id, "?", reply_markup=buttons("Иә"))
    await person.presses("Иә")
    query = (await bot.get_updates())[-1].callback_query
    assert query is not None
    assert query.data == "1:1"
    with pytest.raises(TelegramBadRequest, match="MESSAGE_TOO_LONG"):
        await bot.answer_callback_query(query.id, "x" * 201)
    await bot.answer_callback_query(query.id, "Қабылданды", show_alert=True)
    assert person.alerts == ["Қабылданды"]
    clock.move(seconds=151)
    with pytest.raises(TelegramBadRequest, match="query is too old and response timeout expired"):
        await bot.answer_callback_query(query.id)


async def test_keyboards_below_the_chat_come_and_go(person: Person, bot: Bot) -> None:
    key = KeyboardButton(text="Нөмірімді жіберу", request_contact=True)
    await bot.send_message(
        person.user.id, "Телефон?", reply_markup=ReplyKeyboardMarkup(keyboard=[[key]])
    )
    assert person.keyboard == [["Нөмірімді жіберу"]]
    await person.presses("Нөмірімді")
    message = (await bot.get_updates())[-1].message
    assert message is not None
    assert message.contact is not None
    assert (message.contact.user_id, message.contact.phone_number) == (
        person.user.id,
        "77017654399",
    )
    await bot.send_message(person.user.id, "Рақмет", reply_markup=ReplyKeyboardRemove())
    assert person.keyboard == []
    with pytest.raises(TelegramBadRequest, match="private chats only"):
        await bot.send_message(STAFF_CHAT, "x", reply_markup=ReplyKeyboardMarkup(keyboard=[[key]]))


async def test_a_forced_reply_quotes_its_question(person: Person, bot: Bot) -> None:
    asked = await bot.send_message(person.user.id, "Неге?", reply_markup=ForceReply())
    await person.types("себебі")
    message = (await bot.get_updates())[-1].message
    assert message is not None
    assert message.reply_to_message is not None
    assert message.reply_to_message.message_id == asked.message_id


async def test_a_reply_quotes_and_may_go_without(person: Person, bot: Bot) -> None:
    first = person.messages[0].message_id
    sent = await bot.send_message(
        person.user.id, "x", reply_parameters=ReplyParameters(message_id=first)
    )
    assert sent.reply_to_message is not None
    lost = ReplyParameters(message_id=99, allow_sending_without_reply=True)
    without = await bot.send_message(person.user.id, "x", reply_parameters=lost)
    assert without.reply_to_message is None


async def test_a_group_takes_twenty_messages_a_minute_edits_included(bot: Bot) -> None:
    sent = await bot.send_message(STAFF_CHAT, "0")
    for number in range(1, 20):
        await bot.edit_message_text(str(number), chat_id=STAFF_CHAT, message_id=sent.message_id)
    with pytest.raises(TelegramRetryAfter) as refusal:
        await bot.send_message(STAFF_CHAT, "x")
    assert 1 <= refusal.value.retry_after <= 60


def test_flood_limits_count_seconds() -> None:
    at = [0.0]
    flood = Flood(Limits(overall=3, private_burst=2, private_second=1.0), lambda: at[0])
    assert [flood.wait(1), flood.wait(1), flood.wait(1)] == [0, 0, 1]
    assert [flood.wait(2), flood.wait(3)] == [0, 1]
    at[0] = 1.0
    assert [flood.wait(1), flood.wait(3)] == [0, 0]


async def test_limits_can_be_switched_off(clock: StandingClock) -> None:
    async with await Sandbox.start(now=clock.now, limits=None) as free, bot_of(free) as bot:
        for number in range(40):
            await bot.send_message(STAFF_CHAT, str(number))
        assert len(free.staff_chat.messages) == 40


async def test_the_flood_switch_answers_429(sandbox: Sandbox, person: Person, bot: Bot) -> None:
    sandbox.world.faults.flood = True
    with pytest.raises(TelegramRetryAfter) as refusal:
        await bot.send_message(person.user.id, "x")
    assert refusal.value.retry_after == 1


async def test_an_upgraded_group_tells_its_new_number(sandbox: Sandbox, bot: Bot) -> None:
    new = sandbox.world.migrate(sandbox.staff_chat, -1001000000002)
    with pytest.raises(Exception, match="group chat was upgraded") as refusal:
        await bot.send_message(STAFF_CHAT, "x")
    assert getattr(refusal.value, "migrate_to_chat_id", None) == new.id
    await bot.send_message(new.id, "x")
    assert [one.text for one in new.visible()] == ["x"]
