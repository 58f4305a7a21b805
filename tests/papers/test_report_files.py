"""The files of a report: tables whose figures are the lines', safe cells, charts that are drawn."""

from io import BytesIO
from typing import Any

import pytest
from openpyxl import load_workbook
from PIL import Image

from bot.dialogs.say import Say
from bot.papers.cells import letter, safe
from bot.papers.report_book import write_book
from bot.papers.report_charts import draw_charts
from bot.papers.report_data import report_data
from bot.papers.report_words import SECTIONS, Words
from bot.papers.reports import Material, make_book, make_charts
from bot.reception.figures import behind
from bot.reception.language import Lang
from bot.reception.lifecycle import State
from bot.reception.report import Asked, Mark, Report
from bot.reception.snapshot import pack
from tests.people import texts
from tests.reception.reports import DAY, answer, gave_up, line, replied, report

SHEETS = {
    Lang.KK: ("Жиынтық", "Өтінімдер", "Тақырыптар"),
    Lang.RU: ("Сводка", "Заявки", "По темам"),
}


def sample(**other: Any) -> Report:
    return report(
        line(1, numbered_on=DAY, state=State.ATTENDED, asked=Asked.IN_CHAT, **replied(5)),
        line(2, office="akim", state=State.REFUSED, ground="court", **replied(16)),
        line(3, topic=None, moves=2, marks=frozenset({Mark.MOVED, Mark.CONFIRMED})),
        answers=(answer(),) * 6,
        given_up=gave_up(2),
        **other,
    )


def words(lang: Lang) -> Words:
    def write(told: Say) -> str:
        return texts().write(told, lang)

    return Words(write, lang, sample().names)


def opened(made: bytes) -> Any:
    return load_workbook(BytesIO(made))


def rows(book: Any, sheet: str) -> list[tuple[Any, ...]]:
    return list(book[sheet].iter_rows(values_only=True))


@pytest.mark.parametrize("lang", Lang)
def test_every_figure_of_the_summary_is_the_length_of_its_list(lang: Lang) -> None:
    book = opened(write_book(sample(), words(lang), ()))
    label = words(lang)
    summary = {row[0]: row[1] for row in rows(book, SHEETS[lang][0])}
    assert 3 == summary[label("report-registered")]
    for _, traits in SECTIONS:
        for trait in traits:
            assert len(behind(sample(), trait)) == summary[label.trait(trait)]
    assert (2, 10.5) == (summary[label("report-moves")], summary[label("report-median")])
    assert 10 == len(book.sheetnames)


def test_the_list_has_every_request_with_what_it_is_counted_by() -> None:
    book = opened(write_book(sample(), words(Lang.RU), ()))
    heads, *found = rows(book, "Заявки")
    assert ["2026-000001-0", "2026-000002-0", "2026-000003-0"] == [row[0] for row in found]
    second = dict(zip(heads, found[1], strict=True))
    assert ("akim центр", "Ответ дан с опозданием", "Суд", 16) == (
        second["Приемная"],
        second["Ответ"],
        second["Основание отказа"],
        second["Рабочих дней до ответа"],
    )
    assert "2026-09-01 10:00:00" == str(second["Получена"])
    assert "2026-09-01 00:00:00" == str(second["Дата регистрации"])
    third = dict(zip(heads, found[2], strict=True))
    assert (2, "да", None) == (
        third["Переносов"],
        third["Время приема переносилось"],
        third["Срок ответа продлевался"],
    )
    sheet = book["Заявки"]
    assert ("A1:AA4", "B2", "dd.mm.yyyy hh:mm") == (
        sheet.auto_filter.ref, sheet.freeze_panes, sheet["H2"].number_format,
    )  # fmt: skip


@pytest.mark.parametrize("text", ["=1+1", "+7", "-2", "@sum", "\tx", "\r=x"])
def test_a_text_never_becomes_a_formula(text: str) -> None:
    assert f"'{text}" == safe(text)
    assert "a=b" == safe("a=b")
    assert "ab" == safe("a\x00\x0bb")


