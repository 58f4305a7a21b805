"""An outbox in memory, a channel that does as it is told, and time that moves only when told."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager, contextmanager
from copy import copy
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import cast

from msgspec.structs import replace

from bot.delivery import Delivery
from bot.dialogs.say import say
from bot.lane import STOP_SECONDS
from bot.messages import Notice
from bot.pacing import Pace
from bot.ports import Room, Store, Tx
from bot.reception.language import Lang
from bot.records import (
    Address,
    ChannelName,
    ChannelOff,
    Envelope,
    Outcome,
    Priority,
    Rejected,
    RetryAt,
    Sent,
    Settlement,
    Traits,
)

START = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)
TURNS_OF_THE_LOOP = 50
HALF_A_DAY = 12 * 3600.0


async def settled() -> None:
    """Let everything run that can."""
    for _ in range(TURNS_OF_THE_LOOP):
        await asyncio.sleep(0)


@dataclass
class Time:
    """Clock and pulse in one; both stand until they are moved."""

    now_: datetime = START
    passed: float = 0.0
    waiting: list[tuple[float, asyncio.Event]] = field(default_factory=list)

    def now(self) -> datetime:
        return self.now_

    def seconds(self) -> float:
        return self.passed

    async def rest(self, seconds: float) -> None:
        await self.wait(asyncio.Event(), seconds)

    async def wait(self, event: asyncio.Event, seconds: float) -> None:
        over = asyncio.Event()
        entry = (self.passed + seconds, over)
        self.waiting.append(entry)
        waits = [asyncio.ensure_future(one.wait()) for one in (event, over)]  # noqa: TID251
        try:
            await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
        finally:
            self.waiting.remove(entry)
            for one in waits:
                one.cancel()

    async def passes(self, seconds: float) -> None:
        """Move on, stopping at every moment somebody waits for."""
        await settled()
        end = self.passed + seconds
        while (due := [at for at, _ in self.waiting if at <= end]) and min(due) <= end:
            self._move_to(max(self.passed, min(due)))
            for at, over in self.waiting:
                if at <= self.passed:
                    over.set()
            await settled()
        self._move_to(end)

    def jumps(self, by: timedelta) -> None:
        """Move the clock alone, as a demonstration does."""
        self.now_ += by

    def _move_to(self, at: float) -> None:
        self.now_ += timedelta(seconds=at - self.passed)
        self.passed = at


@dataclass
class Row:
    """A message in the outbox."""

    envelope: Envelope
    due: datetime
    priority: Priority
    state: str = "queued"

    @property
    def waits(self) -> bool:
        """Whether it has not come to its end."""
        return self.state in {"queued", "leased"}

    def goes_before(self, other: "Row", then: datetime) -> bool:
        """Tell whether it keeps another one waiting then, by the rules of the database."""
        if not self.waits or self.envelope.contact != other.envelope.contact:
            return False
        older = self.envelope.id < other.envelope.id
        first = (self.priority, self.envelope.id) < (other.priority, other.envelope.id)
        is_tried = self.envelope.tries > 0 and self.priority == other.priority and older
        return is_tried or (first if self.due <= then else self.state == "leased")


class Outbox:
    """As much of the store as delivery uses; commits keep changes, failures undo them."""

    def __init__(self) -> None:
        self.rows: dict[int, Row] = {}
        self.settlements: list[Settlement] = []
        self.transactions = 0
        self.failures: list[Exception] = []
        self.lost: dict[int, str] = {}
        self.open = 0
        self.free = asyncio.Event()
        self.free.set()
        self.claimed_up_to: Counter[Priority] = Counter()

    def put(
        self,
        text: str,
        contact: int = 1,
        *,
        due: datetime = START,
        priority: Priority = Priority.ANSWER,
        statutory: bool = False,
        where: str = "",
    ) -> int:
        """Store a message to be sent."""
        number = len(self.rows) + 1
        address = Address(ChannelName.TELEGRAM, where or str(contact))
        message = Notice(say(text))
        envelope = Envelope(
            number, contact, address, Lang.KK, message, 0, statutory, None, None, None, priority
        )
        self.rows[number] = Row(envelope, due, priority)
        return number

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[Tx]:
        await self.free.wait()
        async with self._transaction() as tx:
            yield tx

    def reading(self) -> AbstractAsyncContextManager[Tx]:
        return self._transaction()

    @asynccontextmanager
    async def _transaction(self) -> AsyncIterator[Tx]:
        if self.failures:
            raise self.failures.pop(0)
        before = {number: copy(row) for number, row in self.rows.items()}
        told = list(self.settlements)
        self.transactions += 1
        self.open += 1
        try:
            yield cast(Tx, self)
        except BaseException:
            self.rows, self.settlements = before, told
            raise
        finally:
            self.open -= 1

    async def claim(
        self,
        _channel: ChannelName,
        now: datetime,
        lease: datetime,
        limit: int,
        up_to: Priority = Priority.BULK,
    ) -> list[Envelope]:
        self.claimed_up_to[up_to] += 1
        taken: list[Envelope] = []
        for row in sorted(self.rows.values(), key=lambda one: (one.priority, one.envelope.id)):
            due = row.waits and row.due <= now and row.priority <= up_to
            if due and len(taken) < limit and not self._held_up(row, now):
                taken.append(row.envelope)
        for envelope in taken:
            row = self.rows[envelope.id]
            row.state, row.due = "leased", lease
        return taken

    def _held_up(self, row: Row, then: datetime) -> bool:
        """Tell whether another to the same contact is on its way, or must leave before."""
        return any(one.goes_before(row, then) for one in self.rows.values() if one is not row)

    async def settle(self, settlements: Sequence[Settlement]) -> None:
        self.settlements += settlements
        for one in settlements:
            row = self.rows[one.envelope.id]
            row.state = "sent" if isinstance(one.outcome, Sent) else "failed"
            if one.retry_at is not None:
                row.state, row.due = "queued", one.retry_at
                row.envelope = replace(row.envelope, tries=row.envelope.tries + 1)

    async def next_message(self, _channel: ChannelName, now: datetime) -> datetime | None:
        waiting = (row for row in self.rows.values() if row.waits)
        free = (row.due for row in waiting if not self._held_up(row, max(now, row.due)))
        return min(free, default=None)

    async def provider_status(self, provider_id: str, *_later: object) -> bool:
        return provider_id == "known"

    async def undelivered(self, provider_ids: Sequence[str]) -> list[tuple[Envelope, str]]:
        found = [row for row in self.rows.values() if f"id-{row.envelope.id}" in provider_ids]
        codes = [(row, self.lost.pop(row.envelope.id, None)) for row in found]
        return [(row.envelope, code) for row, code in codes if code is not None]

    async def send_again(self, envelope: Envelope, _now: datetime, due_at: datetime) -> None:
        number = len(self.rows) + 1
        again = replace(envelope, id=number, tries=envelope.tries + 1)
        self.rows[number] = Row(again, due_at, Priority.BULK)

    @property
    def waited_for(self) -> set[int]:
        """Contacts for whom something waits, or is on its way."""
        return {row.envelope.contact for row in self.rows.values() if row.waits}

    @property
    def states(self) -> list[str]:
        return [row.state for row in self.rows.values()]


class Line:
    """A channel: says what `answers` tell for a text, else takes it."""

    name = ChannelName.TELEGRAM
    traits = Traits(8, says_rest=True, address_is_phone=False, edits=True)

    def __init__(self, outbox: Outbox, time: Time) -> None:
        self._outbox, self._time = outbox, time
        self.answers: dict[str, list[Outcome | Exception]] = {}
        self.sent: list[tuple[float, str]] = []
        self.gate: asyncio.Event | None = None
        self.sent_in_a_transaction = 0
        self.at_once = self.most_at_once = 0

    async def send(self, envelope: Envelope) -> Outcome:
        message = envelope.message
        assert isinstance(message, Notice)
        text = message.say.key
        self.sent.append((self._time.passed, text))
        self.sent_in_a_transaction += self._outbox.open
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        try:
            if self.gate is not None:
                await self.gate.wait()
        finally:
            self.at_once -= 1
        answers = self.answers.get(text)
        answer = answers.pop(0) if answers else Sent(f"id-{envelope.id}")
        if isinstance(answer, Exception):
            raise answer
        return answer

    async def close(self) -> None: ...

    @property
    def texts(self) -> list[str]:
        return [text for _, text in self.sent]

    @property
    def moments(self) -> list[float]:
        return [round(at, 3) for at, _ in self.sent]


class Post:
    """Delivery with all it needs, running."""

    def __init__(self, pace: Pace | None = None, line: type[Line] = Line) -> None:
        self.time, self.outbox = Time(), Outbox()
        self.line = line(self.outbox, self.time)
        self.fallen_back: list[tuple[int, str]] = []
        self.fallback_fails: Callable[[], bool] = lambda: False
        self.delivery = Delivery(
            cast(Store, self.outbox),
            {ChannelName.TELEGRAM: self.line},
            self.time,
            self.fall_back,
            {ChannelName.TELEGRAM: pace or Pace()},
            self.time,
            self.say_later,
        )

    def say_later(self, code: str, _tries: int) -> Outcome:
        """Try again later what a phone that is off did not get, and nothing else."""
        return RetryAt(HALF_A_DAY, code) if code == "30003" else Rejected(code)

    async def fall_back(self, _tx: Tx, envelope: Envelope, code: str) -> None:
        if self.fallback_fails():
            raise RuntimeError("no other way")
        self.fallen_back.append((envelope.id, code))

    async def passes(self, seconds: float) -> None:
        """Wake delivery and let time pass."""
        self.delivery.wake()
        await self.time.passes(seconds)


@asynccontextmanager
async def opened(post: Post) -> AsyncIterator[Post]:
    """Have delivery run; it is stopped in an orderly way afterwards."""
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(post.delivery.run())
        await settled()
        yield post
        if post.line.gate is not None:
            post.line.gate.set()
        stopping = tasks.create_task(post.delivery.stop())
        await post.time.passes(STOP_SECONDS + 1)
        await stopping


class TurnFailed(Exception):
    """The transaction of a turn was rolled back."""


@contextmanager
def room_of(post: Post, answers: int) -> Iterator[Room]:
    """Keep room for so many answers, as a turn does."""
    with post.delivery.keep_room({ChannelName.TELEGRAM: answers}) as rooms:
        yield rooms[ChannelName.TELEGRAM]


async def answer(post: Post, *said: tuple[int, str], fails: bool = False) -> int:
    """Take a turn that says something to contacts; return how many answers left with it."""
    with room_of(post, len(said)) as room:
        async with post.outbox.writing() as tx:
            await room.enter(tx)
            waited_for = post.outbox.waited_for
            for contact, text in said:
                number = post.outbox.put(text, contact)
                if len(room.taken) < room.answers and contact not in waited_for:
                    row = post.outbox.rows[number]
                    row.state, row.due = "leased", room.until
                    room.taken.append(row.envelope)
            if fails:
                raise TurnFailed
    return len(room.taken)


__all__ = [
    "START", "ChannelOff", "Post", "Rejected", "RetryAt", "Sent", "answer", "opened", "room_of",
    "settled",
]  # fmt: skip
