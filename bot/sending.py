"""Messages taken on for a channel: each is sent at its moment, and what came of it is kept.

Those to one contact go one by one; what stands behind a message that did not go waits for it. No
more are sent and not stored yet than may be in flight: so many, at most, a kill sends again.
"""

import asyncio
import logging
from collections import deque
from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Final, TypeAlias

from msgspec import Struct

from bot.departures import Departures, Taken
from bot.pacing import Pace, Pacer
from bot.ports import Channel
from bot.pulse import Pulse
from bot.records import Address, ChannelName, Envelope, Outcome, Priority, RetryAt, Sent
from bot.retries import PACED, pause_after

log = logging.getLogger(__name__)

LEASE: Final = timedelta(seconds=30)
LONGEST_OUTAGE_PAUSE: Final = 60.0
IDLE_SECONDS: Final = 30.0
SHORTEST_WAIT: Final = 0.1


class Tried(Struct, frozen=True):
    """A message and what came of sending it."""

    envelope: Envelope
    outcome: Outcome


Observing: TypeAlias = Callable[[ChannelName, Outcome, float], None]
"""Told of each message handed to a provider: what came of it, and after how many seconds."""


class Sending:
    """Sends what was taken on. `ring` is called when there is something new in `done`."""

    def __init__(
        self,
        channel: Channel,
        pace: Pace,
        pulse: Pulse,
        observe: Observing,
        ring: Callable[[], None],
    ) -> None:
        self._channel, self._pulse, self._observe, self._ring = channel, pulse, observe, ring
        self._pace, self._pacer = pace, Pacer(pace)
        self._departures = Departures(self._pacer)
        self._behind: dict[int, deque[Taken]] = {}
        self._tasks: asyncio.TaskGroup | None = None
        self._leaving: asyncio.Task[None] | None = None
        self._added = asyncio.Event()
        self.flows = asyncio.Event()
        """Set unless something waits only because of what is on its way, or is not stored."""
        self.flows.set()
        self._ours: set[int] = set()
        self.under_way: set[asyncio.Task[None]] = set()
        self._paused_until = 0.0
        self._outages = 0
        self.promised = 0
        self.done: list[Tried] = []
        self.answers_may_wait = False

    def begin(self, tasks: asyncio.TaskGroup) -> None:
        """Send each message as soon as it may leave, from now on."""
        self._tasks = tasks
        self._leaving = tasks.create_task(self._let_go_in_time())

    def end(self) -> None:
        """Send nothing more, and give up what is on its way."""
        self._tasks = None
        for task in (self._leaving, *self.under_way):
            if task is not None:
                task.cancel()

    def use(self, share: float) -> None:
        """Use only a share of the rate from now on."""
        self._pacer.use(share, self._pulse.seconds())

    @property
    def held(self) -> int:
        """How many were taken on or may be; what is in `done` makes room for others."""
        return len(self._ours) - len(self.done) + self.promised

    @property
    def _waiting(self) -> int:
        """How many of those taken on have not been sent yet."""
        return len(self._departures) + sum(map(len, self._behind.values()))

    @property
    def _berths(self) -> int:
        """How many may leave now; after an outage one first, to see.

        What was sent and is not stored has its berth still: after a kill it is sent once more.
        """
        berths = 1 if self._outages else self._pace.in_flight
        return berths + self._waiting - len(self._ours)

    @property
    def is_held_up(self) -> bool:
        """Whether enough came back that others could leave, if what came of it were stored."""
        return not self.flows.is_set() and len(self.done) >= max(1, len(self.under_way))

    @property
    def is_at_work(self) -> bool:
        """Whether something is on its way, or will soon be."""
        return self.held > (self._waiting if self.pause else 0)

    @property
    def pause(self) -> float:
        """The seconds for which the channel still rests."""
        return max(0.0, self._paused_until - self._pulse.seconds())

    def room(self) -> tuple[int, Priority]:
        """Return how many messages may be taken on, and up to which priority.

        Where others fill it, there is room for answers; after an outage for one first, to see.
        """
        if self.pause > 0:
            return 0, Priority.BULK
        free = 1 - self.held if self._outages else self._pace.in_flight - self.held
        room = min(free - (0 if self._outages else self._pace.kept), self._departures.room())
        if room > 0 or not self.answers_may_wait or self._pacer.is_closed:
            return max(0, room), Priority.BULK
        return max(0, free if self._outages else self._left_for_answers), Priority.ANSWER

    @property
    def _left_for_answers(self) -> int:
        return max(self._pace.in_flight, self._pacer.most) - self.held

    def room_for_answers(self) -> int:
        """Return how many answers may be taken on while nothing is wrong; else none.

        Those for which there is no berth yet wait here: to put them aside would cost more.
        """
        if self._tasks is None or self._outages or self.pause > 0 or self._pacer.is_closed:
            return 0
        return max(0, self._left_for_answers)

    def take(self, taken: Sequence[Envelope], until: float) -> None:
        """Send these, those to one contact in their order; after `until` they are not ours."""
        now = self._pulse.seconds()
        first: dict[int, int] = {}
        for envelope in taken:
            if envelope.id in self._ours:
                continue  # its lease ran out, but it is still with us
            self._ours.add(envelope.id)
            one = Taken(envelope, until)
            before = first.setdefault(envelope.contact, envelope.id)
            if before == envelope.id:
                self._departures.add(one, now)
            else:
                self._behind.setdefault(before, deque()).append(one)
        self._depart()

    def take_done(self) -> list[Tried]:
        """Hand over what came of sending, to be stored."""
        done, self.done = self.done, []
        return done

    def give_back(self, done: Sequence[Tried]) -> None:
        """Keep what could not be stored."""
        self.done = [*done, *self.done]

    def forget(self, done: Sequence[Tried]) -> None:
        """Forget what is stored; others take their berths."""
        self._ours.difference_update(one.envelope.id for one in done)
        self._depart()

    def _depart(self) -> None:
        self._let_go()
        if self._departures:
            self._added.set()

    async def _let_go_in_time(self) -> None:
        while True:
            self._added.clear()
            await self._pulse.wait(self._added, min(self._let_go(), IDLE_SECONDS))

    def _let_go(self) -> float:
        """Send what may leave now; return the seconds until the next one may."""
        if pause := self.pause:
            self.flows.set()
            return pause
        berths = self._berths
        while (wait := self._departures.wait(now := self._pulse.seconds())) <= 0:
            if berths <= 0:
                self.flows.clear()
                if self.done:
                    self._ring()
                return IDLE_SECONDS  # whoever is stored gives its berth to the next one
            one = self._departures.pop()
            if now < one.until:
                self._leave(one.envelope, now)
                berths -= 1
            else:
                # This process stood still, and another may have taken the message on meanwhile.
                for late in (one, *self._behind.pop(one.envelope.id, ())):
                    self._ours.discard(late.envelope.id)
                self._ring()
        self.flows.set()
        return wait

    def _leave(self, envelope: Envelope, now: float) -> None:
        """Send a message, or put it off if its group has had enough."""
        if self._tasks is None:
            return  # stopped: whoever runs next finds it when its lease has run out
        address = envelope.address
        if address.in_group and (wait := self._pacer.group_wait(address.where, now)) > 0:
            outcome = RetryAt(max(SHORTEST_WAIT, wait), PACED)
            self.done.append(Tried(envelope, outcome))
            self._ring()
            return
        self._count(address, now)
        task = self._tasks.create_task(self._send(envelope))
        self.under_way.add(task)
        task.add_done_callback(self._returned)

    def _count(self, address: Address, now: float) -> None:
        if address.in_group:
            self._pacer.leave_into_group(address.where, now)
        else:
            self._pacer.leave(now)

    def _returned(self, task: asyncio.Task[None]) -> None:
        self.under_way.discard(task)
        self._ring()

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
        if isinstance(outcome, Sent):
            for _ in range(outcome.messages - 1):
                self._count(envelope.address, self._pulse.seconds())
        self.done.append(Tried(envelope, outcome))
        self._go_on(envelope, outcome)
        if envelope.priority is Priority.ANSWER:
            self.answers_may_wait = True  # the same person's next one

    def _go_on(self, before: Envelope, outcome: Outcome) -> None:
        """Have what stands behind a message leave after it, or wait for it in the outbox."""
        behind = self._behind.pop(before.id, None)
        if behind is None:
            return
        if isinstance(outcome, Sent):
            following = behind.popleft()
            if behind:
                self._behind[following.envelope.id] = behind
            self._departures.add(following, self._pulse.seconds())
            self._depart()
        else:
            wait = RetryAt(SHORTEST_WAIT, PACED)
            self.done += [Tried(one.envelope, wait) for one in behind]

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
            case _ if self._outages:
                self._outages = 0
                self._added.set()
