"""The database as the core sees it: a store of transactions, and what one can do."""

from collections.abc import Collection, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from datetime import date, datetime
from typing import Any, Protocol

from bot.dialogs.commands import Rate
from bot.dialogs.queries import CallView, Query
from bot.ports.access import Access
from bot.ports.audit import Audit
from bot.ports.figuring import Figuring
from bot.ports.keeping import Keeping
from bot.ports.reports import Reports
from bot.ports.tasks import Tasks
from bot.ports.texting import Texting
from bot.ports.troubles import TroublesKept
from bot.reception.absence import Absence
from bot.reception.calendar import Override
from bot.reception.calendar_changes import OpenTerm, PlannedReception
from bot.reception.calling import CallClosed, CallCount
from bot.reception.directory import Directory
from bot.reception.language import Lang
from bot.reception.quarter import Quarter
from bot.reception.sampling import Askable, Drawn
from bot.reception.schedule import SlotTime
from bot.reception.survey import Way
from bot.reception.watching import Listing, Silence
from bot.records import (
    NO_BERTHS,
    Address,
    Backlog,
    Berth,
    ChannelName,
    Envelope,
    Event,
    Failed,
    Held,
    Incoming,
    Loaded,
    NewRequest,
    Outgoing,
    Priority,
    Request,
    Saved,
    Settlement,
    Timer,
)  # fmt: skip


