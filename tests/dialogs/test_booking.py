"""Booking: the whole path in both languages, and everything that can happen on the way."""

from collections.abc import Callable

import pytest
from msgspec.structs import replace

from bot.dialogs.commands import ApplicantKind, Format, GiveConsent
from bot.dialogs.consent import CONSENT_VERSION
from bot.dialogs.conversation import Frame
from bot.dialogs.incoming import Thing
from bot.reception.directory import Directory
from bot.reception.identity import phone
from bot.reception.language import Lang
from tests.dialogs.walking import (
    ADDRESS,
    ANSWERS,
    BIN,
    DAYS,
    ESSENCE,
    EXPECTED,
    IIN,
    NAME,
    ORGANISATION,
    OWN_PHONE,
    PHONE,
    STEPS,
    by_button,
    by_label,
    by_number,
    citizen,
    walk,
)
from tests.people import Person, World, directory


@pytest.mark.parametrize("choose", [by_button, by_number, by_label])
@pytest.mark.parametrize("short", [False, True])
@pytest.mark.parametrize("lang", list(Lang))
def test_the_same_request_comes_of_buttons_numbers_and_labels(
    lang: Lang, short: bool, choose: Callable[[Person, str], None]
) -> None:
    person = walk(citizen(lang, short=short), choose=choose)
    assert person.world.given == [EXPECTED]
    assert person.step == "menu"
    assert person.conversation.frames == ()


def test_the_shortest_path_asks_eight_questions_and_a_consent() -> None:
    person = Person(World(), Lang.KK, phone=OWN_PHONE).asks("start", "o-zhibekova")
    person.presses("individual").presses("yes").types("Мұратова Әлия").presses("this")
    person.types(ESSENCE).presses("skip").presses("no").presses("no").presses("yes")
    (given,) = person.world.given
    assert given == replace(
        EXPECTED,
        office="centre",
        official="zhibekova",
        topic=None,
        applicant=ApplicantKind.INDIVIDUAL,
        organisation=None,
        bin=None,
        name="Мұратова Әлия",
        phone=phone(OWN_PHONE),
        iin=None,
        postal_address=None,
        format=Format.IN_PERSON,
        unfit_days=None,
        category=None,
        needs_help=False,
    )


def test_progress_is_honest() -> None:
    person = citizen()
    seen = []
    for step, way, answer in ANSWERS:
        seen.append((step, person.question.at))
        if way == "press":
            person.presses(answer)
        else:
            person.types(answer)
    counted = [(step, at) for step, at in seen if at is not None]
    assert [n for _, (n, _) in counted] == list(range(1, len(counted) + 1))
    assert counted[-1] == ("review", (16, 16))
    assert ("consent", None) in seen


def test_consent_comes_before_the_first_personal_question_and_only_once() -> None:
    person = walk(citizen(), until="consent")
    assert person.world.commands == []
    person.presses("yes")
    assert person.world.commands == [GiveConsent(CONSENT_VERSION)]
    person.types(NAME)
    assert person.world.commands == [GiveConsent(CONSENT_VERSION)]
    person.asks("cancel").asks("book")
    person.presses("centre").presses("zhibekova").presses("individual")
    assert person.step == "name"


def test_who_does_not_agree_hears_where_else_to_go() -> None:
    person = walk(citizen(Lang.RU), until="consent").presses("no")
    assert person.told == ["consent-refused"]
    office = directory().office("akim")
    for words in (office.phone, office.address.ru, office.portal):
        assert words in person.screen
    assert person.world.commands == []
    assert person.step == "menu"


def test_the_whole_text_of_the_consent_is_there_to_read_again_and_again() -> None:
    person = walk(citizen(), until="consent")
    for _ in range(2):
        person.presses("text")
        assert (person.step, person.remarks) == ("consent", ["consent-text"])
    assert person.presses("yes").step == "name"


def test_consent_taken_back_on_the_way_is_asked_again_and_nothing_else_answers_it() -> None:
    person = walk(citizen(), until="help")
    person.world.consents.clear()
    person.presses("yes")
    assert person.step == "consent"
    assert person.world.consents == {}
    assert person.presses("yes").step == "help"
    person.presses("yes").presses("yes")
    assert person.world.given == [EXPECTED]


def test_consent_to_older_words_is_asked_for_again() -> None:
    person = citizen()
    person.world.consents[person.number] = "2020-1"
    walk(person, until="consent").presses("yes")
    assert person.world.consents == {person.number: CONSENT_VERSION}


