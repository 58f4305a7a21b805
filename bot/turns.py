"""The turnstile: updates that wait together commit together, and are acknowledged only then.

Whoever comes while a batch is being committed waits, and all that wait make the next batch. A batch
that fails is taken in one by one; an update that fails alone is kept, for retry and for people.
"""

import asyncio
import logging
import traceback
from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, TypeAlias

from msgspec.structs import replace

from bot.batch import Took
from bot.desk.desk import Desk
from bot.dialogs.conversation import Dialogs
from bot.dialogs.say import say
from bot.flood import Flood
from bot.messages import Notice
from bot.notices import STAFF_CHANNEL, Invitation
from bot.ports import Clock, Delivering, Store, Texts, Tx
from bot.ports.processes import Collided
from bot.reception.tasks import NewTask, TaskKind
from bot.records import (
    Address,
    ChannelName,
    Failed,
    Incoming,
    Outgoing,
    Priority,
    Reference,
    Reply,
    Traits,
)
from bot.turning import Turning

log = logging.getLogger(__name__)

BATCH: Final = 200
RETRY_SECONDS: Final = (10, 60, 600)
COLLISIONS: Final = 3
TRIES: Final = len(RETRY_SECONDS) + 1


@dataclass(slots=True)
class Waiting:
    """An update at the turnstile, and where its reply goes."""

    incoming: Incoming
    reply: asyncio.Future[Reply]
    since: float = 0.0


Observing: TypeAlias = Callable[[int, float, float], None]
"""Told of each batch: how many updates, the seconds to the commit, and the longest wait."""


def _unobserved(_updates: int, _seconds: float, _longest: float) -> None:
    """Let nobody be told."""


