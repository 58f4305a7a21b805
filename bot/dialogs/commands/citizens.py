"""What citizens decide: about themselves, and about their own requests."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.reception.identity import Bin, Iin, Phone
from bot.reception.language import Lang
from bot.reception.survey import Settled


class ApplicantKind(StrEnum):
    """Who asks to be received."""

    INDIVIDUAL = "individual"
    REPRESENTATIVE = "representative"


class Format(StrEnum):
    """How the reception is held."""

    IN_PERSON = "in_person"
    VIDEO = "video"


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
    """A booking request, complete as the citizen gave it [D25, A63].

    There may be no phone only where staff enter it.
    """

    office: str
    official: str
    topic: str | None
    applicant: ApplicantKind
    organisation: str | None
    bin: Bin | None
    name: str
    phone: Phone | None
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
class Choose:
    """The applicant takes another offered time in place of the one staff moved to."""

    number: str
    starts_at: datetime


@dataclass(frozen=True, slots=True)
class Rate:
    """The answers of the satisfaction survey [D38]; `rating` is 1 to 5."""

    number: str
    rating: int
    settled: Settled
    comment: str | None
