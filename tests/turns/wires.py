"""Channels that keep what a provider got, and may be killed just before or just after it got it."""

from collections.abc import Callable
from dataclasses import dataclass, field

from bot.records import ChannelName, Envelope, Outcome, Sent, Traits
from tests.turns.house import TRAITS


@dataclass
class Wire:
    """A channel; `count` is told before and after the provider has it, and may raise."""

    name: ChannelName
    count: Callable[[], None]
    answer: Callable[[Envelope], Outcome] = field(default=lambda one: Sent(f"id-{one.id}"))
    got: list[Envelope] = field(default_factory=list)

    traits: Traits = field(init=False)

    def __post_init__(self) -> None:
        """Be as the channel is everywhere."""
        self.traits = TRAITS[self.name]

    async def send(self, envelope: Envelope) -> Outcome:
        """Give it to the provider."""
        self.count()
        self.got.append(envelope)
        self.count()
        return self.answer(envelope)

    async def close(self) -> None:
        """Nothing is open."""
