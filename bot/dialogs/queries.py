"""What a dialog may ask the store, and the values it gets: all frozen, all hashable queries."""

from datetime import date, datetime
from typing import Generic, TypeVar

from msgspec import Struct

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


class RequestView(Struct, frozen=True):
    """A request without personal data but the initials; what cards and lists show.

    `decided_by` is a staff member's name; `undo_until` is set while the decision may be undone.
    `place` is the place in the queue, counted from 1, while it waits. `replied_at`: when the
    applicant was told the decision [D29]. `answered`: the survey, to its end. `correct`: what the
    applicant is to correct, or was, by `correct_by`; `corrected`: the names of the answers that
    were. `external`: its number in the records system. `breached_at`: when the term of the reply
    passed without one. `out_of_turn`: it goes before those who came earlier. `wishes`: the
    applicant named days that don't suit. `anonymised_at`: when everything personal in it was
    erased.
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
    lang: Lang
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
    answered: bool = False
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


class SlotView(Struct, frozen=True):
    """A free slot of an official."""

    official: str
    starts_at: datetime
    minutes: int


class QueueTally(Struct, frozen=True):
    """The waiting requests of some offices: the first ones in order, and how many there are."""

    first: tuple[RequestView, ...]
    waiting: int


class Tally(Struct, frozen=True):
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


class MyRequests(Struct, Query[tuple[RequestView, ...]], frozen=True):
    """The requests of a person: live ones first, then the closed ones, newest first, up to ten."""

    person: int


class LiveRequest(Struct, Query[RequestView | None], frozen=True):
    """The person's live request to that official, if there is one."""

    person: int
    official: str


class RequestByNumber(Struct, Query[RequestView | None], frozen=True):
    """A request by its public number; of that person only, where `person` is given."""

    number: str
    person: int | None = None


class RequestByRunning(Struct, Query[RequestView | None], frozen=True):
    """A request of these offices by running number, the newest year first."""

    running: int
    offices: tuple[str, ...]


class FreeSlots(Struct, Query[tuple[SlotView, ...]], frozen=True):
    """Free slots of an official that start in [since, until), soonest first, at most `limit`.

    Those kept for a request are not among them, unless it is one of `numbers`.
    """

    official: str
    since: datetime
    until: datetime | None = None
    limit: int = 6
    numbers: tuple[str, ...] = ()


class HeldUntil(Struct, Query[datetime | None], frozen=True):
    """Until when a free slot is kept for another request than `number`, if it is."""

    official: str
    starts_at: datetime
    number: str


class AbsencesNow(Struct, Query[tuple[Absence, ...]], frozen=True):
    """The absences that are not over, of every official, the earliest first."""


class HitBy(Struct, Query[tuple[RequestView, ...]], frozen=True):
    """The receptions of an official that were to begin in [since, until), in order of queue."""

    official: str
    since: datetime
    until: datetime


class EventView(Struct, frozen=True):
    """One line of a request's history, without its details; `who` is `staff:ID` or a word."""

    at: datetime
    kind: str
    who: str
    before: State | None
    after: State | None


class HistoryOf(Struct, Query[tuple[EventView, ...]], frozen=True):
    """What was done to a request, in order."""

    number: str


class QueueOf(Struct, Query[QueueTally], frozen=True):
    """Who waits in these offices, in order of the queue [D28], the first `limit`.

    With `official`, only those who wait for that one.
    """

    offices: tuple[str, ...]
    limit: int = 10
    official: str | None = None


class TallyOf(Struct, Query[Tally], frozen=True):
    """Counts of the requests of a quarter in these offices."""

    offices: tuple[str, ...]
    quarter: Quarter


class CallView(Struct, frozen=True):
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


class HeldCall(Struct, Query[CallView | None], frozen=True):
    """The call a member of staff has in hand."""

    member: int


class CallsWaiting(Struct, Query[int], frozen=True):
    """How many calls of these offices may be made now, but those that others have in hand."""

    offices: tuple[str, ...]
    member: int


class HeldTask(Struct, Query[TaskView | None], frozen=True):
    """The task a member of staff has in hand."""

    member: int


class TasksWaiting(Struct, Query[int], frozen=True):
    """How many tasks may be done now, but those that others have in hand."""

    offices: tuple[str, ...]
    leads: bool
    member: int


class TasksListed(Struct, Query[TaskTally], frozen=True):
    """The open tasks of these offices; where one `leads`, those of no office too."""

    offices: tuple[str, ...]
    leads: bool
    limit: int = 10


class CalendarView(Struct, frozen=True):
    """The calendar as staff keep it: their overrides in order of the days, and signed years."""

    overrides: tuple[Override, ...]
    signed: frozenset[int]


class CalendarKept(Struct, Query[CalendarView], frozen=True):
    """What staff entered into the calendar."""


class InvitationBy(Struct, Query[Invitation | None], frozen=True):
    """The invitation whose link has this digest."""

    link: str


class AccessView(Struct, frozen=True):
    """Every spell of membership after the file, and the links that are open."""

    roster: tuple[Member, ...]
    invitations: tuple[Invitation, ...]


class AccessKept(Struct, Query[AccessView], frozen=True):
    """Who was let in, and who is invited."""
