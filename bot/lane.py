"""The loop of one channel: in order, not too fast, again after failures, with proof.

What a provider said is stored in the same transaction that takes more messages on; nothing is sent
while a transaction is open.
"""

import asyncio
import logging
import math
from collections import OrderedDict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Final

from msgspec import Struct

from bot.pacing import Pace
from bot.ports import Channel, Clock, Store, Tx
from bot.ports.processes import Collided
from bot.pulse import Pulse
from bot.rations import Ration
from bot.records import ChannelName, Envelope, Outcome, Priority, RetryAt, Sent, Settlement
from bot.retries import LONGEST_PAUSE, is_failure, retry_at
from bot.sending import IDLE_SECONDS, LEASE, Observing, Sending, Tried
from bot.undelivered import Fallback, Undelivered

log = logging.getLogger(__name__)

TROUBLE_SECONDS, STOP_SECONDS = 1.0, 10.0
GATHER_SECONDS: Final = 0.02
"""What comes of messages sent together is stored together, and the outbox looked at, that often.

Answers and backlogs are not held up by it.
"""
PATIENCE_SECONDS: Final = 0.25
"""Turns wait no longer for answers that others said before."""
LINGER_SECONDS: Final = 0.05
"""What comes of answers alone is stored with the next turn, if one is taken in this time.

Who reacts to an answer has it stored with what they said; only a notice to the same person waits.
"""
REMEMBERED: Final = 5000
SEVERAL: Final = 3
"""Messages that an answer may be: the ticket, and the menu under it."""


class Exchange(Struct, frozen=True):
    """What a transaction with the outbox brought: messages claimed, those of them to be sent.

    There was room for so many, `up_to` a priority. They are ours until `until`, of the pulse.
    `next_at`: when the next one may leave, if none was due.
    """

    room: int
    up_to: Priority
    claimed: Sequence[Envelope]
    taken: Sequence[Envelope]
    until: float
    next_at: datetime | None


