"""The state of the simulated Telegram: people, chats, messages, presses and faults."""

import hashlib
import itertools
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, TypeAlias

from sandbox.bell import Bell
from sandbox.markup import Entity

Json: TypeAlias = dict[str, Any]
Now: TypeAlias = Callable[[], datetime]

STAFF_CHAT = -1001000000001
ANONYMOUS_ADMIN = 1087968824
FIRST_PERSON = 700000001


class ChatKind(StrEnum):
    """Kinds of chat the sandbox knows, spelt as in the Bot API."""

    PRIVATE = "private"
    SUPERGROUP = "supergroup"


class FileKind(StrEnum):
    """How a file is shown, spelt as in the Bot API."""

    DOCUMENT = "document"
    PHOTO = "photo"


class BotStatus(StrEnum):
    """What the bot is in a group."""

    ADMINISTRATOR = "administrator"
    MEMBER = "member"
    LEFT = "left"
    KICKED = "kicked"


@dataclass(slots=True)
class User:
    """A Telegram account."""

    id: int
    first_name: str
    last_name: str | None = None
    username: str | None = None
    language: str | None = None
    phone: str | None = None
    is_bot: bool = False
    role: str | None = None

    @property
    def name(self) -> str:
        """The name as other people see it."""
        return f"{self.first_name} {self.last_name}" if self.last_name else self.first_name

    def wire(self) -> Json:
        """The account as a Bot API User."""
        wire: Json = {"id": self.id, "is_bot": self.is_bot, "first_name": self.first_name}
        if self.last_name:
            wire["last_name"] = self.last_name
        if self.username:
            wire["username"] = self.username
        if self.language:
            wire["language_code"] = self.language
        return wire


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file that was sent: its bytes as they came; `path` is where the Bot API gives it out.

    `sides` are the width and height of a photo in pixels.
    """

    id: str
    kind: FileKind
    name: str
    content: bytes
    mime: str
    path: str
    sides: tuple[int, int] | None = None


@dataclass(slots=True)
class Message:
    """One message in one chat; edits change it in place, as on a phone."""

    id: int
    chat: "Chat"
    sender: User
    date: datetime
    text: str
    entities: tuple[Entity, ...] = ()
    buttons: list[list[Json]] = field(default_factory=list)
    content: Json = field(default_factory=dict)
    reply_to: "Message | None" = None
    edited: datetime | None = None
    deleted: bool = False
    file: StoredFile | None = None
    changed: int = 0

    def wire(self, *, with_reply: bool = True) -> Json:
        """The message as a Bot API Message; a quoted message doesn't quote further."""
        wire: Json = {
            "message_id": self.id,
            "from": self.sender.wire(),
            "chat": self.chat.wire(),
            "date": int(self.date.timestamp()),
        }
        if self.edited is not None:
            wire["edit_date"] = int(self.edited.timestamp())
        wire |= self.content
        if self.text:
            plain = not (self.content.keys() & {"photo", "document", "voice", "video"})
            wire["text" if plain else "caption"] = self.text
            if self.entities:
                kind = "entities" if plain else "caption_entities"
                wire[kind] = [entity.wire() for entity in self.entities]
        if self.buttons:
            wire["reply_markup"] = {"inline_keyboard": self.buttons}
        if with_reply and self.reply_to is not None:
            wire["reply_to_message"] = self.reply_to.wire(with_reply=False)
        return wire


@dataclass(slots=True)
class Chat:
    """A private chat with the bot or a group, with what its phone shows."""

    id: int
    kind: ChatKind
    title: str
    bell: Bell
    members: dict[int, User]
    messages: dict[int, Message] = field(default_factory=dict)
    started: bool = False
    blocked: bool = False
    bot_status: BotStatus = BotStatus.MEMBER
    keyboard: list[list[Json]] | None = None
    keyboard_once: bool = False
    force_reply: int | None = None
    migrated_to: int | None = None
    last_id: int = 0

    @property
    def user(self) -> User:
        """The person of a private chat."""
        return self.members[self.id]

    def visible(self) -> list[Message]:
        """Messages on the screen, oldest first."""
        return [message for message in self.messages.values() if not message.deleted]

    def wire(self) -> Json:
        """The chat as a Bot API Chat."""
        if self.kind is ChatKind.SUPERGROUP:
            return {"id": self.id, "type": self.kind.value, "title": self.title}
        user = {"first_name", "last_name", "username"}
        named = {key: value for key, value in self.user.wire().items() if key in user}
        return {"id": self.id, "type": self.kind.value} | named


