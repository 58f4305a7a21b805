"""The core over a real database: turns, desk, dialogs, texts, watch, a clock that is set by hand.

There are no channels: updates go in as values, and what would be sent comes out as values.
"""

import asyncio
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from itertools import count

from bot.channels.call import CallChannel
from bot.desk.desk import Desk
from bot.dialogs.conversation import Conversation, Dialogs
from bot.dialogs.incoming import Asked, Pressed, SharedContact, Typed, What
from bot.dialogs.index import DIALOGS
from bot.dialogs.say import Say, say
from bot.duties.every import every
from bot.fallback import Fallback
from bot.inforce import Renewal
from bot.messages import Notice, Screen
from bot.ports import Rooms, Store, Tx
from bot.proving import Proving
from bot.reception.calendar import WorkingCalendar, at
from bot.reception.directory import Directory
from bot.reception.language import Lang
from bot.records import (
    Address,
    ChannelName,
    Envelope,
    Event,
    Incoming,
    Reference,
    Reply,
    Request,
    Sent,
    Settings,
    Settlement,
    Traits,
)
from bot.turns import Turns
from bot.watch import Watch
from tests.people import directory, texts

MONDAY = date(2026, 3, 2)
"""A Monday long before any holiday that could move; women's day is off on the Monday after."""
BEGINS = at(MONDAY, time(10, 0))
CHAT = -1001000000001
LEASE = timedelta(minutes=1)
TRAITS: Mapping[ChannelName, Traits] = {
    ChannelName.TELEGRAM: Traits(page_size=8, says_rest=True, address_is_phone=False, edits=True),
    ChannelName.SMS: Traits(
        page_size=5,
        says_rest=False,
        address_is_phone=True,
        edits=False,
        writes_short=True,
        stops_by_word=True,
    ),
    ChannelName.CALL: CallChannel.traits,
}
ANSWERS = {
    "applicant": "individual",
    "consent": "yes",
    "name": "Бекмағамбетов Асқар Серікұлы",
    "phone": "+77011234567",
    "iin": "skip",
    "address": "Сарыөзен қаласы, Орталық алаң, 8-үй",
    "essence": "Тұрғын үй кезегі туралы мәселе бойынша көмек керек",
    "format": "in-person",
    "unfit": "skip",
    "category": "no",
    "help": "no",
    "review": "yes",
}


@dataclass
class HandClock:
    """A clock that stands until it is moved."""

    moment: datetime = BEGINS

    def now(self) -> datetime:
        """Return the moment it shows, UTC."""
        return self.moment.astimezone(UTC)


@dataclass
class Hall:
    """Room for answers."""

    answers: int
    until: datetime
    taken: list[Envelope] = field(default_factory=list)

    async def enter(self, tx: Tx) -> None:
        """Nothing was sent before."""