class Turns:
    """Takes updates in, in batches."""

    def __init__(
        self,
        store: Store,
        desk: Desk,
        dialogs: Dialogs,
        reference: Reference,
        texts: Texts,
        clock: Clock,
        traits: Mapping[ChannelName, Traits],
        delivery: Delivering,
    ) -> None:
        self._store, self._clock, self._delivery = store, clock, delivery
        self.observe: Observing = _unobserved
        self._reference = reference
        self._turning = Turning(desk, dialogs, reference, texts, traits)
        self._waiting: list[Waiting] = []
        self._turnstile = asyncio.Lock()

    def limit(self, most: Mapping[ChannelName, int]) -> None:
        """Take no more than so many updates a minute of one person, by channel; 0 is no limit."""
        self._turning.flood = Flood(most)

    async def accept(self, updates: Sequence[Incoming]) -> list[Reply]:
        """Take `updates` in and return when they are committed, with a reply to each.

        Raises what the database raised if not even the failure could be kept: then the update is
        not ours yet, and the provider must send it again.
        """
        loop = asyncio.get_running_loop()
        since = loop.time()
        mine = [Waiting(incoming, loop.create_future(), since) for incoming in updates]
        self._waiting += mine
        async with self._turnstile:
            while any(not waiting.reply.done() for waiting in mine):
                await self._let_in()
        replies = await asyncio.gather(*(one.reply for one in mine), return_exceptions=True)
        for reply in replies:
            if isinstance(reply, BaseException):
                raise reply
        return [reply for reply in replies if isinstance(reply, Reply)]

    async def prompt(self, tx: Tx, invitations: Sequence[Invitation]) -> None:
        """Open dialogs that time brings, inside the transaction `tx` that found them due."""
        await self._turning.invite(tx, invitations, self._clock.now())

    async def expire(self, tx: Tx, addresses: Collection[Address]) -> None:
        """Forget drafts, inside the transaction `tx` that found them expired."""
        await self._turning.expire(tx, addresses, self._clock.now())

    async def retry(self) -> bool:
        """Take in again one kept update that is due; tell whether there was any.

        It leaves the kept ones in the same transaction that takes it in.
        """
        now = self._clock.now()
        due: list[Failed] = []
        try:
            async with self._store.writing() as tx:
                due = await tx.failed_due(now, 1)
                await self._turning.take(tx, [one.incoming for one in due], now, {})
        except Exception as error:
            if not due:
                raise
            await self._keep(due[0].incoming, error, due[0].tries + 1)
        self._delivery.wake()
        return bool(due)

    async def _let_in(self) -> None:
        """Take in the next batch; who is interrupted leaves it to the others that wait."""
        first = self._waiting[:BATCH]
        await self._delivery.catch_up({one.incoming.address.channel for one in first})
        batch, self._waiting = self._waiting[:BATCH], self._waiting[BATCH:]
        try:
            await self._commit(batch)
        finally:
            self._waiting = [one for one in batch if not one.reply.done()] + self._waiting

    async def _commit(self, batch: Sequence[Waiting]) -> None:
        """Take a batch in; if that fails, take its updates in one by one."""
        time = asyncio.get_running_loop().time
        begun = time()
        stirs = answers_wait = True
        try:
            took = await self._take([one.incoming for one in batch])
        except Exception as error:
            log.warning("a batch of %d failed: %s", len(batch), type(error).__name__)
            for one in batch:
                await self._alone(one)
        else:
            stirs, answers_wait = took.stirs, took.answers_wait
            for one, reply in zip(batch, took.replies, strict=True):
                _resolve(one, reply)
        ended = time()
        self.observe(len(batch), ended - begun, ended - batch[0].since)
        if stirs:
            self._delivery.wake(answers=answers_wait)

    async def _take(self, updates: Sequence[Incoming]) -> Took:
        """Take updates in, in one transaction; one that only collided is begun anew."""
        for _ in range(COLLISIONS):
            try:
                return await self._taken(updates)
            except Collided:
                log.info("%d updates collided with another process and begin anew", len(updates))
        return await self._taken(updates)

    async def _taken(self, updates: Sequence[Incoming]) -> Took:
        answers = Counter(one.address.channel for one in updates)
        with self._delivery.keep_room(answers) as rooms:
            async with self._store.writing() as tx:
                return await self._turning.take(tx, updates, self._clock.now(), rooms)

    async def _alone(self, waiting: Waiting) -> None:
        """Take one update in, or keep it with its error."""
        try:
            (reply,) = (await self._take([waiting.incoming])).replies
        except Exception as error:
            try:
                await self._keep(waiting.incoming, error, 1)
            except Exception as broken:
                if not waiting.reply.done():
                    waiting.reply.set_exception(broken)
                return
            reply = Reply(say("failed-kept"))
        _resolve(waiting, reply)

    async def _keep(self, incoming: Incoming, error: Exception, tries: int) -> None:
        """Keep a failed update: to be tried again, or after the last try for staff to see."""
        # Neither the error's text nor its values are kept or logged: both may be personal.
        where = "".join(traceback.format_tb(error.__traceback__))
        failed = Failed(incoming, type(error).__name__, tries)
        about = {"update": incoming.external_id, "channel": incoming.address.channel}
        said = "update %s failed, try %d: %s\n%s"
        log.error(said, incoming.external_id, tries, failed.error, where, extra=about)
        now = self._clock.now()
        async with self._store.writing() as tx:
            if tries < TRIES:
                wait = timedelta(seconds=RETRY_SECONDS[tries - 1])
                await tx.keep_failed(failed, now, now + wait)
            else:
                await tx.keep_failed(failed, now, None)
                await self._give_up(tx, failed, now)

    async def _give_up(self, tx: Tx, failed: Failed, now: datetime) -> None:
        """Apologise to the person, and have staff see what could not be handled."""
        address = replace(failed.incoming.address, thread="")
        contact = await tx.contact(address, None, now)
        told = [Outgoing(contact, Notice(say("apology")))]
        update = f"{address.channel}:{failed.incoming.external_id}"
        await tx.add_task(NewTask(TaskKind.POISON, None, None, update), now)
        languages = {
            office.staff_chat: office.staff_language
            for office in reversed(self._reference.directory.offices)
        }
        for chat, lang in languages.items():
            if chat is not None:
                staff = await tx.contact(Address(STAFF_CHANNEL, str(chat)), lang, now)
                poison = Notice(say("staff-poison", update=update, error=failed.error))
                told.append(Outgoing(staff, poison, Priority.NOTICE))
        await tx.put(told, now)


def _resolve(waiting: Waiting, reply: Reply) -> None:
    if not waiting.reply.done():
        waiting.reply.set_result(reply)
