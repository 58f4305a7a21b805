"""What the readers of Telegram's updates share: what comes out of them, commands, button data."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from msgspec import Struct

from bot.dialogs.incoming import Pressed
from bot.records import Address, ChannelName, Incoming

LONGEST_TEXT: Final = 4096

Json = Mapping[str, Any]

_COMMAND: Final = re.compile(r"/([A-Za-z0-9_]{1,32})(?:@(\w+))?(?:\s+(.*))?", re.DOTALL)
_DATA: Final = re.compile(r"(\d{1,9})\.(-?\d{1,4})(?:\.(2\d{3}-\d{6}-\d))?", re.ASCII)


@dataclass(slots=True)
class Me:
    """Who the bot is, and which chats are its staff's. The name is known once Telegram answers.

    `moved` is shared: groups that became another chat, and which.
    """

    id: int
    username: str
    is_staff_chat: Callable[[int], bool]
    moved: dict[int, int] = field(default_factory=dict)

    def staff_chat(self, chat: int) -> int | None:
        """Return the staff chat, as the directory knows it, that this one is or was; or None."""
        if self.is_staff_chat(chat):
            return chat
        before = (old for old, new in self.moved.items() if new == chat and self.is_staff_chat(old))
        return next(before, None)


class Aside(Struct, frozen=True):
    """What the edge answers by itself, without a turn: a text into `chat`, and whether to leave.

    `press`: a press to be answered with nothing, so that its button stops turning.
    """

    chat: int = 0
    key: str = ""
    leave: bool = False
    press: str = ""


class Turning(Struct, frozen=True):
    """An update that makes a turn; `press` is to be answered once the turn is committed."""

    incoming: Incoming
    press: str = ""


NOTHING: Final = Aside()


class Command(Struct, frozen=True):
    """A command as it was typed: `to` is the bot it names, if any."""

    name: str
    to: str
    rest: str


def command(text: str) -> Command | None:
    """Read a command: `/book`, `/book@bot`, with the words after it."""
    found = _COMMAND.fullmatch(text.strip())
    return Command(found[1].lower(), found[2] or "", (found[3] or "").strip()) if found else None


def pressed(data: object, message_id: object) -> tuple[Pressed, str] | None:
    """Read a button's data: the press, and the thread of a card."""
    found = _DATA.fullmatch(data) if isinstance(data, str) else None
    if found is None:
        return None
    return Pressed(int(found[1]), int(found[2]), message_number(message_id)), found[3] or ""


def message_number(told: object) -> str:
    """Return the number of a message as it is kept; "" for what is none."""
    return f"{told:d}" if isinstance(told, int) else ""


def readable(text: str) -> str:
    """Return a text as it can be kept: JSON can say half of a character, which is none."""
    return text.encode("utf-8", "replace").decode().replace("\0", "")


def address(chat: int, thread: str = "") -> Address:
    """Return the address of a chat, or of a card in it."""
    return Address(ChannelName.TELEGRAM, f"{chat:d}", thread)