@dataclass(frozen=True, slots=True)
class Answer:
    """What answerCallbackQuery showed."""

    text: str
    show_alert: bool


@dataclass(slots=True)
class Press:
    """A tap on a button, until the bot answers it or it expires."""

    id: str
    user: User
    chat: Chat
    at: datetime
    answer: Answer | None = None


@dataclass(slots=True)
class Faults:
    """Switches for what goes wrong; everything off is a good day. Turning one wakes who waits."""

    telegram_down: bool = False
    telegram_slow: float = 0.0
    flood: bool = False
    flood_retry_after: int = 1
    sms_down: bool = False
    sms_slow: float = 0.0
    sms_flood: bool = False
    sms_undelivered: bool = False
    sms_undelivered_code: int = 30003
    sms_timeout_after_accept: bool = False
    sms_statuses_out_of_order: bool = False
    bell: Bell = field(default_factory=Bell, repr=False, compare=False)

    def __setattr__(self, name: str, value: object) -> None:
        object.__setattr__(self, name, value)
        if hasattr(self, "bell"):
            self.bell.ring()


class World:
    """Everything the Telegram side remembers, with one bell for all changes."""

    def __init__(self, now: Now, bot: User) -> None:
        self.now = now
        self.bot = bot
        self.bell = Bell()
        self.faults = Faults(bell=self.bell)
        self.chats: dict[int, Chat] = {}
        self.presses: dict[str, Press] = {}
        self.files: dict[str, StoredFile] = {}
        self.routes: dict[str, deque[str]] = {}
        # A restarted sandbox must not give out identifiers it gave before: a bot may remember them.
        self.seed = int(now().timestamp())
        self._numbers = itertools.count(1)
        self._people = itertools.count(FIRST_PERSON)

    def unique(self, length: int = 32) -> str:
        """A hexadecimal identifier never given before, the same in every equal run."""
        source = f"{self.seed}-{next(self._numbers)}"
        return hashlib.sha256(source.encode()).hexdigest()[:length]

    def number(self) -> str:
        """A decimal identifier never given before, as Telegram gives to queries and albums."""
        return f"{self.seed}{next(self._numbers):07d}"

    def add_user(self, user: User) -> Chat:
        """Give an account a private chat with the bot."""
        chat = Chat(user.id, ChatKind.PRIVATE, user.name, Bell(self.bell), {user.id: user})
        self.chats[chat.id] = chat
        self.bell.ring()
        return chat

    def add_person(
        self, first_name: str, *, language: str | None, phone: str | None, last_name: str | None
    ) -> Chat:
        """Give a new person a Telegram account."""
        identifier = next(self._people)
        user = User(identifier, first_name, last_name, None, language, phone)
        return self.add_user(user)

    def add_group(self, identifier: int, title: str, members: list[User]) -> Chat:
        """Make a supergroup of these members, the bot not among them yet."""
        known = {user.id: user for user in members}
        chat = Chat(identifier, ChatKind.SUPERGROUP, title, Bell(self.bell), known)
        chat.bot_status = BotStatus.LEFT
        self.chats[identifier] = chat
        return chat

    def migrate(self, chat: Chat, identifier: int) -> Chat:
        """Turn a group into another supergroup: the old identifier answers with the new one."""
        new = self.add_group(identifier, chat.title, list(chat.members.values()))
        new.bot_status = chat.bot_status
        chat.migrated_to = identifier
        return new

    def post(self, chat: Chat, sender: User, text: str, entities: tuple[Entity, ...]) -> Message:
        """Put a message into a chat; the caller fills in the rest and rings."""
        chat.last_id += 1
        message = Message(chat.last_id, chat, sender, self.now(), text, entities)
        chat.messages[message.id] = message
        self.touch(message)
        return message

    def touch(self, message: Message) -> None:
        """Note that a message is new or looks different, and wake those who watch."""
        message.chat.bell.ring()
        message.changed = message.chat.bell.revision

    def routed(self, url: str) -> str:
        """Where a public address is really reached in this sandbox; the next time elsewhere."""
        return self.ways(url)[0]

    def ways(self, url: str) -> list[str]:
        """Every place where a public address is reached, another one first each time."""
        for public, places in self.routes.items():
            if url.startswith(public):
                places.rotate(-1)
                return [place + url[len(public) :] for place in places]
        return [url]
