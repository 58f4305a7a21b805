"""The life of a request: its states, the acts that change them, and who may do which.

No state stops the legal clock: the reply is due whatever happens here.
"""

from enum import StrEnum
from typing import Final

from msgspec import Struct


class State(StrEnum):
    """Where a request is, as it is stored."""

    REGISTERED = "registered"
    UNDER_REVIEW = "under_review"
    SCHEDULED = "scheduled"
    ATTENDED = "attended"
    NO_SHOW = "no_show"
    NOT_HELD = "not_held"
    RETURNED = "returned"
    REDIRECTED = "redirected"
    REFUSED = "refused"
    CONSULTED = "consulted"
    WITHDRAWN = "withdrawn"


class Act(StrEnum):
    """What someone does to a request."""

    REVIEW = "review"
    CONFIRM = "confirm"
    MOVE = "move"
    CHOOSE = "choose"
    RELEASE = "release"
    REFUSE = "refuse"
    RETURN = "return"
    CORRECT = "correct"
    REDIRECT = "redirect"
    CONSULT = "consult"
    WITHDRAW = "withdraw"
    DECLARE_ATTENDED = "declare_attended"
    DECLARE_NO_SHOW = "declare_no_show"
    DECLARE_NOT_HELD = "declare_not_held"
    UNDO = "undo"


class Who(StrEnum):
    """Who acts: a person refuses, never the bot; what the system may do is only keep time."""

    CITIZEN = "citizen"
    STAFF = "staff"
    SYSTEM = "system"


class Demand(StrEnum):
    """What must come with an act."""

    SLOT = "slot"
    GROUND = "ground"
    REASON = "reason"
    WHERE = "where"
    TERM = "term"
    ANSWERS = "answers"


class Told(Struct, frozen=True):
    """What the applicant is told, by the key of its text; staff see every act on the card.

    `statutory`: it ends only with proof of delivery, and is the reply of the decree [D29] where
    the request waits for one no longer.
    """

    notice: str
    statutory: bool = False


class Rule(Struct, frozen=True):
    """One line of the table below: an act leads from any of these states to that one.

    `demands` is what must come with it, `tells` what the applicant is told of it, if anything.
    """

    act: Act
    sources: frozenset[State]
    target: State
    who: frozenset[Who]
    demands: frozenset[Demand] = frozenset()
    tells: Told | None = None


class NotAllowed(ValueError):
    """This act can't be done to a request in this state."""

    def __init__(self, state: State, act: Act) -> None:
        super().__init__(f"{act} can't be done to a request that is {state}")
        self.state = state
        self.act = act


_S = State
_CITIZEN: Final = frozenset({Who.CITIZEN})
_STAFF: Final = frozenset({Who.STAFF})
_BOTH: Final = _CITIZEN | _STAFF
_OPEN: Final = frozenset({_S.REGISTERED, _S.UNDER_REVIEW, _S.RETURNED})

LIVE: Final = _OPEN | {_S.SCHEDULED}
"""States in which a request waits for something: it is the one live request of its person and
official, and a scheduled one holds its slot."""

CLOSED: Final = frozenset(State) - LIVE

AWAITING_REPLY: Final = _OPEN
"""States in which the applicant has not yet been told a date or a decision [D29]."""


_TO_RETURN: Final = frozenset({_S.REGISTERED, _S.UNDER_REVIEW})
_TO_MOVE: Final = frozenset({_S.SCHEDULED, _S.NOT_HELD})
_TO_ATTEND: Final = frozenset({_S.SCHEDULED, _S.NO_SHOW})
_DECIDED: Final = frozenset(
    {_S.SCHEDULED, _S.REFUSED, _S.RETURNED, _S.REDIRECTED, _S.CONSULTED, _S.WITHDRAWN}
)
_HELD_OR_NOT: Final = frozenset({_S.ATTENDED, _S.NO_SHOW, _S.NOT_HELD})


def _one(state: State) -> frozenset[State]:
    return frozenset({state})


def _with(*demands: Demand) -> frozenset[Demand]:
    return frozenset(demands)


def _statutory(notice: str) -> Told:
    return Told(notice, statutory=True)


_NONE: Final = frozenset[Demand]()
_SLOT: Final = _with(Demand.SLOT)
_GROUND: Final = _with(Demand.GROUND)
_REASON: Final = _with(Demand.REASON, Demand.TERM)
_ANSWER: Final = _with(Demand.ANSWERS)
_WHERE: Final = _with(Demand.WHERE)

_CONFIRMED, _MOVED = _statutory("notice-confirmed"), _statutory("notice-moved")
_REFUSED, _RETURNED = _statutory("notice-refused"), _statutory("notice-returned")
_REDIRECTED, _CONSULTED = _statutory("notice-redirected"), _statutory("notice-consulted")
_RELEASED, _CORRECTED = Told("notice-released"), Told("notice-corrected")
_WITHDRAWN, _NO_SHOW = Told("notice-withdrawn"), Told("notice-no-show")
_NOT_HELD: Final = Told("notice-not-held")
_CHOSEN: Final = _statutory("notice-chosen")

