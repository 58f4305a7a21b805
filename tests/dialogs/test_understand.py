"""What typed answers mean, however they were typed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.dialogs.question import Facts, Option, Question
from bot.dialogs.say import say
from bot.dialogs.understand import (
    Word,
    fold,
    number_meant,
    option_meant,
    word_language,
    word_meant,
)
from bot.reception.language import Bilingual, Lang
from tests.people import Person, World

OFFICIALS = Question(
    "official",
    say("booking-official"),
    (
        Option("a", Bilingual("Тоғызбаев А. С.", "Тогызбаев А. С."), 1),
        Option("b", Bilingual("Жібекова М. А.", "Жибекова М. А."), 2),
        Option("c", Bilingual("Тоқаева Ә. Қ.", "Токаева А. К."), 3),
    ),
)
SURE = Question("sure", say("mydata-sure"), (Option("yes", "+", 1), Option("no", "-", 2)))
COMMENT = Question(
    "comment", say("survey-comment"), (Option("skip", say("skip"), None),), takes_text=True
)


@pytest.fixture(scope="module")
def facts() -> Facts:
    return Person(World(), Lang.KK).facts({})


def meant(text: str, question: Question, facts: Facts) -> str | None:
    return option_meant(text, question, [option.key for option in question.options], facts)


@pytest.mark.parametrize(
    "text", ["2", "2.", " 2) ", "(2)", "№2", "№ 2", "#2", "２", "2️⃣", "②", "02"]
)
def test_a_number_is_an_option_however_it_is_written(text: str, facts: Facts) -> None:
    assert meant(text, OFFICIALS, facts) == "b"


@pytest.mark.parametrize("text", ["0", "4", "99", "-2", "2 2", "22222222222", "+77011234567", ""])
def test_another_number_is_no_option(text: str, facts: Facts) -> None:
    assert meant(text, OFFICIALS, facts) is None


def test_ten_has_an_emoji_of_its_own() -> None:
    assert number_meant("🔟") == 10


@pytest.mark.parametrize(
    "text",
    [
        "Жібекова М. А.",
        "жибекова м а",
        "ЖIБЕКОВА М.А.",  # a Latin I
        "жібек",
        "Жибекова",
        "бекова",
    ],
)
def test_a_label_or_a_part_of_it_is_its_option_in_either_language(text: str, facts: Facts) -> None:
    assert meant(text, OFFICIALS, facts) == "b"


@pytest.mark.parametrize(("text", "key"), [("тогыз", "a"), ("токаева", "c"), ("ТOKAEBA A K", "c")])
def test_missing_kazakh_letters_and_latin_ones_make_no_difference(
    text: str, key: str, facts: Facts
) -> None:
    assert meant(text, OFFICIALS, facts) == key


@pytest.mark.parametrize("text", ["то", "то к", "аева и", "ева", "ов", "Жандосов"])
def test_what_fits_several_options_or_is_too_short_is_none(text: str, facts: Facts) -> None:
    assert meant(text, OFFICIALS, facts) is None


@pytest.mark.parametrize(
    "text", ["Любой день", "Подходит любой день", "кез келген күн", "Кез келген күн жарайды."]
)
def test_a_label_is_understood_in_its_long_and_its_short_form(text: str, facts: Facts) -> None:
    any_day: Option[object] = Option("skip", say("booking-unfit-skip"), None)
    days = Question("unfit", say("booking-unfit"), (any_day,), takes_text=True)
    assert meant(text, days, facts) == "skip"


YES = ["иә", "ИӘ", "ия", "Ия,", "иа", "да", "ДА!", "ok", "OK", "ок", "окей", "хорошо", "жарайды"]
YES += ["жақсы", "жаксы", "болады", "ага", "👍", "👍🏽", "✅", "+"]
NO = ["жоқ", "жок", "ЖОҚ!", "нет", "Нет.", "неа", "joq", "👎", "❌"]


@pytest.mark.parametrize("text", YES)
def test_the_usual_words_for_yes_are_yes(text: str, facts: Facts) -> None:
    assert meant(text, SURE, facts) == "yes"


@pytest.mark.parametrize("text", NO)
def test_the_usual_words_for_no_are_no_or_nothing_to_say(text: str, facts: Facts) -> None:
    assert meant(text, SURE, facts) == "no"
    assert meant(text, COMMENT, facts) == "skip"


@pytest.mark.parametrize(
    "text", ["-", "өткізіп жіберу", "Откизип жиберу", "пропустить", "skip", "1"]
)
def test_a_question_can_be_skipped_in_words(text: str, facts: Facts) -> None:
    assert meant(text, COMMENT, facts) == "skip"


@pytest.mark.parametrize("text", ["2", "пропустил прием", "пропус", "10", "жоқтау", "дайын"])
def test_a_text_that_is_no_option_stays_a_text(text: str, facts: Facts) -> None:
    assert meant(text, COMMENT, facts) is None


@pytest.mark.parametrize(
    ("text", "word", "lang"),
    [
        ("БРОНЬ", Word.BOOK, Lang.RU),
        ("ЖАЗЫЛУ", Word.BOOK, Lang.KK),
        ("СТАТУС", Word.MY, Lang.RU),
        ("КҮЙ", Word.MY, Lang.KK),
        ("куй", Word.MY, Lang.KK),
        ("Тіл", Word.LANGUAGE, Lang.KK),
        ("Tил", Word.LANGUAGE, Lang.KK),
        ("язык", Word.LANGUAGE, Lang.RU),
        ("Көмек!", Word.HELP, Lang.KK),
        ("помощь", Word.HELP, Lang.RU),
        ("ОТМЕНА", Word.CANCEL, Lang.RU),
        ("Болдырмау", Word.CANCEL, Lang.KK),
        ("артқа", Word.BACK, Lang.KK),
        ("ещё", Word.MORE, Lang.RU),
        ("0", Word.MORE, None),
        ("мәзір", Word.MENU, Lang.KK),
        ("мои данные", Word.MYDATA, Lang.RU),
    ],
)
def test_the_usual_words_mean_the_same_everywhere(text: str, word: Word, lang: Lang | None) -> None:
    assert (word_meant(text), word_language(text)) == (word, lang)


@pytest.mark.parametrize(
    "text", ["stop", "STOPALL", "unsubscribe", "end", "quit", "cancel", "revoke", "optout", "стоп"]
)
def test_the_words_of_providers_are_not_ours(text: str) -> None:
    assert word_meant(text) is None


def test_no_word_of_a_command_is_taught_that_means_another() -> None:
    opened = {word: word.command for word in Word if word.command}
    assert len(set(opened.values())) == len(opened)


@given(st.text(max_size=300))
def test_any_text_can_be_folded_and_folding_twice_changes_nothing(text: str) -> None:
    once = fold(text)
    assert fold(once) == once
    assert word_meant(text) in {None, *Word}
    assert number_meant(text) in {None, *range(100)}
