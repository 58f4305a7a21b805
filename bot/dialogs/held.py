"""All that is held about a person, as they may see it."""

from datetime import date, datetime

from msgspec import Struct

from bot.dialogs.queries import Query
from bot.reception.lifecycle import State


class HeldRequest(Struct, frozen=True):
    """What is held of a request; of numbers by which people are known only the end.

    `ended_on`: when it came to its end, None before; so many months after that it is kept.
    """

    number: str
    state: State
    office: str
    official: str
    registered_on: date
    kept_months: int
    name: str
    phone: str
    iin_tail: str | None = None
    postal_address: str | None = None
    organisation: str | None = None
    bin_tail: str | None = None
    essence: str = ""
    unfit_days: str | None = None
    category: str | None = None
    ended_on: date | None = None
    undoable: bool = False
    rating: int | None = None
    comment: str | None = None


class MyData(Struct, frozen=True):
    """All that is held about a person, for `/mydata`.

    `since`: when they came first. `where`: each channel with the address there. The requests: the
    newest first.
    """

    consent: str | None = None
    consented_at: datetime | None = None
    language: str | None = None
    since: datetime | None = None
    where: tuple[tuple[str, str], ...] = ()
    requests: tuple[HeldRequest, ...] = ()


class DataOf(Struct, Query[MyData], frozen=True):
    """All that is held about a person."""

    person: int
