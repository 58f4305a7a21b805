"""The loop of one channel: in order, not too fast, again after failures, with proof.

What a provider said is stored in the same transaction that takes more messages on; nothing is sent
while a transaction is open.
"""

import asyncio
import logging
from collections import OrderedDict
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Final, TypeAlias

from msgspec import Struct

from bot.departures import Departures, Taken
from bot.pacing import Pace, Pacer
from bot.ports import Channel, Clock, Store, Tx
from bot.pulse import Pulse
from bot.rations import Ration
from bot.records import ChannelName, Envelope, Outcome, Priority, RetryAt, Sent, Settlement
from bot.retries import LONGEST_PAUSE, PACED, is_failure, pause_after, retry_at
from bot.undelivered import Fallback, Undelivered

log = logging.getLogger(__name__)

LEASE: Final = timedelta(seconds=30)
LONGEST_OUTAGE_PAUSE: Final = 60.0
IDLE_SECONDS, TROUBLE_SECONDS, STOP_SECONDS = 30.0, 1.0, 10.0
SHORTEST_WAIT: Final = 0.1
REMEMBERED: Final = 5000


class Tried(Struct, frozen=True):
    """A message and what came of sending it."""

    envelope: Envelope
    outcome: Outcome


Observing: TypeAlias = Callable[[ChannelName, Outcome, float], None]
"""Told of each message handed to a provider: what came of it, and after how many seconds."""


def unobserved(_channel: ChannelName, _outcome: Outcome, _seconds: float) -> None:
    """Let nobody be told."""


