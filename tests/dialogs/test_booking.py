"""Booking: the whole path in both languages, and everything that can happen on the way."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from bot.dialogs.commands import ApplicantKind, Format, GiveConsent, Register
from bot.dialogs.consent import CONSENT_VERSION
from bot.dialogs.incoming import Key, Pressed, Thing
from bot.dialogs.turn import Frame
from bot.reception.directory import Directory
from bot.reception.identity import bin_, iin, phone
from bot.reception.language import Lang
from tests.people import Person, World, directory

NAME, PHONE, OWN_PHONE = "Ахметов Серік Болатұлы", "+77011234567", "+77077654321"
ESSENCE = "Көшемізде екі айдан бері жарық жоқ, жөндеуді сұраймын."
ADDRESS = "Сарыөзен облысы, Үлгі ауылы, Бірлік көшесі, 5"
DAYS = "сәрсенбіде түске дейін"
ORGANISATION = "«Бірлік» шаруа қожалығы"
IIN, BIN = "900101300017", "990140000384"

# The longest path: the office asks for everything, and a topic leads to the official.
ANSWERS: tuple[tuple[str, str, str], ...] = (
    ("menu", "press", "book"),
    ("office", "press", "akim"),
    ("official", "press", "not-sure"),
    ("topic", "press", "land"),
    ("applicant", "press", "representative"),
    ("organisation", "type", ORGANISATION),
    ("bin", "type", BIN),
    ("consent", "press", "yes"),
    ("name", "type", NAME),
    ("phone", "type", PHONE),
    ("iin", "type", IIN),
    ("address", "type", ADDRESS),
    ("essence", "type", ESSENCE),
    ("format", "press", "video"),
    ("unfit", "type", DAYS),
    ("category", "press", "veteran"),
    ("help", "press", "yes"),
    ("review", "press", "yes"),
)
EXPECTED = Register(
    office="akim",
    official="prilutsky",
    topic="land",
    applicant=ApplicantKind.REPRESENTATIVE,
    organisation=ORGANISATION,
    bin=bin_(BIN),
    name=NAME,
    phone=phone(PHONE),
    iin=iin(IIN),
    postal_address=ADDRESS,
    essence=ESSENCE,
    format=Format.VIDEO,
    unfit_days=DAYS,
    category="veteran",
    needs_help=True,
)
STEPS = [step for step, _, _ in ANSWERS]


def by_button(person: Person, key: str) -> None:
    person.presses(key)


def by_number(person: Person, key: str) -> None:
    person.types(str(person.keys.index(key) + 1))


def by_label(person: Person, key: str) -> None:
    person.types(person.label(key).upper())


def walk(
    person: Person, until: str = "", choose: Callable[[Person, str], None] = by_button
) -> Person:
    """Answer everything up to the question `until`, or to the end."""
    for step, way, answer in ANSWERS:
        assert person.step == step
        if step == until:
            break
        if way == "press":
            choose(person, answer)
        else:
            person.types(answer)
    return person


def citizen(lang: Lang = Lang.KK, *, short: bool = False, world: World | None = None) -> Person:
    """Return someone who has chosen a language and looks at the menu."""
    return Person(world or World(), lang, short=short).asks("start")


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
    assert person.world.given == [replace(EXPECTED, **changes)]  # type: ignore[arg-type]


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
    assert person.world.given[0].phone.kazakh is False


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
