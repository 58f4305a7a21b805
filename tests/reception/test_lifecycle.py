"""The life of a request: every way through it, and no other."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.reception.lifecycle import (
    AWAITING_REPLY,
    LIVE,
    RULES,
    UNDOABLE,
    Act,
    Demand,
    NotAllowed,
    State,
    Who,
    acts_open_to,
    next_state,
    rule,
)

WALKS = st.lists(st.sampled_from(Act), max_size=20)


def test_a_request_goes_from_registration_to_the_reception() -> None:
    state = State.REGISTERED
    for act in (Act.REVIEW, Act.CONFIRM, Act.MOVE, Act.DECLARE_ATTENDED):
        state = next_state(state, act)
    assert state is State.ATTENDED


def test_someone_who_cannot_come_goes_back_to_the_queue() -> None:
    assert next_state(State.SCHEDULED, Act.RELEASE) is State.UNDER_REVIEW


def test_a_reception_not_held_gets_a_new_date() -> None:
    assert next_state(State.NOT_HELD, Act.MOVE) is State.SCHEDULED


def test_what_is_returned_and_corrected_is_reviewed_again() -> None:
    returned = next_state(State.REGISTERED, Act.RETURN)
    assert next_state(returned, Act.CORRECT) is State.UNDER_REVIEW


def test_the_system_decides_nothing() -> None:
    assert [acts_open_to(state, Who.SYSTEM) for state in State] == [frozenset()] * len(State)


def test_a_citizen_only_withdraws_corrects_gives_a_date_back_or_takes_another() -> None:
    open_to = {state: acts_open_to(state, Who.CITIZEN) for state in State}
    assert {state: acts for state, acts in open_to.items() if acts} == {
        State.REGISTERED: {Act.WITHDRAW},
        State.UNDER_REVIEW: {Act.WITHDRAW},
        State.RETURNED: {Act.WITHDRAW, Act.CORRECT},
        State.SCHEDULED: {Act.WITHDRAW, Act.RELEASE, Act.CHOOSE},
    }


@pytest.mark.parametrize(
    ("act", "demands"),
    [
        (Act.CONFIRM, {Demand.SLOT}),
        (Act.REFUSE, {Demand.GROUND}),
        (Act.RETURN, {Demand.REASON, Demand.TERM}),
        (Act.REDIRECT, {Demand.WHERE}),
    ],
)
def test_a_decision_demands_what_makes_it_lawful(act: Act, demands: set[Demand]) -> None:
    assert rule(State.UNDER_REVIEW, act).demands == demands


def test_every_reply_to_the_applicant_ends_only_with_proof_of_delivery() -> None:
    """What ends the wait for the reply [D29] is told by a statutory notice, whoever forgot what."""
    waits = AWAITING_REPLY
    replies = [one for one in RULES if one.sources & waits and one.target not in waits]
    told = {one.act for one in replies if one.tells is not None and one.tells.statutory}
    assert told == {one.act for one in replies} - {Act.WITHDRAW}


@pytest.mark.parametrize("state", [State.WITHDRAWN, State.ATTENDED, State.REFUSED])
def test_what_is_closed_is_not_withdrawn_again(state: State) -> None:
    with pytest.raises(NotAllowed) as caught:
        next_state(state, Act.WITHDRAW)
    assert (caught.value.state, caught.value.act) == (state, Act.WITHDRAW)


def test_the_table_has_one_line_for_a_state_and_an_act() -> None:
    lines = [(state, line.act) for line in RULES for state in line.sources]
    assert len(lines) == len(set(lines))


@pytest.mark.parametrize(("state", "act"), list(product(State, Act)))
def test_what_the_table_does_not_say_is_not_allowed(state: State, act: Act) -> None:
    allowed = any(act is line.act and state in line.sources for line in RULES)
    try:
        next_state(state, act)
    except NotAllowed:
        assert not allowed
    else:
        assert allowed


@pytest.mark.parametrize(("before", "act"), list(product(State, sorted(UNDOABLE))))
def test_a_decision_undone_leaves_the_state_it_was_taken_in(before: State, act: Act) -> None:
    try:
        after = next_state(before, act)
    except NotAllowed:
        return
    assert next_state(after, Act.UNDO, before) is before


def test_a_decision_never_taken_is_not_undone() -> None:
    with pytest.raises(NotAllowed):
        next_state(State.REFUSED, Act.UNDO, State.ATTENDED)


@given(WALKS)
def test_a_closed_request_becomes_live_again_only_by_undo_or_a_new_date(walk: list[Act]) -> None:
    state = State.REGISTERED
    for act in walk:
        try:
            after = next_state(state, act)
        except NotAllowed:
            continue
        if state not in LIVE and after in LIVE:
            assert act in {Act.UNDO, Act.MOVE, Act.RELEASE}
        state = after