@dataclass
class House:
    """The core, and what to look at it with."""

    store: Store
    clock: HandClock = field(default_factory=HandClock)
    dialogs: Dialogs = DIALOGS
    directory: Directory = field(default_factory=directory)
    traits: Mapping[ChannelName, Traits] = field(default_factory=lambda: TRAITS)
    settings: Settings = field(default_factory=Settings)
    woken: int = 0
    dutiful: bool = False
    """Whether it does the duties of its offices; most tests look at something else."""
    hands_over: bool = False
    """Whether turns claim their answers themselves; else all there is to see is in the outbox."""

    def __post_init__(self) -> None:
        """Put it together as the program does."""
        self.reference = Reference(self.directory, WorkingCalendar(self.directory.overrides))
        self.turns = Turns(
            self.store,
            Desk(self.reference, self.settings),
            self.dialogs,
            self.reference,
            texts(),
            self.clock,
            self.traits,
            self,
        )
        self.fallback = Fallback(self.reference, self.clock, sms=self.settings.sms)
        self.watch = Watch(
            self.store,
            self.turns,
            self.reference,
            self.clock,
            self.settings,
            self.traits,
            every(self.reference) if self.dutiful else (),
            Proving(self.store, self.reference, self.fallback, self.turns.prompt),
        )
        self.renewal = Renewal(self.store, self.reference)
        self.numbers = count(1)
        self.flows = asyncio.Event()
        self.flows.set()
        self.sent: list[Envelope] = []
        self.taken: list[Envelope] = []

    def wake(self, *, answers: bool = True) -> None:  # noqa: ARG002
        """Count how often delivery was told of something new."""
        self.woken += 1

    async def catch_up(self, channels: Collection[ChannelName]) -> None:
        """Have turns wait while answers by Telegram are held up, if it is so here."""
        if ChannelName.TELEGRAM in channels:
            await self.flows.wait()

    @contextmanager
    def keep_room(self, answers: Mapping[ChannelName, int]) -> Iterator[Rooms]:
        """Have answers by Telegram claimed by the turns that say them, if it is so here."""
        many = answers.get(ChannelName.TELEGRAM, 0) if self.hands_over else 0
        hall = Hall(many, self.now + LEASE)
        yield {ChannelName.TELEGRAM: hall}
        self.taken += hall.taken

    @property
    def now(self) -> datetime:
        """The moment by the clock."""
        return self.clock.now()

    # What happens ------------------------------------------------------------------------------

    def update(self, address: Address, what: What, actor: int | None = None) -> Incoming:
        """Return the next update of a provider."""
        return Incoming(address, str(next(self.numbers)), what, actor)

    async def hears(self, address: Address, what: What, actor: int | None = None) -> Reply:
        """Take one update in."""
        (reply,) = await self.turns.accept([self.update(address, what, actor)])
        return reply

    async def wait(self, **span: float) -> list[Envelope]:
        """Let time pass, tick once at its end, and return what is sent then."""
        return await self.wait_until(self.now + timedelta(**span))

    async def wait_until(self, moment: datetime) -> list[Envelope]:
        """Let time pass until then, tick once, and return what is sent then."""
        self.clock.moment = moment
        await self.renewal.tick()
        await self.watch.tick()
        return await self.delivers()

    async def delivers(self) -> list[Envelope]:
        """Send all that is due, on every channel; return it in its order."""
        begun = len(self.sent)
        taken, self.taken = self.taken, []
        if taken:
            async with self.store.writing() as tx:
                await self._send(tx, taken)
        for channel in ChannelName:
            while True:
                async with self.store.writing() as tx:
                    taken = await tx.claim(channel, self.now, self.now + LEASE, 100)
                    await self._send(tx, taken)
                if not taken:
                    break
        return self.sent[begun:]

    async def _send(self, tx: Tx, envelopes: Sequence[Envelope]) -> None:
        await tx.settle([Settlement(one, Sent(f"{one.id}"), self.now, None) for one in envelopes])
        self.sent += envelopes

    # What is to be seen --------------------------------------------------------------------------

    async def conversation(self, address: Address) -> Conversation:
        """Return a conversation as it is stored."""
        async with self.store.writing() as tx:
            return (await tx.load([address], self.now))[address].conversation

    async def numbers_given(self) -> list[str]:
        """Return the public numbers there are, oldest first."""
        async with self.store.reading() as tx:
            return list(reversed(await tx.numbers(1000)))

    async def request(self, number: str) -> Request:
        """Return a request as it is stored."""
        async with self.store.reading() as tx:
            found = await tx.request(number)
        assert found is not None
        return found

    async def requests(self) -> list[Request]:
        """Return every request."""
        return [await self.request(number) for number in await self.numbers_given()]

    async def history(self, number: str) -> list[Event]:
        """Return what was done to a request."""
        async with self.store.reading() as tx:
            return await tx.history(number)


def telegram(where: int, thread: str = "") -> Address:
    return Address(ChannelName.TELEGRAM, str(where), thread)