class Berths:
    """Room on a lane for answers said in somebody else's transaction; see `Room`."""

    def __init__(self, lane: "Lane", wanted: int, now: datetime) -> None:
        self._lane, self._wanted = lane, wanted
        self.answers, self.until = 0, now
        self.ends = 0.0
        self.taken: list[Envelope] = []
        self.done: list[Tried] = []

    async def enter(self, tx: Tx) -> None:
        """Keep room; store what came of what was sent before."""
        await self._lane.let_in(self, self._wanted, tx)


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
        self._name, self._store, self._clock = channel.name, store, clock
        self._fallback, self._undelivered, self._pulse = fallback, undelivered, pulse
        self._bell = asyncio.Event()
        self._sending = Sending(channel, pace, pulse, observe, self._bell.set)
        self.ration: Ration | None = None
        self._stopping = False
        self._failures: OrderedDict[int, int] = OrderedDict()
        self._more = self._answers_wait = self._apart = False
        self._turning = self._held_off = False
        self._turns = self._left_to = 0
        self._look_at = -math.inf
        self._gathers_since: float | None = None

    def wake(self, *, answers: bool = True) -> None:
        """Look at the outbox at once; soon, if no answers wait there."""
        if answers:
            self._answers_in_outbox(True)
        self._bell.set()

    @contextmanager
    def keep_room(self, answers: int) -> Iterator[Berths]:
        """Keep room for so many answers at most; at the end those that were claimed leave."""
        berths = Berths(self, answers, self._clock.now())
        self._turns += 1
        self._turning = True
        try:
            yield berths
        except BaseException:
            self._sending.give_back(berths.done)
            raise
        else:
            self._settled(berths.done)
            self._sending.take(berths.taken, berths.ends)
        finally:
            self._sending.promised -= berths.answers
            self._turning = False
            unused = berths.answers > 0 and not berths.taken  # else their return rings
            if self._held_off or unused or self._stopping:
                self._held_off = False
                self._bell.set()

    async def let_in(self, berths: Berths, wanted: int, tx: Tx) -> None:
        """Say how many answers may leave at once, and store what is done in their transaction.

        There is no room while answers wait in the outbox, which come first, nor while something
        can't be stored: what was sent and isn't stored may be sent again after a kill.
        """
        if self._apart or self._stopping:
            return
        berths.ends = self._pulse.seconds() + LEASE.total_seconds()
        berths.until = self._clock.now() + LEASE
        if not self._answers_wait:
            berths.answers = min(wanted * SEVERAL, self._sending.room_for_answers())
            self._sending.promised += berths.answers
        berths.done, self._gathers_since = self._sending.take_done(), None
        try:
            await self._settle(tx, berths.done)
        except Collided:
            raise
        except Exception as error:
            log.warning("%s: outcomes are stored alone: %s", self._name, type(error).__name__)
            self._apart = True
            self._bell.set()
            raise Collided from error

    async def catch_up(self) -> None:
        """Wait shortly while what was taken on can't leave because of what is on its way."""
        await self._pulse.wait(self._sending.flows, PATIENCE_SECONDS)

    def use(self, share: float) -> None:
        """Use only a share of the rate from now on."""
        self._sending.use(share)
        self._bell.set()

    def stop(self) -> None:
        """Take nothing more on."""
        self._stopping = True
        self._bell.set()

    async def run(self, tasks: asyncio.TaskGroup) -> None:
        """Take messages on, send them, store what came of it, until stopped."""
        self._sending.begin(tasks)
        while not self._stopping:
            self._bell.clear()
            try:
                wait = await self._round()
            except Exception:
                log.exception("%s: the outbox can't be read or written", self._name)
                wait = TROUBLE_SECONDS
                self._answers_in_outbox(True)
                await self._settle_one_by_one()
            else:
                self._apart = False
            if wait > 0 and not self._stopping:
                await self._pulse.wait(self._bell, wait)
        await self._finish()

    async def _round(self) -> float:
        """Store what is done, take on what there is room for; return the seconds to wait."""
        room, _ = self._sending.room()
        done = bool(self._sending.done)
        self._held_off = self._turning
        if not done and not room:
            return self._wait_for_room()
        now = self._pulse.seconds()
        hurry = self._answers_wait or self._more or self._apart
        if not hurry and (wait := self._may_rest(now, done=done)) > 0:
            return wait
        looks = hurry or now >= self._look_at
        self._gathers_since = None
        if room and looks:
            self._look_at = now + GATHER_SECONDS
        due = self._more
        if not done and not due:
            # Most wakings are for another channel: reading holds up nobody.
            self._answers_in_outbox(False)
            async with self._store.reading() as reading:
                found = await reading.next_message(self._name, self._clock.now())
            wait = self._wait_for(found)
            if wait > 0:
                return wait
            due = True
            self._answers_in_outbox(True)
        got = await self._exchange(looks=looks, due=due)
        drained = len(got.claimed) < got.room and got.up_to is Priority.BULK
        if got.room:
            self._more = not drained
        if got.claimed and self._more and got.claimed[-1].priority is Priority.ANSWER:
            self._answers_in_outbox(True)
        self._sending.take(got.taken, got.until)
        if len(got.taken) < len(got.claimed):
            return 0.0  # what they held up may leave
        if not looks:
            return max(0.0, self._look_at - self._pulse.seconds())
        if not drained:
            return self._wait_for_room()
        if got.claimed:
            return TROUBLE_SECONDS  # the first of them that returns rings the bell
        wait = self._wait_for(got.next_at)
        # What is due and still was not given is in other hands: no reason to ask without rest.
        return wait or TROUBLE_SECONDS

    async def _exchange(self, *, looks: bool, due: bool) -> Exchange:
        """Store what is done, and claim; first ask whether anything is due, if nobody knows."""
        done: list[Tried] = []
        room, up_to, next_at = 0, Priority.BULK, None
        claimed: Sequence[Envelope] = ()
        try:
            async with self._store.writing() as tx:
                if looks:  # a turn may have filled it while we waited for the database
                    room, up_to = self._sending.room()
                    self._sending.promised += room
                    if room:
                        self._answers_in_outbox(False)
                done = self._sending.take_done()
                await self._settle(tx, done)
                now, ends = self._clock.now(), self._pulse.seconds() + LEASE.total_seconds()
                if room and not due:
                    next_at = await tx.next_message(self._name, now)
                    due = next_at is not None and next_at <= now
                if room and due:
                    claimed = await tx.claim(self._name, now, now + LEASE, room, up_to)
                taken = claimed
                if self.ration is not None and claimed:
                    taken = await self.ration.admit(tx, claimed, now)
        except BaseException:
            self._sending.give_back(done)
            raise
        finally:
            self._sending.promised -= room
        self._settled(done)
        return Exchange(room, up_to, claimed, taken, ends, next_at)

    def _may_rest(self, now: float, *, done: bool) -> float:
        """Return for how long nothing is to be done, though the bell rang."""
        if self._left_to_turn():
            return IDLE_SECONDS
        if not done:
            return self._look_at - now
        if self._sending.flows.is_set() and all(map(_may_linger, self._sending.done)):
            gather = LINGER_SECONDS
        elif self._sending.under_way and not self._sending.is_held_up:
            gather = GATHER_SECONDS
        else:
            return 0.0  # nothing more will come, or others wait for it
        if self._gathers_since is None:
            self._gathers_since = now
        return self._gathers_since + gather - now

    def _left_to_turn(self) -> bool:
        """Leave what is done to the turn that is just being taken, but not to one after another."""
        if self._turning and self._left_to in {0, self._turns}:
            self._left_to = self._turns
            return True
        self._left_to = 0
        return False

    def _answers_in_outbox(self, may_be: bool) -> None:
        """Note whether answers may wait in the outbox."""
        self._answers_wait = self._sending.answers_may_wait = may_be

    def _wait_for_room(self) -> float:
        if self._sending.room()[0]:
            return 0.0
        return self._sending.pause or IDLE_SECONDS  # someone's return rings the bell

    def _wait_for(self, due: datetime | None) -> float:
        if due is None:
            return IDLE_SECONDS
        return min(IDLE_SECONDS, max(0.0, (due - self._clock.now()).total_seconds()))

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
        self._sending.forget(done)
        for one in done:
            failures = self._failures.pop(one.envelope.id, 0)
            if isinstance(one.outcome, RetryAt):
                self._failures[one.envelope.id] = failures + is_failure(one.outcome)
        while len(self._failures) > REMEMBERED:
            self._failures.popitem(last=False)

    async def _settle_one_by_one(self) -> None:
        """Let one outcome that can't be stored not hold up the others; it is met again later."""
        kept: list[Tried] = []
        for one in self._sending.take_done():
            stored = await self._stored([one])
            if not stored and not isinstance(one.outcome, Sent):
                later = Tried(one.envelope, RetryAt(LONGEST_PAUSE, "unsettled"))
                stored = await self._stored([later])
            if stored:
                self._settled([one])
            else:
                kept.append(one)
        self._sending.give_back(kept)

    async def _stored(self, done: Sequence[Tried]) -> bool:
        try:
            async with self._store.writing() as tx:
                await self._settle(tx, done)
        except Exception as error:
            about = [one.envelope.id for one in done], type(error).__name__
            log.error("what came of %s can't be stored: %s", *about)  # noqa: TRY400
            return False
        return True

    async def _finish(self) -> None:
        """Wait shortly for what is on its way, and store what came of it."""
        end = self._pulse.seconds() + STOP_SECONDS
        while self._sending.is_at_work and (left := end - self._pulse.seconds()) > 0:
            self._bell.clear()
            if not (self._sending.is_held_up and await self._stored_all()):
                await self._pulse.wait(self._bell, min(left, TROUBLE_SECONDS))
        self._sending.end()
        await self._stored_all()

    async def _stored_all(self) -> bool:
        """Store what is done, and tell whether that could be."""
        done = self._sending.take_done()
        if stored := await self._stored(done):
            self._settled(done)
        else:
            self._sending.give_back(done)
        return stored


def _may_linger(one: Tried) -> bool:
    """Tell whether nothing follows from what came of it: a mere answer, and it was sent."""
    answer = one.envelope.priority is Priority.ANSWER and not one.envelope.statutory
    return answer and isinstance(one.outcome, Sent)


def _code(outcome: Outcome) -> str:
    return "" if isinstance(outcome, Sent) else outcome.code
