"""The menu, the language, my requests, the schedule, help, my data: from the first contact on."""

from datetime import UTC, date, datetime, timedelta

import pytest
from msgspec.structs import replace

from bot.dialogs.commands import Release, UseLanguage, Withdraw, WithdrawConsent
from bot.dialogs.incoming import Asked, Key, Pressed, SharedContact, Thing, Typed, Unsupported, What
from bot.dialogs.schedule import in_words
from bot.reception.language import Lang
from bot.reception.lifecycle import State
from bot.reception.schedule import Pattern, ReceptionDay
from tests.dialogs.walking import EXPECTED, PHONE, citizen
from tests.people import NOW, Person, World, texts

FIRST: list[What] = [
    Typed("Сәлем!"),
    Typed("привет"),
    Typed("5"),
    Asked("start"),
    Asked("nonsense"),
    SharedContact("+77011234567", own=True),
    Unsupported(Thing.STICKER),
]
STARTS_AT = datetime(2026, 3, 24, 10, 0, tzinfo=UTC)


def applicant(lang: Lang = Lang.KK, *, short: bool = False, requests: int = 1) -> Person:
    """Return someone with requests to different officials."""
    person = citizen(lang, short=short)
    officials = ("prilutsky", "samuratov", "bulakbaeva", "togyzbaev", "zhibekova", "karlygashev")
    for official in officials[:requests]:
        person.world.add(replace(EXPECTED, official=official), person.number)
    return person


def first(person: Person) -> str:
    """Return the number of the person's first request."""
    return next(iter(person.world.requests))


@pytest.mark.parametrize("what", FIRST)
def test_the_first_contact_is_answered_in_both_languages_at_once(what: What) -> None:
    person = Person(World()).does(what)
    assert (person.dialog, person.keys) == ("language", ["kk", "ru"])
    assert "Тілді таңдаңыз" in person.screen
    assert "Выберите язык" in person.screen
    person.types("русский")
    assert person.world.commands == [UseLanguage(Lang.RU)]
    assert (person.lang, person.step) == (Lang.RU, "menu")


@pytest.mark.parametrize("what", [one for one in FIRST if one != Asked("start")])
def test_who_has_no_language_yet_reads_in_both_what_is_wrong(what: What) -> None:
    person = Person(World()).does(Asked("start")).does(what)
    assert (person.dialog, person.keys) == ("language", ["kk", "ru"])
    assert person.remarks == ["language-unclear"]


@pytest.mark.parametrize(("word", "lang"), [("ЖАЗЫЛУ", Lang.KK), ("БРОНЬ", Lang.RU)])
def test_a_first_word_that_says_the_language_is_taken_at_its_word(word: str, lang: Lang) -> None:
    person = Person(World(), short=True).types(word)
    assert (person.lang, person.dialog, person.step) == (lang, "booking", "office")


def test_a_link_is_followed_once_the_language_is_chosen() -> None:
    person = Person(World()).asks("start", "o-zhibekova")
    assert person.dialog == "language"
    assert person.presses("kk").step == "applicant"


def test_the_menu_leads_everywhere() -> None:
    leads = {}
    for key in citizen().keys:
        leads[key] = citizen().presses(key).dialog
    assert leads == {
        "book": "booking",
        "my": "requests",
        "schedule": "schedule",
        "help": "help",
        "language": "language",
    }


def test_the_menu_rests() -> None:
    assert citizen().question.rests


def test_nonsense_in_the_menu_is_answered() -> None:
    person = citizen().types("қайда?")
    assert (person.step, person.remarks) == ("menu", ["invalid-answer"])


def test_an_unknown_command_keeps_the_question() -> None:
    person = citizen().types("1").asks("teleport")
    assert (person.step, person.remarks) == ("office", ["unknown-command"])


def test_staff_commands_are_politely_refused() -> None:
    person = citizen().types("1")
    before = person.conversation
    for command in ("queue", "confirm", "report"):
        assert person.asks(command, "1").told == ["staff-only"]
        assert person.conversation == before


