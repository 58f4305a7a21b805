"""Schedules given out in the annex's form: read back they are the same, and in print they show."""

import re
from collections.abc import Sequence
from datetime import date, time, timedelta

import pytest
from fontTools.ttLib import TTFont
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from bot.papers.schedule_cells import schedule_csv, schedule_xlsx
from bot.papers.schedule_pdf import fonts, schedule_pdf
from bot.papers.schedule_reading import read_table
from bot.papers.schedule_table import Order, Printed, in_words, tables_of, words_of
from bot.reception.annex import Annex, Column, Problem, apply, same
from bot.reception.annex_reading import read_annex
from bot.reception.calendar import WorkingCalendar
from bot.reception.clashes import overlap
from bot.reception.directory import Directory
from bot.reception.identity import Invalid
from bot.reception.language import Lang
from bot.reception.schedule import Pattern, ReceptionDay
from tests.people import directory, texts

TODAY = date(2026, 11, 23)
CALENDAR = WorkingCalendar()
LETTERS = "ӘәІіҢңҒғҮүҰұҚқӨөҺһ"
DAY = ReceptionDay(date(2026, 12, 17), time(9, 5), time(12), 25)
WORKING = [day for n in range(60) if CALENDAR.is_working(day := TODAY + timedelta(n))]


def printed(
    whole: Directory, lang: Lang, *offices: str, official: str | None = None, **period: date
) -> Printed:
    keys = offices or tuple(one.key for one in whole.offices)
    order = Order(keys, **{"first": TODAY, **period}, official=official)
    return Printed(tables_of(whole, texts(), lang, order), words_of(texts(), lang, TODAY))


def read_back(whole: Directory, name: str, body: bytes) -> Annex:
    return read_annex(read_table(name, body), whole, TODAY, CALENDAR)


def with_schedule(
    patterns: Sequence[Pattern], days: Sequence[ReceptionDay] = (), off: Sequence[date] = ()
) -> Directory:
    """Return the directory with this schedule of one official."""
    whole = directory()
    changed = replace(
        whole.official("samuratov"),
        patterns=tuple(patterns),
        days=tuple(days),
        days_off=tuple(off),
    )
    officials = (changed if one.key == changed.key else one for one in whole.officials)
    return replace(whole, officials=tuple(officials))


@st.composite
def schedules(draw: st.DrawFn) -> Directory:
    """Draw an official's schedule in which nothing overlaps."""
    hours = st.tuples(st.integers(8 * 12, 18 * 12), st.integers(5, 60), st.integers(0, 30))
    held: list[Pattern | ReceptionDay] = []
    for start, minutes, more in draw(st.lists(hours, min_size=1, max_size=4)):
        end = start * 5 + minutes + more * 5
        clocks = time(*divmod(start * 5, 60)), time(*divmod(end, 60))
        weeks = st.sets(st.sampled_from([1, 2, 3, 4, 5, -1])).map(
            lambda found: tuple(sorted(found, key=lambda week: (week < 0, week)))
        )
        one: Pattern | ReceptionDay = (
            Pattern(draw(st.integers(0, 6)), draw(weeks), *clocks, minutes)
            if draw(st.booleans())
            else ReceptionDay(draw(st.sampled_from(WORKING)), *clocks, minutes)
        )
        if not any(overlap(one, other) for other in held):
            held.append(one)
    off = draw(st.lists(st.sampled_from(WORKING), unique=True, max_size=3))
    return with_schedule(
        [one for one in held if isinstance(one, Pattern)],
        [one for one in held if isinstance(one, ReceptionDay)],
        off,
    )


@pytest.mark.parametrize("lang", list(Lang))
@pytest.mark.parametrize("form", ["xlsx", "csv"])
def test_the_sample_given_out_and_taken_in_again_is_the_same(lang: Lang, form: str) -> None:
    whole = directory()
    given_out = printed(whole, lang)
    write = schedule_xlsx if form == "xlsx" else schedule_csv
    body = write(given_out.tables, given_out.words)
    found = read_back(whole, f"a.{form}", body)
    assert ((), ()) == (found.problems, found.warnings)
    assert {one.key for one in whole.officials} == set(found.schedules)
    assert whole == apply(whole, found.schedules)
    bare = replace(whole, officials=tuple(replace(one, patterns=()) for one in whole.officials))
    assert whole == apply(bare, read_back(bare, f"a.{form}", body).schedules)


@settings(max_examples=40)
@given(schedules(), st.sampled_from(list(Lang)))
def test_every_schedule_given_out_and_taken_in_again_is_the_same(
    whole: Directory, lang: Lang
) -> None:
    given_out = printed(whole, lang, "akim", official="samuratov")
    found = read_back(whole, "a.csv", schedule_csv(given_out.tables, given_out.words))
    assert ((), {"samuratov"}) == (found.problems, set(found.schedules))
    assert same(whole.official("samuratov"), found.schedules["samuratov"])


