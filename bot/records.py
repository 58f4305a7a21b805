"""The values that pass between the core and its edges: what comes in, goes out, and is stored."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import IntEnum, StrEnum
from typing import Final, TypeAlias

from msgspec import Struct, field

from bot.dialogs.commands import ApplicantKind, Format, Source
from bot.dialogs.conversation import Conversation
from bot.dialogs.incoming import What
from bot.dialogs.say import Say
from bot.messages import Message
from bot.reception.calendar import WorkingCalendar
from bot.reception.directory import Directory
from bot.reception.language import Lang
from bot.reception.lifecycle import State


class ChannelName(StrEnum):
    """The channels there are."""

    TELEGRAM = "telegram"
    SMS = "sms"
    CALL = "call"
    """Nothing can be written there: staff telephone."""


class Address(Struct, frozen=True):
    """Where a conversation is held. `thread`: one of several at that place (a card's number)."""

    channel: ChannelName
    where: str
    thread: str = ""

    @property
    def in_group(self) -> bool:
        """Whether several people share it: such a place has a negative number."""
        return self.where.startswith("-")


class Incoming(Struct, frozen=True):
    """One update, decoded. `external_id` is the provider's and makes a duplicate fall out.

    `actor` is who acted where several people share the address (the staff chat). `said_at`: when,
    if it was found long after; what was asked since then it does not answer.
    """

    address: Address
    external_id: str
    what: What
    actor: int | None = None
    said_at: datetime | None = None


class Reply(Struct, frozen=True):
    """What the edge may tell at once: a word for whoever pressed a button, and its language."""

    toast: Say | None = None
    lang: Lang = Lang.KK


class Traits(Struct, frozen=True):
    """What a channel can do; the core decides by these, never by a channel's name.

    `page_size`: options at once. `says_rest`: an idle menu may follow a notice.
    `address_is_phone`: the address itself proves the person's phone. `edits`: messages can change.
    `replies`: what people write there reaches us. `writes_short`: space is dear there.
    `stops_by_word`: whoever wrote to stop is left in peace until they write to start again;
    elsewhere any message shows that we are let in. `written`: whether anything can be written
    there at all; where it can't, people are telephoned. `drafts_a_day`: how many unfinished
    requests a person may begin there in a day; 0 is no limit.
    """

    page_size: int
    says_rest: bool
    address_is_phone: bool
    edits: bool
    replies: bool = True
    writes_short: bool = False
    stops_by_word: bool = False
    written: bool = True
    drafts_a_day: int = 0


class Priority(IntEnum):
    """Which messages go first: answers to people before what the program says of itself."""

    ANSWER = 0
    NOTICE = 1
    BULK = 2


class Outgoing(Struct, frozen=True):
    """A message to be sent, not yet stored.

    `request` and `version`: it is dropped unless the request still has that version when it is
    sent. `conversation`: whose card it is; only the newest state of a card is sent.
    `statutory`: it ends only with proof of delivery.
    """

    contact: int
    message: Message
    priority: Priority = Priority.ANSWER
    not_before: datetime | None = None
    not_after: datetime | None = None
    request: int | None = None
    version: int | None = None
    card: int | None = None
    statutory: bool = False


class Envelope(Struct, frozen=True):
    """A stored message, claimed for sending. `edit` is the message it takes the place of.

    `unsure_since`: it may have been sent before, then or later, and nobody knows. `off`: the person
    switched the channel off. `closing`: it is the last one for today, and says this instead of
    asking.
    """

    id: int
    contact: int
    address: Address
    lang: Lang
    message: Message
    tries: int
    statutory: bool
    request: int | None
    card: int | None
    edit: str | None
    priority: Priority = Priority.ANSWER
    not_after: datetime | None = None
    unsure_since: datetime | None = None
    off: bool = False
    closing: Say | None = None


class Berth(Struct, frozen=True):
    """A place among those that leave at once: where to, in which language, ours `until` then."""

    address: Address
    lang: Lang
    until: datetime


NO_BERTHS: Final[Mapping[int, Berth]] = {}


class File(Struct, frozen=True):
    """A file as it is sent: its name, what is in it, and whether it is shown as a picture."""

    name: str
    body: bytes
    picture: bool = False


class Sent(Struct, frozen=True):
    """The provider took it, under `provider_id`; it is charged as so many `parts`.

    `messages`: it became so many there, each of which counts for the pace.
    """

    provider_id: str
    parts: int = 0
    messages: int = 1


class RetryAt(Struct, frozen=True):
    """Not now: again after `seconds`. `everywhere`: the whole channel waits, not this address."""

    seconds: float
    code: str
    everywhere: bool = False


class Rejected(Struct, frozen=True):
    """This message will never go this way."""

    code: str


class ChannelOff(Struct, frozen=True):
    """Nothing will reach this address until the person comes back."""

    code: str


Outcome: TypeAlias = Sent | RetryAt | Rejected | ChannelOff


class Settings(Struct, frozen=True):
    """What the core needs of the settings. `undo_seconds` a decision can be taken back.

    `requests_a_day`: new ones of one person; 0 is no limit.
    """

    undo_seconds: int = 60
    details_seconds: int = 60
    nudge_after_seconds: int = 2 * 3600
    draft_expires_seconds: int = 24 * 3600
    survey_open_days: int = 14
    requests_a_day: int = 0
    sms: bool = False


@dataclass(slots=True)
class Reference:
    """The directory and the calendar in force; replaced whole when they are edited."""

    directory: Directory
    calendar: WorkingCalendar


class Loaded(Struct, frozen=True):
    """A conversation with its ids and its person; `person` is None for a staff chat.

    `touched_at`: when its last turn was taken.
    """

    contact: int
    conversation_id: int
    conversation: Conversation
    person: int | None
    consent: str | None
    active: bool
    touched_at: datetime | None = None


class Saved(Struct, frozen=True):
    """A conversation after its turn. `draft`: it holds an unfinished request."""

    conversation_id: int
    conversation: Conversation
    draft: bool


class NewRequest(Struct, frozen=True):
    """A booking request to be stored; the store gives it its number.

    `kept_months`: how long after its end the personal data are kept, as the applicant was told.
    """

    contact: int
    person: int
    channel: ChannelName
    lang: Lang
    office: str
    official: str
    topic: str | None
    applicant: ApplicantKind
    organisation: str | None
    bin: str | None
    name: str
    initials: str
    phone: str
    mobile: bool
    iin: str | None
    postal_address: str | None
    essence: str
    format: Format
    unfit_days: str | None
    category: str | None
    needs_help: bool
    received_at: datetime
    registered_on: date
    reply_due: date
    source: Source = Source.BOT
    out_of_turn: bool = False
    kept_months: int = 12


class Request(Struct, frozen=True):
    """A stored booking request, whole; `version` grows with every act.

    `before` is the state an undo returns to, with `slot_before` and until `undo_until`.
    `external`: its number in the records system. `correct`: what the applicant is to correct, by
    `correct_by`; `corrected`: the names of the answers that were. `breached_at`: when the term of
    the reply passed without one. `anonymised_at`: when everything personal in it was erased.
    """

    id: int
    number: str
    version: int
    state: State
    given: NewRequest
    slot: int | None = None
    starts_at: datetime | None = None
    minutes: int | None = None
    before: State | None = None
    slot_before: int | None = None
    undo_until: datetime | None = None
    decided_by: str | None = None
    decided_at: datetime | None = None
    ground: str | None = None
    where: str | None = None
    comment: str | None = None
    promised: bool = False
    replied_at: datetime | None = None
    external: str | None = None
    correct: str | None = None
    correct_by: date | None = None
    corrected: str | None = None
    breached_at: datetime | None = None
    anonymised_at: datetime | None = None


class Held(Struct, frozen=True):
    """A free time is kept for the request `number` until then, while somebody decides."""

    number: str
    until: datetime


class Event(Struct, frozen=True):
    """One line of a request's history: who did what, and the states before and after."""

    request: int
    at: datetime
    kind: str
    who: str
    before: State | None
    after: State | None
    details: Mapping[str, str] = field(default_factory=dict)


class TimerKind(StrEnum):
    """What time brings."""

    CARD = "card"
    REMINDER_DAY = "reminder_day"
    REMINDER_HOURS = "reminder_hours"
    ASK_OUTCOME = "ask_outcome"
    SURVEY = "survey"
    SURVEY_AGAIN = "survey_again"
    CORRECTION = "correction"
    CHOICE = "choice"


class Timer(Struct, frozen=True):
    """Something due at a time, if the request still has this version then."""

    kind: TimerKind
    due_at: datetime
    request: int
    version: int
    id: int = 0


class DutyKind(StrEnum):
    """What an office is owed on a working day."""

    MISSED = "missed"
    DIGEST = "digest"
    LAST_DAY_ALERT = "last_day_alert"
    LAST_DAY_NOTICE = "last_day_notice"
    UNREGISTERED = "unregistered"
    COVERAGE = "coverage"
    SIGN_OFF = "sign_off"
    QUARTER = "quarter"
    CALLS = "calls"
    MEMBERS = "members"
    RETENTION = "retention"


class Settlement(Struct, frozen=True):
    """What came of sending an envelope, to be stored; `final` ends the message."""

    envelope: Envelope
    outcome: Outcome
    at: datetime
    retry_at: datetime | None


class Failed(Struct, frozen=True):
    """An update that could not be handled, kept for retry and for a person to see."""

    incoming: Incoming
    error: str
    tries: int


class Backlog(Struct, frozen=True):
    """How much waits: messages due, the age in seconds of the oldest, failed updates, timers."""

    messages: int
    oldest_seconds: float
    failed: int
    timers: int