class Tx(Reports, Tasks, Texting, Access, Audit, Keeping, TroublesKept, Figuring, Protocol):
    """One transaction: everything in it is kept together, or nothing is."""

    # conversations -----------------------------------------------------------------------------
    async def new_of(self, batch: Sequence[Incoming], at: datetime) -> set[str]:
        """Enter a batch into the inbox; return `channel:external_id` of those not seen before."""

    async def load(self, addresses: Collection[Address], at: datetime) -> dict[Address, Loaded]:
        """Return the conversations at these addresses; a new one gets its contact and person.

        On PostgreSQL they stay locked until the transaction ends.
        """

    async def save(self, turns: Sequence[Saved], at: datetime) -> None: ...

    async def put(
        self, messages: Sequence[Outgoing], at: datetime, berths: Mapping[int, Berth] = NO_BERTHS
    ) -> list[Envelope]:
        """Store messages to be sent, in this order. A newer card replaces the one still waiting.

        Those that have a berth, by their place in `messages`, are claimed at once and returned,
        unless something waits for their contact already.
        """

    async def answer(self, query: Query[Any], now: datetime) -> object:
        """Answer a dialog's query; the type of the answer is the query's."""

    async def keep_failed(self, failed: Failed, at: datetime, retry_at: datetime | None) -> None:
        """Keep an update that failed alone. `retry_at` None: it is given up."""

    async def failed_due(self, now: datetime, limit: int) -> list[Failed]:
        """Return failed updates to try again, taking them out of the inbox."""

    # people ------------------------------------------------------------------------------------
    async def contact(self, address: Address, lang: Lang | None, at: datetime) -> int:
        """Return the contact of an address, made if it is new (then with that language)."""

    async def address_of(self, contact: int) -> Address:
        """Return where a contact is, without a thread."""

    async def switch_contact(self, contact: int, on: bool, why: str, at: datetime) -> None: ...

    async def set_language(self, contact: int, person: int | None, lang: Lang) -> None: ...

    async def set_consent(
        self, contact: int, person: int, version: str | None, at: datetime
    ) -> None:
        """Log consent given to `version`, or taken back (None)."""

    # requests ----------------------------------------------------------------------------------
    async def add_request(self, new: NewRequest) -> Request | None:
        """Store it under its year's next number; None if a live one to that official exists."""

    async def request(self, number: str) -> Request | None:
        """Return the request with this number, locked until the transaction ends."""

    async def request_by_id(self, request: int) -> Request | None: ...

    async def change(self, before: Request, after: Request) -> bool:
        """Store `after` if the stored version is still `before.version`; tell whether it was."""

    async def rewrite(self, request: int, given: NewRequest) -> None:
        """Store the answers of the applicant as they were corrected; nothing else changes."""

    async def free_slot(self, official: str, starts_at: datetime) -> int | None:
        """Return the id of that slot, locked, if no live request has it and nobody is away."""

    async def slot_is_free(self, slot: int) -> bool:
        """Tell whether the slot with this id can be given; locked as `free_slot`."""

    async def held(self, slot: int, now: datetime) -> Held | None:
        """Return for which request a slot is kept, if it is."""

    async def hold(self, number: str, slot: int, until: datetime) -> None:
        """Keep a slot for a request until then, in place of any other kept for it."""

    async def let_go(self, number: str) -> None:
        """Keep nothing for a request any longer."""

    async def slot_time(self, slot: int) -> SlotTime:
        """Return when the slot with this id is, and how long."""

    async def who_has(self, official: str, starts_at: datetime) -> str | None:
        """Return the number of the request that has this slot."""

    async def record(self, events: Sequence[Event]) -> None: ...

    async def set_timers(self, timers: Sequence[Timer]) -> None: ...

    async def rate(self, request: int, answers: Rate, at: datetime, way: Way = Way.CHAT) -> bool:
        """Store the survey's answers in place of those so far; False if they were complete.

        Where no more than the mark is given, what was said before beside it stays.
        """

    # the survey by telephone -------------------------------------------------------------------
    async def askable(self, office: str, since: datetime) -> list[Askable]:
        """Return whose requests ended from `since` on and who were neither asked nor answered.

        Only those with a telephone who let their data be used.
        """

    async def quarters_called(self, office: str, since: Quarter) -> list[Quarter]:
        """Return the quarters from `since` on in which somebody of an office was drawn."""

    async def add_calls(self, office: str, drawn: Sequence[Drawn], due_at: datetime) -> int:
        """Store calls to be made from `due_at` on; return how many are new."""

    async def drop_calls(self, office: str, at: datetime) -> int:
        """Drop the waiting calls that are not needed any more; return how many."""

    async def take_call(
        self, offices: Sequence[str], who: str, now: datetime, until: datetime
    ) -> CallView | None:
        """Give a member the next call until then: the one in hand, or the first in order."""

    async def held_call(self, who: str) -> CallView | None:
        """Return the call a member has in hand, or had last if nobody else took it since."""

    async def calls_waiting(self, offices: Sequence[str], who: str, now: datetime) -> int:
        """Return how many calls may be made now, but those that others have in hand."""

    async def close_call(self, closed: CallClosed) -> bool:
        """Store what came of a call; False if it does not wait any more."""

    async def calls_counted(self, quarter: Quarter) -> list[CallCount]:
        """Count the calls of a quarter by office, reason, state, and why people gave up."""

    # what time brings --------------------------------------------------------------------------
    async def due_timers(self, now: datetime, limit: int) -> list[Timer]:
        """Return due timers of requests still in the timer's version, and take them all out."""

    async def forgotten_drafts(
        self, idle_since: datetime, nudged: bool, limit: int
    ) -> list[Address]:
        """Return conversations with a draft untouched since; marks them nudged, if not `nudged`."""

    async def has_drafts(self, idle_since: datetime) -> bool:
        """Tell whether any draft is untouched since."""

    async def next_timer(self) -> datetime | None: ...

    async def begin_duty(self, office: str, kind: str, day: date, at: datetime) -> bool:
        """Note that a duty is being done in this transaction; False if it was done already."""

    # terms watched -----------------------------------------------------------------------------
    async def waiting(self, office: str) -> int:
        """Return how many requests wait in the queue."""

    async def due(self, office: str, first: date, last: date, limit: int) -> Listing:
        """Return those without a reply that is due from `first` to `last` [D29]."""

    async def overdue(self, office: str, today: date, limit: int) -> Listing:
        """Return those whose reply was due before `today`."""

    async def unreviewed(self, office: str, first: date, last: date, limit: int) -> Listing:
        """Return those registered from `first` to `last` that nobody did anything with."""

    async def unnumbered(self, office: str, last: date, limit: int) -> Listing:
        """Return those registered up to `last` without a number in the records system [D25]."""

    async def receptions(
        self, office: str, since: datetime, until: datetime, limit: int
    ) -> Listing:
        """Return those with a reception that begins in [since, until)."""

    async def uncorrected(self, office: str, today: date, limit: int) -> Listing:
        """Return those returned that the applicant should have corrected before `today`."""

    async def silent(self, office: str, last: date) -> list[Silence]:
        """Return every request without a reply that was due up to `last`, the longest first."""

    async def number_of_external(self, external: str) -> str | None:
        """Return the number of the request that has this number in the records system."""

    # delivery ----------------------------------------------------------------------------------
    async def claim(
        self,
        channel: ChannelName,
        now: datetime,
        lease: datetime,
        limit: int,
        up_to: Priority = Priority.BULK,
    ) -> list[Envelope]:
        """Lease due messages: one per contact at most, answers first, then the oldest.

        With `up_to`, only those of a priority that goes as early or earlier. Messages of a contact
        leave in order; one whose request moved on, or past `not_after`, is dropped; a lease that
        ran out is claimed again.
        """

    async def release(self, now: datetime) -> None:
        """Let go of leases at the start of a process that is the only one to send."""

    async def settle(self, settlements: Sequence[Settlement]) -> None:
        """Store outcomes, each as an attempt: sent, queued again at `retry_at`, or failed."""

    async def next_message(self, channel: ChannelName, now: datetime) -> datetime | None:
        """Return when the next waiting message may leave."""

    async def provider_status(self, provider_id: str, status: str, code: str, at: datetime) -> bool:
        """Store a later status of a sent message; final ones never go back. False if unknown."""

    async def undelivered(self, provider_ids: Sequence[str]) -> list[tuple[Envelope, str]]:
        """Take out the statutory ones that ended without delivery, each once, with the code.

        One whose request has moved on meanwhile needs no other way.
        """

    async def send_again(self, envelope: Envelope, now: datetime, due_at: datetime) -> None:
        """Have the same sent later; what is said meanwhile does not wait for it."""

    async def backlog(self, now: datetime) -> Backlog: ...

    async def failed_count(self) -> int:
        """Count the updates that are kept because they failed."""

    # reference data ----------------------------------------------------------------------------
    async def directory(self) -> Directory | None: ...

    async def save_directory(self, directory: Directory, at: datetime) -> None: ...

    async def directory_version(self) -> int | None:
        """Return a number that grows with every directory stored."""

    async def keys_in_use(self) -> set[tuple[str, str]]:
        """Return what stored requests point to: `office`, `official` and so on, with its key."""

    async def drop_slots(self, official: str, since: datetime, keep: Collection[SlotTime]) -> int:
        """Drop the free slots from `since` on that are not among `keep`; return how many."""

    async def add_slots(self, official: str, times: Sequence[SlotTime]) -> int:
        """Add the slots not there yet; return how many were added."""

    # the calendar ------------------------------------------------------------------------------
    async def overrides(self) -> tuple[Override, ...]:
        """Return the overrides entered by staff, in order of the days."""

    async def put_override(self, override: Override, who: str, at: datetime) -> bool:
        """Store an override; False if there is one for that day already."""

    async def drop_override(self, day: date, who: str, at: datetime) -> bool:
        """Take an override out; False if there is none for that day."""

    async def signed_years(self) -> frozenset[int]:
        """Return the years signed off by staff."""

    async def sign_year(self, year: int, who: str, at: datetime) -> bool:
        """Sign a year off; False if it was already."""

    async def calendar_version(self) -> int | None:
        """Return a number that grows with every change of these."""

    async def open_terms(self, since: date) -> list[OpenTerm]:
        """Return the terms not yet answered that end on `since` or later, but extended ones."""

    async def set_due(self, term: OpenTerm, registered_on: date, reply_due: date) -> bool:
        """Give an open term another end; False if it was answered or changed meanwhile."""

    async def planned_receptions(self, since: datetime) -> list[PlannedReception]:
        """Return the receptions that have a time from `since` on, the soonest first."""

    async def add_absence(self, away: Absence, at: datetime) -> int:
        """Store an absence; nobody gives a time in it until the transaction ends. Its number."""

    async def absences(self, now: datetime) -> list[Absence]:
        """Return the absences that are not over, the earliest first."""

    async def end_absence(self, absence: int, by: str, at: datetime) -> bool:
        """Note that the official is there after all; False where it was noted already."""

    async def history(self, number: str) -> list[Event]: ...

    async def numbers(self, limit: int) -> list[str]:
        """Return public numbers, newest first."""

    async def timers_of(self, request: int) -> list[Timer]: ...


class Store(Protocol):
    """The database."""

    def writing(self) -> AbstractAsyncContextManager[Tx]:
        """A transaction that commits at the end of the block and rolls back on an exception."""

    def reading(self) -> AbstractAsyncContextManager[Tx]:
        """A read-only view; never waits for a writer."""

    async def close(self) -> None: ...
