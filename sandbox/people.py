"""People for end-to-end tests: they type, press and wait to see, and never sleep."""

from sandbox.carrier import Carrier
from sandbox.eyes import Eyes, Seen, chat_eyes, sms_eyes
from sandbox.hands import Hands
from sandbox.sms import SmsPhone
from sandbox.world import Answer, Chat, Json, Press, StoredFile, User


class Person:
    """Someone with Telegram on their phone, in their private chat with the bot."""

    def __init__(self, hands: Hands, chat: Chat, seconds: float) -> None:
        self._hands = hands
        self.chat = chat
        self.eyes = chat_eyes(chat, hands.world.bot.id, chat.title, seconds)

    @property
    def user(self) -> User:
        """The person's Telegram account."""
        return self.chat.user

    @property
    def phone(self) -> str | None:
        """The person's own phone number."""
        return self.user.phone

    @property
    def messages(self) -> list[Seen]:
        """Everything in the chat, oldest first."""
        return self.eyes.messages

    @property
    def last(self) -> Seen:
        """The bot's newest message."""
        return self.eyes.received[-1]

    @property
    def alerts(self) -> list[str]:
        """What the bot answered to presses."""
        return _alerts(self._hands, self.user)

    @property
    def keyboard(self) -> list[list[str]]:
        """Labels of the keyboard below the chat; empty when there is none."""
        return [[str(button["text"]) for button in row] for row in self.chat.keyboard or []]

    async def types(self, text: str, *, reply_to: int | None = None) -> None:
        """Send a text."""
        self.eyes.acted()
        self._hands.write(self.chat, self.user, text, reply_to=reply_to)

    async def sees(self, text: str, *, new: bool = False, seconds: float | None = None) -> Seen:
        """Wait until a message containing this text is on the phone."""
        return await self.eyes.sees(text, new=new, seconds=seconds)

    @property
    def files(self) -> list[StoredFile]:
        """The files the bot sent here, oldest first."""
        return self.eyes.files

    async def gets_file(self, name: str, *, new: bool = False) -> StoredFile:
        """Wait until the bot sent a file with this in its name."""
        return await self.eyes.gets_file(name, new=new)

    async def presses(
        self, label: str, *, on: str | Seen | None = None, times: int = 1
    ) -> Press | None:
        """Tap a button by part of its label; `on` tells the message, or a remembered look at it."""
        if isinstance(on, Seen):
            found: Seen | Json = on
        else:
            found = await self.eyes.wait(
                lambda: self._target(label, on), f"the button {label!r} on {on!r}", None
            )
        self.eyes.acted()
        if isinstance(found, Seen):
            return _tap(self._hands, self.chat, self.user, found, label, times)
        self._hands.tap_keyboard(self.chat, self.user, found)
        return None

    async def shares_contact(self, *, of: "Person | None" = None) -> None:
        """Share the own contact, or another person's."""
        self.eyes.acted()
        self._hands.share_contact(self.chat, self.user, of.user if of else None)

    async def sends_sticker(self) -> None:
        """Send a sticker."""
        await self._sends("sticker")

    async def sends_voice(self) -> None:
        """Send a voice message."""
        await self._sends("voice")

    async def sends_photo(self) -> None:
        """Send one picture."""
        await self._sends("photo")

    async def sends_document(self) -> None:
        """Send a file."""
        await self._sends("document")

    async def sends_album(self, count: int = 3) -> None:
        """Send several pictures as one album."""
        self.eyes.acted()
        self._hands.send_album(self.chat, self.user, count)

    async def forwards(self, text: str) -> None:
        """Forward a text from elsewhere."""
        await self._sends("forward", text)

    async def edits(self, text: str) -> None:
        """Change the text sent last."""
        self.eyes.acted()
        own = [one for one in self.chat.visible() if one.sender.id == self.user.id and one.text]
        self._hands.edit(own[-1], text)

    def blocks(self) -> None:
        """Block the bot."""
        self._hands.block(self.chat, blocked=True)

    def unblocks(self) -> None:
        """Unblock the bot."""
        self._hands.block(self.chat, blocked=False)

    async def _sends(self, kind: str, text: str = "") -> None:
        self.eyes.acted()
        self._hands.send(self.chat, self.user, kind, text)

    def _target(self, label: str, on: str | None) -> Seen | Json | None:
        """The button to tap: under the last message, on the keyboard, under an older message."""
        target = _labelled(self.eyes, label, on)
        if on is not None or (target is not None and target == self.last):
            return target
        for row in self.chat.keyboard or []:
            for button in row:
                if label in str(button["text"]):
                    return button
        return target


