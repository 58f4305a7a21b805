"""What is written and pressed in a staff chat: commands, replies to cards, buttons."""

import re
from collections.abc import Mapping
from typing import Final

from bot.dialogs.incoming import Asked, Departed, Typed
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
    readable,
)
from bot.reception.identity import Invalid
from bot.reception.number import parse_number
from bot.records import Incoming

ANONYMOUS_ADMIN: Final = 1087968824
"""The account in whose name Telegram shows an administrator who hides their own."""

CHANNEL: Final = 136817688
"""The account in whose name Telegram shows what a channel writes into a group."""
HIDDEN: Final = frozenset({ANONYMOUS_ADMIN, CHANNEL})
LARGEST_ACCOUNT: Final = 2**52
FORWARDED: Final = frozenset({"forward_origin", "forward_from", "forward_date"})

COMMANDS: Final = frozenset({*office.COMMANDS, *office.PRIVATE, "cancel"})
HELP: Final = "staffhelp"

_NUMBER: Final = re.compile(r"\b2\d{3}-\d{6}-\d\b")


def decode(update: Json, external_id: str, chat: int, me: Me) -> Turning | Aside:
    """Translate commands, replies to cards and presses; the staff's own talk is not ours."""
    gone = _departed(update)
    if gone is not None:
        return NOTHING if gone == me.id else _by_itself(chat, external_id, Departed(gone))
    match update:
        case {"callback_query": {"id": str(press), "from": {"id": int(actor)}}} if actor in HIDDEN:
            return Aside(chat, "anonymous-admin", press=press)
        case {"callback_query": {"id": str(press), "from": {"id": int(actor)}} as query}:
            known = pressed(query.get("data"), query["message"].get("message_id", ""))
            if known is None:
                return Aside(press=press)
            button, thread = known
            return Turning(Incoming(address(chat, thread), external_id, button, actor), press)
        case {"callback_query": {"id": str(press)}}:
            return Aside(press=press)
        case {"message": {"text": str(text)} as message}:
            meant = _meant(message, readable(text[:LONGEST_TEXT]), me)
            if meant is None:
                return Aside(chat, "forwarded-card") if _to_a_copy(message, me) else NOTHING
            author = _author(message)
            if author is None:
                return Aside(chat, "anonymous-admin")
            if message.keys() & FORWARDED:
                return Aside(chat, "forwarded-command")
            what, thread = meant
            return Turning(Incoming(address(chat, thread), external_id, what, author))
    return NOTHING


def _to_a_copy(message: Json, me: Me) -> bool:
    """Tell whether it answers a card of ours that somebody forwarded."""
    match message:
        case {"reply_to_message": {"forward_origin": {"sender_user": {"id": of}}}}:
            return bool(of == me.id)
    return False


def _by_itself(chat: int, external_id: str, what: Departed) -> Turning:
    return Turning(Incoming(address(chat), external_id, what))


def _departed(update: Json) -> int | None:
    """Return who left the chat, or was sent away, if that is what happened."""
    match update:
        case {"message": {"left_chat_member": {"id": int(user)}}} if is_account(user):
            return user
        case {"chat_member": {"new_chat_member": {"user": {"id": int(user)}} as now}}:
            return None if is_in(now) or not is_account(user) else user
    return None


def is_account(user: int) -> bool:
    """Tell whether somebody can have this number: Telegram's have at most 52 bits."""
    return 0 < user < LARGEST_ACCOUNT


def is_in(member: Mapping[str, object]) -> bool:
    """Tell whether somebody is in a chat, by what Telegram says of them there."""
    if member.get("status") == "restricted":
        return member.get("is_member") is True
    return member.get("status") not in {"left", "kicked"}


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
        case {"from": {"id": int(author)}} if author not in HIDDEN:
            return author
    return None