# My requests ------------------------------------------------------------------------------------


def test_without_a_request_booking_is_offered() -> None:
    person = citizen().asks("my")
    assert (person.step, person.keys) == ("none", ["book", "close"])
    assert person.presses("book").dialog == "booking"


def test_the_only_request_is_shown_at_once() -> None:
    person = applicant().asks("my")
    assert person.question.prompt.key == "requests-waiting"
    assert "2026 жылғы 27 наурыз" in person.screen  # 15 working days after 2 March
    assert "Қалған жұмыс күндері: 15" in person.screen
    assert person.keys == ["withdraw", "close"]


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (datetime(2026, 3, 27, 5, tzinfo=UTC), "Бүгін – жауап берудің соңғы күні."),
        (datetime(2026, 3, 30, 5, tzinfo=UTC), "Жауап беру мерзімі өтіп кетті."),
        (datetime(2026, 3, 28, 5, tzinfo=UTC), "Жауап беру мерзімі өтіп кетті."),
    ],
)
def test_the_term_is_counted_to_the_end_and_beyond(day: datetime, words: str) -> None:
    person = applicant()
    person.world.now = day
    assert words in person.asks("my").screen


def test_several_requests_are_listed_and_lead_back_to_the_list() -> None:
    person = applicant(requests=3).asks("my")
    assert person.step == "list"
    person.presses(first(person))
    assert person.keys == ["withdraw", "list", "close"]
    assert person.presses("list").step == "list"
    assert person.types("2").types("артқа").step == "list"


def test_a_request_is_withdrawn_after_a_second_yes() -> None:
    person = applicant().asks("my").presses("withdraw").types("жоқ")
    assert person.step == "one"
    person.presses("withdraw").types("иә")
    assert person.world.commands == [Withdraw(first(person))]
    assert person.step == "menu"


def test_a_time_that_does_not_suit_is_given_back_after_a_second_yes() -> None:
    person = applicant()
    person.world.change(first(person), state=State.SCHEDULED, starts_at=STARTS_AT, place=None)
    person.asks("my")
    assert person.question.prompt.key == "requests-scheduled"
    assert "2026 жылғы 24 наурыз, сейсенбі, сағат 15:00" in person.screen
    person.presses("release").presses("yes")
    assert person.world.commands == [Release(first(person))]


def test_a_decision_that_can_still_be_undone_is_not_told() -> None:
    person = applicant()
    person.world.change(
        first(person),
        state=State.REFUSED,
        ground="court",
        comment="жоқ",
        place=None,
        undo_until=NOW + timedelta(seconds=30),
    )
    person.asks("my")
    assert person.question.prompt.key == "requests-waiting"
    assert person.keys == ["close"]
    person.world.now += timedelta(seconds=31)
    person.asks("my")
    assert person.question.prompt.key == "requests-refused"
    assert person.world.directory.ground("court").text.kk in person.screen
    assert person.world.directory.complaint.kk in person.screen


def test_a_decision_taken_meanwhile_is_shown_in_place_of_the_old_options() -> None:
    person = applicant().asks("my")
    person.world.change(first(person), state=State.ATTENDED, starts_at=STARTS_AT, place=None)
    person.presses("withdraw")
    assert person.remarks == ["invalid-option-gone"]
    assert person.question.prompt.key == "requests-closed"


@pytest.mark.parametrize("short", [False, True])
@pytest.mark.parametrize("lang", list(Lang))
@pytest.mark.parametrize("state", list(State))
def test_every_state_has_words(state: State, lang: Lang, short: bool) -> None:
    person = applicant(lang, short=short, requests=2)
    person.world.change(first(person), state=state, starts_at=STARTS_AT, ground="court")
    assert first(person) in person.asks("my").presses(first(person)).screen


def test_another_persons_request_is_not_shown() -> None:
    person = applicant()
    stranger = Person(person.world, Lang.KK, number=2).asks("my")
    assert stranger.step == "none"


