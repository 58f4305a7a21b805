"""What Telegram sends, translated: private chats here, staff chats by `staff`. Total, no I/O.

Updates are read as plain JSON: a message of a kind nobody knows yet must not stop the others.
"""

from collections.abc import Mapping
from typing import Final

from bot.dialogs.incoming import (
    Asked,
    Pressed,
    SharedContact,
    Stopped,
    Thing,
    Typed,
    Unsupported,
    What,
)
from bot.handlers import staff
from bot.handlers.reading import (
    LONGEST_TEXT,
    NOTHING,
    Aside,
    Json,
    Me,
    Turning,
    address,
    command,
    message_number,
    pressed,
    readable,
)
from bot.records import Incoming

LONGEST_PHONE: Final = 40
NO_TURN: Final = -1
"""The turn of a button that no question of ours has: it is answered as a late one."""

_THINGS: Final = {
    "sticker": Thing.STICKER,
    "voice": Thing.VOICE,
    "video_note": Thing.VOICE,
    "photo": Thing.PHOTO,
    "video": Thing.PHOTO,
    "animation": Thing.PHOTO,
    "document": Thing.FILE,
    "audio": Thing.FILE,
    "location": Thing.LOCATION,
    "venue": Thing.LOCATION,
}
# What Telegram itself writes into a private chat: nobody waits for an answer to it.
_SERVICE: Final = frozenset(
    {
        "boost_added",
        "chat_background_set",
        "chat_shared",
        "connected_website",
        "forum_topic_closed",
        "forum_topic_created",
        "forum_topic_edited",
        "forum_topic_reopened",
        "gift",
        "gift_upgrade_sent",
        "message_auto_delete_timer_changed",
        "paid_message_price_changed",
        "passport_data",
        "pinned_message",
        "proximity_alert_triggered",
        "refunded_payment",
        "successful_payment",
        "unique_gift",
        "users_shared",
        "web_app_data",
        "write_access_allowed",
    }
)


def decode(update: object, me: Me) -> Turning | Aside:
    """Translate an update, whatever it is."""
    if not isinstance(update, Mapping) or not isinstance(update.get("update_id"), int):
        return NOTHING
    external_id = str(update["update_id"])
    match update:
        case {"message": {"chat": {"id": int(old)}, "migrate_to_chat_id": int(new)}} | {
            "message": {"chat": {"id": int(new)}, "migrate_from_chat_id": int(old)}
        }:
            me.moved[old] = new
            return NOTHING
    match _chat(update):
        case {"type": "private", "id": int()}:
            return _in_private(update, external_id)
        case {"id": int(chat)} if (known := me.staff_chat(chat)) is not None:
            return staff.decode(update, external_id, known, me)
        case {"id": int(chat), "type": "group" | "supergroup" | "channel" as kind}:
            return _elsewhere(update, chat, words=kind != "channel")
    match update:
        case {"callback_query": {"id": str(press)}}:
            return Aside(press=press)
    return NOTHING


def _chat(update: Json) -> object:
    """Return the chat an update is about."""
    match update:
        case {"message": {"chat": chat}} | {"my_chat_member": {"chat": chat}}:
            return chat
        case {"chat_member": {"chat": chat}}:
            return chat
        case {"callback_query": {"message": {"chat": chat}}}:
            return chat
    return None


def _in_private(update: Json, external_id: str) -> Turning | Aside:
    """Translate what happened in a private chat."""
    match update:
        case {"message": {"chat": {"id": int(chat)}} as message}:
            what = _said(message)
            if what is None:
                return NOTHING
            match message:
                case {"media_group_id": str(album)}:
                    external_id = f"album:{readable(album)}"
            return Turning(Incoming(address(chat), external_id, what))
        case {
            "callback_query": {"id": str(press), "message": {"chat": {"id": int(chat)}}} as query
        }:
            number = query["message"].get("message_id", "")
            known = pressed(query.get("data"), number)
            what = known[0] if known else Pressed(NO_TURN, 0, message_number(number))
            return Turning(Incoming(address(chat), external_id, what), press)
        case {
            "my_chat_member": {
                "chat": {"id": int(chat)},
                "new_chat_member": {"status": "kicked"},
            }
        }:
            return Turning(Incoming(address(chat), external_id, Stopped()))
    return NOTHING


def _said(message: Json) -> What | None:
    """Return what a message says; None for what Telegram wrote itself."""
    match message:
        case {"text": str(text)} if text.strip():
            text = readable(text[:LONGEST_TEXT])
            asked = command(text)
            return Asked(asked.name, asked.rest) if asked else Typed(text)
        case {"contact": {"phone_number": str(phone)} as contact}:
            sender = message.get("from")
            own = isinstance(sender, Mapping) and contact.get("user_id") == sender.get("id", "")
            # Telegram gives the digits of an international number, mostly without their plus.
            return SharedContact("+" + readable(phone[:LONGEST_PHONE]).strip().lstrip("+"), own)
    if _SERVICE & message.keys():
        return None
    thing = next((_THINGS[kind] for kind in _THINGS if kind in message), Thing.OTHER)
    return Unsupported(thing)


def _elsewhere(update: Json, chat: int, *, words: bool) -> Aside:
    """Leave a group the bot does not belong in, saying why when it was just taken there."""
    match update:
        case {"my_chat_member": {"new_chat_member": {"status": "left" | "kicked"}}}:
            return NOTHING
        case {"my_chat_member": _}:
            return Aside(chat, "group-unknown" if words else "", leave=True)
        case {"message": {"new_chat_members": _} | {"left_chat_member": _}}:
            return NOTHING  # the same news as `my_chat_member`
        case {"callback_query": {"id": str(press)}}:
            return Aside(press=press)
    return Aside(chat, leave=True)
