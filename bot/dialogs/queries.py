"""What a dialog may ask the store, and the values it gets: all frozen, all hashable queries."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Generic, TypeVar

from bot.dialogs.commands import ApplicantKind, Format, Source
from bot.reception.absence import Absence
from bot.reception.access import Invitation, Member
from bot.reception.calendar import Override
from bot.reception.language import Lang
from bot.reception.lifecycle import State
from bot.reception.quarter import Quarter
from bot.reception.sampling import Reason
from bot.reception.tasks import Reached, TaskTally, TaskView

T_co = TypeVar("T_co", covariant=True)


@dataclass(frozen=True, slots=True)
class RequestView:
    """A request without personal data but the initials; what cards and lists show.

    `decided_by` is a staff member's name; `undo_until` is set while the decision may be undone.
    `place` is the place in the queue, counted from 1, while it waits. `replied_at`: when the
    applicant was told the decision [D29]. `correct`: what the applicant is to correct, or was, by
    `correct_by`; `corrected`: the names of the answers that were. `external`: its number in the
    records system. `breached_at`: when the term of the reply passed without one. `out_of_turn`:
    it goes before those who came earlier. `wishes`: the applicant named days that don't suit.
    `anonymised_at`: when everything personal in it was erased.
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
    source: Source = Source.BOT
    replied_at: datetime | None = None
    correct: str | None = None
    correct_by: date | None = None
    corrected: str | None = None
    external: str | None = None
    breached_at: datetime | None = None
    out_of_turn: bool = False
    wishes: bool = False
    reached: Reached | None = None
    anonymised_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class SlotView:
    """A free slot of an official."""

    official: str
    starts_at: datetime
    minutes: int


@dataclass(frozen=True, slots=True)
class QueueTally:
    """The waiting requests of some offices: the first ones in order, and how many there are."""

    first: tuple[RequestView, ...]
    waiting: int


@dataclass(frozen=True, slots=True)
class Tally:
    """Counts of a quarter, by state and otherwise, for `/report`.

    `late`: replied late, or not yet although the term is over. `surveyed`: answers about
    receptions. `frozen_at`: when the report was frozen; None while the quarter is not closed.
    """

    registered: int
    in_time: int
    late: int
    open: int
    by_state: tuple[tuple[State, int], ...]
    surveyed: int
    mean_rating: float | None
    breached: int = 0
    frozen_at: datetime | None = None


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
    """Free slots of an official that start in [since, until), soonest first, at most `limit`.

    Those kept for a request are not among them, unless it is one of `numbers`.
    """

    official: str
    since: datetime
    until: datetime | None = None
    limit: int = 6
    numbers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class HeldUntil(Query[datetime | None]):
    """Until when a free slot is kept for another request than `number`, if it is."""

    official: str
    starts_at: datetime
    number: str


@dataclass(frozen=True, slots=True)
class AbsencesNow(Query[tuple[Absence, ...]]):
    """The absences that are not over, of every official, the earliest first."""


@dataclass(frozen=True, slots=True)
class HitBy(Query[tuple[RequestView, ...]]):
    """The receptions of an official that were to begin in [since, until), in order of queue."""

    official: str
    since: datetime
    until: datetime


@dataclass(frozen=True, slots=True)
class EventView:
    """One line of a request's history, without its details; `who` is `staff:ID` or a word."""

    at: datetime
    kind: str
    who: str
    before: State | None
    after: State | None


@dataclass(frozen=True, slots=True)
class HistoryOf(Query[tuple[EventView, ...]]):
    """What was done to a request, in order."""

    number: str


@dataclass(frozen=True, slots=True)
class QueueOf(Query[QueueTally]):
    """Who waits in these offices, in order of the queue [D28], the first `limit`.

    With `official`, only those who wait for that one.
    """

    offices: tuple[str, ...]
    limit: int = 10
    official: str | None = None


@dataclass(frozen=True, slots=True)
class TallyOf(Query[Tally]):
    """Counts of the requests of a quarter in these offices."""

    offices: tuple[str, ...]
    quarter: Quarter


@dataclass(frozen=True, slots=True)
class CallView:
    """A call of the survey with the personal data that calling takes; never for a staff chat.

    `ended_at`: when the request was given up or settled; `starts_at`: of the reception, if any.
    """

    id: int
    request: int
    number: str
    office: str
    official: str
    reason: Reason
    lang: Lang
    name: str
    phone: str
    ended_at: datetime
    starts_at: datetime | None
    tries: int


@dataclass(frozen=True, slots=True)
class HeldCall(Query[CallView | None]):
    """The call a member of staff has in hand."""

    member: int


@dataclass(frozen=True, slots=True)
class CallsWaiting(Query[int]):
    """How many calls of these offices may be made now, but those that others have in hand."""

    offices: tuple[str, ...]
    member: int


@dataclass(frozen=True, slots=True)
class HeldTask(Query[TaskView | None]):
    """The task a member of staff has in hand."""

    member: int


@dataclass(frozen=True, slots=True)
class TasksWaiting(Query[int]):
    """How many tasks may be done now, but those that others have in hand."""

    offices: tuple[str, ...]
    leads: bool
    member: int


@dataclass(frozen=True, slots=True)
class TasksListed(Query[TaskTally]):
    """The open tasks of these offices; where one `leads`, those of no office too."""

    offices: tuple[str, ...]
    leads: bool
    limit: int = 10


@dataclass(frozen=True, slots=True)
class CalendarView:
    """The calendar as staff keep it: their overrides in order of the days, and signed years."""

    overrides: tuple[Override, ...]
    signed: frozenset[int]


@dataclass(frozen=True, slots=True)
class CalendarKept(Query[CalendarView]):
    """What staff entered into the calendar."""


@dataclass(frozen=True, slots=True)
class InvitationBy(Query[Invitation | None]):
    """The invitation whose link has this digest."""

    link: str


@dataclass(frozen=True, slots=True)
class AccessView:
    """Every spell of membership after the file, and the links that are open."""

    roster: tuple[Member, ...]
    invitations: tuple[Invitation, ...]


@dataclass(frozen=True, slots=True)
class AccessKept(Query[AccessView]):
    """Who was let in, and who is invited."""
