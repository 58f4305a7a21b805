"""What a person sees on a phone, as words and buttons, and waiting until something is there."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar

from sandbox.bell import Bell
from sandbox.sms import Sms, SmsPhone, Status
from sandbox.world import Chat, Json, Message, StoredFile

T = TypeVar("T")
UNSEEN = {Status.UNDELIVERED, Status.FAILED}


@dataclass(frozen=True, slots=True)
class Seen:
    """A message as a person sees it at one moment; it does not change when the phone does."""

    message_id: int
    text: str
    buttons: list[list[str]] = field(default_factory=list)
    data: list[list[str]] = field(default_factory=list)
    own: bool = False
    changed: int = 0
    file: StoredFile | None = None

    def data_of(self, label: str) -> str | None:
        """The data behind the first button whose label contains this."""
        for labels, data in zip(self.buttons, self.data, strict=True):
            for shown, hidden in zip(labels, data, strict=True):
                if label in shown and hidden:
                    return hidden
        return None


def seen(message: Message, bot_id: int) -> Seen:
    """Look at a Telegram message."""
    return Seen(
        message.id,
        message.text or described(message.content),
        [[str(button["text"]) for button in row] for row in message.buttons],
        [[str(button.get("callback_data", "")) for button in row] for row in message.buttons],
        message.sender.id != bot_id,
        message.changed,
        message.file,
    )


def described(content: Json) -> str:
    """Say in a few signs what a message without text is."""
    match content:
        case {"contact": contact}:
            return f"👤 {contact['first_name']} +{contact['phone_number']}"
        case {"sticker": sticker}:
            return str(sticker["emoji"])
        case {"voice": voice}:
            return f"🎤 0:{voice['duration']:02d}"
        case {"photo": _}:
            return "🖼"
        case {"document": document}:
            return f"📄 {document.get('file_name', '')}"
        case {"new_chat_members": members}:
            return "➕ " + ", ".join(str(one["first_name"]) for one in members)
        case {"left_chat_member": member}:
            return f"➖ {member['first_name']}"
        case _:
            return ""


class Eyes:
    """Look at one phone and wait for what should appear there."""

    def __init__(
        self, bell: Bell, look: Callable[[], list[Seen]], whose: str, seconds: float
    ) -> None:
        self._bell = bell
        self._look = look
        self._whose = whose
        self.seconds = seconds
        self.acted_at = 0

    def acted(self) -> None:
        """Note that the person did something: what comes after is new."""
        self.acted_at = self._bell.revision

    @property
    def messages(self) -> list[Seen]:
        """Everything on the phone, oldest first."""
        return self._look()

    @property
    def files(self) -> list[StoredFile]:
        """The files that came from the other side, oldest first."""
        return [one.file for one in self.received if one.file is not None]

    async def gets_file(self, name: str, *, new: bool = False) -> StoredFile:
        """Wait for the newest file with this in its name; `new` means after the last action."""

        def there() -> StoredFile | None:
            found = self.newest(lambda one: bool(one.file and name in one.file.name), new=new)
            return found.file if found else None

        return await self.wait(there, f"a file {name!r}", None)

    @property
    def received(self) -> list[Seen]:
        """What came from the other side, oldest first."""
        return [one for one in self._look() if not one.own]

    async def sees(self, text: str, *, new: bool = False, seconds: float | None = None) -> Seen:
        """Wait for the newest message containing this; `new` means after the last action."""

        def there() -> Seen | None:
            return self.newest(lambda one: text in one.text, new=new)

        return await self.wait(there, f"{text!r}", seconds)

    def newest(self, fits: Callable[[Seen], bool], *, new: bool = False) -> Seen | None:
        """The newest received message that fits."""
        for one in reversed(self.received):
            if fits(one) and (not new or one.changed > self.acted_at):
                return one
        return None

    async def wait(self, there: Callable[[], T | None], what: str, seconds: float | None) -> T:
        """Wait until it is there, or fail showing the whole phone."""
        found = await self._bell.wait_for(there, self.seconds if seconds is None else seconds)
        if found is None:
            raise AssertionError(f"{self._whose} does not see {what}\n{self}")
        return found

    def __str__(self) -> str:
        lines = [f"--- {self._whose} ---"]
        for one in self._look():
            lines.append(f"{'>' if one.own else '<'} #{one.message_id} {one.text}")
            lines += ["    " + " ".join(f"[{label}]" for label in row) for row in one.buttons]
        return "\n".join(lines)


def chat_eyes(chat: Chat, bot_id: int, whose: str, seconds: float) -> Eyes:
    """Look at a Telegram chat."""
    return Eyes(chat.bell, lambda: [seen(one, bot_id) for one in chat.visible()], whose, seconds)


def sms_eyes(phone: SmsPhone, seconds: float) -> Eyes:
    """Look at a plain phone: only what really arrived."""

    def look(sms: Sms) -> Seen:
        return Seen(sms.number, sms.body, own=sms.inbound, changed=sms.changed)

    def messages() -> list[Seen]:
        arrived = {Status.SENT, Status.DELIVERED, Status.RECEIVED}
        return [look(sms) for sms in phone.messages if sms.status in arrived]

    return Eyes(phone.bell, messages, phone.name, seconds)
