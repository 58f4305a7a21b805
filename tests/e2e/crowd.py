"""Hundreds of people who book at once, each by a light loop: they read, and press or type."""

import asyncio
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from bot.reception import terms
from bot.reception.calendar import WorkingCalendar, local
from bot.reception.directory import Directory, Official
from sandbox.bell import Bell
from sandbox.server import Sandbox
from sandbox.world import Chat, Message, User
from tests.e2e.citizens import NUMBER, number_in
from tests.e2e.phrases import KK, RU, Phrases

PATIENCE = 180.0
AHEAD = timedelta(days=80)
CONFIRM, CHOOSE_TIME, A_SLOT = "Тағайындау", "Уақытын таңдаңыз", ", "
REASON, GIVEN = "себебін жазыңыз", "тағайындалды"


@dataclass(frozen=True, slots=True)
class Habit:
    """What a person does on reading `sees` in a text or on a button: presses, or types."""

    sees: str
    presses: str = ""
    types: str = ""


def habits(words: Phrases, phone: str) -> tuple[Habit, ...]:
    """Return how a person answers the questions of a booking, each of them once."""
    return (
        Habit("Выберите язык", presses=words.language),
        Habit(words.myself, presses=words.myself),
        Habit(words.agree, presses=words.agree),
        Habit(words.ask_name, types=words.name),
        Habit(words.ask_phone, types=phone),
        Habit(words.ask_essence, types=words.essence),
        Habit(words.any_day, presses=words.any_day),
        Habit(words.category_asked, presses=words.no),
        Habit(words.help_asked, presses=words.no),
        Habit(words.review, presses=words.send),
    )


class Crowd:
    """The people, and how far they have come."""

    def __init__(self, sandbox: Sandbox, count: int, officials: Sequence[Official]) -> None:
        self.sandbox = sandbox
        self.bell = Bell()
        self.acts = 0
        self.tickets: dict[int, str] = {}
        self.members = [
            Member(self, number, (KK, RU)[number % 2], officials[number % len(officials)].key)
            for number in range(count)
        ]

    async def book(self) -> None:
        """Have everyone book at once; return when everyone holds a ticket."""
        async with asyncio.TaskGroup() as tasks:
            for member in self.members:
                tasks.create_task(member.books())

    async def until(self, *, acts: int = 0, tickets: int = 0) -> None:
        """Wait until people have done so much, and hold so many tickets."""

        def come() -> bool | None:
            return (self.acts >= acts and len(self.tickets) >= tickets) or None

        found = await self.bell.wait_for(come, PATIENCE)
        assert found, f"{self.acts} acts and {len(self.tickets)} tickets only"

    def acted(self) -> None:
        """Count what somebody did."""
        self.acts += 1
        self.bell.ring()


class Member:
    """Somebody of the crowd."""

    def __init__(self, crowd: Crowd, number: int, words: Phrases, official: str) -> None:
        self._crowd, self._hands = crowd, crowd.sandbox.hands
        name = f"{words.name.split()[1]} {number}"
        self.words, self.official = words, official
        self.chat = crowd.sandbox.world.add_person(
            name, language=words.code, phone=None, last_name=None
        )
        self._left = list(habits(words, f"+7 701 {number:07}"))

    async def books(self) -> None:
        """Follow the link of an official's reception, and answer until the ticket is there.

        Nobody repeats anything: what a killed program left undone comes by itself.
        """
        self._types(f"/start o-{self.official}")
        while self._left:
            message, habit = await self._reads()
            self._left.remove(habit)
            if habit.presses:
                self._presses(message, habit.presses)
            else:
                self._types(habit.types)
        found = await self.chat.bell.wait_for(self._ticket, PATIENCE)
        assert found is not None, f"no ticket\n{told(self.chat)}"
        self._crowd.tickets[self.chat.id] = found
        self._crowd.bell.ring()

    async def _reads(self) -> tuple[Message, Habit]:
        found = await self.chat.bell.wait_for(self._question, PATIENCE)
        assert found is not None, f"no answer\n{told(self.chat)}"
        return found

    def _question(self) -> tuple[Message, Habit] | None:
        """Return the newest message, if it is a question that was not answered yet."""
        messages = from_bot(self.chat)
        newest = max(messages, key=lambda one: one.changed, default=None)
        if newest is None:
            return None
        seen = "\n".join([newest.text, *(str(b["text"]) for row in newest.buttons for b in row)])
        return next(((newest, habit) for habit in self._left if habit.sees in seen), None)

    def _ticket(self) -> str | None:
        texts = [one.text for one in from_bot(self.chat) if self.words.registered in one.text]
        return number_in(texts[0]) if texts else None

    def _types(self, text: str) -> None:
        self._hands.write(self.chat, self.chat.user, text)
        self._crowd.acted()

    def _presses(self, message: Message, label: str) -> None:
        self._hands.press(self.chat, self.chat.user, message, _data(message, label))
        self._crowd.acted()


