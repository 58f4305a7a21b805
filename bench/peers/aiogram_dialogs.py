"""aiogram-dialog over Redis, as its documentation shows."""

import asyncio
import itertools
import logging
import os
from typing import Any

from aiogram import Bot, Dispatcher
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.filters import CommandStart
from aiogram.fsm.state import State, StatesGroup
from aiogram.fsm.storage.base import DefaultKeyBuilder
from aiogram.fsm.storage.redis import RedisStorage
from aiogram.types import CallbackQuery, Message
from aiogram_dialog import Dialog, DialogManager, ShowMode, StartMode, Window, setup_dialogs
from aiogram_dialog.widgets.input import ManagedTextInput, TextInput
from aiogram_dialog.widgets.kbd import Button, Column
from aiogram_dialog.widgets.text import Const, Format

from bench.peers import words

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
    ticket = State()


async def pressed(_call: CallbackQuery, button: Button, manager: DialogManager) -> None:
    """Keep what was pressed, and go on."""
    name, nth = button.widget_id.rsplit("_", 1)
    labels = {"days": words.DAYS, "help": words.HELP}.get(name)
    manager.dialog_data[name] = labels[int(nth)] if labels else nth
    if name == "review":
        manager.dialog_data["number"] = next(numbers)
    await manager.next()


def buttons(name: str, labels: tuple[str, ...]) -> Column:
    """Return a column of buttons."""
    made = [Button(Const(label), f"{name}_{nth}", pressed) for nth, label in enumerate(labels)]
    return Column(*made)


def asked(name: str, right: Any) -> TextInput[str]:
    """Return an input with its check."""

    def parse(text: str) -> str:
        if not right(text):
            raise ValueError(text)
        return text

    async def taken(
        _message: Message, _input: ManagedTextInput[str], manager: DialogManager, text: str
    ) -> None:
        manager.dialog_data[name] = text
        await manager.next(show_mode=ShowMode.SEND)

    async def refused(
        message: Message, _input: ManagedTextInput[str], _manager: DialogManager, _e: ValueError
    ) -> None:
        await message.answer(words.REFUSED)

    return TextInput(id=name, type_factory=parse, on_success=taken, on_error=refused)


async def shown(dialog_manager: DialogManager, **_more: Any) -> dict[str, str]:
    """Return what is to be checked."""
    return {"all": words.review(dialog_manager.dialog_data)}


async def given(dialog_manager: DialogManager, **_more: Any) -> dict[str, str]:
    """Return the ticket."""
    return {"ticket": words.ticket(dialog_manager.dialog_data["number"])}


dialog = Dialog(
    Window(Const(words.ASK_LANGUAGE), buttons("language", words.LANGUAGES), state=Booking.language),
    Window(Const(words.ASK_BEHALF), buttons("behalf", words.BEHALF), state=Booking.behalf),
    Window(Const(words.ASK_CONSENT), buttons("consent", words.CONSENT), state=Booking.consent),
    Window(Const(words.ASK_NAME), asked("name", words.is_name), state=Booking.name),
    Window(Const(words.ASK_PHONE), asked("phone", words.is_phone), state=Booking.phone),
    Window(Const(words.ASK_ESSENCE), asked("essence", words.is_essence), state=Booking.essence),
    Window(Const(words.ASK_DAYS), buttons("days", words.DAYS), state=Booking.days),
    Window(Const(words.ASK_HELP), buttons("help", words.HELP), state=Booking.help),
    Window(Format("{all}"), buttons("review", words.REVIEW), state=Booking.review, getter=shown),
    Window(Format("{ticket}"), state=Booking.ticket, getter=given),
)


async def start(_message: Message, dialog_manager: DialogManager) -> None:
    """Begin."""
    await dialog_manager.start(Booking.language, mode=StartMode.RESET_STACK)


async def main() -> None:
    """Run by polling."""
    logging.basicConfig(level=logging.WARNING)
    server = TelegramAPIServer.from_base(os.environ["BENCH_API"])
    bot = Bot(os.environ["BENCH_TOKEN"], session=AiohttpSession(api=server))
    keys = DefaultKeyBuilder(with_destiny=True)
    storage = RedisStorage.from_url(os.environ["BENCH_REDIS"], key_builder=keys)
    dispatcher = Dispatcher(storage=storage)
    dispatcher.message.register(start, CommandStart())
    dispatcher.include_router(dialog)
    setup_dialogs(dispatcher)
    words.heed()
    await dispatcher.start_polling(bot, handle_signals=False)


if __name__ == "__main__":
    asyncio.run(main())
