"""What citizens decide: about themselves, and about their own requests."""

from datetime import datetime
from enum import StrEnum

from msgspec import Struct

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


class UseLanguage(Struct, frozen=True):
    """Speak `lang` with this person from now on."""

    lang: Lang


class GiveConsent(Struct, frozen=True):
    """The person agreed to the collecting of personal data, in the words of `version`."""

    version: str


class WithdrawConsent(Struct, frozen=True):
    """The person takes the consent back; new requests ask for it again."""


class Register(Struct, frozen=True):
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


class Withdraw(Struct, frozen=True):
    """The applicant gives the request up; not a refusal."""

    number: str


class Release(Struct, frozen=True):
    """The applicant can't come at the given time: back to the queue, keeping the place."""

    number: str


class Promise(Struct, frozen=True):
    """The applicant will come."""

    number: str


class Choose(Struct, frozen=True):
    """The applicant takes another offered time in place of the one staff moved to."""

    number: str
    starts_at: datetime


class Rate(Struct, frozen=True):
    """The answers of the satisfaction survey [D38]; `rating` is 1 to 5.

    `complete`: no more of them are to come.
    """

    number: str
    rating: int
    settled: Settled | None
    comment: str | None
    complete: bool = True
