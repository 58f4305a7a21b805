"""Text messages as values: what a provider of SMS says, and how many of them people get.

A provider's own codes are data of its implementation; here is only what they mean.
"""

from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Final, TypeAlias

from msgspec import Struct

from bot.reception.terms import HOURS_BEFORE, after_quiet
from bot.records import Envelope, Priority

UNASKED_A_DAY: Final = 6
"""SMS a local day to one number that are neither statutory nor an answer to the person."""
ANSWERS_A_DAY: Final = 60
"""Answers a day to one number: three bookings with their mistakes are fewer."""
DRAFTS_A_DAY: Final = 3
"""Unfinished bookings a local day from one number."""
WARN_AT: Final = Decimal("0.8")
"""The part of the month's budget at which staff are told."""

OVER_CAP: Final = "cap"
OVER_BUDGET: Final = "budget"
OPTED_OUT: Final = "opted-out"


class Meaning(StrEnum):
    """What a provider's code says about the message, the person or our account."""

    NO_NUMBER = "no number"  # it can't get an SMS: another channel, else a call
    OPTED_OUT = "opted out"  # the person does not want them
    SETTINGS = "settings"  # our account is set up wrongly: everything waits, somebody must look
    RATE = "rate"  # too fast, or a queue is full
    SUSPENDED = "suspended"  # our account may not send at all
    DOWN = "down"  # the provider is out of order
    UNREACHED = "unreached"  # the phone was off, or nobody knows: later
    FILTERED = "filtered"  # a network blocked it: no blind retry
    TOO_LATE = "too late"  # its validity ended before it was delivered
    MALFORMED = "malformed"  # this text will never be taken


class Refused(Exception):
    """The provider said no, with its code; `meaning` is None where it is not known."""

    def __init__(self, code: str, meaning: Meaning | None) -> None:
        super().__init__(code)
        self.code, self.meaning = code, meaning


class Unanswered(Exception):
    """No answer came: whether it was taken nobody knows. `slow`: the provider is there."""

    def __init__(self, code: str, *, slow: bool) -> None:
        super().__init__(code)
        self.code, self.slow = code, slow


class Texted(Struct, frozen=True):
    """A message of ours as the provider has it. `status` and `code` are its latest words."""

    provider_id: str
    text: str
    at: datetime
    status: str
    code: str = ""


class Received(Struct, frozen=True):
    """A message to us as the provider has it."""

    provider_id: str
    sender: str
    text: str
    at: datetime
    media: bool = False


class Counted(Struct, frozen=True):
    """SMS of a local day to one number: `unasked`, and `answers` to the person; none statutory."""

    unasked: int = 0
    answers: int = 0


class Spent(Struct, frozen=True):
    """What the SMS of a month came to; `cost` by the prices of the days they were sent on."""

    messages: int = 0
    segments: int = 0
    cost: Decimal = Decimal(0)


class Charged(Struct, frozen=True):
    """A message that was sent; `counts`: it is not statutory, and so one of the day's."""

    contact: int
    answer: bool
    counts: bool
    segments: int


class Unproven(Struct, frozen=True):
    """A message a provider took whose last word is missing; `sent_at` within a minute."""

    id: int
    provider_id: str
    status: str
    sent_at: datetime


class Budget(Struct, frozen=True):
    """What a segment costs, and what a month may; None is no limit, price 0 is not known."""

    price: Decimal = Decimal(0)
    month: Decimal | None = None

    def is_near(self, spent: Spent) -> bool:
        """Tell whether so much is spent that staff must know."""
        return self.month is not None and spent.cost >= self.month * WARN_AT

    def is_spent(self, spent: Spent) -> bool:
        """Tell whether nothing is left but for what the law wants."""
        return self.month is not None and spent.cost >= self.month


class Leave(Struct, frozen=True):
    """It may leave now. `last`: as the last one of the day, and it says so."""

    last: bool = False


class PutOff(Struct, frozen=True):
    """It leaves later: people are left in peace now."""

    until: datetime


class Drop(Struct, frozen=True):
    """It never leaves."""

    code: str


Decision: TypeAlias = Leave | PutOff | Drop


def decide(envelope: Envelope, counted: Counted, *, spent: bool, now: datetime) -> Decision:
    """Return what becomes of a message; a statutory one leaves whatever was sent before.

    In quiet hours nothing leaves unasked, but for what would be no use any more afterwards: a
    reminder two hours before.
    """
    if envelope.statutory:
        return Leave()
    if spent:
        return Drop(OVER_BUDGET)
    answer = envelope.priority is Priority.ANSWER
    later = after_quiet(now)
    sure = envelope.unsure_since is None  # what may be there already is looked up, not put off
    if not answer and sure and later > now and _keeps_until(envelope, later):
        return PutOff(later)
    done, most = (counted.answers, ANSWERS_A_DAY) if answer else (counted.unasked, UNASKED_A_DAY)
    if done >= most:
        return Drop(OVER_CAP)
    return Leave(last=done + 1 == most)


def _keeps_until(envelope: Envelope, later: datetime) -> bool:
    return envelope.not_after is None or envelope.not_after - later >= HOURS_BEFORE


def month_of(day: date) -> date:
    """Return the first day of the month, by which it is counted."""
    return day.replace(day=1)


OVERLAP: Final = timedelta(minutes=30)
FIRST_TIME: Final = timedelta(hours=24)
FARTHEST: Final = timedelta(days=7)


def list_since(looked_at: datetime | None, now: datetime) -> datetime:
    """Return from when on inbound messages are listed, after a look at `looked_at`."""
    since = now - FIRST_TIME if looked_at is None else looked_at - OVERLAP
    return max(min(since, now - OVERLAP), now - FARTHEST)
