"""People's hands and eyes: what they do reaches the bot, what the bot does reaches them."""

import asyncio

import phonenumbers
import pytest
from aiogram import Bot
from aiogram.types import (
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    KeyboardButton,
    Message,
    ReplyKeyboardMarkup,
)

from sandbox.hands import CannotDo
from sandbox.server import SMS_PEOPLE, TELEGRAM_PEOPLE, Sandbox
from sandbox.world import ANONYMOUS_ADMIN, STAFF_CHAT


def buttons(*labels: str) -> InlineKeyboardMarkup:
    row = [
        InlineKeyboardButton(text=label, callback_data=f"1:{number}")
        for number, label in enumerate(labels)
    ]
    return InlineKeyboardMarkup(inline_keyboard=[row])


async def told(bot: Bot) -> list[Message]:
    return [one.message for one in await bot.get_updates() if one.message]


@pytest.mark.parametrize(
    "number", [one[3] for one in TELEGRAM_PEOPLE] + [one[2] for one in SMS_PEOPLE]
)
def test_sample_people_have_real_mobile_numbers_of_kazakhstan(number: str) -> None:
    parsed = phonenumbers.parse(number)
    assert phonenumbers.region_code_for_number(parsed) == "KZ"
    assert phonenumbers.number_type(parsed) == phonenumbers.PhoneNumberType.MOBILE


async def test_a_person_waits_until_the_message_comes(sandbox: Sandbox, bot: Bot) -> None:
    person = sandbox.person("Айгүл", language="kk")
    await person.types("/start")
    async with asyncio.TaskGroup() as group:
        seeing = group.create_task(person.sees("Тіл"))
        await bot.send_message(person.user.id, "Тілді таңдаңыз")
    assert seeing.result().text == "Тілді таңдаңыз"


async def test_a_person_who_waits_in_vain_shows_the_phone(sandbox: Sandbox, bot: Bot) -> None:
    person = sandbox.person("Айгүл")
    await person.types("/start")
    await bot.send_message(person.user.id, "Тіл?", reply_markup=buttons("Қазақша"))
    with pytest.raises(AssertionError) as failure:
        await person.sees("Мәзір", seconds=0)
    lines = str(failure.value).splitlines()
    assert lines == [
        "Айгүл does not see 'Мәзір'",
        "--- Айгүл ---",
        "> #1 /start",
        "< #2 Тіл?",
        "    [Қазақша]",
    ]


async def test_new_means_after_the_last_action(sandbox: Sandbox, bot: Bot) -> None:
    person = sandbox.person("Айгүл")
    await person.types("/start")
    sent = await bot.send_message(person.user.id, "Сәлем")
    await person.types("тағы")
    with pytest.raises(AssertionError):
        await person.sees("Сәлем", new=True, seconds=0)
    await bot.edit_message_text("Сәлем!", chat_id=person.user.id, message_id=sent.message_id)
    assert (await person.sees("Сәлем", new=True)).message_id == sent.message_id


async def test_the_newest_button_is_pressed_and_an_old_look_stays(
    sandbox: Sandbox, bot: Bot
) -> None:
    person = sandbox.person("Айгүл")
    await person.types("/start")
    await bot.send_message(person.user.id, "1", reply_markup=buttons("Жоқ", "Иә"))
    old = person.last
    await bot.edit_message_text("2", chat_id=person.user.id, message_id=old.message_id)
    newest = await bot.send_message(person.user.id, "3", reply_markup=buttons("Иә"))
    await person.presses("Иә")
    await person.presses("Иә", on=old, times=2)
    presses = [one.callback_query for one in await bot.get_updates() if one.callback_query]
    pressed = [(one.message.message_id, one.data) for one in presses if one.message]
    assert pressed == [
        (newest.message_id, "1:0"),
        (old.message_id, "1:1"),
        (old.message_id, "1:1"),
    ]


async def test_a_key_below_the_chat_is_typed(sandbox: Sandbox, bot: Bot) -> None:
    person = sandbox.person("Айгүл")
    await person.types("/start")
    keys = ReplyKeyboardMarkup(keyboard=[[KeyboardButton(text="Мәзір")]], one_time_keyboard=True)
    await bot.send_message(person.user.id, "?", reply_markup=keys)
    await person.presses("Мәз")
    assert ((await told(bot))[-1].text, person.keyboard) == ("Мәзір", [])


