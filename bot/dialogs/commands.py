"""What a dialog decides: at most one command a turn, carried out in the same transaction."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import TypeAlias

from bot.reception.identity import Bin, Iin, Phone
from bot.reception.language import Lang
from bot.reception.lifecycle import Act
from bot.reception.survey import Settled


class ApplicantKind(StrEnum):
    """Who asks to be received."""

    INDIVIDUAL = "individual"
    REPRESENTATIVE = "representative"


class Format(StrEnum):
    """How the reception is held."""

    IN_PERSON = "in_person"
    VIDEO = "video"


class Source(StrEnum):
    """How a request came [D4]: through the bot, or to staff, who enter it in the same queue."""

    BOT = "bot"
    ORAL = "oral"
    PHONE = "phone"
    PAPER = "paper"
    PORTAL = "portal"


@dataclass(frozen=True, slots=True)
class UseLanguage:
    """Speak `lang` with this person from now on."""

    lang: Lang


@dataclass(frozen=True, slots=True)
class GiveConsent:
    """The person agreed to the collecting of personal data, in the words of `version`."""

    version: str


@dataclass(frozen=True, slots=True)
class WithdrawConsent:
    """The person takes the consent back; new requests ask for it again."""


@dataclass(frozen=True, slots=True)
class Register:
    """A booking request, complete as the citizen gave it [D25, A63]."""

    office: str
    official: str
    topic: str | None
    applicant: ApplicantKind
    organisation: str | None
    bin: Bin | None
    name: str
    phone: Phone
    iin: Iin | None
    postal_address: str | None
    essence: str
    format: Format
    unfit_days: str | None
    category: str | None
    needs_help: bool


@dataclass(frozen=True, slots=True)
class Withdraw:
    """The applicant gives the request up; not a refusal."""

    number: str


@dataclass(frozen=True, slots=True)
class Release:
    """The applicant can't come at the given time: back to the queue, keeping the place."""

    number: str


@dataclass(frozen=True, slots=True)
class Promise:
    """The applicant will come."""

    number: str


@dataclass(frozen=True, slots=True)
class Rate:
    """The answers of the satisfaction survey [D38]; `rating` is 1 to 5."""

    number: str
    rating: int
    settled: Settled
    comment: str | None


@dataclass(frozen=True, slots=True)
class Confirm:
    """Staff put the request into the schedule [D28, D29]; also moves one that has a time already.

    `reason` is recorded where the slot is nearer than the briefing note needs [D26].
    """

    number: str
    starts_at: datetime
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Refuse:
    """Staff refuse on a `ground` of the directory; `where`: where to go instead, if it asks so."""

    number: str
    ground: str
    where: str | None
    comment: str | None


@dataclass(frozen=True, slots=True)
class Undo:
    """Staff take the last decision back, before the citizen was told."""

    number: str


@dataclass(frozen=True, slots=True)
class Declare:
    """Staff say what became of the reception: attended, no-show, not held, consulted."""

    number: str
    act: Act


@dataclass(frozen=True, slots=True)
class ShowDetails:
    """One staff member reads the personal data of a request, in private; logged."""

    number: str


@dataclass(frozen=True, slots=True)
class OpenCard:
    """Lay the card of a request into the staff chat anew, at the step `at` of its dialog."""

    number: str
    act: Act | None = None
    day: date | None = None


Command: TypeAlias = (
    UseLanguage | GiveConsent | WithdrawConsent | Register | Withdraw | Release | Promise | Rate
    | Confirm | Refuse | Undo | Declare | ShowDetails | OpenCard
)  # fmt: skip
