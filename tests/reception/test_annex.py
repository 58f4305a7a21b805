"""Tables in the annex's form: what they say, and what is told of every broken one."""

from collections.abc import Sequence
from datetime import date, datetime, time

import pytest
from msgspec.structs import replace

from bot.reception.annex import Annex, Cell, Column, apply, headings
from bot.reception.annex_reading import MOST_ROWS, read_annex
from bot.reception.calendar import WorkingCalendar
from bot.reception.directory import Directory
from bot.reception.schedule import Pattern, ReceptionDay
from bot.reception.timing import Timing
from tests.people import directory

TODAY = date(2026, 11, 23)
HEAD = (
    "Государственный орган", "Ф.И.О.", "Должность", "Дата и время", "Место проведения",
    "Контактный телефон, e-mail",
)  # fmt: skip
KAZAKH = (
    "Мемлекеттік органның атауы", "Тегі, аты, әкесінің аты", "ЛАУАЗЫМЫ", "Күні мен уақыты",
    "Өтетін орны", "Байланыс телефоны, эл. пошта",
)  # fmt: skip
BODY, AKIM, DEPUTY = "Аппарат акима области Сарыозен", "Аким области", "Заместитель акима области"
SAMURATOV, BULAKBAEVA = "Самуратов Ескендир Жолдасулы", "Булакбаева Раушан Нуртайкызы"
WHERE = "г. Сарыозен, Центральная площадь, д. 1, кабинет 204"
CONTACT = "+7 7172 00 00 03\nakim@example.org"
SECOND = Timing((Pattern(1, (2,), time(15), time(18), 20),))

Row = Sequence[Cell]


def row(when: Cell = "2-й вторник 15:00-18:00", name: Cell = SAMURATOV) -> Row:
    position = DEPUTY if name == BULAKBAEVA else AKIM
    return (BODY, name, position, when, WHERE, CONTACT)


def read(*rows: Row, head: Row = HEAD, whole: Directory | None = None) -> Annex:
    return read_annex([head, *rows], whole or directory(), TODAY, WorkingCalendar())


def problems(*rows: Row, head: Row = HEAD) -> list[tuple[int, Column | None, str]]:
    return [(one.row, one.column, one.why.reason) for one in read(*rows, head=head).problems]


def test_a_row_is_the_schedule_of_an_official() -> None:
    assert Annex({"samuratov": SECOND}, (), ()) == read(row())


def test_columns_may_stand_in_any_order_and_language() -> None:
    kazakh = ("Сарыөзен облысы әкімінің аппараты", "Самұратов Ескендір Жолдасұлы", "Облыс әкімі",
              "екінші сейсенбі, сағат 15:00-18:00", "Сарыөзен қаласы, Орталық алаң, 1-үй",
              CONTACT)  # fmt: skip
    turned = [(*cells[3:], None, *cells[:3]) for cells in (KAZAKH, kazakh)]
    assert Annex({"samuratov": SECOND}, (), ()) == read(turned[1], head=turned[0])


def test_titles_empty_rows_numbers_of_columns_and_signatures_are_no_rows_of_the_schedule() -> None:
    rows = [
        ("", "", "", "", "УТВЕРЖДАЮ", ""),
        ("График личного приема на 2027 год",),
        HEAD,
        (1, 2, 3, 4, 5, 6),
        (),
        ("Аппарат акима области Сарыозен", None, None, None, None, None),
        row(),
        ("Руководитель аппарата ________",),
    ]
    assert Annex({"samuratov": SECOND}, (), ()) == read_annex(
        rows, directory(), TODAY, WorkingCalendar()
    )
    found = headings(rows)
    assert found is not None
    assert 2 == found[0]


@pytest.mark.parametrize(
    "name", ["  САМУРАТОВ   ескендир\nЖолдасулы ", "Самұратов Ескендір Жолдасұлы", "Самуратов Е.Ж."]
)
def test_a_name_is_known_whatever_its_case_blanks_and_language(name: str) -> None:
    assert {"samuratov"} == set(read(row(name=name)).schedules)


def test_yo_and_ye_are_one_letter_in_names() -> None:
    whole = directory()
    name = replace(whole.official("samuratov").name, ru="Семёнов Пётр Артёмович")
    officials = tuple(
        replace(one, name=name) if one.key == "samuratov" else one for one in whole.officials
    )
    found = read(row(name="Семенов Петр Артемович"), whole=replace(whole, officials=officials))
    assert {"samuratov"} == set(found.schedules)


def test_rows_without_a_name_go_on_with_the_official_above() -> None:
    more = (None, None, None, "4-й вторник 15:00-18:00", None, None)
    patterns = [Pattern(1, (week,), time(15), time(18), 20) for week in (2, 4)]
    assert {"samuratov": Timing(tuple(patterns))} == read(row(), more).schedules


def test_a_cell_may_hold_a_date_with_its_time() -> None:
    found = read(row(when=datetime.fromisoformat("2026-12-15T10:00")))
    day = ReceptionDay(date(2026, 12, 15), time(10), time(10, 20), 20)
    assert {"samuratov": Timing((), (day,))} == found.schedules


