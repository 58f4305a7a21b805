"""Sends messages as fast as can be, in a process of its own, and says what that took, as JSON.

`ours`: what lies due in a database, by the program's own delivery, put together as the program
does it, until every message is stored as sent. `aiogram`: bare `send_message`.
"""

import asyncio
import json
import os
import sys
import time
from typing import Final

from bench import collector
from bot.records import ChannelName

IN_FLIGHT: Final = 50
UNLIMITED: Final = 1_000_000.0
FIRST_CHAT: Final = 1_000_000
LOOK_EVERY: Final = 0.05
WORDS: Final = "help-show"


async def ours(_messages: int) -> tuple[float, float]:
    """Deliver all that is due; return the seconds, and those of CPU."""
    from bot.app import build
    from bot.settings import read_settings

    unlimited = {"telegram_rate": UNLIMITED, "telegram_in_flight": IN_FLIGHT}
    app = await build(read_settings().model_copy(update=unlimited))
    collector.spare()
    began, used = time.perf_counter(), time.process_time()
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(app.delivery.run())
        left = True
        while left:
            await asyncio.sleep(LOOK_EVERY)
            async with app.store.reading() as tx:
                left = await tx.next_message(ChannelName.TELEGRAM, app.clock.now()) is not None
        seconds, used = time.perf_counter() - began, time.process_time() - used
        await app.delivery.stop()
    for channel in app.channels.values():
        await channel.close()
    await app.store.close()
    return seconds, used


async def aiogram(messages: int) -> tuple[float, float]:
    """Send as many messages of the same words; return the seconds, and those of CPU."""
    from aiogram import Bot
    from aiogram.client.session.aiohttp import AiohttpSession
    from aiogram.client.telegram import TelegramAPIServer

    from bot.dialogs.say import say
    from bot.reception.language import Lang
    from bot.texts import Texts

    server = TelegramAPIServer.from_base(os.environ["TELEGRAM_API"])
    bot = Bot(os.environ["TELEGRAM_TOKEN"], session=AiohttpSession(api=server))
    words = Texts().write(say(WORDS), Lang.KK, markup=True)
    chats = iter(range(FIRST_CHAT, FIRST_CHAT + messages))

    async def send() -> None:
        for chat in chats:
            await bot.send_message(chat, words, parse_mode="HTML")

    collector.spare()
    began, used = time.perf_counter(), time.process_time()
    async with asyncio.TaskGroup() as tasks:
        for _ in range(IN_FLIGHT):
            tasks.create_task(send())
    seconds, used = time.perf_counter() - began, time.process_time() - used
    await bot.session.close()
    return seconds, used


if __name__ == "__main__":
    sends = {"ours": ours, "aiogram": aiogram}[sys.argv[1]]
    took, of_cpu = asyncio.run(sends(int(sys.argv[2])))
    print(json.dumps({"seconds": took, "cpu": of_cpu}))
