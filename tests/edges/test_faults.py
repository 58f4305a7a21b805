"""Asking for updates while Telegram is out of order: nothing is lost, and it is noted."""

import asyncio

import pytest
from aiogram import Bot

from bot.dialogs.incoming import Typed
from bot.handlers.intake import Intake
from bot.handlers.polling import Polling
from sandbox.faults import Fault, Side
from sandbox.server import Sandbox
from tests.edges.conftest import QUICK, Core

WRONG = [fault for fault in Fault if fault not in {Fault.SLOW, Fault.HANG}]


@pytest.mark.parametrize("fault", WRONG)
async def test_updates_come_in_once_when_telegram_is_in_order_again(
    sandbox: Sandbox,
    bot: Bot,
    intake: Intake,
    core: Core,
    tasks: asyncio.TaskGroup,
    fault: Fault,
) -> None:
    heard: list[str] = []
    polling = Polling(bot, intake, QUICK, heard.append)
    sandbox.faults.add(Side.TELEGRAM, fault, method="getUpdates", times=3)
    aigul = sandbox.person("Айгүл")
    await aigul.types("сәлем")
    tasks.create_task(polling.run())
    taken = await core.has(1)
    polling.stop()
    assert [Typed("сәлем")] == [one.what for one in taken]
    assert "" == heard[-1]


async def test_that_telegram_gives_nothing_is_noted(
    sandbox: Sandbox, bot: Bot, intake: Intake, tasks: asyncio.TaskGroup
) -> None:
    heard: asyncio.Queue[str] = asyncio.Queue()
    polling = Polling(bot, intake, QUICK, heard.put_nowait)
    sandbox.faults.add(Side.TELEGRAM, Fault.DOWN, method="getUpdates", times=1)
    await sandbox.person("Айгүл").types("сәлем")
    tasks.create_task(polling.run())
    async with asyncio.timeout(5):
        said = [await heard.get() for _ in range(2)]
    polling.stop()
    assert [True, False] == list(map(bool, said))
