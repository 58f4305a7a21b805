"""aiogram's own finite state machine, with the storage that the first argument names."""

import asyncio
import itertools
import logging
import os
import sys
from typing import Any, cast

from aiogram import Bot, Dispatcher, F, Router
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.filters import CommandStart
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.fsm.storage.base import BaseStorage
from aiogram.fsm.storage.memory import MemoryStorage
from aiogram.types import CallbackQuery, InlineKeyboardButton, InlineKeyboardMarkup, Message

from bench.peers import words

router = Router()
numbers = itertools.count(1)


class Booking(StatesGroup):
    """The questions."""

    language = State()
    behalf = State()
    consent = State()
    name = State()
    phone = State()
    essence = State()
    days = State()
    help = State()
    review = State()


def keyboard(name: str, labels: tuple[str, ...]) -> InlineKeyboardMarkup:
    """Return a column of buttons."""
    rows = [
        [InlineKeyboardButton(text=label, callback_data=f"{name}:{nth}")]
        for nth, label in enumerate(labels)
    ]
    return InlineKeyboardMarkup(inline_keyboard=rows)


def shown(call: CallbackQuery) -> Message:
    """Return the message whose button was pressed."""
    assert isinstance(call.message, Message)
    return call.message


@router.message(CommandStart())
async def start(message: Message, state: FSMContext) -> None:
    """Begin."""
    await state.set_state(Booking.language)
    await message.answer(words.ASK_LANGUAGE, reply_markup=keyboard("language", words.LANGUAGES))


@router.callback_query(Booking.language, F.data.startswith("language:"))
async def language(call: CallbackQuery, state: FSMContext) -> None:
    """Take the language."""
    await call.answer()
    await state.update_data(language=call.data)
    await state.set_state(Booking.behalf)
    await shown(call).edit_text(words.ASK_BEHALF, reply_markup=keyboard("behalf", words.BEHALF))


@router.callback_query(Booking.behalf, F.data.startswith("behalf:"))
async def behalf(call: CallbackQuery, state: FSMContext) -> None:
    """Take on whose behalf."""
    await call.answer()
    await state.update_data(behalf=call.data)
    await state.set_state(Booking.consent)
    await shown(call).edit_text(words.ASK_CONSENT, reply_markup=keyboard("consent", words.CONSENT))


@router.callback_query(Booking.consent, F.data.startswith("consent:"))
async def consent(call: CallbackQuery, state: FSMContext) -> None:
    """Take the consent."""
    await call.answer()
    await state.update_data(consent=call.data)
    await state.set_state(Booking.name)
    await shown(call).edit_text(words.ASK_NAME)


@router.message(Booking.name, F.text)
async def name(message: Message, state: FSMContext) -> None:
    """Take the name."""
    if not words.is_name(message.text or ""):
        await message.answer(words.REFUSED)
        return
    await state.update_data(name=message.text)
    await state.set_state(Booking.phone)
    await message.answer(words.ASK_PHONE)


@router.message(Booking.phone, F.text)
async def phone(message: Message, state: FSMContext) -> None:
    """Take the phone."""
    if not words.is_phone(message.text or ""):
        await message.answer(words.REFUSED)
        return
    await state.update_data(phone=message.text)
    await state.set_state(Booking.essence)
    await message.answer(words.ASK_ESSENCE)


@router.message(Booking.essence, F.text)
async def essence(message: Message, state: FSMContext) -> None:
    """Take the essence."""
    if not words.is_essence(message.text or ""):
        await message.answer(words.REFUSED)
        return
    await state.update_data(essence=message.text)
    await state.set_state(Booking.days)
    await message.answer(words.ASK_DAYS, reply_markup=keyboard("days", words.DAYS))


@router.callback_query(Booking.days, F.data.startswith("days:"))
async def days(call: CallbackQuery, state: FSMContext) -> None:
    """Take the days."""
    await call.answer()
    await state.update_data(days=words.DAYS[0])
    await state.set_state(Booking.help)
    await shown(call).edit_text(words.ASK_HELP, reply_markup=keyboard("help", words.HELP))


@router.callback_query(Booking.help, F.data.startswith("help:"))
async def help_(call: CallbackQuery, state: FSMContext) -> None:
    """Take whether help is needed, and show everything."""
    await call.answer()
    data = await state.update_data(help=words.HELP[int((call.data or "").split(":")[1])])
    await state.set_state(Booking.review)
    await shown(call).edit_text(words.review(data), reply_markup=keyboard("review", words.REVIEW))


@router.callback_query(Booking.review, F.data.startswith("review:"))
async def review(call: CallbackQuery, state: FSMContext) -> None:
    """Hand out the ticket."""
    await call.answer()
    await state.clear()
    await shown(call).edit_text(words.ticket(next(numbers)))


def storage(kind: str) -> BaseStorage:
    """Return the storage of this name."""
    match kind:
        case "memory":
            return MemoryStorage()
        case "redis":
            from aiogram.fsm.storage.redis import RedisStorage

            return RedisStorage.from_url(os.environ["BENCH_REDIS"])
        case "sqlite":
            from aiogram_sqlite_storage.sqlitestore import SQLStorage

            return cast("BaseStorage", SQLStorage(os.environ["BENCH_FILE"]))
    raise SystemExit(f"no storage {kind}")


async def main(kind: str) -> None:
    """Run by polling, or behind a webhook where the environment names a port."""
    logging.basicConfig(level=logging.WARNING)
    server = TelegramAPIServer.from_base(os.environ["BENCH_API"])
    bot = Bot(os.environ["BENCH_TOKEN"], session=AiohttpSession(api=server))
    dispatcher = Dispatcher(storage=storage(kind))
    dispatcher.include_router(router)
    words.heed()
    if port := os.environ.get("BENCH_PORT"):
        await webhook(bot, dispatcher, int(port))
    else:
        await dispatcher.start_polling(bot, handle_signals=False)


async def webhook(bot: Bot, dispatcher: Dispatcher, port: int) -> None:
    """Serve a webhook as the documentation shows."""
    from aiogram.webhook.aiohttp_server import SimpleRequestHandler, setup_application
    from aiohttp import web

    app = web.Application()
    SimpleRequestHandler(dispatcher=dispatcher, bot=bot).register(app, path="/webhook")
    setup_application(app, dispatcher, bot=bot)
    runner: Any = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    await bot.set_webhook(f"http://127.0.0.1:{port}/webhook")
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1]))