@pytest.mark.parametrize("nonsense", ["", "?", "99", "🤷", "<b>", "\u202e", "й" * 5000])
@pytest.mark.parametrize("step", [step for step in STEPS if step != "menu"])
def test_nonsense_leaves_the_question_where_it_is(step: str, nonsense: str) -> None:
    person = walk(citizen(), until=step)
    before = person.conversation
    if step in {"organisation", "unfit"} and any(map(str.isalnum, nonsense)):
        nonsense = "…"  # any words will do there
    person.types(nonsense)
    assert person.step == step
    assert len(person.remarks) == 1
    assert person.conversation == before


@pytest.mark.parametrize("thing", list(Thing))
@pytest.mark.parametrize("step", [step for step in STEPS if step != "menu"])
def test_what_is_no_answer_leaves_the_question_where_it_is(step: str, thing: Thing) -> None:
    person = walk(citizen(), until=step).sends(thing)
    assert (person.step, person.remarks) == (step, [f"invalid-thing-{thing}"])


def test_a_contact_counts_only_if_it_is_the_persons_own() -> None:
    person = walk(citizen(), until="phone").shares(OWN_PHONE, own=False)
    assert (person.step, person.remarks) == ("phone", ["invalid-contact-not-own"])
    assert person.conversation.asks_contact
    assert person.shares(OWN_PHONE.removeprefix("+")).step == "iin"
    assert not person.conversation.asks_contact


def test_a_proved_number_is_offered_first_and_another_can_be_typed() -> None:
    person = Person(World(), Lang.RU, phone=OWN_PHONE, short=True).asks("start")
    walk(person, until="phone")
    assert person.keys == ["this"]
    assert person.types(PHONE).step == "iin"


def test_a_foreign_number_is_taken_with_a_warning() -> None:
    person = walk(citizen(Lang.RU), until="review").presses("change").presses("phone")
    person.types("+49 30 901820")
    assert person.step == "review"
    assert "только на мобильные номера Казахстана" in person.screen
    person.presses("yes")
    phone_given = person.world.given[0].phone
    assert phone_given is not None
    assert phone_given.kazakh is False


def test_the_review_shows_every_answer_but_the_identity_number() -> None:
    person = walk(citizen(), until="review")
    for words in (NAME, PHONE, ESSENCE, ADDRESS, DAYS, ORGANISATION, BIN, "Ардагер", "Жер және"):
        assert words in person.screen
    assert IIN not in person.screen
    assert f"********{IIN[-4:]}" in person.screen


def test_html_in_a_name_is_no_name_and_stays_text_elsewhere() -> None:
    person = walk(citizen(), until="name").types("<b>Серік</b>")
    assert (person.step, person.remarks) == ("name", ["invalid-name-letters"])
    person.types(NAME).types(PHONE).types(IIN).types(ADDRESS).types(f"<b>{ESSENCE}</b>")
    assert person.step == "format"


def test_a_live_request_to_the_same_official_is_shown_instead() -> None:
    person = walk(citizen())
    person.presses("book").presses("akim").presses("prilutsky")
    assert (person.dialog, person.remarks) == ("requests", ["live-exists"])
    assert person.question.prompt.key == "requests-waiting"
    assert person.asks("book").presses("akim").presses("samuratov").step == "applicant"


def test_an_official_who_is_gone_is_asked_for_again_with_the_other_answers_kept() -> None:
    person = walk(citizen(), until="essence")
    person.world.directory = _without("prilutsky")
    person.types(ESSENCE)
    assert person.step == "topic"
    person.presses("schools")
    assert person.step == "essence"


def test_an_option_that_is_gone_is_said_to_be_gone() -> None:
    person = walk(citizen(), until="official")
    person.world.directory = _without("prilutsky")
    person.presses("prilutsky")
    assert (person.step, person.remarks) == ("official", ["invalid-option-gone"])


def test_a_draft_of_another_version_is_asked_again_where_it_no_longer_fits() -> None:
    person = walk(citizen(), until="essence")
    (draft,) = person.conversation.frames
    answers = {**draft.answers, "phone": ">nonsense", "forgotten-step": "#1", "applicant": "#what"}
    frames = (Frame(draft.dialog, draft.args, answers),)
    person.conversation = replace(person.conversation, frames=frames)
    assert person.types(ESSENCE).step == "applicant"
    assert person.presses("representative").step == "phone"
    assert person.types(PHONE).step == "essence"


def test_the_draft_is_forgotten_when_its_time_is_over() -> None:
    person = walk(citizen(), until="essence").forgets()
    assert person.conversation.frames == ()
    assert person.types("2").step == "menu"
    assert person.world.given == []


def _without(official: str) -> Directory:
    """Return the directory without an official."""
    whole = directory()
    return replace(
        whole,
        officials=tuple(one for one in whole.officials if one.key != official),
        topics=tuple(one for one in whole.topics if one.official != official),
    )