# fmt: off
RULES: Final = (
    #    act                   from                 to               who     demands  is told
    Rule(Act.REVIEW,           _one(_S.REGISTERED), _S.UNDER_REVIEW, _STAFF),
    Rule(Act.CONFIRM,          _OPEN,               _S.SCHEDULED,    _STAFF, _SLOT,   _CONFIRMED),
    # A new date, or one after the office failed: the registration and the place stay.
    Rule(Act.MOVE,             _TO_MOVE,            _S.SCHEDULED,    _STAFF, _SLOT,   _MOVED),
    # The applicant may take another offered time in place of one the office moved to.
    Rule(Act.CHOOSE,           _one(_S.SCHEDULED),  _S.SCHEDULED,    _CITIZEN, _SLOT, _CHOSEN),
    Rule(Act.RELEASE,          _one(_S.SCHEDULED),  _S.UNDER_REVIEW, _BOTH,  _NONE,   _RELEASED),
    Rule(Act.RELEASE,          _one(_S.NOT_HELD),   _S.UNDER_REVIEW, _STAFF, _NONE,   _RELEASED),
    Rule(Act.REFUSE,           LIVE,                _S.REFUSED,      _STAFF, _GROUND, _REFUSED),
    # Anything unclear is returned before it is refused [A64]; the term of the reply goes on.
    Rule(Act.RETURN,           _TO_RETURN,          _S.RETURNED,     _STAFF, _REASON, _RETURNED),
    Rule(Act.CORRECT,          _one(_S.RETURNED),   _S.UNDER_REVIEW, _BOTH,  _ANSWER, _CORRECTED),
    Rule(Act.REDIRECT,         LIVE,                _S.REDIRECTED,   _STAFF, _WHERE,  _REDIRECTED),
    Rule(Act.CONSULT,          LIVE,                _S.CONSULTED,    _STAFF, _NONE,   _CONSULTED),
    Rule(Act.WITHDRAW,         LIVE,                _S.WITHDRAWN,    _BOTH,  _NONE,   _WITHDRAWN),
    # Someone marked as absent may turn out to have been received after all.
    Rule(Act.DECLARE_ATTENDED, _TO_ATTEND,          _S.ATTENDED,     _STAFF),
    Rule(Act.DECLARE_NO_SHOW,  _one(_S.SCHEDULED),  _S.NO_SHOW,      _STAFF, _NONE,   _NO_SHOW),
    # The office owes a new date for a reception that it didn't hold.
    Rule(Act.DECLARE_NOT_HELD, _one(_S.SCHEDULED),  _S.NOT_HELD,     _STAFF, _NONE,   _NOT_HELD),
    # Where an undo leads when the state before the decision is not known; nobody is told.
    Rule(Act.UNDO,             _DECIDED,            _S.UNDER_REVIEW, _STAFF),
    Rule(Act.UNDO,             _HELD_OR_NOT,        _S.SCHEDULED,    _STAFF),
)
# fmt: on

UNDOABLE: Final = frozenset(
    {
        Act.CONFIRM,
        Act.MOVE,
        Act.REFUSE,
        Act.RETURN,
        Act.REDIRECT,
        Act.CONSULT,
        Act.WITHDRAW,
        Act.DECLARE_ATTENDED,
        Act.DECLARE_NO_SHOW,
        Act.DECLARE_NOT_HELD,
    }
)
"""What staff decide, or enter for an applicant, can be taken back until the message leaves."""

_RULES: Final = {(state, rule.act): rule for rule in RULES for state in rule.sources}


def rule(state: State, act: Act) -> Rule:
    """Return the line of the table for `act` in `state`, or raise `NotAllowed`."""
    found = _RULES.get((state, act))
    if found is None:
        raise NotAllowed(state, act)
    return found


def next_state(state: State, act: Act, before: State | None = None) -> State:
    """Return the state `act` leads to, or raise `NotAllowed`.

    `before` is for UNDO: the state the decision was taken in, which is returned when a decision
    really leads from there to `state`.
    """
    found = rule(state, act)
    if act is not Act.UNDO or before is None:
        return found.target
    if not any(
        (known := _RULES.get((before, decision))) is not None and known.target is state
        for decision in UNDOABLE
    ):
        raise NotAllowed(state, act)
    return before


def acts_open_to(state: State, who: Who) -> frozenset[Act]:
    """Return what `who` may do to a request in `state`; UNDO only while there is something to."""
    return frozenset(act for (at, act), found in _RULES.items() if at is state and who in found.who)