@dataclass
class Citizen:
    """Someone who writes from an address of their own."""

    house: House
    address: Address

    async def says(self, what: What) -> Reply:
        """Do anything."""
        return await self.house.hears(self.address, what)

    async def types(self, text: str) -> Reply:
        """Write a text."""
        return await self.says(Typed(text))

    async def asks(self, command: str, rest: str = "") -> Reply:
        """Write a command."""
        return await self.says(Asked(command, rest))

    async def presses(self, key: str) -> Reply:
        """Press the option with this key under the question on the screen."""
        return await self.says(await self.press(key))

    async def press(self, key: str, message_id: str = "77") -> Pressed:
        """Return the press of an option under the question on the screen."""
        now = await self.house.conversation(self.address)
        assert key in now.options, (key, now)
        return Pressed(now.turn, now.options.index(key) + 1, message_id)

    async def answers(self, until: str = "", **other: str) -> None:
        """Answer the questions of a booking, up to the step `until` or the ticket."""
        answers = {**ANSWERS, **other}
        while (await self.house.conversation(self.address)).frames:
            now = await self.house.conversation(self.address)
            if now.step == until:
                return
            answer = answers[now.step]
            await (self.presses(answer) if answer in now.options else self.types(answer))

    async def begins(self, official: str = "togyzbaev", lang: Lang = Lang.KK) -> None:
        """Come by a link to an official, and choose the language."""
        await self.asks("start", f"o-{official}")
        if (await self.house.conversation(self.address)).step == "language":
            await self.presses(lang)

    async def books(self, official: str = "togyzbaev", lang: Lang = Lang.KK) -> str:
        """Book a reception; return the public number."""
        known = await self.house.numbers_given()
        await self.begins(official, lang)
        await self.answers()
        (number,) = [one for one in await self.house.numbers_given() if one not in known]
        await self.house.delivers()
        return number


@dataclass
class Clerk:
    """A member of staff in the staff chat."""

    house: House
    user: int = 9001

    async def asks(self, command: str, rest: str = "") -> Reply:
        """Write a command into the chat."""
        return await self.house.hears(telegram(CHAT), Asked(command, rest), self.user)

    async def presses(self, number: str, key: str) -> Reply:
        """Press a button of a card."""
        return await self.does(number, await self.press(number, key))

    async def replies(self, number: str, text: str) -> Reply:
        """Answer a card by typing."""
        return await self.does(number, Typed(text))

    async def does(self, number: str, what: What) -> Reply:
        """Do anything at a card."""
        return await self.house.hears(telegram(CHAT, number), what, self.user)

    async def press(self, number: str, key: str) -> Pressed:
        """Return the press of a button of a card as it is now."""
        now = await self.house.conversation(telegram(CHAT, number))
        assert key in now.options, (key, now)
        return Pressed(now.turn, now.options.index(key) + 1, "55")

    async def options(self, number: str) -> tuple[str, ...]:
        """Return the keys of the buttons of a card."""
        return (await self.house.conversation(telegram(CHAT, number))).options

    async def confirms(self, number: str, slot: int = 0) -> datetime:
        """Give the request the first of the free times, or a later one; return it."""
        acts = await self.options(number)
        await self.presses(number, "move" if "move" in acts else "confirm")
        key = (await self.options(number))[slot]
        await self.presses(number, key)
        if (await self.house.conversation(telegram(CHAT, number))).step == "reason":
            await self.replies(number, "Шұғыл мәселе")
        found = (await self.house.request(number)).starts_at
        assert found is not None
        return found

    async def refuses(self, number: str, ground: str = "repeat") -> Reply:
        """Refuse on a ground without a comment."""
        for key in ("refuse", ground, "skip"):
            await self.presses(number, key)
        return await self.presses(number, "yes")


def shares(phone: str = "+77011234567", *, own: bool = True) -> SharedContact:
    return SharedContact(phone, own)


def keys(envelopes: list[Envelope], address: Address | None = None) -> list[str]:
    """Name what is sent, to one address or at all, by the keys of its texts."""
    return [key_of(one) for one in envelopes if address is None or to(one) == address]


def to(envelope: Envelope) -> Address:
    """Return where an envelope goes, without the thread of a card."""
    return Address(envelope.address.channel, envelope.address.where)


def said(envelope: Envelope) -> Say:
    """Return the text of a notice or of a question."""
    match envelope.message:
        case Notice(say=told):
            return told
        case Screen(prompt=prompt):
            return prompt
        case other:
            return say(type(other).__name__.lower())


def key_of(envelope: Envelope) -> str:
    return said(envelope).key


def remarks(envelopes: list[Envelope]) -> list[str]:
    """Return the keys of what is said above the questions sent."""
    screens = [one.message for one in envelopes if isinstance(one.message, Screen)]
    return [remark.key for screen in screens for remark in screen.remarks]
