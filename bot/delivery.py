"""From the outbox into the channels, each by a loop of its own.

A message may leave twice, if the program dies between the provider's yes and our commit; it is
never lost.
"""

import asyncio
from collections.abc import Collection, Iterator, Mapping
from contextlib import ExitStack, contextmanager

from bot.lane import Lane, unobserved
from bot.pacing import Pace
from bot.ports import Channel, Clock, Rooms, Store
from bot.pulse import LoopPulse, Pulse
from bot.rations import Ration
from bot.records import ChannelName, Rejected
from bot.sending import Observing
from bot.undelivered import Fallback, Undelivered, Verdict


class Delivery:
    """Delivers what waits, on every channel."""

    def __init__(
        self,
        store: Store,
        channels: Mapping[ChannelName, Channel],
        clock: Clock,
        fallback: Fallback,
        paces: Mapping[ChannelName, Pace] | None = None,
        pulse: Pulse | None = None,
        verdict: Verdict = lambda code, _tries: Rejected(code),
        observe: Observing = unobserved,
    ) -> None:
        self._store, self._clock = store, clock
        self._undelivered = Undelivered(verdict, fallback, clock)
        self._lanes = {
            name: Lane(
                channel,
                store,
                clock,
                fallback,
                self._undelivered,
                (paces or {}).get(name, Pace()),
                pulse or LoopPulse(),
                observe=observe,
            )
            for name, channel in channels.items()
        }
        self._running = False
        self._ended = asyncio.Event()

    def ration(self, name: ChannelName, ration: Ration) -> None:
        """Have what leaves by a channel rationed."""
        self._lanes[name].ration = ration

    def wake(self, *, answers: bool = True) -> None:
        """Look at once: something was put, or the clock was moved; soon, if it is no answer."""
        for lane in self._lanes.values():
            lane.wake(answers=answers)

    async def catch_up(self, channels: Collection[ChannelName]) -> None:
        """Wait shortly where answers said before can't leave yet: more of them would only wait."""
        for name in channels:
            if name in self._lanes:
                await self._lanes[name].catch_up()

    @contextmanager
    def keep_room(self, answers: Mapping[ChannelName, int]) -> Iterator[Rooms]:
        """Keep room for so many answers on each channel while they are said.

        At the end of the block they leave; if it fails, its transaction did too, and none does.
        """
        with ExitStack() as kept:
            yield {
                name: kept.enter_context(self._lanes[name].keep_room(many))
                for name, many in answers.items()
                if name in self._lanes and self._lanes[name].ration is None
            }

    def use(self, share: float) -> None:
        """Use only a share of every rate from now on, from 0 to 1; others use the rest."""
        for lane in self._lanes.values():
            lane.use(share)

    async def run(self) -> None:
        """Deliver until stopped."""
        self._running = True
        try:
            async with asyncio.TaskGroup() as tasks:
                for lane in self._lanes.values():
                    tasks.create_task(lane.run(tasks))
        finally:
            self._ended.set()

    async def stop(self) -> None:
        """Take nothing more on, wait shortly for what is on its way, and store what came of it."""
        for lane in self._lanes.values():
            lane.stop()
        if self._running:
            await self._ended.wait()

    async def status(self, provider_id: str, status: str, code: str) -> bool:
        """Store what a provider said later about a message; False if the message is unknown.

        A statutory one that did not arrive is sent again, or goes another way.
        """
        async with self._store.writing() as tx:
            known = await tx.provider_status(provider_id, status, code, self._clock.now())
            await self._undelivered(tx, [provider_id])
        self.wake()
        return known
