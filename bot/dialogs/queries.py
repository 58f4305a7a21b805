"""What a dialog may ask the store, and the values it gets: all frozen, all hashable queries."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Generic, TypeVar

from bot.dialogs.commands import ApplicantKind, Format
from bot.reception.lifecycle import State

T_co = TypeVar("T_co", covariant=True)


@dataclass(frozen=True, slots=True)
class RequestView:
    """A request without personal data but the initials; what cards and lists show.

    `decided_by` is a staff member's name; `undo_until` is set while the decision may be undone.
    `place` is the place in the queue, counted from 1, while it waits.
    """

    id: int
    number: str
    version: int
    state: State
    office: str
    official: str
    topic: str | None
    applicant: ApplicantKind
    initials: str
    format: Format
    category: str | None
    needs_help: bool
    channel: str
    received_at: datetime
    registered_on: date
    reply_due: date
    place: int | None
    starts_at: datetime | None
    minutes: int | None
    decided_by: str | None
    decided_at: datetime | None
    undo_until: datetime | None
    ground: str | None
    where: str | None
    comment: str | None
    promised: bool
    rating: int | None


@dataclass(frozen=True, slots=True)
class SlotView:
    """A free slot of an official."""

    official: str
    starts_at: datetime
    minutes: int


@dataclass(frozen=True, slots=True)
class MyData:
    """All that is held about a person, for `/mydata`."""

    consent: str | None
    consented_at: datetime | None
    language: str | None
    name: str | None
    phone: str | None
    iin_tail: str | None
    requests: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class QueueTally:
    """The waiting requests of some offices: the first ones in order, and how many there are."""

    first: tuple[RequestView, ...]
    waiting: int


@dataclass(frozen=True, slots=True)
class Tally:
    """Counts of a period, by state and otherwise, for `/report`."""

    registered: int
    in_time: int
    late: int
    open: int
    by_state: tuple[tuple[State, int], ...]
    surveyed: int
    mean_rating: float | None


class Query(Generic[T_co]):
    """Base of queries: `T_co` is the type of the answer. Only carries the type."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class MyRequests(Query[tuple[RequestView, ...]]):
    """The requests of a person: live ones first, then the closed ones, newest first, up to ten."""

    person: int


@dataclass(frozen=True, slots=True)
class LiveRequest(Query[RequestView | None]):
    """The person's live request to that official, if there is one."""

    person: int
    official: str


@dataclass(frozen=True, slots=True)
class RequestByNumber(Query[RequestView | None]):
    """A request by its public number; of that person only, where `person` is given."""

    number: str
    person: int | None = None


@dataclass(frozen=True, slots=True)
class RequestByRunning(Query[RequestView | None]):
    """A request of these offices by running number, the newest year first."""

    running: int
    offices: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FreeSlots(Query[tuple[SlotView, ...]]):
    """Free slots of an official that start in [since, until), soonest first, at most `limit`."""

    official: str
    since: datetime
    until: datetime | None = None
    limit: int = 6


@dataclass(frozen=True, slots=True)
class QueueOf(Query[QueueTally]):
    """Who waits in these offices, in order of the queue [D28], the first `limit`."""

    offices: tuple[str, ...]
    limit: int = 10


@dataclass(frozen=True, slots=True)
class DataOf(Query[MyData]):
    """All that is held about a person."""

    person: int


@dataclass(frozen=True, slots=True)
class TallyOf(Query[Tally]):
    """Counts of the requests registered in [first, last] in these offices."""

    offices: tuple[str, ...]
    first: date
    last: date