class Lane:
    """The loop of one channel."""

    def __init__(
        self,
        channel: Channel,
        store: Store,
        clock: Clock,
        fallback: Fallback,
        undelivered: Undelivered,
        pace: Pace,
        pulse: Pulse,
        observe: Observing = unobserved,
    ) -> None:
        self._channel, self._store, self._clock = channel, store, clock
        self._fallback, self._undelivered = fallback, undelivered
        self._pace, self._pulse = pace, pulse
        self._pacer = Pacer(pace)
        self._departures = Departures(self._pacer)
        self._observe = observe
        self.ration: Ration | None = None
        self._bell, self._added = asyncio.Event(), asyncio.Event()
        self._stopping = False
        self._done: list[Tried] = []
        self._ours: set[int] = set()
        self._sending: set[asyncio.Task[None]] = set()
        self._failures: OrderedDict[int, int] = OrderedDict()
        self._paused_until = 0.0
        self._outages = 0
        self._idle = False
        self._answers_may_wait = False

    def wake(self) -> None:
        """Look at the outbox at once."""
        self._answers_may_wait = True
        self._bell.set()

    def use(self, share: float) -> None:
        """Use only a share of the rate from now on."""
        self._pacer.use(share, self._pulse.seconds())
        self._bell.set()

    def stop(self) -> None:
        """Take nothing more on."""
        self._stopping = True
        self._bell.set()

    async def run(self, tasks: asyncio.TaskGroup) -> None:
        """Take messages on, send them, store what came of it, until stopped."""
        leaving = tasks.create_task(self._let_go_in_time(tasks))
        while not self._stopping:
            self._bell.clear()
            try:
                wait = await self._round(tasks)
            except Exception:
                log.exception("%s: the outbox can't be read or written", self._channel.name)
                wait = TROUBLE_SECONDS
                self._answers_may_wait = True
                await self._settle_one_by_one()
            if wait > 0 and not self._stopping:
                await self._pulse.wait(self._bell, wait)
        await self._finish()
        leaving.cancel()

    async def _round(self, tasks: asyncio.TaskGroup) -> float:
        """Store what is done, take on what there is room for; return the seconds to wait."""
        room, up_to = self._room()
        if not self._done and not room:
            return self._wait_for_room()
        if not self._done and self._idle:
            # Most wakings are for another channel: reading holds up nobody.
            async with self._store.reading() as reading:
                found = await reading.next_message(self._channel.name, self._clock.now())
            wait = self._wait_for(found)
            if wait > 0:
                return wait
        next_at = None
        if room:
            self._answers_may_wait = False
        async with self._store.writing() as tx:
            done = list(self._done)
            await self._settle(tx, done)
            now, name = self._clock.now(), self._channel.name
            claimed = await tx.claim(name, now, now + LEASE, room, up_to) if room > 0 else []
            taken = claimed
            if self.ration is not None and claimed:
                taken = await self.ration.admit(tx, claimed, now)
            drained = len(claimed) < room and up_to is Priority.BULK
            if drained:
                next_at = await tx.next_message(name, now)
        self._settled(done)
        self._idle = drained and not claimed
        if claimed and len(claimed) == room and claimed[-1].priority is Priority.ANSWER:
            self._answers_may_wait = True
        self._take(taken, tasks)
        if len(taken) < len(claimed):
            return 0.0  # what they held up may leave
        if not drained:
            return self._wait_for_room()
        wait = self._wait_for(next_at)
        # What is due and still was not given is in other hands: no reason to ask without rest.
        return wait or TROUBLE_SECONDS

    def _room(self) -> tuple[int, Priority]:
        """Return how many messages may be taken on, and up to which priority.

        Where others fill it, there is room for answers; after an outage for one first, to see.
        """
        now, held = self._pulse.seconds(), len(self._sending) + len(self._departures)
        if now < self._paused_until:
            return 0, Priority.BULK
        free = 1 - held if self._outages else self._pace.in_flight - held
        room = min(free - (0 if self._outages else self._pace.kept), self._departures.room())
        if room > 0 or not self._answers_may_wait or self._pacer.is_closed:
            return max(0, room), Priority.BULK
        return max(0, free), Priority.ANSWER

    def _wait_for_room(self) -> float:
        if self._room()[0]:
            return 0.0
        wait = self._paused_until - self._pulse.seconds()
        return wait if wait > 0 else IDLE_SECONDS  # someone's return rings the bell

    def _wait_for(self, due: datetime | None) -> float:
        if due is None:
            return IDLE_SECONDS
        return min(IDLE_SECONDS, max(0.0, (due - self._clock.now()).total_seconds()))

    def _take(self, claimed: Sequence[Envelope], tasks: asyncio.TaskGroup) -> None:
        """Send messages, each as soon as it may leave."""
        now = self._pulse.seconds()
        for envelope in claimed:
            if envelope.id not in self._ours:  # else its lease ran out, but it is still with us
                self._ours.add(envelope.id)
                self._departures.add(Taken(envelope, now + LEASE.total_seconds()), now)
        self._let_go(tasks)
        if self._departures:
            self._added.set()

    async def _let_go_in_time(self, tasks: asyncio.TaskGroup) -> None:
        while True:
            self._added.clear()
            await self._pulse.wait(self._added, min(self._let_go(tasks), IDLE_SECONDS))

    def _let_go(self, tasks: asyncio.TaskGroup) -> float:
        """Send what may leave now; return the seconds until the next one may."""
        while (wait := self._departures.wait(now := self._pulse.seconds())) <= 0:
            one = self._departures.pop()
            if now < one.until:
                self._leave(one.envelope, now, tasks)
            else:
                # This process stood still, and another may have taken the message on meanwhile.
                self._ours.discard(one.envelope.id)
                self._bell.set()
        return wait

    def _leave(self, envelope: Envelope, now: float, tasks: asyncio.TaskGroup) -> None:
        """Send a message, or put it off if its group has had enough."""
        address = envelope.address
        if not address.in_group:
            self._pacer.leave(now)
        elif (wait := self._pacer.group_wait(address.where, now)) > 0:
            outcome = RetryAt(max(SHORTEST_WAIT, wait), PACED)
            self._done.append(Tried(envelope, outcome))
            self._bell.set()
            return
        else:
            self._pacer.leave_into_group(address.where, now)
        task = tasks.create_task(self._send(envelope))
        self._sending.add(task)
        task.add_done_callback(self._returned)

    def _returned(self, task: asyncio.Task[None]) -> None:
        self._sending.discard(task)
        self._bell.set()

    async def _send(self, envelope: Envelope) -> None:
        begun = self._pulse.seconds()
        try:
            outcome = await self._channel.send(envelope)
        except Exception as error:
            # The traceback stays out of the log: it may quote the text.
            about = {"outgoing": envelope.id, "channel": self._channel.name}
            kind = type(error).__name__
            log.error("message %d can't be sent: %s", envelope.id, kind, extra=about)  # noqa: TRY400
            outcome = RetryAt(0.0, type(error).__name__)
        self._observe(self._channel.name, outcome, self._pulse.seconds() - begun)
        self._note(outcome)
        self._done.append(Tried(envelope, outcome))
        if envelope.priority is Priority.ANSWER:
            self._answers_may_wait = True  # the same person's next one

    def _note(self, outcome: Outcome) -> None:
        """Rest the whole channel while it is out of order, longer each time."""
        match outcome:
            case RetryAt(seconds=seconds, code=code, everywhere=True):
                now = self._pulse.seconds()
                if now < self._paused_until:
                    return  # the same outage, met by others on their way
                self._outages += 1
                pause = max(seconds, min(LONGEST_OUTAGE_PAUSE, pause_after(self._outages - 1)))
                self._paused_until = now + pause
                log.warning("%s rests for %.0f s: %s", self._channel.name, pause, code)
            case _:
                self._outages = 0

    async def _settle(self, tx: Tx, done: Sequence[Tried]) -> None:
        """Store outcomes, and find another way for statutory messages that came to an end."""
        if not done:
            return
        settlements = [self._settlement(one) for one in done]
        await tx.settle(settlements)
        if self.ration is not None:
            await self.ration.sent(tx, settlements)
        for one in settlements:
            ended = one.retry_at is None and not isinstance(one.outcome, Sent)
            if ended and one.envelope.statutory:
                await self._fallback(tx, one.envelope, _code(one.outcome))
        # The provider's word that it did not arrive may have come before our own commit.
        taken = [
            one.outcome.provider_id
            for one in settlements
            if one.envelope.statutory and isinstance(one.outcome, Sent)
        ]
        if taken:
            await self._undelivered(tx, taken)

    def _settlement(self, one: Tried) -> Settlement:
        now, envelope = self._clock.now(), one.envelope
        again = retry_at(
            one.outcome,
            tries=envelope.tries,
            failures=self._failures.get(envelope.id, 0),
            statutory=envelope.statutory,
            now=now,
        )
        return Settlement(envelope, one.outcome, now, again)

    def _settled(self, done: Sequence[Tried]) -> None:
        """Forget what is stored, but for how often a message failed by its own fault."""
        stored = {id(one) for one in done}
        self._done = [one for one in self._done if id(one) not in stored]
        for one in done:
            self._ours.discard(one.envelope.id)
            failures = self._failures.pop(one.envelope.id, 0)
            if isinstance(one.outcome, RetryAt):
                self._failures[one.envelope.id] = failures + is_failure(one.outcome)
        while len(self._failures) > REMEMBERED:
            self._failures.popitem(last=False)

    async def _settle_one_by_one(self) -> None:
        """Let one outcome that can't be stored not hold up the others; it is met again later."""
        for one in list(self._done):
            stored = await self._stored(one)
            if not stored and not isinstance(one.outcome, Sent):
                later = Tried(one.envelope, RetryAt(LONGEST_PAUSE, "unsettled"))
                stored = await self._stored(later)
            if stored:
                self._settled([one])

    async def _stored(self, one: Tried) -> bool:
        try:
            async with self._store.writing() as tx:
                await self._settle(tx, [one])
        except Exception as error:
            log.error("message %d: %s", one.envelope.id, type(error).__name__)  # noqa: TRY400
            return False
        return True

    async def _finish(self) -> None:
        """Wait shortly for what is on its way, and store what came of it."""
        end = self._pulse.seconds() + STOP_SECONDS
        while (self._sending or self._departures) and (left := end - self._pulse.seconds()) > 0:
            self._bell.clear()
            await self._pulse.wait(self._bell, left)
        for task in self._sending:
            task.cancel()
        if self._done:
            try:
                async with self._store.writing() as tx:
                    await self._settle(tx, self._done)
            except Exception:
                log.exception("%s: outcomes could not be stored", self._channel.name)


def _code(outcome: Outcome) -> str:
    return "" if isinstance(outcome, Sent) else outcome.code