class Clerks:
    """Two who give out times by commands, always both the same time; one who presses on cards."""

    def __init__(self, crowd: Crowd, directory: Directory) -> None:
        self._crowd, self._hands = crowd, crowd.sandbox.hands
        self._chat = crowd.sandbox.staff_chat
        self._first, self._second, self._third = (self._chat.members[n] for n in (9001, 9002, 9003))
        self._times = {one.key: times_of(one) for one in directory.officials}
        self._pressed: set[str] = set()

    async def race(self, times: int) -> None:
        """Give the same time to two requests in the same moment, so many times."""
        async with asyncio.TaskGroup() as answers:
            for race in range(times):
                await self._crowd.until(tickets=2 * race + 20)
                one, other, official = self._pair()
                when = next(self._times[official])
                self._types(self._first, f"/confirm {one} {when}")
                self._types(self._second, f"/confirm {other} {when}")
                answers.create_task(self._accounts_for(one, other))

    async def press(self, cards: int) -> None:
        """Take cards as they come and press the first time each of them offers."""
        for _ in range(cards):
            message = await self._sees(self._new_card)
            number = number_in(message.text)
            self._pressed.add(number)
            self._presses(message, CONFIRM)
            asked = await self._sees(lambda about=number: self._times_of(about))  # type: ignore[misc]
            self._presses(asked, A_SLOT)
            await self._accounts_for(number)

    async def _accounts_for(self, *numbers: str) -> None:
        """Say why a request of these is served before others; the first in line needs no reason."""
        message = await self._sees(lambda: self._decided(numbers))
        if REASON in message.text:
            self._hands.write(self._chat, self._third, "Шұғыл мәселе", reply_to=message.id)
            self._crowd.acted()

    def _pair(self) -> tuple[str, str, str]:
        """Return two requests to one official that nobody has taken on yet."""
        waiting: dict[str, str] = {}
        for member in self._crowd.members:
            number = self._crowd.tickets.get(member.chat.id)
            if number is None or number in self._pressed:
                continue
            if member.official in waiting:
                other = waiting[member.official]
                self._pressed |= {number, other}
                return other, number, member.official
            waiting[member.official] = number
        raise AssertionError("nobody waits")

    async def _sees(self, there: Callable[[], Message | None]) -> Message:
        found = await self._chat.bell.wait_for(there, PATIENCE)
        assert found is not None, "the staff chat shows nothing of it"
        return found

    def _new_card(self) -> Message | None:
        for message in from_bot(self._chat):
            number = NUMBER.search(message.text)
            if number and number[0] not in self._pressed and _labelled(message, CONFIRM):
                return message
        return None

    def _decided(self, numbers: Sequence[str]) -> Message | None:
        for message in from_bot(self._chat):
            about = NUMBER.search(message.text)
            if about and about[0] in numbers and (REASON in message.text or GIVEN in message.text):
                return message
        return None

    def _times_of(self, number: str) -> Message | None:
        for message in from_bot(self._chat):
            if number in message.text and CHOOSE_TIME in message.text and message.buttons:
                return message
        return None

    def _types(self, who: User, text: str) -> None:
        self._hands.write(self._chat, who, text)
        self._crowd.acted()

    def _presses(self, message: Message, label: str) -> None:
        self._hands.press(self._chat, self._third, message, _data(message, label))
        self._crowd.acted()


def from_bot(chat: Chat) -> Iterator[Message]:
    """Go through what the bot wrote into a chat."""
    return (one for one in chat.visible() if one.sender.is_bot)


def told(chat: Chat) -> str:
    """Return a chat as text, for whoever reads why a test failed."""
    return "\n".join(f"{one.sender.name}: {one.text}" for one in chat.visible())


def times_of(official: Official) -> Iterator[str]:
    """Go through the times an official receives, as clerks type them; none needs a reason."""
    calendar = WorkingCalendar()
    today = local(datetime.now(UTC)).date()  # noqa: TID251 - the program goes by the machine's clock
    first = terms.earliest_slot_day(today, calendar)
    slots = official.slots(first, today + AHEAD, calendar)
    for slot in reversed(slots):  # a card offers the first ones
        yield f"{local(slot.starts_at):%d.%m %H:%M}"


def _labelled(message: Message, label: str) -> str | None:
    for row in message.buttons:
        for button in row:
            if label in str(button["text"]):
                return str(button["callback_data"])
    return None


def _data(message: Message, label: str) -> str:
    data = _labelled(message, label)
    assert data is not None, f"no button {label!r} under {message.text!r}"
    return data
