"""Updates wait until they are acknowledged, by polling or by webhook."""

import asyncio

import pytest
from aiogram import Bot
from aiogram.exceptions import TelegramConflictError
from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup

from sandbox.server import Sandbox
from tests.sandbox.conftest import Receiver, StandingClock

ONE_BUTTON = InlineKeyboardMarkup(
    inline_keyboard=[[InlineKeyboardButton(text="Иә", callback_data="1:1")]]
)


async def test_an_update_comes_again_until_it_is_acknowledged(sandbox: Sandbox, bot: Bot) -> None:
    await sandbox.person("Айгүл", language="kk").types("/start")
    first = await bot.get_updates()
    again = await bot.get_updates(offset=first[0].update_id)
    after = await bot.get_updates(offset=first[0].update_id + 1)
    assert (len(first), again, after) == (1, first, [])
    message = first[0].message
    assert message is not None
    assert message.from_user is not None
    assert (message.text, message.from_user.language_code) == ("/start", "kk")
    assert message.entities is not None
    assert message.entities[0].type == "bot_command"


async def test_a_negative_offset_leaves_only_the_newest(sandbox: Sandbox, bot: Bot) -> None:
    person = sandbox.person("Сергей")
    for text in ("1", "2", "3"):
        await person.types(text)
    texts = [one.message.text for one in await bot.get_updates(offset=-1) if one.message]
    assert texts == ["3"]


async def test_limit_holds_the_rest_back(sandbox: Sandbox, bot: Bot) -> None:
    person = sandbox.person("Сергей")
    for text in ("1", "2", "3"):
        await person.types(text)
    first = await bot.get_updates(limit=2)
    rest = await bot.get_updates(limit=2, offset=first[-1].update_id + 1)
    assert (len(first), len(rest)) == (2, 1)


async def test_a_long_poll_wakes_when_someone_writes(sandbox: Sandbox, bot: Bot) -> None:
    async with asyncio.TaskGroup() as group:
        polling = group.create_task(bot.get_updates(timeout=30))
        await sandbox.world.bell.wait_for(lambda: sandbox.updates.polls or None, 5)
        await sandbox.person("Айгүл").types("сәлем")
    updates = polling.result()
    assert [one.message.text for one in updates if one.message] == ["сәлем"]


async def test_a_second_poller_throws_the_first_out(sandbox: Sandbox, bot: Bot) -> None:
    async with asyncio.TaskGroup() as group:
        first = group.create_task(_refused(bot))
        await sandbox.world.bell.wait_for(lambda: sandbox.updates.polls or None, 5)
        await bot.get_updates(timeout=0)
    assert "terminated by other getUpdates request" in first.result()


async def _refused(bot: Bot) -> str:
    with pytest.raises(TelegramConflictError) as refusal:
        await bot.get_updates(timeout=30)
    return str(refusal.value)


async def test_polling_is_refused_while_a_webhook_is_set(bot: Bot, receiver: Receiver) -> None:
    await bot.set_webhook(receiver.url)
    with pytest.raises(TelegramConflictError, match="webhook is active"):
        await bot.get_updates()
    await bot.delete_webhook()
    assert await bot.get_updates() == []


async def test_a_press_nobody_fetched_is_gone_after_150_seconds(
    sandbox: Sandbox, bot: Bot, clock: StandingClock
) -> None:
    person = sandbox.person("Айгүл")
    await person.types("/start")
    await bot.send_message(person.user.id, "Тіл?", reply_markup=ONE_BUTTON)
    await person.presses("Иә")
    clock.move(seconds=150)
    assert [one.event_type for one in await bot.get_updates()] == ["message", "callback_query"]
    clock.move(seconds=1)
    assert [one.event_type for one in await bot.get_updates()] == ["message"]
    clock.move(hours=24)
    assert await bot.get_updates() == []


async def test_only_allowed_kinds_are_queued(sandbox: Sandbox, bot: Bot) -> None:
    await bot.get_updates(allowed_updates=["my_chat_member"])
    person = sandbox.person("Айгүл")
    await person.types("/start")
    person.blocks()
    assert [one.event_type for one in await bot.get_updates()] == ["my_chat_member"]


async def test_blocking_and_unblocking_are_told(sandbox: Sandbox, bot: Bot) -> None:
    person = sandbox.person("Айгүл")
    await person.types("/start")
    person.blocks()
    person.unblocks()
    changes = [
        (one.my_chat_member.old_chat_member.status, one.my_chat_member.new_chat_member.status)
        for one in await bot.get_updates()
        if one.my_chat_member
    ]
    assert changes == [("member", "kicked"), ("kicked", "member")]


async def test_a_webhook_gets_updates_in_order_until_it_says_yes(
    sandbox: Sandbox, bot: Bot, receiver: Receiver
) -> None:
    receiver.statuses = [500, 502, 200]
    sandbox.route("https://bot.example.kz", receiver.url)
    await bot.set_webhook("https://bot.example.kz/telegram/webhook", secret_token="s3cret")
    person = sandbox.person("Айгүл")
    await person.types("бірінші")
    await person.types("екінші")
    await receiver.bell.wait_for(lambda: len(receiver.bodies) == 4 or None, 10)
    texts = [body["message"]["text"] for body in receiver.bodies]
    assert texts == ["бірінші", "бірінші", "бірінші", "екінші"]
    secrets = {headers["X-Telegram-Bot-Api-Secret-Token"] for headers in receiver.headers}
    assert secrets == {"s3cret"}


async def test_while_telegram_is_down_the_webhook_waits(
    sandbox: Sandbox, bot: Bot, receiver: Receiver
) -> None:
    await bot.set_webhook(receiver.url)
    sandbox.world.faults.telegram_down = True
    await sandbox.person("Айгүл").types("сәлем")
    assert receiver.bodies == []
    sandbox.world.faults.telegram_down = False
    await receiver.bell.wait_for(lambda: receiver.bodies or None, 5)
    assert [body["message"]["text"] for body in receiver.bodies] == ["сәлем"]


async def test_webhook_info_tells_the_last_error(
    sandbox: Sandbox, bot: Bot, receiver: Receiver
) -> None:
    receiver.statuses = [500] * 100
    await bot.set_webhook(receiver.url + "/hook", max_connections=1)
    await sandbox.person("Айгүл").types("сәлем")
    await sandbox.world.bell.wait_for(lambda: sandbox.updates.last_error, 5)
    info = await bot.get_webhook_info()
    assert (info.url, info.pending_update_count) == (receiver.url + "/hook", 1)
    assert info.last_error_message == "Wrong response from the webhook: 500"


async def test_dropping_pending_updates_forgets_them(sandbox: Sandbox, bot: Bot) -> None:
    await sandbox.person("Айгүл").types("сәлем")
    await bot.delete_webhook(drop_pending_updates=True)
    assert await bot.get_updates() == []


async def test_a_restarted_sandbox_gives_new_numbers(clock: StandingClock) -> None:
    async with await Sandbox.start(now=clock.now) as first:
        await first.person("Айгүл").types("1")
        old = first.updates.pending()[0].id
    clock.move(minutes=1)
    async with await Sandbox.start(now=clock.now) as second:
        await second.person("Айгүл").types("1")
        assert second.updates.pending()[0].id > old
