"""Delivery as turns see it: it is told of what waits, and answers may be handed over to it."""

from collections.abc import Collection, Mapping
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Protocol, TypeAlias

from bot.ports.store import Tx
from bot.records import ChannelName, Envelope


class Room(Protocol):
    """Room on a channel for answers that the transaction saying them claims by itself.

    `answers`: so many at most. They are ours to send `until` then. `taken`: those claimed.
    """

    answers: int
    until: datetime
    taken: list[Envelope]

    async def enter(self, tx: Tx) -> None:
        """Find out how much room there is; store what came of what was sent before, in `tx`.

        Raises `Collided` if that can't be stored; it is left to be stored alone.
        """


Rooms: TypeAlias = Mapping[ChannelName, Room]


class Delivering(Protocol):
    """What sends the messages that wait in the outbox."""

    def wake(self, *, answers: bool = True) -> None:
        """Look at once: something was put; soon, if it is no answer."""

    async def catch_up(self, channels: Collection[ChannelName]) -> None:
        """Wait shortly where answers said before can't leave yet: more of them would only wait."""

    def keep_room(self, answers: Mapping[ChannelName, int]) -> AbstractContextManager[Rooms]:
        """Keep room for so many answers on each channel while they are said.

        At the end of the block they leave; if it fails, its transaction did too, and none does.
        """