@pytest.mark.parametrize(
    ("when", "reason"),
    [
        (None, "annex-no-days"),
        ("каждый месяц", "annex-no-days"),
        (date(2026, 12, 15), "annex-no-hours"),
        (time(15), "annex-no-days"),
        (46371.5, "annex-word"),
        ("15.10.2026 10:00", "annex-past"),
        ("16.12.2026 10:00", "annex-day-off"),
        ("12.12.2026 10:00", "annex-day-off"),
        ("вторник 15:00-18:00; 2-й вторник 17:00-19:00", "annex-overlap"),
        ("4-й вторник 15:00-18:00; последний вторник 17:00-19:00", "annex-overlap"),
        ("вторник 15:00-18:00; 15.12.2026 17:00-19:00", "annex-overlap"),
        ("15.12.2026 17:00-19:00; вторник 15:00-18:00", "annex-overlap"),
        ("15.12.2026 10:00-12:00, 11:00-13:00", "annex-overlap"),
        ("вторник 15:00-18:00; вторник 15:00-18:00", "annex-twice"),
    ],
)
def test_days_that_can_not_be_are_told(when: Cell, reason: str) -> None:
    assert [(2, Column.WHEN, reason)] == problems(row(when))


def test_days_side_by_side_do_not_overlap() -> None:
    whens = "вторник 15:00-18:00, 18:00-19:00; 1-я среда 15:00-18:00; последняя среда 15:00-18:00"
    assert [] == problems(row(whens))


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        (None, "annex-no-name"),
        ("Неизвестный Некто Нектович", "annex-official"),
        ("Самуратов", "annex-official"),
        (12345, "annex-official"),
    ],
)
def test_officials_nobody_knows_are_told(name: Cell, reason: str) -> None:
    assert [(2, Column.NAME, reason)] == problems(row(name=name))


def test_of_two_with_one_name_the_position_decides() -> None:
    whole = directory()
    name = whole.official("samuratov").name
    officials = tuple(
        replace(one, name=name) if one.key == "bulakbaeva" else one for one in whole.officials
    )
    whole = replace(whole, officials=officials)
    deputy = (BODY, SAMURATOV, DEPUTY, "2-й вторник 15:00-18:00", WHERE, CONTACT)
    assert {"bulakbaeva"} == set(read(deputy, whole=whole).schedules)
    nobody = (BODY, SAMURATOV, "", "2-й вторник 15:00-18:00", WHERE, CONTACT)
    assert ["annex-officials"] == [one.why.reason for one in read(nobody, whole=whole).problems]


def test_everything_wrong_is_told_at_once_by_row_and_column() -> None:
    rows = [row("вторник"), row(name="Никто"), row("завтра", BULAKBAEVA), row(), row()]
    assert [
        (2, Column.WHEN, "annex-no-hours"),
        (3, Column.NAME, "annex-official"),
        (4, Column.WHEN, "annex-word"),
        (6, Column.WHEN, "annex-twice"),
    ] == problems(*rows)


@pytest.mark.parametrize("column", range(6))
def test_a_missing_column_is_told(column: int) -> None:
    head = [*HEAD[:column], *HEAD[column + 1 :]]
    cells = [*row()[:column], *row()[column + 1 :]]
    assert [(1, list(Column)[column], "annex-column")] == problems(cells, head=head)


@pytest.mark.parametrize(
    ("rows", "reason"),
    [
        ([], "annex-headings"),
        ([("a", "b"), ("c", "d")], "annex-headings"),
        ([HEAD], "annex-empty"),
        ([HEAD, *[row()] * MOST_ROWS], "annex-rows"),
    ],
)
def test_a_table_that_is_none_is_told_as_a_whole(rows: list[Row], reason: str) -> None:
    found = read_annex(rows, directory(), TODAY, WorkingCalendar())
    assert [(0, None, reason)] == [(one.row, one.column, one.why.reason) for one in found.problems]


def test_what_the_directory_says_otherwise_is_noted_and_not_taken() -> None:
    other = ("Министерство", SAMURATOV, "Министр", row()[3], "ул. Другая", "+7 7172 99 99 99")
    found = read(other)
    assert () == found.problems
    assert [Column.BODY, Column.POSITION, Column.WHERE, Column.CONTACT] == [
        one.column for one in found.warnings
    ]
    office, official = directory().office("akim"), directory().official("samuratov")
    whole = apply(directory(), found.schedules)
    assert (office, official.position) == (
        whole.office("akim"),
        whole.official("samuratov").position,
    )


def test_only_the_officials_named_get_another_schedule() -> None:
    whole = apply(directory(), read(row("2-й вторник 15:00-18:00; кроме 8.12.2026")).schedules)
    changed = whole.official("samuratov")
    assert (SECOND.patterns, (), (date(2026, 12, 8),)) == (
        changed.patterns,
        changed.days,
        changed.days_off,
    )
    others = [one for one in directory().officials if one.key != "samuratov"]
    assert others == [one for one in whole.officials if one.key != "samuratov"]


def test_the_length_of_a_reception_stays_where_the_table_does_not_say_it() -> None:
    bulakbaeva = directory().official("bulakbaeva").patterns[0].minutes
    found = read(row(name=BULAKBAEVA)).schedules["bulakbaeva"]
    assert [bulakbaeva] == [one.minutes for one in found.patterns]