class Clerk:
    """A member of a group the bot is in: the staff chat, or any other."""

    def __init__(self, hands: Hands, chat: Chat, user: User, private: Person) -> None:
        self._hands = hands
        self.chat = chat
        self.user = user
        self.private = private
        self.eyes = chat_eyes(
            chat, hands.world.bot.id, f"{user.name}, {chat.title}", private.eyes.seconds
        )

    @property
    def messages(self) -> list[Seen]:
        """Everything in the group, oldest first."""
        return self.eyes.messages

    @property
    def last(self) -> Seen:
        """The bot's newest message."""
        return self.eyes.received[-1]

    @property
    def alerts(self) -> list[str]:
        """What the bot answered to this member's presses."""
        return _alerts(self._hands, self.user)

    async def types(self, text: str, *, anonymous: bool = False) -> None:
        """Write into the group, as oneself or as an anonymous administrator."""
        self.eyes.acted()
        self._hands.write(self.chat, self.user, text, anonymous=anonymous)

    async def replies(self, to_containing: str | Seen, text: str) -> None:
        """Reply to the newest message of the bot containing this."""
        asked = to_containing
        target = asked if isinstance(asked, Seen) else await self.eyes.sees(asked)
        self.eyes.acted()
        self._hands.write(self.chat, self.user, text, reply_to=target.message_id)

    def leaves(self) -> None:
        """Leave the group."""
        self._hands.leaves(self.chat, self.user)

    async def sees(self, text: str, *, new: bool = False, seconds: float | None = None) -> Seen:
        """Wait until a message containing this text is in the group."""
        return await self.eyes.sees(text, new=new, seconds=seconds)

    @property
    def files(self) -> list[StoredFile]:
        """The files the bot sent here, oldest first."""
        return self.eyes.files

    async def gets_file(self, name: str, *, new: bool = False) -> StoredFile:
        """Wait until the bot sent a file with this in its name."""
        return await self.eyes.gets_file(name, new=new)

    async def presses(self, label: str, *, on: str | Seen | None = None, times: int = 1) -> Press:
        """Tap a button by part of its label, under the newest message containing `on`."""
        if isinstance(on, Seen):
            found = on
        else:
            found = await self.eyes.wait(
                lambda: _labelled(self.eyes, label, on), f"the button {label!r} on {on!r}", None
            )
        self.eyes.acted()
        return _tap(self._hands, self.chat, self.user, found, label, times)

    async def hears(self, text: str) -> Answer:
        """Wait until the bot answered one of this member's presses with this text."""

        def there() -> Answer | None:
            answers = (
                press.answer
                for press in reversed(self._hands.world.presses.values())
                if press.user.id == self.user.id and press.answer is not None
            )
            return next((one for one in answers if text in one.text), None)

        return await self.eyes.wait(there, f"the answer {text!r} among {self.alerts}", None)


class SmsPerson:
    """Someone with a plain phone."""

    def __init__(self, carrier: Carrier, phone: SmsPhone, seconds: float) -> None:
        self._carrier = carrier
        self.phone = phone
        self.eyes = sms_eyes(phone, seconds)

    @property
    def messages(self) -> list[Seen]:
        """Everything that arrived or was sent, oldest first."""
        return self.eyes.messages

    @property
    def last(self) -> Seen:
        """The newest message that arrived."""
        return self.eyes.received[-1]

    async def texts(self, body: str) -> None:
        """Send an SMS to the reception's number."""
        self.eyes.acted()
        self._carrier.text(self.phone, body)

    async def sees(self, text: str, *, new: bool = False, seconds: float | None = None) -> Seen:
        """Wait until an SMS containing this text has arrived."""
        return await self.eyes.sees(text, new=new, seconds=seconds)


class Group:
    """A group nobody told the bot about: someone takes the bot in."""

    def __init__(self, hands: Hands, chat: Chat) -> None:
        self._hands = hands
        self.chat = chat

    def invites_bot(self, by: Person) -> None:
        """Take the bot into the group."""
        self._hands.add_bot(self.chat, by.user)

    def throws_bot_out(self, by: User) -> None:
        """Throw the bot out."""
        self._hands.remove_bot(self.chat, by)

    @property
    def bot_is_in(self) -> bool:
        """Whether the bot is (still) a member."""
        return self.chat.bot_status.value in ("member", "administrator")


def _labelled(eyes: Eyes, label: str, on: str | None) -> Seen | None:
    return eyes.newest(
        lambda one: one.data_of(label) is not None and (on is None or on in one.text)
    )


def _tap(hands: Hands, chat: Chat, user: User, found: Seen, label: str, times: int) -> Press:
    data = found.data_of(label)
    if data is None:
        raise AssertionError(f"no button {label!r} under {found}")
    message = chat.messages[found.message_id]
    presses = [hands.press(chat, user, message, data) for _ in range(times)]
    return presses[-1]


def _alerts(hands: Hands, user: User) -> list[str]:
    presses = hands.world.presses.values()
    return [one.answer.text for one in presses if one.user.id == user.id and one.answer]
