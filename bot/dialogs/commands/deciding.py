"""What staff decide about a request."""

from datetime import date, datetime, time

from msgspec import Struct

from bot.reception.lifecycle import Act


class Confirm(Struct, frozen=True):
    """Staff put the request into the schedule [D28, D29]; also moves one that has a time already.

    `reason` is recorded where the slot is nearer than the briefing note needs [D26], or others
    are ahead in the queue. `allocated`: as a part of a whole queue laid into the schedule.
    """

    number: str
    starts_at: datetime
    reason: str | None = None
    allocated: bool = False


class Refuse(Struct, frozen=True):
    """Staff refuse on a `ground` of the directory; `where`: where to go instead, if it asks so."""

    number: str
    ground: str
    where: str | None
    comment: str | None


class Return(Struct, frozen=True):
    """Staff return a request: the applicant is to put right what `correct` says, by a day [A64]."""

    number: str
    correct: str
    by: date


class Redirect(Struct, frozen=True):
    """The question is within another body's competence: `where` to go with it [A]."""

    number: str
    where: str


class Tell(Struct, frozen=True):
    """Staff told the applicant the decision by word of mouth, where nothing could be delivered."""

    number: str


class Undo(Struct, frozen=True):
    """Staff take the last decision back, before the citizen was told."""

    number: str


class Declare(Struct, frozen=True):
    """Staff say what became of the reception: attended, no-show, not held, consulted.

    Or that the applicant gave it up by telephone. `note`: a word on it for the applicant.
    """

    number: str
    act: Act
    note: str | None = None


class ShowDetails(Struct, frozen=True):
    """One staff member reads the personal data of a request, in private; logged."""

    number: str


class OpenCard(Struct, frozen=True):
    """Lay the card of a request into the staff chat anew, at a decision.

    `day`: at the times of that day; with `clock`, at why this one, which is kept meanwhile.
    """

    number: str
    act: Act | None = None
    day: date | None = None
    clock: time | None = None


class EnterExternal(Struct, frozen=True):
    """Staff enter the number the request has in the records system, or correct it [D25]."""

    number: str
    external: str


class Extend(Struct, frozen=True):
    """A head moves the term of the reply to a later day, and says by what right."""

    number: str
    until: date
    basis: str