def test_names_that_look_like_formulas_are_text_in_every_sheet() -> None:
    book = opened(write_book(sample(), words(Lang.KK), ()))
    assert "'=Жер" in [row[0] for row in rows(book, SHEETS[Lang.KK][2])]
    assert "'=Жер" == rows(book, SHEETS[Lang.KK][1])[1][3]
    kinds = {cell.data_type for sheet in book for row in sheet.iter_rows() for cell in row}
    assert "f" not in kinds


def test_a_report_says_whether_it_is_final() -> None:
    def above(**other: Any) -> list[Any]:
        book = opened(write_book(sample(**other), words(Lang.RU), ()))
        return [row[0] for row in rows(book, "Сводка")[:6]]

    final = above(checksum="abc")
    assert "Отчет о личном приеме граждан за 3 квартал 2026 года" == final[0]
    assert "Квартал закрыт, данные зафиксированы: 01.10.2026 09:00" in final
    assert "Контрольная сумма (SHA-256): abc" in final
    assert any("еще не закрыт" in str(one) for one in above(frozen=False))


def test_small_cells_of_the_survey_are_hidden() -> None:
    few = opened(write_book(report(line(), answers=(answer(),) * 4), words(Lang.RU), ()))
    told = {row[0]: row[1] for row in rows(few, "Опрос")}
    assert ("скрыто", "скрыто") == (told["centre центр"], told[5])
    more = opened(write_book(report(line(), answers=(answer(),) * 6), words(Lang.RU), ()))
    told = {row[0]: row[1:3] for row in rows(more, "Опрос")}
    assert ((6, 5), (6, None)) == (told["centre центр"], told[5])


def test_a_report_of_one_office_has_nothing_of_the_others() -> None:
    book = opened(write_book(sample(), words(Lang.RU), ("akim",)))
    assert ["2026-000002-0"] == [row[0] for row in rows(book, "Заявки")[1:]]
    assert "Приемные: akim центр" in [row[0] for row in rows(book, "Сводка")]


def test_progress_is_told_until_all_is_written() -> None:
    steps: list[tuple[int, int]] = []
    many = report(*(line(n) for n in range(2500)))
    write_book(many, words(Lang.RU), (), lambda done, total: steps.append((done, total)))
    assert [(1000, 2500), (2000, 2500), (2500, 2500)] == steps


@pytest.mark.parametrize("made", [sample(), report()])
def test_charts_are_drawn_with_and_without_data(made: Report) -> None:
    picture = Image.open(BytesIO(draw_charts(made, words(Lang.KK))))
    assert ("PNG", (1320, 924)) == (picture.format, picture.size)


@pytest.mark.filterwarnings("error")
def test_every_letter_of_the_charts_is_in_the_font() -> None:
    draw_charts(sample(), words(Lang.KK))
    draw_charts(sample(), words(Lang.RU))


def test_files_are_named_by_quarter_and_language() -> None:
    material = Material(pack(sample()), (), Lang.KK)
    book, charts = make_book(material), make_charts(material)
    assert ("report-2026Q3-kk.xlsx", False) == (book.name, book.picture)
    assert ("report-2026Q3-kk.png", True) == (charts.name, charts.picture)


def test_data_have_the_list_behind_every_figure() -> None:
    data = report_data(sample())
    assert 3 == data["registered"] == len(data["lists"]["all"])
    for name, figure in data["figures"].items():
        assert figure == len(data["lists"][name])
    assert {"": 1, "land": 2} == {k: v["registered"] for k, v in data["by"]["topic"].items()}
    assert (6, 5.0) == (data["survey"]["whole"]["answers"], data["survey"]["whole"]["rating"])
    assert {} == data["survey"]["gave_up"]


def test_columns_are_named_as_in_a_table() -> None:
    assert ["A", "Z", "AA", "AZ", "BA"] == [letter(n) for n in (0, 25, 26, 51, 52)]