async def test_everything_a_person_can_send_is_told(sandbox: Sandbox, bot: Bot) -> None:
    person = sandbox.person("Айгүл", phone="+77017654399")
    other = sandbox.person("Сергей", phone="+77059876599")
    await person.sends_sticker()
    await person.sends_voice()
    await person.sends_photo()
    await person.sends_document()
    await person.forwards("басқаның сөзі")
    await person.shares_contact(of=other)
    messages = await told(bot)
    kinds = [one.content_type for one in messages]
    assert kinds == ["sticker", "voice", "photo", "document", "text", "contact"]
    assert messages[4].forward_origin is not None
    assert messages[5].contact is not None
    assert messages[5].contact.user_id == other.user.id


async def test_an_album_is_several_messages_of_one_group(sandbox: Sandbox, bot: Bot) -> None:
    await sandbox.person("Айгүл").sends_album(3)
    messages = await told(bot)
    assert (len(messages), len({one.media_group_id for one in messages})) == (3, 1)


async def test_a_long_text_leaves_in_pieces(sandbox: Sandbox, bot: Bot) -> None:
    await sandbox.person("Айгүл").types("ұ" * 5000)
    assert [len(one.text or "") for one in await told(bot)] == [4096, 904]


async def test_an_edit_is_told_as_one(sandbox: Sandbox, bot: Bot) -> None:
    person = sandbox.person("Айгүл")
    await person.types("бір")
    await person.edits("екі")
    edited = (await bot.get_updates())[-1].edited_message
    assert edited is not None
    assert (edited.text, edited.message_id) == ("екі", 1)


async def test_who_blocked_the_bot_cannot_write(sandbox: Sandbox) -> None:
    person = sandbox.person("Айгүл")
    await person.types("/start")
    person.blocks()
    with pytest.raises(CannotDo):
        await person.types("сәлем")


async def test_clerks_command_reply_press_and_hear(sandbox: Sandbox, bot: Bot) -> None:
    clerk = sandbox.clerk(9001)
    await bot.send_message(STAFF_CHAT, "2026-000001", reply_markup=buttons("Растау"))
    await bot.send_message(STAFF_CHAT, "2026-000002", reply_markup=buttons("Растау"))
    await clerk.types("/queue@qabyldau_sandbox_bot")
    await clerk.replies("2026-000001", "31.03 10:00")
    await clerk.presses("Растау", on="2026-000001")
    updates = await bot.get_updates()
    command, reply = (one.message for one in updates[:2])
    query = updates[2].callback_query
    assert command is not None
    assert reply is not None
    assert query is not None
    assert command.from_user is not None
    assert (command.from_user.id, command.chat.id) == (9001, STAFF_CHAT)
    assert reply.reply_to_message is not None
    assert reply.reply_to_message.text == "2026-000001"
    assert reply.reply_to_message.reply_markup is not None
    assert query.message is not None
    assert query.message.message_id == 1
    await bot.answer_callback_query(query.id, "Әсел растады")
    assert (await clerk.hears("растады")).text == "Әсел растады"
    assert (clerk.alerts, sandbox.clerk(9002).alerts) == (["Әсел растады"], [])


async def test_an_anonymous_administrator_has_no_name(sandbox: Sandbox, bot: Bot) -> None:
    await sandbox.clerk(9003).types("/queue", anonymous=True)
    message = (await told(bot))[0]
    assert message.from_user is not None
    assert message.sender_chat is not None
    assert (message.from_user.id, message.sender_chat.id) == (ANONYMOUS_ADMIN, STAFF_CHAT)


async def test_staff_can_be_written_to_in_private(sandbox: Sandbox, bot: Bot) -> None:
    clerk = sandbox.clerk(9002)
    await bot.send_message(9002, "Толығырақ")
    assert clerk.private.last.text == "Толығырақ"


async def test_a_stranger_in_the_staff_chat_is_told_as_a_new_member(
    sandbox: Sandbox, bot: Bot
) -> None:
    stranger = sandbox.stranger(sandbox.person("Бөтен"))
    await stranger.types("/queue")
    joined, typed = await told(bot)
    assert joined.new_chat_members is not None
    assert [one.first_name for one in joined.new_chat_members] == ["Бөтен"]
    assert typed.text == "/queue"
