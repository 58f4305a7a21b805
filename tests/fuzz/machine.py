"""Citizens and staff doing sensible and senseless things in any order, held to the books."""

import asyncio
import tempfile
from collections.abc import Coroutine
from contextlib import AsyncExitStack
from datetime import timedelta
from pathlib import Path
from typing import Any, Final, TypeVar

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from bot.dialogs.incoming import (
    Asked,
    Departed,
    Pressed,
    SharedContact,
    Stopped,
    Thing,
    Typed,
    Unsupported,
    What,
)
from bot.handlers.commands import STAFF
from bot.records import Address, ChannelName
from tests.fuzz import cases, hostile, updates
from tests.fuzz.hostile import SECRET_WORD
from tests.fuzz.station import Station, station, timed
from tests.people import texts
from tests.turns.house import ANSWERS, CHAT, telegram

T = TypeVar("T")

PEOPLE: Final = (
    telegram(5),
    telegram(6),
    telegram(9001),
    Address(ChannelName.SMS, "+77011234567"),
)
TELLING: Final = {
    **ANSWERS,
    "name": f"{SECRET_WORD} Асқар Серікұлы",
    "address": f"{SECRET_WORD} көшесі, 8-үй",
    "essence": f"Тұрғын үй кезегі туралы: {SECRET_WORD} көмектесіңіз",
    "unfit": f"{SECRET_WORD} күні",
}
PLAIN: Final = {
    **ANSWERS,
    "name": "Абенов Асхат Серикович",
    "address": "Астана, 8",
    "essence": "Просьба помочь: очередь на квартиру, 2026",
}
PLAIN_WORDS: Final = ("1", "2", "3", "0", "Абенов Асхат", "+77011234567", "900101300017", "?", "/")
people = st.sampled_from(PEOPLE)
clerks = st.sampled_from((9001, 9002, 9003, 9004, 4242))
picks = st.integers(0, 40)


