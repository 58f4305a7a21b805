"""The preview: every text has words in both languages on both channels, and none is too long."""

from pathlib import Path

from bot.dialogs.say import Say
from bot.preview import WRITTEN, check, preview, preview_rows
from bot.reception.language import Bilingual, Lang
from bot.records import ChannelName
from bot.samples import SAMPLES, SAMPLES_OF
from bot.texts import Texts
from tests.dialogs.staff_chat import DIRECTORY

TEXTS = Texts(strict=True)
KEYS = TEXTS.keys()
ROWS = preview_rows()


def test_every_text_is_previewed_in_both_languages_on_both_channels() -> None:
    expected = {(key, lang, channel) for key in KEYS for lang in Lang for channel in WRITTEN}
    assert {(row.key, row.language, row.channel) for row in ROWS} == expected
    assert len(ROWS) == len(expected)


def test_every_text_has_words_that_fit() -> None:
    assert check(ROWS) == []


def test_no_text_shows_a_tag_or_a_variable_where_there_is_no_markup() -> None:
    assert [row for row in ROWS if any(sign in row.text for sign in ("<b>", "{", "$", "\0"))] == []


def test_only_short_forms_are_counted_in_segments() -> None:
    assert all((row.segments > 0) == (row.channel is ChannelName.SMS) for row in ROWS)


def test_the_longest_names_of_a_directory_are_previewed() -> None:
    rows = list(preview(TEXTS, DIRECTORY))
    assert check(rows) == []


def test_a_text_that_is_too_long_or_unknown_is_a_problem(tmp_path: Path) -> None:
    for lang in Lang:
        (tmp_path / lang).mkdir()
        (tmp_path / lang / "one.ftl").write_text(
            f"ask = {'Ә' * 135}\n"
            f"notice-told = {'Ә' * 202}\n"
            "odd = { $nobody-gives-this }\n"
            "fits = { $phone }\n",
            "utf-8",
        )
    problems = check(preview(Texts(tmp_path, strict=True)))
    assert [problem.split(":")[0] for problem in problems] == [
        "ask (kk, sms)",
        "ask (ru, sms)",
        "notice-told (kk, sms)",
        "notice-told (ru, sms)",
        "odd (kk, telegram)",
        "odd (kk, sms)",
        "odd (ru, telegram)",
        "odd (ru, sms)",
    ]


def test_a_notice_of_a_decision_carries_no_personal_matter_in_its_short_form() -> None:
    for row in ROWS:
        if row.key.startswith("notice-") and row.channel is ChannelName.SMS:
            for name in ("essence", "comment", "where", "ground", "name"):
                sample = SAMPLES[name]
                words = sample.get(row.language) if isinstance(sample, Bilingual) else str(sample)
                assert words not in row.text, row.key


def test_every_sample_of_one_text_belongs_to_a_text_that_is_there() -> None:
    assert set(SAMPLES_OF) - set(KEYS) == set()
    assert not [value for value in SAMPLES.values() if isinstance(value, Say) and not value.key]
