"""Whatever people do, in whatever order: there is always a next question, never an exception."""

from datetime import UTC, datetime

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.dialogs.incoming import (
    Asked,
    Expired,
    Pressed,
    Prompt,
    SharedContact,
    Stopped,
    Thing,
    Typed,
    Unsupported,
    What,
)
from bot.dialogs.index import DIALOGS
from bot.reception.lifecycle import State
from tests.dialogs.walking import (
    ADDRESS,
    BIN,
    ESSENCE,
    EXPECTED,
    IIN,
    NAME,
    ORGANISATION,
    OWN_PHONE,
    PHONE,
    STEPS,
    walk,
)
from tests.people import Person, World

STARTS_AT = datetime(2026, 3, 24, 10, 0, tzinfo=UTC)
SENSIBLE = [ADDRESS, BIN, ESSENCE, IIN, NAME, ORGANISATION, PHONE]
WORDS = "иә жоқ да нет артқа отмена тағы меню тіл язык бронь күй көмек кесте өткізу 1 2 3 4 5 0 12"
NUMBERS = ("2026-000001-5", "2026-000002-8", "x")

presses = st.tuples(st.integers(-3, 0), st.integers(-3, 10))  # turns back from now, and the number
quiet: st.SearchStrategy[What] = st.one_of(
    st.sampled_from([*SENSIBLE, *WORDS.split()]).map(Typed),
    st.text(max_size=40).map(Typed),
    st.builds(SharedContact, st.sampled_from([PHONE, OWN_PHONE, "?"]), st.booleans()),
    st.sampled_from(Thing).map(Unsupported),
    st.builds(
        Asked,
        st.sampled_from([*DIALOGS.openings, "cancel", "what"]),
        st.sampled_from(["", "f-akim", "o-zhibekova", "o-nobody", "🤷"]),
    ),
    st.builds(
        Prompt,
        st.sampled_from(["reminder", "survey"]),
        st.fixed_dictionaries(
            {
                "number": st.sampled_from(NUMBERS),
                "starts_at": st.sampled_from([STARTS_AT.isoformat(), "never"]),
            }
        ),
    ),
    st.sampled_from([Prompt("nudge"), Expired(), Stopped()]),
)
inputs = st.lists(st.one_of(presses, presses, quiet), max_size=40)


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(["", *STEPS]), inputs, st.booleans(), st.sampled_from([None, OWN_PHONE]))
def test_any_sequence_of_inputs_leaves_a_question_and_raises_nothing(
    until: str, said: list[tuple[int, int] | What], short: bool, phone: str | None
) -> None:
    person = Person(World(), phone=phone, short=short)
    for state in (State.SCHEDULED, State.ATTENDED):
        number = person.world.add(EXPECTED, person.number)
        person.world.change(number, state=state, starts_at=STARTS_AT, official="samuratov")
    if until:
        walk(person.asks("start").presses("kk"), until)
    for one in said:
        before = person.conversation
        what = Pressed(before.turn + one[0], one[1]) if isinstance(one, tuple) else one
        person.does(what)
        turn = person.turn
        if isinstance(what, Stopped | Expired | Prompt):  # may pass in silence
            assert turn.question is not None or turn.says == ()
        else:
            assert turn.question is not None or turn.says or turn.toast
        assert person.conversation.turn >= before.turn
        if turn.question is not None:
            assert person.conversation.options == tuple(person.keys)
    assert person.asks("start").asks("start").step in {"menu", "language"}


@settings(max_examples=60, deadline=None)
@given(st.lists(st.text(max_size=60), max_size=12))
def test_no_text_ever_registers_a_request_unseen(said: list[str]) -> None:
    person = Person(World())
    for text in said:
        seen = person.conversation.step
        person.types(text)
        assert person.world.given == [] or seen == "review"
