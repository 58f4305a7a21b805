"""Ways through a booking that do not go straight on: back, away, changed, by a link."""

import pytest
from msgspec.structs import replace

from bot.dialogs.commands import ApplicantKind, Format
from bot.dialogs.incoming import Key, Pressed
from bot.reception.identity import phone
from bot.reception.language import Lang
from tests.dialogs.walking import (
    ANSWERS,
    ESSENCE,
    EXPECTED,
    NAME,
    OWN_PHONE,
    PHONE,
    STEPS,
    by_button,
    citizen,
    walk,
)
from tests.people import Person, World


@pytest.mark.parametrize("step", STEPS[2:])
def test_back_asks_the_question_before_and_forgets_no_other(step: str) -> None:
    person = walk(citizen(), until=step).presses_key(Key.BACK)
    # Consent once given isn't asked for again.
    asked = [one for one in STEPS[1:] if one == step or one != "consent"]
    before = asked[asked.index(step) - 1]
    assert person.step == before
    way, answer = next((way, answer) for one, way, answer in ANSWERS if one == before)
    by_button(person, answer) if way == "press" else person.types(answer)
    assert person.step == step


def test_back_can_be_typed_and_leaves_at_the_first_question() -> None:
    person = walk(citizen(), until="official").types("Артқа")
    assert person.step == "office"
    assert person.types("артка").remarks == ["draft-cancelled"]
    assert person.step == "menu"


@pytest.mark.parametrize("word", ["отмена", "Болдырмау", "/cancel"])
@pytest.mark.parametrize("step", ["office", "name", "review"])
def test_cancel_throws_the_draft_away(step: str, word: str) -> None:
    person = walk(citizen(), until=step)
    person.asks("cancel") if word == "/cancel" else person.types(word)
    assert (person.step, person.remarks) == ("menu", ["draft-cancelled"])
    assert person.keys[0] == "book"


def test_cancel_at_the_review_throws_the_draft_away() -> None:
    person = walk(citizen(), until="review").presses("no")
    assert (person.step, person.remarks) == ("menu", ["draft-cancelled"])
    assert person.world.given == []


@pytest.mark.parametrize(
    ("step", "answer", "changes"),
    [
        ("name", "Жаңа Есім", {"name": "Жаңа Есім"}),
        ("phone", "8 707 765 43 21", {"phone": phone(OWN_PHONE)}),
        ("essence", ESSENCE + " Рақмет.", {"essence": ESSENCE + " Рақмет."}),
        ("topic", "schools", {"topic": "schools", "official": "bulakbaeva"}),
        ("official", "samuratov", {"topic": None, "official": "samuratov"}),
        ("iin", "skip", {"iin": None}),
        ("bin", "skip", {"bin": None}),
        ("format", "in-person", {"format": Format.IN_PERSON}),
        ("unfit", "skip", {"unfit_days": None}),
        ("category", "no", {"category": None}),
        ("help", "no", {"needs_help": False}),
        (
            "applicant",
            "individual",
            {"applicant": ApplicantKind.INDIVIDUAL, "organisation": None, "bin": None},
        ),
    ],
)
def test_one_answer_can_be_changed_from_the_review(
    step: str, answer: str, changes: dict[str, object]
) -> None:
    person = walk(citizen(), until="review").presses("change").presses(step)
    assert person.step == step
    person.presses(answer) if answer in person.keys else person.types(answer)
    assert person.step == "review"
    person.presses("yes")
    assert person.world.given == [replace(EXPECTED, **changes)]


def test_a_change_given_up_keeps_the_answer_that_was_there() -> None:
    person = walk(citizen(), until="review").presses("change").presses("name")
    assert person.types("артқа").step == "review"
    assert person.presses("yes").world.given == [EXPECTED]


def test_another_office_makes_its_own_questions_again() -> None:
    person = walk(citizen(), until="review").presses("change").presses("office")
    person.presses("centre")
    assert person.step == "topic"  # still not sure whom to see
    person.presses("social")
    assert person.step == "review"
    (given,) = person.presses("yes").world.given
    assert (given.office, given.iin, given.postal_address) == ("centre", None, None)
    assert given.format is Format.IN_PERSON


def test_only_what_was_asked_can_be_changed() -> None:
    person = Person(World(), Lang.KK).asks("start", "o-zhibekova")
    person.presses("individual").presses("yes").types(NAME).types(PHONE).types(ESSENCE)
    person.presses("skip").presses("no").presses("no").presses("change")
    asked = ["applicant", "name", "phone", "essence", "unfit", "category", "help"]
    assert person.keys == asked


@pytest.mark.parametrize("step", STEPS[1:])
def test_the_language_can_be_changed_at_any_step_and_keeps_the_answers(step: str) -> None:
    person = walk(citizen(), until=step).types("язык")
    assert person.dialog == "language"
    person.types("Русский")
    assert (person.lang, person.step) == (Lang.RU, step)
    for at, way, answer in ANSWERS[STEPS.index(step) :]:
        assert person.step == at
        by_button(person, answer) if way == "press" else person.types(answer)
    assert person.world.given == [EXPECTED]


def test_the_menu_over_a_draft_offers_to_go_on() -> None:
    person = walk(citizen(), until="name").asks("start")
    assert (person.step, person.keys[0]) == ("menu", "continue")
    assert person.presses("continue").step == "name"
    assert person.asks("help").presses("centre").told == ["help-about"]
    assert person.step == "name"


def test_asking_to_book_again_goes_on_with_the_draft() -> None:
    person = walk(citizen(), until="essence").asks("book")
    assert person.step == "essence"


def test_the_same_link_goes_on_and_another_begins_anew() -> None:
    person = Person(World(), Lang.KK).asks("start", "o-zhibekova").presses("individual")
    assert person.asks("start", "o-zhibekova").step == "consent"
    assert person.asks("start", "o-samuratov").step == "applicant"


@pytest.mark.parametrize(
    "payload", ["", "x-1", "o-", "f-nobody", "o-nobody", "../../etc", "f-" * 99]
)
def test_a_link_to_nowhere_still_leads_somewhere(payload: str) -> None:
    person = Person(World(), Lang.KK).asks("start", payload)
    assert person.step in {"menu", "office"}


def test_a_link_to_an_office_asks_only_for_the_official() -> None:
    person = Person(World(), Lang.KK).asks("start", "f-ministry")
    assert (person.step, person.question.at) == ("official", (1, 9))


def test_a_double_tap_answers_once() -> None:
    person = walk(citizen(), until="applicant")
    press = Pressed(person.conversation.turn, 1)
    person.does(press).does(press)
    assert person.remarks == ["already-answered"]
    assert person.step == "consent"
    assert person.turn.toast is not None


def test_a_button_of_a_lost_question_shows_the_present_one() -> None:
    person = walk(citizen(), until="name").presses_key(Key.BACK, turn=1)
    assert (person.step, person.remarks) == ("name", ["already-answered"])
