"""What a dialog decides: at most one command a turn, carried out in the same transaction."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum
from typing import TypeAlias

from bot.dialogs.say import Say
from bot.reception.allocation import TimeFor
from bot.reception.calendar import Override
from bot.reception.calling import Result
from bot.reception.identity import Bin, Iin, Phone
from bot.reception.language import Lang
from bot.reception.lifecycle import Act
from bot.reception.quarter import Quarter
from bot.reception.survey import GaveUp, Settled


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
class Enter:
    """Staff enter a request that came some other way, in the same queue [D4].

    `received_on`: the day it came, when not today. `consent`: how the applicant agreed.
    """

    given: Register
    source: Source
    lang: Lang
    received_on: date | None
    consent: str


@dataclass(frozen=True, slots=True)
class Correct:
    """The answers of a returned request anew: what is not None takes the place of what was."""

    number: str
    essence: str | None = None
    name: str | None = None
    phone: Phone | None = None
    iin: Iin | None = None
    postal_address: str | None = None
    organisation: str | None = None
    bin: Bin | None = None


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

    `reason` is recorded where the slot is nearer than the briefing note needs [D26], or others
    are ahead in the queue. `allocated`: as a part of a whole queue laid into the schedule.
    """

    number: str
    starts_at: datetime
    reason: str | None = None
    allocated: bool = False


@dataclass(frozen=True, slots=True)
class Hold:
    """Keep these free times for these requests for a while: somebody decides on them."""

    times: tuple[TimeFor, ...]


@dataclass(frozen=True, slots=True)
class LetGo:
    """Keep nothing for these requests: nobody decides on them any longer."""

    numbers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Allocate:
    """Staff approve a proposal: every request gets the time meant for it, in this order [D28].

    `reason` is recorded for those who are served before somebody that was taken out.
    """

    times: tuple[TimeFor, ...]
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Away:
    """An official is away; whoever was to be received then is moved, or goes back to the queue."""

    official: str
    first: date
    last: date
    to_queue: bool = False


@dataclass(frozen=True, slots=True)
class EndAbsence:
    """The official is there after all; the free times of the schedule are laid anew."""

    absence: int


@dataclass(frozen=True, slots=True)
class Choose:
    """The applicant takes another offered time in place of the one staff moved to."""

    number: str
    starts_at: datetime


@dataclass(frozen=True, slots=True)
class Refuse:
    """Staff refuse on a `ground` of the directory; `where`: where to go instead, if it asks so."""

    number: str
    ground: str
    where: str | None
    comment: str | None


@dataclass(frozen=True, slots=True)
class Return:
    """Staff return a request: the applicant is to put right what `correct` says, by a day [A64]."""

    number: str
    correct: str
    by: date


@dataclass(frozen=True, slots=True)
class Redirect:
    """The question is within another body's competence: `where` to go with it [A]."""

    number: str
    where: str


@dataclass(frozen=True, slots=True)
class Tell:
    """Staff told the applicant the decision by word of mouth, where nothing could be delivered."""

    number: str


@dataclass(frozen=True, slots=True)
class Undo:
    """Staff take the last decision back, before the citizen was told."""

    number: str


@dataclass(frozen=True, slots=True)
class Declare:
    """Staff say what became of the reception: attended, no-show, not held, consulted.

    Or that the applicant gave it up by telephone. `note`: a word on it for the applicant.
    """

    number: str
    act: Act
    note: str | None = None


@dataclass(frozen=True, slots=True)
class ShowDetails:
    """One staff member reads the personal data of a request, in private; logged."""

    number: str


@dataclass(frozen=True, slots=True)
class WantedPaper:
    """A file that is made when it is sent: which one, from what, and the words under it."""

    name: str
    args: Mapping[str, str]
    caption: Say


@dataclass(frozen=True, slots=True)
class SendPapers:
    """Send files into this conversation."""

    papers: tuple[WantedPaper, ...]


@dataclass(frozen=True, slots=True)
class SendReport:
    """Send the report of a quarter for these offices into this conversation [D40]."""

    quarter: Quarter
    offices: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OpenCard:
    """Lay the card of a request into the staff chat anew, at a decision.

    `day`: at the times of that day; with `clock`, at why this one, which is kept meanwhile.
    """

    number: str
    act: Act | None = None
    day: date | None = None
    clock: time | None = None


@dataclass(frozen=True, slots=True)
class AddOverride:
    """A head makes a day working or free, by the document that says so."""

    override: Override


@dataclass(frozen=True, slots=True)
class RemoveOverride:
    """A head takes back what was entered for a day."""

    day: date


@dataclass(frozen=True, slots=True)
class SignYear:
    """A head says that the days off of a year are final."""

    year: int


@dataclass(frozen=True, slots=True)
class EnterExternal:
    """Staff enter the number the request has in the records system, or correct it [D25]."""

    number: str
    external: str


@dataclass(frozen=True, slots=True)
class Extend:
    """A head moves the term of the reply to a later day, and says by what right."""

    number: str
    until: date
    basis: str


@dataclass(frozen=True, slots=True)
class TakeCall:
    """A member takes the next call of the survey in hand, in private [D38]; logged."""


@dataclass(frozen=True, slots=True)
class CloseCall:
    """What came of telephoning; `gave_up` from those who withdrew, a mark from the others."""

    call: int
    result: Result
    rating: int | None = None
    settled: Settled | None = None
    gave_up: GaveUp | None = None
    comment: str | None = None


OfTimes: TypeAlias = Hold | LetGo | Allocate | Away | EndAbsence
"""What staff do with the times of officials beside a single request."""

CalendarChange: TypeAlias = AddOverride | RemoveOverride | SignYear
"""What changes the working calendar, for every office."""

Command: TypeAlias = (
    UseLanguage | GiveConsent | WithdrawConsent | Register | Withdraw | Release | Promise | Rate
    | Enter | Correct | Return | Redirect | Tell
    | Confirm | Refuse | Undo | Declare | ShowDetails | OpenCard | EnterExternal | Extend
    | OfTimes | Choose
    | CalendarChange | TakeCall | CloseCall | SendPapers | SendReport
)  # fmt: skip
