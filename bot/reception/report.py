"""What a quarterly report is made of [D40]: one line for each request, without personal data.

A request belongs to the quarter it was registered in; one entered only after that quarter's report
was frozen belongs to the next one. What became of it is told as of the moment of the report.
Answers of the survey stand apart from the lines: they carry no number of a request.
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from enum import StrEnum
from functools import lru_cache
from typing import Final, TypeAlias

from msgspec import Struct, field
from msgspec.structs import replace

from bot.reception.calendar import local
from bot.reception.language import Bilingual, Lang
from bot.reception.lifecycle import UNDOABLE, Act, State
from bot.reception.quarter import Quarter
from bot.reception.survey import GaveUp, Settled


class Numbered(StrEnum):
    """When a request got its number in the records system: on the day of registration [D25]."""

    IN_TIME = "numbered_in_time"
    LATE = "numbered_late"
    NOT_YET = "not_numbered"


class Reply(StrEnum):
    """Where the reply with the date and time, or another decision, stands [D29].

    `NOT_NEEDED`: the applicant withdrew before it was given.
    """

    IN_TIME = "replied_in_time"
    LATE = "replied_late"
    WITHIN_TERM = "within_term"
    OVERDUE = "overdue"
    NOT_NEEDED = "not_needed"


class Mark(StrEnum):
    """What happened to a request on its way, whatever state it is in now."""

    CONFIRMED = "confirmed"
    MOVED = "moved"
    CORRECTED = "sent_back"
    EXTENDED = "extended"
    BREACHED = "breached"
    OUT_OF_TURN = "out_of_turn"
    OUT_OF_ORDER = "out_of_order"
    NEAR = "near"


class Asked(StrEnum):
    """Whether the applicant took part in the survey [D38]; never what they answered."""

    NOT_ASKED = "not_asked"
    SILENT = "silent"
    IN_CHAT = "chat"
    BY_PHONE = "phone"
    DECLINED = "declined"
    UNREACHED = "unreached"


Trait: TypeAlias = Numbered | Reply | State | Mark
"""What lines are counted by; the words of all of them differ."""


class Line(Struct, frozen=True):
    """A request in a report.

    `numbered_on`: the day its external number was entered. `days`: working days from registration
    to the reply. `moves`: how often its time was moved.
    """

    number: str
    office: str
    official: str
    topic: str | None
    source: str
    channel: str
    lang: Lang
    received_at: datetime
    registered_on: date
    numbered_on: date | None
    reply_due: date
    replied_at: datetime | None
    days: int | None
    state: State
    ground: str | None
    starts_at: datetime | None
    moves: int = 0
    marks: frozenset[Mark] = frozenset()
    asked: Asked = Asked.NOT_ASKED

    @property
    def numbered(self) -> Numbered:
        """Return whether its external number was entered by the end of the day."""
        if self.numbered_on is None:
            return Numbered.NOT_YET
        return Numbered.IN_TIME if self.numbered_on <= self.registered_on else Numbered.LATE

    def reply(self, at: datetime) -> Reply:
        """Return where its reply stands at that moment: by its first delivery."""
        if self.replied_at is not None:
            in_time = local(self.replied_at).date() <= self.reply_due
            return Reply.IN_TIME if in_time else Reply.LATE
        if self.state is State.WITHDRAWN:
            return Reply.NOT_NEEDED
        return Reply.WITHIN_TERM if local(at).date() <= self.reply_due else Reply.OVERDUE

    def traits(self, at: datetime) -> tuple[Trait, ...]:
        """Return everything it is counted by."""
        return _traits(self.numbered, self.reply(at), self.state, self.marks)


@lru_cache(maxsize=4096)
def _traits(
    numbered: Numbered, reply: Reply, state: State, marks: frozenset[Mark]
) -> tuple[Trait, ...]:
    return (numbered, reply, state, *sorted(marks))


class Answer(Struct, frozen=True):
    """What somebody answered to the survey, without who it was. `of`: what they had come to.

    `settled`: None where they answered no more than the mark.
    """

    office: str
    official: str
    of: State
    way: str
    rating: int
    settled: Settled | None


class GivenUp(Struct, frozen=True, order=True):
    """Why somebody who withdrew gave the request up, without who it was."""

    office: str
    why: GaveUp


class Names(Struct, frozen=True):
    """The names that lines refer to by key, as they were at the moment of the report."""

    offices: Mapping[str, Bilingual] = field(default_factory=dict)
    officials: Mapping[str, Bilingual] = field(default_factory=dict)
    topics: Mapping[str, Bilingual] = field(default_factory=dict)
    grounds: Mapping[str, Bilingual] = field(default_factory=dict)


class Report(Struct, frozen=True):
    """A quarter as of `at`. `frozen`: the quarter is closed, and these figures stay."""

    quarter: Quarter
    at: datetime
    frozen: bool
    names: Names
    lines: tuple[Line, ...]
    answers: tuple[Answer, ...] = ()
    given_up: tuple[GivenUp, ...] = ()
    checksum: str = ""

    def only(self, offices: Iterable[str]) -> "Report":
        """Return the report of these offices; of all where none is named."""
        some = frozenset(offices)
        if not some:
            return self
        return replace(
            self,
            lines=tuple(line for line in self.lines if line.office in some),
            answers=tuple(answer for answer in self.answers if answer.office in some),
            given_up=tuple(one for one in self.given_up if one.office in some),
        )


class Piece(Struct, frozen=True):
    """Some lines of a report, and the answers of the survey that belong to them."""

    lines: tuple[Line, ...]
    answers: tuple[Answer, ...] = ()
    given_up: tuple[GivenUp, ...] = ()


class Happened(Struct, frozen=True):
    """One line of a request's history, as far as a report looks at it."""

    kind: str
    at: datetime
    details: Mapping[str, str] = field(default_factory=dict)


class Way(Struct, frozen=True):
    """What the history of a request comes to."""

    marks: frozenset[Mark] = frozenset()
    moves: int = 0
    numbered_on: date | None = None
    asked: bool = False


NUMBER_ENTERED: Final = "reg"
TERM_EXTENDED: Final = "extend"
SURVEY_SENT: Final = "survey"
_OF_ACT: Final[Mapping[str, Mark]] = {
    Act.CONFIRM: Mark.CONFIRMED,
    Act.MOVE: Mark.MOVED,
    Act.RETURN: Mark.CORRECTED,
    TERM_EXTENDED: Mark.EXTENDED,
}
_OF_REASON: Final[Mapping[str, Mark]] = {"out_of_order": Mark.OUT_OF_ORDER, "reason": Mark.NEAR}


def way(history: Iterable[Happened]) -> Way:
    """Return what a history, in order, comes to; a decision that was undone didn't happen."""
    done: list[Happened] = []
    numbered_on, asked = None, False
    for one in history:
        if one.kind == Act.UNDO:
            undoable = [n for n, past in enumerate(done) if past.kind in UNDOABLE]
            if undoable:
                del done[undoable[-1]]
        elif one.kind == NUMBER_ENTERED:
            numbered_on = numbered_on or local(one.at).date()
        elif one.kind == SURVEY_SENT:
            asked = True
        else:
            done.append(one)
    marks = {_OF_ACT[one.kind] for one in done if one.kind in _OF_ACT}
    marks |= {
        _OF_REASON[name]
        for one in done
        if one.kind in {Act.CONFIRM, Act.MOVE}
        for name in one.details
        if name in _OF_REASON
    }
    moves = sum(one.kind == Act.MOVE for one in done)
    return Way(frozenset(marks), moves, numbered_on, asked)
