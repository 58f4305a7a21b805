"""The bot's own account and the chats it is in, read by aiogram's strict types."""

import aiohttp
import pytest
from aiogram import Bot
from aiogram.exceptions import (
    TelegramBadRequest,
    TelegramForbiddenError,
    TelegramNetworkError,
    TelegramUnauthorizedError,
)
from aiogram.types import BotCommand

from sandbox.server import STAFF_TITLE, Sandbox
from sandbox.world import STAFF_CHAT
from tests.sandbox.conftest import bot_of


async def test_the_bot_knows_itself(bot: Bot) -> None:
    me = await bot.get_me()
    assert (me.username, me.can_read_all_group_messages) == ("qabyldau_sandbox_bot", True)


async def test_a_wrong_token_is_unauthorized(sandbox: Sandbox) -> None:
    async with bot_of(sandbox, "7000000001:wrong") as stranger:
        with pytest.raises(TelegramUnauthorizedError):
            await stranger.get_me()


async def test_the_staff_chat_and_its_members_are_described(bot: Bot) -> None:
    chat = await bot.get_chat(STAFF_CHAT)
    assert (chat.type, chat.title) == ("supergroup", STAFF_TITLE)
    own = await bot.get_chat_member(STAFF_CHAT, bot.id)
    assert own.status == "administrator"
    statuses = [(await bot.get_chat_member(STAFF_CHAT, one)).status for one in (9001, 9003)]
    assert statuses == ["member", "creator"]
    administrators = await bot.get_chat_administrators(STAFF_CHAT)
    assert sorted(one.user.id for one in administrators) == [9003, bot.id]


async def test_who_is_not_in_the_chat_is_told(sandbox: Sandbox, bot: Bot) -> None:
    person = sandbox.person("Бөтен")
    assert (await bot.get_chat_member(STAFF_CHAT, person.user.id)).status == "left"
    with pytest.raises(TelegramBadRequest, match="PARTICIPANT_ID_INVALID"):
        await bot.get_chat_member(STAFF_CHAT, 1)
    with pytest.raises(TelegramBadRequest, match="chat not found"):
        await bot.get_chat(1)


async def test_commands_and_descriptions_are_kept(sandbox: Sandbox, bot: Bot) -> None:
    commands = [BotCommand(command="book", description="Жазылу")]
    await bot.set_my_commands(commands, language_code="kk")
    await bot.set_my_description("Сәлем")
    await bot.set_my_short_description("Қысқа")
    await bot.send_chat_action(9001, "typing")
    kept = await bot.get_my_commands(language_code="kk")
    assert [(one.command, one.description) for one in kept] == [("book", "Жазылу")]
    assert await bot.get_my_commands() == []
    assert (await bot.get_my_description()).description == "Сәлем"
    assert sandbox.api.actions == [(9001, "typing")]
    with pytest.raises(TelegramBadRequest, match="BOT_COMMAND_INVALID"):
        await bot.set_my_commands([BotCommand(command="Жазылу", description="x")])


async def test_a_strange_group_can_take_the_bot_in_and_be_left(sandbox: Sandbox, bot: Bot) -> None:
    person = sandbox.person("Бөтен")
    group = sandbox.group("Бөтен топ", person)
    group.invites_bot(person)
    updates = await bot.get_updates()
    assert [one.event_type for one in updates] == ["my_chat_member", "message"]
    await bot.send_message(group.chat.id, "Сау болыңыз")
    await bot.leave_chat(group.chat.id)
    assert not group.bot_is_in
    with pytest.raises(TelegramForbiddenError, match="not a member"):
        await bot.send_message(group.chat.id, "x")


async def test_a_bot_thrown_out_of_the_staff_chat_is_told_so(sandbox: Sandbox, bot: Bot) -> None:
    sandbox.hands.remove_bot(sandbox.staff_chat, sandbox.clerk(9003).user)
    with pytest.raises(TelegramForbiddenError, match="bot was kicked from the supergroup chat"):
        await bot.send_message(STAFF_CHAT, "x")


async def test_while_telegram_is_down_nothing_is_answered(sandbox: Sandbox, bot: Bot) -> None:
    person = sandbox.person("Айгүл")
    sandbox.world.faults.telegram_down = True
    await person.types("/start")
    with pytest.raises(TelegramNetworkError):
        await bot.get_me()
    url = f"{sandbox.url}/bot{sandbox.token}/getMe"
    async with aiohttp.ClientSession() as client, client.get(url) as response:
        assert (response.status, response.content_type) == (502, "text/html")
    sandbox.world.faults.telegram_down = False
    assert len(await bot.get_updates()) == 1