# The schedule, help, my data --------------------------------------------------------------------


def test_the_schedule_leads_to_an_official_and_on_to_booking() -> None:
    person = citizen(Lang.RU).asks("schedule").presses("ministry").presses("karlygashev")
    assert "2-я пятница месяца и последняя пятница месяца, 10:00–12:00" in person.screen
    assert "Ближайший день приема: пятница, 13 марта 2026 г." in person.screen
    assert person.presses("book").step == "applicant"


def test_the_schedule_of_someone_else_is_one_step_away() -> None:
    person = citizen().asks("schedule").presses("akim").presses("samuratov").presses("others")
    assert (person.dialog, person.step) == ("schedule", "office")


@pytest.mark.parametrize("lang", list(Lang))
@pytest.mark.parametrize("weekday", range(7))
@pytest.mark.parametrize("weeks", [(), (2,), (1, 3), (-1,), (1, -1)])
def test_every_pattern_has_words(weekday: int, weeks: tuple[int, ...], lang: Lang) -> None:
    clock = NOW.time().replace(hour=10)
    pattern = Pattern(weekday, weeks, clock, clock.replace(hour=12), 20)
    official = replace(citizen().world.directory.officials[0], patterns=(pattern, pattern))
    assert "10:00–12:00" in texts().write(in_words(official, NOW.date()), lang)


def test_single_days_and_days_off_stand_in_the_schedule_until_they_are_past() -> None:
    clock = NOW.time().replace(hour=10, minute=0)
    past, soon = date(2026, 3, 1), date(2026, 4, 15)
    days = tuple(ReceptionDay(day, clock, clock.replace(hour=12), 20) for day in (past, soon))
    official = citizen().world.directory.officials[0]
    official = replace(official, patterns=(), days=days, days_off=(past, soon))
    assert [
        "среда, 15 апреля 2026 г., 10:00–12:00",
        "среда, 15 апреля 2026 г.: приема нет",
    ] == texts().write(in_words(official, NOW.date()), Lang.RU).splitlines()


def test_an_official_without_days_is_shown_without_them() -> None:
    person = citizen()
    whole = person.world.directory
    officials = tuple(replace(one, patterns=()) for one in whole.officials)
    person.world.directory = replace(whole, officials=officials)
    person.asks("schedule").presses("akim").presses("samuratov")
    assert "жақын қабылдау күні" not in person.screen


@pytest.mark.parametrize("lang", list(Lang))
def test_help_gives_a_phone_and_never_ends_in_nothing(lang: Lang) -> None:
    person = citizen(lang, short=True).asks("help").types("1")
    assert person.told == ["help-about"]
    assert person.world.directory.offices[0].phone in person.screen
    assert person.step == "menu"


def test_my_data_are_shown_and_the_consent_can_be_taken_back() -> None:
    person = applicant()
    person.world.given.append(EXPECTED)
    person.world.consents[person.number] = "2026-1"
    person.asks("mydata")
    for words in (EXPECTED.name, PHONE, "********0017", first(person), "12 ай"):
        assert words in person.screen
    person.presses("withdraw").presses("no")
    assert person.step == "show"
    person.presses("withdraw").presses("yes")
    assert person.world.commands == [WithdrawConsent()]
    assert person.asks("mydata").keys == ["requests", "correct", "erase", "close"]


def test_long_lists_go_on_page_by_page_and_are_numbered_through() -> None:
    person = applicant(short=True, requests=6).asks("my")
    assert person.types("тағы").conversation.page == 1
    assert person.types("0").conversation.page == 0
    assert person.presses_key(Key.MORE).conversation.page == 1
    assert person.types("6").step == "one"


def test_a_press_on_an_old_menu_is_answered_by_the_present_question() -> None:
    person = citizen().presses("book")
    person.does(Pressed(0, 1))
    assert (person.step, person.remarks) == ("office", ["already-answered"])
