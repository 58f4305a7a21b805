"""What is written and pressed in a staff chat: commands, replies to cards, buttons."""

import re
from typing import Final

from bot.dialogs.incoming import Asked, Typed
from bot.dialogs.staff import office
from bot.handlers.reading import (
    LONGEST_TEXT,
    NOTHING,
    Aside,
    Json,
    Me,
    Turning,
    address,
    command,
    pressed,
)
from bot.reception.identity import Invalid
from bot.reception.number import parse_number
from bot.records import Incoming

ANONYMOUS_ADMIN: Final = 1087968824
"""The account in whose name Telegram shows an administrator who hides their own."""

COMMANDS: Final = frozenset({*office.COMMANDS, *office.PRIVATE, "cancel"})
HELP: Final = "staffhelp"

_NUMBER: Final = re.compile(r"\b2\d{3}-\d{6}-\d\b")


def decode(update: Json, external_id: str, chat: int, me: Me) -> Turning | Aside:
    """Translate commands, replies to cards and presses; the staff's own talk is not ours."""
    match update:
        case {"callback_query": {"id": str(press), "from": {"id": int(actor)}} as query}:
            known = pressed(query.get("data"), query["message"].get("message_id", ""))
            if known is None:
                return Aside(press=press)
            button, thread = known
            return Turning(Incoming(address(chat, thread), external_id, button, actor), press)
        case {"callback_query": {"id": str(press)}}:
            return Aside(press=press)
        case {"message": {"text": str(text)} as message}:
            meant = _meant(message, text[:LONGEST_TEXT], me)
            if meant is None:
                return NOTHING
            author = _author(message)
            if author is None:
                return Aside(chat, "anonymous-admin")
            what, thread = meant
            return Turning(Incoming(address(chat, thread), external_id, what, author))
    return NOTHING


def _meant(message: Json, text: str, me: Me) -> tuple[Asked | Typed, str] | None:
    """Return what staff tell the bot, and in the thread of which card; None if it is not for us."""
    asked = command(text)
    if asked is not None:
        if asked.to and asked.to.lower() != me.username.lower():
            return None
        known = asked.name in COMMANDS
        return Asked(asked.name, asked.rest) if known else Asked(HELP), ""
    match message:
        case {"reply_to_message": {"from": {"id": author}, "text": str(card)}} if author == me.id:
            return (Typed(text), _number_in(card)) if text.strip() else None
    return None


def _number_in(card: str) -> str:
    """Return the number of the request a card is about; "" for a question of the chat itself."""
    for found in _NUMBER.findall(card):
        try:
            number = parse_number(found)
        except Invalid:
            continue
        if number is not None:
            return str(number)
    return ""


def _author(message: Json) -> int | None:
    """Return who wrote a message; None for one written in the name of a chat."""
    match message:
        case {"sender_chat": _}:
            return None
        case {"from": {"id": int(author)}} if author != ANONYMOUS_ADMIN:
            return author
    return None
