"""The commands as Telegram's menus show them: to citizens, and in every staff chat."""

from collections.abc import Iterator

from aiogram.types import (
    BotCommand,
    BotCommandScopeAllPrivateChats,
    BotCommandScopeChat,
    BotCommandScopeUnion,
)

from bot.dialogs.say import say
from bot.ports import Texts
from bot.reception.directory import Directory
from bot.reception.language import Lang

CITIZENS = ("book", "my", "schedule", "lang", "mydata", "help", "cancel")
STAFF = (
    "queue",
    "request",
    "confirm",
    "refuse",
    "done",
    "history",
    "new",
    "fix",
    "reg",
    "extend",
    "slots",
    "allocate",
    "away",
    "calendar",
    "calls",
    "tasks",
    "timetable",
    "members",
    "invite",
    "revoke",
    "report",
    "help",
)


def menus(
    directory: Directory, texts: Texts
) -> Iterator[tuple[list[BotCommand], BotCommandScopeUnion, str | None]]:
    """Return every menu: its commands, where it is shown, and to which of Telegram's languages.

    Kazakh is for everyone whose Telegram speaks neither of ours.
    """
    private = BotCommandScopeAllPrivateChats()
    for lang, code in ((Lang.KK, None), (Lang.KK, "kk"), (Lang.RU, "ru")):
        yield _described("command", CITIZENS, texts, lang), private, code
    for office in directory.offices:
        if office.staff_chat is not None:
            scope = BotCommandScopeChat(chat_id=office.staff_chat)
            yield _described("command-staff", STAFF, texts, office.staff_language), scope, None


def _described(prefix: str, names: tuple[str, ...], texts: Texts, lang: Lang) -> list[BotCommand]:
    return [
        BotCommand(command=name, description=texts.write(say(f"{prefix}-{name}"), lang))
        for name in names
    ]
