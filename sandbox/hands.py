"""What a person's Telegram application does: types, taps, shares, blocks; each makes an update."""

from typing import Any

from sandbox.markup import found, trimmed
from sandbox.updates import Updates
from sandbox.world import (
    ANONYMOUS_ADMIN,
    BotStatus,
    Chat,
    ChatKind,
    Json,
    Message,
    Press,
    User,
    World,
)

LONGEST_TEXT = 4096
GONE = {BotStatus.LEFT, BotStatus.KICKED}


class CannotDo(ValueError):
    """Something a person's application would not let them do."""


class Hands:
    """Act in a chat as a person; the bot hears of it by updates."""

    def __init__(self, world: World, updates: Updates) -> None:
        self.world = world
        self.updates = updates

    def write(
        self,
        chat: Chat,
        user: User,
        text: str,
        *,
        reply_to: int | None = None,
        anonymous: bool = False,
    ) -> list[Message]:
        """Send a text; a long one leaves as several messages, as applications do."""
        body, _ = trimmed(text, ())
        if not body:
            raise CannotDo("an empty text can't be sent")
        quoted = reply_to if reply_to is not None else self._forced_reply(chat)
        content: Json = {"sender_chat": chat.wire()} if anonymous else {}
        sender = User(ANONYMOUS_ADMIN, "Group", None, "GroupAnonymousBot", is_bot=True)
        parts = [body[at : at + LONGEST_TEXT] for at in range(0, len(body), LONGEST_TEXT)]
        return [
            self._send(chat, sender if anonymous else user, part, content, reply_to=quoted)
            for part in parts
        ]

    def edit(self, message: Message, text: str) -> None:
        """Change a text sent before."""
        message.text, message.entities = text, found(text, commands=True)
        message.edited = self.world.now()
        self.world.touch(message)
        self.updates.add("edited_message", message.wire())

    def press(self, chat: Chat, user: User, message: Message, data: str) -> Press:
        """Tap a button under a message."""
        self._allowed(chat)
        if message.deleted:
            raise CannotDo("the message is gone")
        press = Press(self.world.number(), user, chat, self.world.now())
        self.world.presses[press.id] = press
        body = {
            "id": press.id,
            "from": user.wire(),
            "message": message.wire(),
            "chat_instance": str(chat.id * 31 + 7),
            "data": data,
        }
        self.updates.add("callback_query", body)
        return press

    def share_contact(self, chat: Chat, user: User, whose: User | None = None) -> Message:
        """Send a contact: the own one, or another person's from the address book."""
        shared = whose or user
        if shared.phone is None:
            raise CannotDo(f"{shared.name} has no phone number")
        contact: Json = {
            # Telegram's applications give the number without its plus.
            "phone_number": shared.phone.removeprefix("+"),
            "first_name": shared.first_name,
            "user_id": shared.id,
        }
        if shared.last_name:
            contact["last_name"] = shared.last_name
        quoted = self._forced_reply(chat)
        self._use_keyboard(chat)
        return self._send(chat, user, "", {"contact": contact}, reply_to=quoted)

    def send(self, chat: Chat, user: User, kind: str, text: str = "") -> Message:
        """Send a sticker, voice, photo, document or forwarded text."""
        return self._send(chat, user, text, self._thing(kind, user))

    def send_album(self, chat: Chat, user: User, count: int) -> list[Message]:
        """Send several photos as one album: one message each, one group of them."""
        group = {"media_group_id": self.world.number()}
        return [
            self._send(chat, user, "", self._thing("photo", user) | group) for _ in range(count)
        ]

    def tap_keyboard(self, chat: Chat, user: User, button: Json) -> Message:
        """Tap a button of the keyboard below the chat."""
        if button.get("request_contact"):
            return self.share_contact(chat, user)
        self._use_keyboard(chat)
        return self._send(chat, user, str(button["text"]), {})

    def block(self, chat: Chat, *, blocked: bool) -> None:
        """Block the bot, or unblock it."""
        if chat.blocked == blocked:
            return
        chat.blocked = blocked
        chat.bell.ring()
        old, new = ("member", "kicked") if blocked else ("kicked", "member")
        self._bot_member(chat, chat.user, old, new)

    def add_bot(self, chat: Chat, by: User) -> None:
        """Take the bot into a group."""
        old, chat.bot_status = chat.bot_status, BotStatus.MEMBER
        self._bot_member(chat, by, old.value, "member")
        self.joins(chat, by, self.world.bot)

    def remove_bot(self, chat: Chat, by: User) -> None:
        """Throw the bot out of a group."""
        old, chat.bot_status = chat.bot_status, BotStatus.KICKED
        self._bot_member(chat, by, old.value, "kicked")

    def joins(self, chat: Chat, by: User, who: User) -> None:
        """Take someone into a group."""
        if not who.is_bot:
            chat.members[who.id] = who
            self._member(chat, by, who, "left", "member")
        self._send(chat, by, "", {"new_chat_members": [who.wire()]})

    def leaves(self, chat: Chat, who: User) -> None:
        """Leave a group."""
        chat.members.pop(who.id, None)
        self._member(chat, who, who, "member", "left")
        self._send(chat, who, "", {"left_chat_member": who.wire()})

    def sends_away(self, chat: Chat, by: User, who: User) -> None:
        """Throw someone out of a group."""
        chat.members.pop(who.id, None)
        self._member(chat, by, who, "member", "kicked")
        self._send(chat, by, "", {"left_chat_member": who.wire()})

    def _send(
        self, chat: Chat, user: User, text: str, content: Json, *, reply_to: int | None = None
    ) -> Message:
        self._allowed(chat)
        chat.started = True
        chat.force_reply = None
        message = self.world.post(chat, user, text, found(text, commands=True))
        message.content = content
        message.reply_to = None if reply_to is None else chat.messages.get(reply_to)
        if chat.kind is ChatKind.PRIVATE or chat.bot_status not in GONE:
            self.updates.add("message", message.wire())
        return message

    def _allowed(self, chat: Chat) -> None:
        if chat.blocked:
            raise CannotDo("the bot is blocked: unblock it first")

    def _forced_reply(self, chat: Chat) -> int | None:
        return chat.force_reply if chat.kind is ChatKind.PRIVATE else None

    def _use_keyboard(self, chat: Chat) -> None:
        if chat.keyboard_once:
            chat.keyboard = None

    def _member(self, chat: Chat, by: User, who: User, old: str, new: str) -> None:
        """Tell a bot that runs the group of a member who came or went."""
        if chat.bot_status is BotStatus.ADMINISTRATOR:
            body = {
                "chat": chat.wire(),
                "from": by.wire(),
                "date": int(self.world.now().timestamp()),
                "old_chat_member": bot_member(who, old),
                "new_chat_member": bot_member(who, new),
            }
            self.updates.add("chat_member", body)

    def _bot_member(self, chat: Chat, by: User, old: str, new: str) -> None:
        body = {
            "chat": chat.wire(),
            "from": by.wire(),
            "date": int(self.world.now().timestamp()),
            "old_chat_member": bot_member(self.world.bot, old),
            "new_chat_member": bot_member(self.world.bot, new),
        }
        self.updates.add("my_chat_member", body)

    def _thing(self, kind: str, user: User) -> Json:
        file: Json = {
            "file_id": f"sandbox-{self.world.unique(20)}",
            "file_unique_id": self.world.unique(12),
        }
        match kind:
            case "sticker":
                looks = {"type": "regular", "is_animated": False, "is_video": False}
                return {"sticker": file | looks | {"width": 512, "height": 512, "emoji": "🙂"}}
            case "voice":
                return {"voice": file | {"duration": 3, "mime_type": "audio/ogg"}}
            case "photo":
                return {"photo": [file | {"width": 640, "height": 480, "file_size": 4096}]}
            case "document":
                return {"document": file | {"file_name": "хат.pdf", "mime_type": "application/pdf"}}
            case "forward":
                date = int(self.world.now().timestamp())
                origin = {"type": "user", "date": date, "sender_user": user.wire()}
                return {"forward_origin": origin}
            case _:
                raise CannotDo(f"nobody can send a {kind}")


RIGHTS = (
    "can_manage_chat",
    "can_delete_messages",
    "can_manage_video_chats",
    "can_restrict_members",
    "can_promote_members",
    "can_change_info",
    "can_invite_users",
    "can_post_stories",
    "can_edit_stories",
    "can_delete_stories",
    "can_pin_messages",
    "can_manage_topics",
    "can_manage_direct_messages",
    "can_manage_tags",
    "can_send_welcome_messages",
)


def bot_member(bot: User, status: str) -> dict[str, Any]:
    """The bot, or anybody, as a ChatMember of the given status."""
    member: dict[str, Any] = {"user": bot.wire(), "status": status}
    match status:
        case "administrator":
            rights = dict.fromkeys(RIGHTS, True) | {"can_promote_members": False}
            return member | {"can_be_edited": False, "is_anonymous": False} | rights
        case "kicked":
            return member | {"until_date": 0}
        case _:
            return member