class Reception(RuleBasedStateMachine):
    """An office's life, one thing after the other."""

    laid: Path

    def __init__(self) -> None:
        super().__init__()
        self.runner = asyncio.Runner()
        self.stack = AsyncExitStack()
        self.plain = False
        self.at: Station | None = None

    @property
    def station(self) -> Station:
        """The program."""
        assert self.at is not None
        return self.at

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        """Do something to its end."""
        return self.runner.run(work)

    @initialize(plain=st.booleans())
    def opens(self, plain: bool) -> None:
        """Open the office."""
        folder = self.stack.enter_context(tempfile.TemporaryDirectory())
        self.plain = plain
        opening = station(self.laid, Path(folder), plain=plain)
        self.at = self.run(self.stack.enter_async_context(opening))

    def hears(self, address: Address, what: What, actor: int | None = None) -> None:
        """Take one update in, answer it and send what comes of it."""
        cases.count("people and staff")
        at = self.station

        async def work() -> None:
            async with timed(f"{address.channel} {what!r:.200}"):
                reply = await at.house.hears(address, what, actor)
                if reply.toast is not None:
                    at.telegram.toast(texts().write(reply.toast, reply.lang))
                await at.settles()

        self.run(work())

    def options(self, address: Address) -> tuple[str, ...]:
        """Return the options of the question on somebody's screen."""
        return self.run(self.station.house.conversation(address)).options

    def press(self, address: Address, pick: int) -> Pressed:
        """Return the press of one of the buttons there are, or of one there is not."""
        now = self.run(self.station.house.conversation(address))
        return Pressed(now.turn, pick % (len(now.options) + 1) + (pick > 38), "77")

    def thread(self, pick: int) -> Address:
        """Return the card of one of the requests, or the chat."""
        numbers = self.run(self.station.house.numbers_given())
        return telegram(CHAT, numbers[pick % len(numbers)] if numbers else "")

    # Citizens ----------------------------------------------------------------------------------

    @rule(who=people, official=st.sampled_from(("togyzbaev", "samuratov", "prilutsky", "nobody")))
    def comes(self, who: Address, official: str) -> None:
        """Come by a link."""
        self.hears(who, Asked("start", f"o-{official}"))

    @rule(who=people, steps=st.integers(1, 20), other=picks)
    def answers(self, who: Address, steps: int, other: int) -> None:
        """Answer sensibly for a while."""
        told = PLAIN if self.plain else TELLING
        for _ in range(steps):
            now = self.run(self.station.house.conversation(who))
            answer = told.get(now.step, "")
            if answer in now.options:
                self.hears(who, Pressed(now.turn, now.options.index(answer) + 1, "77"))
            elif answer:
                self.hears(who, Typed(answer))
            else:
                self.hears(who, self.press(who, other))
                return

    @rule(who=people, official=st.sampled_from(("togyzbaev", "samuratov", "prilutsky")))
    def books(self, who: Address, official: str) -> None:
        """Book from the link to the ticket, as far as it goes."""
        self.hears(who, Asked("cancel"))
        self.comes(who, official)
        if (options := self.options(who)) and options[0] in {"kk", "ru"}:
            self.hears(who, Pressed(self.turn_of(who), 1 + self.plain, "77"))
            self.comes(who, official)
        self.answers(who, 20, 0)

    def turn_of(self, who: Address) -> int:
        """Return the turn of a conversation."""
        return self.run(self.station.house.conversation(who)).turn

    @rule(who=people, pick=picks)
    def presses(self, who: Address, pick: int) -> None:
        """Press any button."""
        self.hears(who, self.press(who, pick))

    @rule(who=people, back=st.integers(0, 3), number=st.integers(-3, 12))
    def presses_late(self, who: Address, back: int, number: int) -> None:
        """Press a button of an old question, or one that never was."""
        self.hears(who, Pressed(self.turn_of(who) - back, number, "60"))

    @rule(who=people, said=hostile.citizens_words, pick=picks)
    def writes(self, who: Address, said: str, pick: int) -> None:
        """Write anything."""
        self.hears(who, Typed(PLAIN_WORDS[pick % 9] if self.plain else said))

    @rule(
        who=people,
        command=st.sampled_from(("book", "my", "schedule", "lang", "mydata", "help", "new", "fix")),
        rest=updates.rests,
    )
    def asks(self, who: Address, command: str, rest: str) -> None:
        """Write a command."""
        self.hears(who, Asked(command, "" if self.plain else rest))

    @rule(who=people, phone=hostile.words, own=st.booleans(), thing=st.sampled_from(Thing))
    def sends(self, who: Address, phone: str, own: bool, thing: Thing) -> None:
        """Share a contact, and send a thing that is no answer."""
        self.hears(who, SharedContact("+77011234567" if own else phone[:40], own))
        self.hears(who, Unsupported(thing))

    @rule(who=people, pick=st.integers(0, 5))
    def stops(self, who: Address, pick: int) -> None:
        """Block the bot, now and then."""
        if pick == 0:
            self.hears(who, Stopped())

    # Staff -------------------------------------------------------------------------------------

    @rule(who=clerks, card=picks, picked=st.lists(picks, min_size=1, max_size=5))
    def decides(self, who: int, card: int, picked: list[int]) -> None:
        """Press one button of a card after the other."""
        address = self.thread(card)
        for pick in picked:
            self.hears(address, self.press(address, pick), who)

    @rule(who=clerks, card=picks, said=hostile.words)
    def replies(self, who: int, card: int, said: str) -> None:
        """Answer a card."""
        self.hears(self.thread(card), Typed("5" if self.plain else said), who)

    @rule(
        who=clerks,
        command=st.sampled_from((*sorted(STAFF), "cancel", "what")),
        rest=updates.rests,
        picked=st.lists(picks, max_size=3),
    )
    def orders(self, who: int, command: str, rest: str, picked: list[int]) -> None:
        """Give a command in the staff chat, and go on with what it asks."""
        chat = telegram(CHAT)
        words = "" if self.plain else rest
        self.hears(chat, Asked(command, words), who)
        for pick in picked:
            self.hears(chat, self.press(chat, pick), who)

    @rule(who=clerks, pick=st.integers(0, 8))
    def leaves(self, who: int, pick: int) -> None:
        """Leave the staff chat, now and then."""
        if pick == 0:
            self.hears(telegram(CHAT), Departed(who))

    # Time --------------------------------------------------------------------------------------

    @rule(minutes=st.sampled_from((1, 11, 60, 24 * 60, 3 * 24 * 60, 20 * 24 * 60, 400 * 24 * 60)))
    def waits(self, minutes: int) -> None:
        """Let time pass."""
        cases.count("people and staff")
        house = self.station.house

        async def work() -> None:
            async with timed(f"{minutes} minutes"):
                house.clock.moment += timedelta(minutes=minutes)
                await house.renewal.tick()
                await house.watch.tick()
                await self.station.settles()

        self.run(work())

    @invariant()
    def the_books_hold(self) -> None:
        """Look into the books after everything that is done."""
        if self.at is not None:
            self.at.check()

    def teardown(self) -> None:
        """Close the office."""
        try:
            self.run(self.stack.aclose())
        finally:
            self.runner.close()
