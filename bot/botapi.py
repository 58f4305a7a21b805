"""The calls of the Bot API that a turn is made of, as plain values.

The library's own classes of methods build and check every field there is, there and back, and
sending is our largest cost: these have our fields only. A field at its default is not sent.
"""

from typing import Any, ClassVar

from msgspec import Struct


class Call(Struct, frozen=True, omit_defaults=True):
    """A method with its parameters; its names are those aiogram gives to a method's.

    `answered` is what a plain yes is read as.
    """

    __api_method__: ClassVar[str] = ""
    __returning__: ClassVar[Any] = Any
    answered: ClassVar[Any] = Any


class Placed(Struct, frozen=True):
    """A message that stands in a chat; nothing else of what is told of it is read."""

    message_id: int


class SendMessage(Call, frozen=True):
    """Send a text."""

    __api_method__: ClassVar[str] = "sendMessage"
    answered: ClassVar[Any] = Placed

    chat_id: int
    text: str
    parse_mode: str | None = None
    link_preview_options: dict[str, bool] | None = None
    reply_markup: dict[str, Any] | None = None


class EditMessageText(SendMessage, frozen=True, kw_only=True):
    """Change a text of ours, and its buttons."""

    __api_method__: ClassVar[str] = "editMessageText"

    message_id: int


class StripMessage(Call, frozen=True):
    """Take the buttons off a message of ours."""

    __api_method__: ClassVar[str] = "editMessageReplyMarkup"

    chat_id: int
    message_id: int


class DeleteMessage(StripMessage, frozen=True):
    """Delete a message of ours."""

    __api_method__: ClassVar[str] = "deleteMessage"


class AnswerPress(Call, frozen=True):
    """Answer a press."""

    __api_method__: ClassVar[str] = "answerCallbackQuery"

    callback_query_id: str
    text: str | None = None
    show_alert: bool | None = None


class GetUpdates(Call, frozen=True):
    """Ask for updates after `offset`; wait so many seconds for the first."""

    __api_method__: ClassVar[str] = "getUpdates"

    limit: int
    timeout: int
    allowed_updates: list[str]
    offset: int | None = None
