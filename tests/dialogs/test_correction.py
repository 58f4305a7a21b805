"""A returned request is corrected by its applicant: by buttons, by numbers, or in one text."""

from datetime import date, timedelta

import pytest
from msgspec.structs import replace

from bot.dialogs import commands as do
from bot.dialogs.consent import CONSENT_VERSION, consent_given
from bot.reception.directory import StaffMember
from bot.reception.identity import iin, phone
from bot.reception.language import Lang
from bot.reception.lifecycle import State
from tests.dialogs.test_words import fits
from tests.dialogs.walking import ESSENCE, EXPECTED, IIN, PHONE, by_button, by_label, by_number
from tests.people import Person, World

NEW = "Бірлік көшесі, 5-үйде екі айдан бері жарық жоқ, жөндеуді сұраймын."
BOTH = pytest.mark.parametrize("lang", list(Lang))


def returned(
    lang: Lang = Lang.KK,
    *,
    short: bool = False,
    member: StaffMember | None = None,
    own: bool = True,
) -> Person:
    """Return someone whose request waits to be corrected."""
    person = Person(World(), lang, short=short, member=member)
    number = person.world.add(EXPECTED, person.number if own else 55)
    person.world.consents[person.number] = CONSENT_VERSION
    person.world.change(
        number, state=State.RETURNED, correct="Қай көше, қай үй?", correct_by=date(2026, 3, 5)
    )
    return person.asks("start")


def corrected(person: Person) -> do.Correct:
    command = person.world.commands[-1]
    assert isinstance(command, do.Correct)
    return command


@BOTH
@pytest.mark.parametrize("short", [False, True])
@pytest.mark.parametrize("choose", [by_button, by_number, by_label])
def test_one_answer_is_chosen_given_anew_and_sent(lang: Lang, short: bool, choose: object) -> None:
    person = returned(lang, short=short).asks("my")
    assert callable(choose)
    choose(person, "correct")
    assert (person.dialog, person.step) == ("correction", "what")
    choose(person, "name")
    person.types("Ахметова Сәуле")
    choose(person, "send")
    assert corrected(person) == do.Correct("2026-000001-5", name="Ахметова Сәуле")
    assert person.step == "menu"


@BOTH
def test_a_text_written_at_once_is_the_new_essence(lang: Lang) -> None:
    person = returned(lang).is_asked("correction", number="2026-000001-5")
    person.types(NEW)
    assert person.step == "review"
    assert NEW in person.screen
    person.presses("send")
    assert corrected(person) == do.Correct("2026-000001-5", essence=NEW)


@BOTH
def test_what_to_correct_is_said_once_and_every_question_fits(lang: Lang) -> None:
    person = returned(lang, short=True).is_asked("correction", number="2026-000001-5")
    assert person.remarks == ["correction-wanted"]
    assert "Қай көше, қай үй?" in person.screen
    fits(person)
    person.types("?")
    assert person.remarks == ["invalid-essence-short"]
    person.presses("essence")
    fits(person)
    person.types(NEW)
    fits(person)


def test_several_answers_are_corrected_one_after_another() -> None:
    person = returned().types("түзету")
    person.types(NEW).presses("more")
    assert person.step == "what"
    person.presses("phone").types(PHONE).presses("more").presses("iin").types(IIN).presses("send")
    expected = do.Correct("2026-000001-5", essence=NEW, phone=phone(PHONE), iin=iin(IIN))
    assert corrected(person) == expected


def test_an_iin_is_echoed_by_its_last_digits_only() -> None:
    person = returned().asks("correct").presses("iin").types(IIN)
    assert "********0017" in person.screen
    assert IIN not in person.screen


def test_only_what_was_asked_when_it_was_made_can_be_corrected() -> None:
    person = returned()
    number = person.world.add(replace(EXPECTED, official="zhibekova", office="centre"), 1)
    person.world.change(number, state=State.RETURNED, applicant=do.ApplicantKind.INDIVIDUAL)
    person.asks("my", "").presses(number).presses("correct")
    assert person.keys == ["essence", "name", "phone"]


def test_back_and_cancel_change_nothing() -> None:
    person = returned().asks("correct").presses("name").types("артқа")
    assert person.step == "what"
    person.types(ESSENCE).presses("cancel")
    assert person.remarks == ["correction-kept"]
    assert person.world.commands == []


def test_nothing_can_be_corrected_that_was_not_returned() -> None:
    person = returned()
    person.world.change("2026-000001-5", state=State.UNDER_REVIEW)
    person.asks("correct")
    assert (person.remarks, person.dialog) == (["correction-over"], "requests")
    person.is_asked("correction", number="2026-000001-5")
    assert person.turn.question is None


def test_a_return_that_may_be_undone_is_not_known_yet() -> None:
    person = returned()
    undo = person.world.now + timedelta(seconds=30)
    person.world.change("2026-000001-5", undo_until=undo)
    assert "correct" not in person.asks("my").keys
    assert person.asks("correct").remarks == ["correction-over"]


def test_what_was_typed_is_not_kept_for_the_buttons_of_the_reminder() -> None:
    person = returned()
    person.is_asked("correction", number=next(iter(person.world.requests)))
    before = person.conversation.prompts
    assert [{}] == [frame.answers for frame in before.values()]
    assert {} != person.presses("name").conversation.frames[-1].answers
    assert 2 == len(person.conversation.prompts)
    assert before == person.types("Омарова Әсел").conversation.prompts


def test_consent_is_asked_again_where_it_was_taken_back_and_counts_however_it_was_given() -> None:
    person = returned()
    person.world.consents.clear()
    assert person.asks("correct").step == "consent"
    person.world.consents[1] = consent_given("oral")
    assert person.asks("cancel").asks("correct").step == "what"


def test_staff_correct_for_those_who_call_but_only_in_their_offices() -> None:
    member = World().directory.staff[0]
    person = returned(Lang.RU, member=member, own=False).asks("fix", "1")
    person.types(NEW).presses("send")
    assert corrected(person) == do.Correct("2026-000001-5", essence=NEW)
    stranger = returned(Lang.RU, member=replace(member, offices=("centre",)), own=False)
    assert stranger.asks("fix", "2026-000001-5").told == ["not-your-office"]
    assert returned(own=False).asks("fix", "1").told == ["staff-only"]
