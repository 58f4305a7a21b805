"""People who talk with a bot, so many at once: each goes through the conversation, then another.

Places are numbered. Whoever has a place that is not wanted now rests in the middle of the
conversation and goes on when it is wanted again, so that a crowd need not begin anew.
"""

import asyncio
import random
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final

from bench.script import Step

BOT: Final = {"id": 7000000001, "is_bot": True, "first_name": "Bench", "username": "bench_bot"}
REACTION: Final = 0.02
"""Seconds in which the quickest person reacts. Some bots keep a step only after it was shown."""
FIRST_CHAT: Final = 800_000_001
Json = dict[str, Any]


@dataclass(slots=True)
class Person:
    """Somebody in the middle of the conversation; `acted`: since when the bot owes an answer."""

    chat: int
    place: int
    step: int = 0
    acted: float = 0.0
    saw: bool = False
    about_to: bool = False
    message: int = 0
    buttons: list[Json] = field(default_factory=list)


@dataclass(slots=True)
class Tally:
    """What came of a measurement; times in seconds."""

    began: float = 0.0
    steps: int = 0
    conversations: int = 0
    calls: int = 0
    unexpected: int = 0
    lost: int = 0
    latencies: list[float] = field(default_factory=list)


class People:
    """All of them; what they do is handed to `send` as an update."""

    def __init__(self, send: Callable[[Json], None], steps: tuple[Step, ...]) -> None:
        self._send, self._steps = send, steps
        self._next_chat, self._next_update = FIRST_CHAT, int(time.time())
        self._places: list[Person] = []
        self._by_chat: dict[int, Person] = {}
        self._wanted, self._pause, self._spreads = 0, 0.0, False
        self._reaction = REACTION
        self._chance = random.Random(1)
        self.tally = Tally(began=time.perf_counter())

    def begin(
        self, at_once: int, rate: float = 0.0, reaction: float = REACTION, *, spread: bool = False
    ) -> None:
        """Want so many at once; with `rate`, so many steps a second in all.

        `reaction`: seconds from an answer to the next step, at the least.

        `spread`: each goes on only to a step of its own, so that later they are all at different
        steps, as people are who didn't begin at the same moment.
        """
        self._wanted, self._spreads, self._reaction = at_once, spread, reaction
        self._pause = at_once / rate if rate else 0.0
        while len(self._places) < at_once:
            self._places.append(self._newcomer(len(self._places)))
        for person in self._places[:at_once]:
            if not person.acted and not person.about_to:
                self._later(person, self._chance.uniform(0, max(self._reaction, self._pause)))

    def count(self) -> None:
        """Count anew from now on."""
        self.tally = Tally(began=time.perf_counter())

    def forget(self) -> None:
        """Let others take the places of those whose thread the bot lost: it owes them an answer."""
        for person in [one for one in self._places if one.acted]:
            self.tally.lost += 1
            self._later(self._followed(person), self._reaction)

    @property
    def owed(self) -> int:
        """Return to how many the bot owes an answer, or will: they are about to do something."""
        return sum(
            1
            for person in self._places
            if person.acted or (person.about_to and person.place < self._wanted)
        )

    def hears(self, chat: int, text: str, markup: Json | None, message: int) -> None:
        """Take what the bot says: the next step follows, if this was what was waited for."""
        self.tally.calls += 1
        person = self._by_chat.get(chat)
        if person is None:
            return
        if markup and markup.get("inline_keyboard"):
            person.message = message
            person.buttons = [one for row in markup["inline_keyboard"] for one in row]
        if not person.acted:
            return
        person.saw = person.saw or self._steps[person.step].sees in text
        if not person.saw or not self._can_go_on(person):
            self.tally.unexpected += 1
            return
        self.tally.latencies.append(time.perf_counter() - person.acted)
        self.tally.steps += 1
        person.acted, person.saw = 0.0, False
        person.step += 1
        if person.step == len(self._steps):
            self.tally.conversations += 1
            person = self._followed(person)
        self._later(person, max(self._reaction, self._pause * self._chance.uniform(0.5, 1.5)))

    def _can_go_on(self, person: Person) -> bool:
        """Tell whether the button is there that is pressed next, if one is."""
        following = self._steps[person.step + 1 : person.step + 2]
        return all(
            any(one.press in button["text"] for button in person.buttons)
            for one in following
            if one.press
        )

    def _followed(self, person: Person) -> Person:
        """Return the newcomer who takes this one's place."""
        del self._by_chat[person.chat]
        self._places[person.place] = self._newcomer(person.place)
        return self._places[person.place]

    def _newcomer(self, place: int) -> Person:
        person = Person(self._next_chat, place)
        self._next_chat += 1
        self._by_chat[person.chat] = person
        return person

    def _later(self, person: Person, seconds: float) -> None:
        person.about_to = True
        asyncio.get_running_loop().call_later(seconds, self._act, person)

    def _act(self, person: Person) -> None:
        person.about_to = False
        arrived = self._spreads and person.step == person.place % len(self._steps)
        if person.place >= self._wanted or arrived:
            return
        self._next_update += 1
        update = self._update(person, self._steps[person.step], self._next_update)
        person.acted = time.perf_counter()
        self._send(update)

    def _update(self, person: Person, step: Step, number: int) -> Json:
        user = {"id": person.chat, "is_bot": False, "first_name": "A", "language_code": "ru"}
        chat = {"id": person.chat, "type": "private", "first_name": "A"}
        said: Json = {"message_id": number % 1_000_000, "date": int(time.time()), "chat": chat}
        if not step.press:
            text = step.text.format(telephone=f"{person.chat % 10_000_000:07d}")
            said |= {"from": user, "text": text}
            if step.text.startswith("/"):
                length = len(step.text.partition(" ")[0])
                said["entities"] = [{"type": "bot_command", "offset": 0, "length": length}]
            return {"update_id": number, "message": said}
        data = next(one["callback_data"] for one in person.buttons if step.press in one["text"])
        said |= {"message_id": person.message, "from": BOT, "text": "?"}
        pressed = {"id": str(number), "from": user, "chat_instance": "1", "data": data}
        return {"update_id": number, "callback_query": pressed | {"message": said}}
