"""The world as the page shows it: one JSON document with every phone and the staff chat."""

import html
from datetime import UTC, datetime

from sandbox.eyes import described
from sandbox.markup import to_html
from sandbox.sms import Network, Sms, SmsPhone, Status
from sandbox.world import Chat, ChatKind, FileKind, Json, Message, StoredFile, World

SHOWN_FAULTS = ("telegram_down", "sms_undelivered", "sms_down")
SMS_SHOWN = {
    Status.ACCEPTED: "queued",
    Status.QUEUED: "queued",
    Status.SENDING: "queued",
    Status.SENT: "sent",
    Status.DELIVERED: "delivered",
    Status.UNDELIVERED: "undelivered",
    Status.FAILED: "undelivered",
}


def people(world: World, network: Network) -> list[Json]:
    """Every phone: Telegram's, a staff member's private chat once used, plain ones."""
    chats = [chat for chat in world.chats.values() if chat.kind is ChatKind.PRIVATE]
    telegram = [
        telegram_person(world, chat) for chat in chats if chat.messages or not chat.user.role
    ]
    return telegram + [sms_person(phone) for phone in network.phones.values()]


def telegram_person(world: World, chat: Chat) -> Json:
    """One Telegram phone."""
    keyboard = [
        [
            {"text": button["text"], "request_contact": bool(button.get("request_contact"))}
            for button in row
        ]
        for row in chat.keyboard or []
    ]
    person: Json = {
        "id": chat.id,
        "name": chat.title,
        "phone": chat.user.phone,
        "kind": "telegram",
        "language": chat.user.language,
        "blocked": chat.blocked,
        "typing": False,
        "reply_keyboard": keyboard or None,
        "messages": [_message(world, one) for one in chat.visible()],
    }
    if chat.user.role:
        person["staff"] = True
    return person


def sms_person(phone: SmsPhone) -> Json:
    """One plain phone."""
    return {
        "id": phone.id,
        "name": phone.name,
        "phone": phone.number,
        "kind": "sms",
        "language": phone.language,
        "blocked": False,
        "typing": False,
        "reply_keyboard": None,
        "messages": [_sms(one) for one in phone.messages],
    }


def staff(world: World, chat: Chat) -> Json:
    """The staff chat and its members."""
    members = [
        {"id": user.id, "name": user.name, "role": user.role or "member"}
        for user in chat.members.values()
    ]
    messages = [_message(world, one) for one in chat.visible()]
    return {"chat_id": chat.id, "title": chat.title, "members": members, "messages": messages}


def faults(world: World) -> dict[str, bool]:
    """The switches the page shows."""
    return {name: bool(getattr(world.faults, name)) for name in SHOWN_FAULTS}


def iso(moment: datetime) -> str:
    """A moment as the page reads it."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _message(world: World, message: Message) -> Json:
    text = message.text or described(message.content)
    # Under a file stands the caption alone: the file is a card of its own.
    words = message.text if message.file else text
    wire: Json = {
        "id": message.id,
        "from": "me",
        "text": text,
        "html": to_html(words, message.entities),
        "file": _file(message.file),
        "date": iso(message.date),
        "edited": message.edited is not None,
        "buttons": [[_button(button) for button in row] for row in message.buttons],
        "reply_to": message.reply_to.id if message.reply_to else None,
        "status": None,
        "segments": None,
        "deleted": False,
        "for_member": None,
    }
    if message.sender.id == world.bot.id:
        wire["from"] = "bot"
    elif message.chat.kind is ChatKind.SUPERGROUP:
        wire |= {"from": message.sender.name, "member": message.sender.id}
    return wire


def _file(file: StoredFile | None) -> Json | None:
    if file is None:
        return None
    width, height = file.sides or (None, None)
    return {
        "name": file.name,
        "size": len(file.content),
        "url": f"/api/files/{file.id}",
        "photo": file.kind is FileKind.PHOTO,
        "width": width,
        "height": height,
    }


def _button(button: Json) -> Json:
    return {
        "text": button["text"],
        "data": button.get("callback_data", ""),
        "style": button.get("style"),
        "url": button.get("url"),
    }


def _sms(sms: Sms) -> Json:
    return {
        "id": sms.number,
        "from": "me" if sms.inbound else "bot",
        "text": sms.body,
        "html": html.escape(sms.body),
        "date": iso(sms.created),
        "edited": False,
        "buttons": [],
        "reply_to": None,
        "status": None if sms.inbound else SMS_SHOWN[sms.status],
        "segments": sms.segments,
        "deleted": False,
        "for_member": None,
    }