def test_a_period_leaves_out_days_before_and_after_it() -> None:
    days = [replace(DAY, day=date(2026, 12, day)) for day in (1, 8, 17)]
    whole = with_schedule((), days, [one.day for one in days])
    december = printed(
        whole, Lang.RU, "akim", first=date(2026, 12, 5), last=date(2026, 12, 10)
    ).tables[0]
    samuratov = december.rows[0][3]
    assert "вторник, 8 декабря 2026 г., 09:05–12:00, по 25 минут;\nкроме 08.12.2026" == (
        samuratov.replace("\u00a0", " ")
    )
    assert "Период: 05.12.2026 – 10.12.2026" == december.period


def test_whoever_does_not_receive_is_not_in_the_schedule() -> None:
    names = [row[1] for row in printed(with_schedule(()), Lang.KK, "akim").tables[0].rows]
    assert ["Прилуцкий Герман Аристархович", "Бұлақбаева Раушан Нұртайқызы"] == names


@pytest.mark.parametrize(
    ("official", "link"),
    [
        (None, "https://t.me/qabyldau_bot?start=f-akim"),
        ("prilutsky", "https://t.me/qabyldau_bot?start=o-prilutsky"),
    ],
)
def test_the_code_opens_the_bot_at_the_office_or_at_the_official(
    official: str | None, link: str
) -> None:
    assert link == printed(directory(), Lang.KK, "akim", official=official).tables[0].link
    nowhere = replace(directory(), bot_link=None)
    assert printed(nowhere, Lang.KK, "akim", official=official).tables[0].link is None


def mapped(pdf: bytes) -> set[str]:
    """Return the letters that can be copied out of a document: those its fonts name."""
    maps = re.findall(rb"beginbfchar\s(.*?)endbfchar", pdf, re.DOTALL)
    codes = (code for one in maps for code in re.findall(rb"<\w{4}>\s<(\w{4})>", one))
    return {chr(int(code, 16)) for code in codes}


@pytest.mark.parametrize("lang", list(Lang))
def test_print_has_its_fonts_with_it_and_all_its_letters_can_be_copied(lang: Lang) -> None:
    given_out = printed(directory(), lang)
    pdf = schedule_pdf((given_out,))
    assert pdf.startswith(b"%PDF-")
    inside = set(re.findall(rb"/FontName /[A-Z]+\+(\S+)", pdf))
    assert {b"DejaVuSansBook", b"DejaVuSansBold"} == inside
    assert 2 == pdf.count(b"/FontFile2")
    cells = (cell for table in given_out.tables for row in table.rows for cell in row)
    wanted = {letter for cell in cells for letter in cell if not letter.isspace()}
    assert set() == wanted - mapped(pdf)


def test_the_fonts_have_every_kazakh_letter() -> None:
    for file in ("DejaVuSans.ttf", "DejaVuSans-Bold.ttf"):
        with TTFont(fonts() / file) as font:
            assert set() == {letter for letter in LETTERS if ord(letter) not in font.getBestCmap()}


def pages(pdf: bytes) -> int:
    return len(re.findall(rb"/Type /Page\b", pdf))


def test_each_office_has_pages_of_its_own_in_each_language() -> None:
    both_languages = [printed(directory(), lang) for lang in Lang]
    assert 6 == pages(schedule_pdf(both_languages))


def test_a_long_schedule_goes_on_over_the_page() -> None:
    lines = [Pattern(n % 5, (1 + n % 4,), time(9), time(10), 20) for n in range(20)]
    assert 2 <= pages(schedule_pdf((printed(with_schedule(lines), Lang.KK, "akim"),)))


def test_no_cell_becomes_a_formula() -> None:
    whole = directory()
    evil = replace(whole.official("samuratov").name, kk="=1+1", ru="@SUM(A1)")
    whole = replace(
        whole,
        officials=tuple(
            replace(one, name=evil) if one.key == "samuratov" else one for one in whole.officials
        ),
    )
    for lang in Lang:
        given_out = printed(whole, lang)
        written = schedule_csv(given_out.tables, given_out.words).decode("utf-8-sig")
        assert f";'{evil.get(lang)};" in written
        for form, write in (("xlsx", schedule_xlsx), ("csv", schedule_csv)):
            found = read_back(whole, f"a.{form}", write(given_out.tables, given_out.words))
            assert ((), 7) == (found.problems, len(found.schedules))


@pytest.mark.parametrize("lang", list(Lang))
def test_a_mistake_says_where_it_is_and_what_to_write(lang: Lang) -> None:
    problem = Problem(4, Column.WHEN, "әр\nай", Invalid("annex-word", word="ай"))
    told = texts().write(in_words(problem), lang)
    assert all(words in told for words in ("4", "«ай»", "әр ай", "15:00–18:00"))
    whole = Problem(0, None, "", Invalid("annex-rows", most=2000))
    assert "2000" in texts().write(in_words(whole), lang)
