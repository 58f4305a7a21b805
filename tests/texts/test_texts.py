"""Words for keys: dates in words, arguments as they were typed, and nothing missing unnoticed."""

import logging
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.dialogs.say import Value, say
from bot.reception.language import Bilingual, Lang
from bot.texts import BrokenTexts, MissingText, Texts

KK = """
hello = Сәлем, <b>{ $name }</b>!
    .sms = Сәлем, { $name }
when = Уақыты: { $when }
two = { $first } | { $second }
card =
    <b>№ { $number }</b>
    Кабинет: { $room }

    { $state ->
        [open] ашық & дайын
       *[closed] жабық
    }
brief = { SHORT($when) }; { TIME($when) }
days = { $days ->
    [0] бүгін
   *[other] { $days } күн
}
only = { $room }
paragraphs =
    { $first }

    { $middle }

    { $last }
"""
RU = """
hello = Здравствуйте, <b>{ $name }</b>!
    .sms = Здравствуйте, { $name }
when = Время: { $when }
two = { $first } | { $second }
card =
    <b>№ { $number }</b>
    Кабинет: { $room }

    { $state ->
        [open] открыто
       *[closed] закрыто
    }
brief = { SHORT($when) }; { TIME($when) }
days = { $days ->
    [one] { $days } день
    [few] { $days } дня
   *[many] { $days } дней
}
only = { $room }
paragraphs =
    { $first }

    { $middle }

    { $last }
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for lang, words in ((Lang.KK, KK), (Lang.RU, RU)):
        (tmp_path / lang).mkdir()
        (tmp_path / lang / "one.ftl").write_text(words, "utf-8")
    return tmp_path


@pytest.fixture
def texts(folder: Path) -> Texts:
    return Texts(folder, strict=True)


DAYS = [
    (date(2026, 12, 15), "2026 жылғы 15 желтоқсан, сейсенбі", "вторник, 15 декабря 2026 г."),
    (date(2026, 1, 5), "2026 жылғы 5 қаңтар, дүйсенбі", "понедельник, 5 января 2026 г."),
    (date(2026, 2, 4), "2026 жылғы 4 ақпан, сәрсенбі", "среда, 4 февраля 2026 г."),
    (date(2026, 3, 5), "2026 жылғы 5 наурыз, бейсенбі", "четверг, 5 марта 2026 г."),
    (date(2026, 4, 3), "2026 жылғы 3 сәуір, жұма", "пятница, 3 апреля 2026 г."),
    (date(2026, 5, 2), "2026 жылғы 2 мамыр, сенбі", "суббота, 2 мая 2026 г."),
    (date(2026, 6, 7), "2026 жылғы 7 маусым, жексенбі", "воскресенье, 7 июня 2026 г."),
    (date(2026, 7, 1), "2026 жылғы 1 шілде, сәрсенбі", "среда, 1 июля 2026 г."),
    (date(2026, 8, 31), "2026 жылғы 31 тамыз, дүйсенбі", "понедельник, 31 августа 2026 г."),
    (date(2026, 9, 1), "2026 жылғы 1 қыркүйек, сейсенбі", "вторник, 1 сентября 2026 г."),
    (date(2026, 10, 2), "2026 жылғы 2 қазан, жұма", "пятница, 2 октября 2026 г."),
    (date(2026, 11, 5), "2026 жылғы 5 қараша, бейсенбі", "четверг, 5 ноября 2026 г."),
]


@pytest.mark.parametrize(("day", "kk", "ru"), DAYS)
def test_a_day_is_written_in_words_with_its_weekday(
    texts: Texts, day: date, kk: str, ru: str
) -> None:
    assert texts.write(day, Lang.KK) == kk
    assert texts.write(day, Lang.RU) == ru


def test_a_moment_is_written_in_local_time(texts: Texts) -> None:
    moment = datetime(2026, 12, 14, 20, 5, tzinfo=UTC)
    assert texts.write(moment, Lang.KK) == "2026 жылғы 15 желтоқсан, сейсенбі, сағат 01:05"
    assert texts.write(moment, Lang.RU) == "вторник, 15 декабря 2026 г., 01:05"


def test_a_date_is_short_where_the_text_is(texts: Texts) -> None:
    moment = datetime(2026, 12, 15, 5, 0, tzinfo=UTC)
    assert texts.write(say("when", when=moment), Lang.KK, short=True) == (
        "Уақыты: сс 15.12.2026, 10:00"
    )
    assert texts.write(date(2026, 12, 5), Lang.RU, short=True) == "сб 05.12.2026"


def test_a_text_may_ask_for_a_short_date_or_only_the_time(texts: Texts) -> None:
    moment = datetime(2026, 12, 15, 5, 0, tzinfo=UTC)
    assert texts.write(say("brief", when=moment), Lang.RU) == "вт 15.12.2026, 10:00; 10:00"


def test_the_short_form_is_taken_where_there_is_one(texts: Texts) -> None:
    told = say("hello", name="Айгүл")
    assert texts.write(told, Lang.KK) == "Сәлем, Айгүл!"
    assert texts.write(told, Lang.KK, short=True) == "Сәлем, Айгүл"
    assert texts.write(say("only", room="1"), Lang.KK, short=True) == "1"


def test_nested_texts_are_written_in_the_same_language_and_form(texts: Texts) -> None:
    told = say("two", first=say("hello", name="Ә"), second=Bilingual("иә", "да"))
    assert texts.write(told, Lang.RU) == "Здравствуйте, Ә! | да"
    assert texts.write(told, Lang.KK, short=True) == "Сәлем, Ә | иә"


@pytest.mark.parametrize(
    ("days", "words"), [(1, "1 день"), (3, "3 дня"), (11, "11 дней"), (1234567, "1234567 дней")]
)
def test_numbers_choose_their_plural_and_are_not_grouped(
    texts: Texts, days: int, words: str
) -> None:
    assert texts.write(say("days", days=days), Lang.RU) == words


def test_a_line_whose_argument_is_empty_is_left_out(texts: Texts) -> None:
    told = say("card", number="1", room="", state="open")
    assert texts.write(told, Lang.KK) == "№ 1\n\nашық & дайын"
    assert texts.write(say("only", room=""), Lang.KK) == ""
    nested = say("card", number="1", room=say("only", room=""), state="closed")
    assert texts.write(nested, Lang.KK) == "№ 1\n\nжабық"


@pytest.mark.parametrize(
    ("args", "words"),
    [
        ({"first": "1", "middle": "2", "last": "3"}, "1\n\n2\n\n3"),
        ({"first": "1", "middle": "", "last": "3"}, "1\n\n3"),
        ({"first": "", "middle": "2", "last": ""}, "2"),
        ({"first": "a\n\n\nb", "middle": "", "last": ""}, "a\n\n\nb"),
    ],
)
def test_a_line_that_is_left_out_leaves_no_gap(
    texts: Texts, args: dict[str, str], words: str
) -> None:
    assert texts.write(say("paragraphs", **args), Lang.KK) == words


def test_markup_of_a_text_stays_only_where_it_is_read(texts: Texts) -> None:
    told = say("hello", name="<b>Ә</b> & Б")
    assert texts.write(told, Lang.KK) == "Сәлем, <b>Ә</b> & Б!"
    assert texts.write(told, Lang.KK, markup=True) == "Сәлем, <b>&lt;b&gt;Ә&lt;/b&gt; &amp; Б</b>!"


@given(typed=st.text(st.characters(exclude_categories=["Cc", "Co", "Cs"]), min_size=1))
def test_what_a_person_typed_is_never_changed(typed: str) -> None:
    texts = REAL
    twice = say("staff-joined", above=say("staff-joined", above=typed, below=typed), below=typed)
    assert texts.write(twice, Lang.RU) == f"{typed}; {typed}; {typed}"


def test_a_text_of_any_length_is_written(texts: Texts) -> None:
    told = say("hello", name="<" * 4000)
    assert len(texts.write(told, Lang.RU, markup=True)) > 16_000


def test_a_missing_text_is_an_error_where_it_must_be_found(texts: Texts) -> None:
    with pytest.raises(MissingText, match="no text nobody-wrote-this in ru"):
        texts.write(say("nobody-wrote-this"), Lang.RU)
    with pytest.raises(MissingText, match="the text hello in kk lacks name"):
        texts.write(say("hello"), Lang.KK)
    with pytest.raises(MissingText, match="nobody-wrote-this"):
        texts.write(say("hello", name=say("nobody-wrote-this")), Lang.KK)


def test_in_production_a_missing_text_is_logged_and_never_shown(
    folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    texts = Texts(folder)
    with caplog.at_level(logging.ERROR):
        shown = texts.write(say("nobody-wrote-this", name="Айгүл"), Lang.RU)
    assert shown.startswith("Извините")
    assert "nobody" not in shown
    assert "nobody-wrote-this" in caplog.text
    assert "Айгүл" not in caplog.text


def test_in_production_a_missing_argument_takes_only_its_line_away(
    folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    texts = Texts(folder)
    with caplog.at_level(logging.ERROR):
        shown = texts.write(say("card", number="1", state="open"), Lang.RU)
    assert shown == "№ 1\n\nоткрыто"
    assert "lacks room" in caplog.text
    assert texts.write(say("hello"), Lang.RU).startswith("Извините")


@pytest.mark.parametrize(
    "value", ["text", 5, date(2026, 1, 1), Bilingual("а", "б"), say("only", room="x")]
)
def test_every_value_of_a_text_can_be_written_alone(texts: Texts, value: Value) -> None:
    assert texts.write(value, Lang.KK)


def test_broken_files_are_refused_with_their_name(folder: Path) -> None:
    broken = folder / "kk" / "two.ftl"
    broken.write_text("hello = Тағы\n", "utf-8")
    with pytest.raises(BrokenTexts, match=r"two\.ftl: the text hello is there twice"):
        Texts(folder)
    broken.write_text("= бос\n", "utf-8")
    with pytest.raises(BrokenTexts, match=r"two\.ftl: this is no text: = бос"):
        Texts(folder)
    broken.write_text("empty =\n    .sms = қысқа\n", "utf-8")
    with pytest.raises(BrokenTexts, match="has only attributes"):
        Texts(folder)
    with pytest.raises(BrokenTexts, match="there are no texts"):
        Texts(folder / "nowhere")


def test_what_a_text_needs_and_chooses_between_is_known(texts: Texts) -> None:
    assert texts.variables("card") == {"number", "room", "state"}
    assert texts.variables("hello", short=True) == {"name"}
    assert texts.variants("days") == {"days": ("0", "other", "one", "few", "many")}
    assert texts.subject("card") == "one"


def test_both_languages_have_the_same_texts() -> None:
    assert REAL.missing() == []


REAL = Texts(strict=True)
