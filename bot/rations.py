"""What may leave by SMS today and this month: caps by number, quiet hours, and the budget.

Counts come from the database, in the transaction that takes messages on: a number has one message
on its way at a time, so neither a restart nor another process makes it one more.
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Final, Protocol, TypeAlias, assert_never

from msgspec.structs import replace

from bot.dialogs.say import Say
from bot.ports import Tx
from bot.reception.calendar import local
from bot.records import Envelope, Priority, Sent, Settlement
from bot.texting import Budget, Charged, Counted, Drop, Leave, PutOff, Spent, decide
from bot.troubles import Trouble

Seen: TypeAlias = Callable[[Trouble, bool, str], None]
"""Hears what is wrong, and what is not any more."""

NONE_YET: Final = Counted()


class Ration(Protocol):
    """Decides which of the messages taken on leave, and counts those that left."""

    async def admit(self, tx: Tx, claimed: Sequence[Envelope], now: datetime) -> list[Envelope]:
        """Return those that may leave now; the others are dropped or put off by it."""

    async def sent(self, tx: Tx, settlements: Sequence[Settlement]) -> None:
        """Count those that left."""


class Rations:
    """The rations of short messages."""

    def __init__(self, budget: Budget, last_words: Callable[[], Say], seen: Seen) -> None:
        self._budget, self._last_words, self._seen = budget, last_words, seen

    async def admit(self, tx: Tx, claimed: Sequence[Envelope], now: datetime) -> list[Envelope]:
        """Return those that may leave now, the last one of a day saying that it is."""
        rationed = [one.contact for one in claimed if not one.statutory]
        if not rationed:
            return list(claimed)
        spent = self._budget.is_spent(await self.look(tx, now))
        counted = await tx.sms_counted(rationed, local(now).date())
        leaving: list[Envelope] = []
        dropped: dict[str, list[int]] = {}
        later: dict[datetime, list[int]] = {}
        for one in claimed:
            had = counted.get(one.contact, NONE_YET)
            match decide(one, had, spent=spent, now=now):
                case Leave(last=last):
                    leaving.append(replace(one, closing=self._last_words()) if last else one)
                case PutOff(until=until):
                    later.setdefault(until, []).append(one.id)
                case Drop(code=code):
                    dropped.setdefault(code, []).append(one.id)
                case other:
                    assert_never(other)
        for code, messages in dropped.items():
            await tx.drop(messages, code, now)
        for until, messages in later.items():
            await tx.put_off(messages, until)
        return leaving

    async def sent(self, tx: Tx, settlements: Sequence[Settlement]) -> None:
        """Count those that left, by number and day, and what they cost."""
        charged = [
            Charged(
                one.envelope.contact,
                one.envelope.priority is Priority.ANSWER,
                not one.envelope.statutory,
                one.outcome.parts,
            )
            for one in settlements
            if isinstance(one.outcome, Sent) and one.outcome.parts
        ]
        if charged:
            now = settlements[0].at
            await tx.sms_sent(charged, local(now).date(), self._budget.price)
            await self.look(tx, now)

    async def look(self, tx: Tx, now: datetime) -> Spent:
        """Return what is spent this month, and let it be known when it is nearly or all of it."""
        if self._budget.month is None:
            return Spent()
        spent = await tx.sms_spent(local(now).date())
        told = f"{spent.cost.normalize():f} / {self._budget.month.normalize():f}"
        self._seen(Trouble.SMS_BUDGET_80, self._budget.is_near(spent), told)
        self._seen(Trouble.SMS_BUDGET_SPENT, self._budget.is_spent(spent), told)
        return spent
