"""Full load: so many citizens at once, new ones for those who have their ticket, and a clerk."""

import asyncio
from collections.abc import Iterator
from typing import Final

from bot.reception.directory import Directory
from sandbox.server import Sandbox
from tests.e2e.citizens import NUMBER
from tests.e2e.crowd import GIVEN, REASON, Crowd, from_bot, times_of
from tests.torture.people import Texter, Traveller, phone_of, texter

TEXTERS_OF: Final = 10
"""Every so many-th citizen has no Telegram."""
BLOCKERS_OF: Final = 7
"""Every so many-th of the others blocks the bot once the ticket is there."""
DECIDES_WITHIN: Final = 60.0


class Load:
    """The citizens, those who are through and those who are under way."""

    def __init__(self, sandbox: Sandbox, directory: Directory, at_once: int) -> None:
        self.sandbox, self._at_once = sandbox, at_once
        asking = {one.key for one in directory.offices if one.asks_iin or one.asks_address}
        self._officials = [one for one in directory.officials if one.office not in asking]
        self.crowd = Crowd(sandbox, 0, self._officials)
        self.travellers: list[Traveller] = []
        self.texters: list[Texter] = []
        self._count = 0

    @property
    def tickets(self) -> dict[str, str]:
        """Return the tickets on all phones, each with the official it is for."""
        return {
            self.crowd.tickets[one.chat.id]: one.official
            for one in self.travellers
            if one.chat.id in self.crowd.tickets
        }

    async def flow(self, over: asyncio.Event) -> None:
        """Keep so many people booking until it is over; return when all of them are through."""
        async with asyncio.TaskGroup() as people:
            for _ in range(self._at_once):
                people.create_task(self._one_after_another(over))

    async def _one_after_another(self, over: asyncio.Event) -> None:
        while not over.is_set():
            await self._one()

    async def _one(self) -> None:
        number, self._count = self._count, self._count + 1
        if number % TEXTERS_OF == TEXTERS_OF - 1:
            phone = self.sandbox.network.phone(phone_of(number))
            someone = texter(self.sandbox.carrier, phone, number)
            self.texters.append(someone)
            await someone.books()
            return
        official = self._officials[number % len(self._officials)].key
        traveller = Traveller(self.crowd, number, official)
        self.travellers.append(traveller)
        await traveller.books()
        if number % BLOCKERS_OF == 0:
            traveller.blocks()


class Deciding:
    """A clerk who gives each new ticket a time, as long as there are times; kills or no kills."""

    def __init__(self, load: Load, directory: Directory) -> None:
        self._load, self._sandbox = load, load.sandbox
        self._chat = self._sandbox.staff_chat
        self._clerk = self._chat.members[9001]
        self._times: dict[str, Iterator[str]] = {
            one.key: times_of(one) for one in directory.officials
        }
        self.decided: set[str] = set()

    async def decide(self, over: asyncio.Event) -> None:
        """Decide on one ticket after another, until it is over."""
        async with asyncio.TaskGroup() as decisions:
            while not over.is_set():
                found = await self._load.crowd.bell.wait_for(self._next, 1.0)
                if found is None:
                    continue
                number, official = found
                self.decided.add(number)
                when = next(self._times[official], None)
                if when is not None:
                    decisions.create_task(self._confirm(number, when))

    async def _confirm(self, number: str, when: str) -> None:
        hands = self._sandbox.hands
        hands.write(self._chat, self._clerk, f"/confirm {number} {when}")
        asked = await self._chat.bell.wait_for(
            lambda: next(
                (
                    one
                    for one in from_bot(self._chat)
                    if (about := NUMBER.search(one.text))
                    and about[0] == number
                    and (REASON in one.text or GIVEN in one.text)
                ),
                None,
            ),
            DECIDES_WITHIN,
        )
        if asked is not None and REASON in asked.text:
            hands.write(self._chat, self._clerk, "Шұғыл мәселе", reply_to=asked.id)

    def _next(self) -> tuple[str, str] | None:
        return next(
            (
                (number, official)
                for number, official in self._load.tickets.items()
                if number not in self.decided
            ),
            None,
        )
