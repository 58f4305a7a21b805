"""The quarterly report as a workbook [D40]: a summary, breakdowns, the survey, and every request.

Nothing personal is in it.
"""

from collections.abc import Callable, Iterable, Mapping
from io import BytesIO
from typing import Any, Final

from openpyxl import Workbook

from bot.papers.cells import Value, add_looks, cell, cells, lay_out
from bot.papers.filling import fill
from bot.papers.report_list import COLUMN_OF, rows_of, write_heads
from bot.papers.report_survey import write_survey
from bot.papers.report_words import SECTIONS, Words
from bot.reception.calendar import local
from bot.reception.figures import Dimension, Figures, by, count, put_together
from bot.reception.lifecycle import State
from bot.reception.report import Mark, Report, Trait

Progress = Callable[[int, int], None]

TALL: Final = 190.0
"""The height in points of a heading that is written upwards."""

_NOTES: Final = ("quarter", "reply", "days", "hidden", "survey", "mark")
_SHOWN: Final[tuple[Trait, ...]] = tuple(trait for _, traits in SECTIONS for trait in traits)


def write_book(
    report: Report,
    words: Words,
    offices: tuple[str, ...] = (),
    progress: Progress | None = None,
) -> bytes:
    """Return the workbook of a report of these offices (all without any), as a file."""
    report = report.only(offices)
    alike = put_together(report.lines, report.at)
    whole = count(alike.items())
    book = Workbook(write_only=True)
    add_looks(book)
    _summary(book.create_sheet(words.sheet("summary")), report, whole, words, offices)
    for dimension in Dimension:
        sheet = book.create_sheet(words.sheet(dimension))
        _breakdown(sheet, dimension, by(alike, dimension), whole, words)
    _grounds(book.create_sheet(words.sheet("grounds")), whole, words)
    write_survey(book.create_sheet(words.sheet("survey")), report, words)
    sheet = book.create_sheet(words.sheet("list"))
    write_heads(sheet, report, words)
    rows = rows_of(sheet, report, words, progress)
    file, last = BytesIO(), len(book.sheetnames)
    book.save(file)
    return fill(file.getvalue(), last, rows)


def _summary(
    sheet: Any, report: Report, whole: Figures, words: Words, offices: tuple[str, ...]
) -> None:
    lay_out(sheet, (58, 13, 10, 104))
    sheet.append([cell(sheet, words.title(report), "title")])
    quarter, at = report.quarter, local(report.at)
    first, last = f"{quarter.first:%d.%m.%Y}", f"{quarter.last:%d.%m.%Y}"
    standing = "report-frozen" if report.frozen else "report-live"
    above = [
        words("report-period", first=first, last=last),
        words("report-scope", offices=words.scope(report, offices)),
        words(standing, at=f"{at:%d.%m.%Y %H:%M}"),
    ]
    if report.frozen:
        above.append(words("report-checksum", checksum=report.checksum))
    for line in above:
        sheet.append([cell(sheet, line, "plain")])
    sheet.append([])
    heads = ("report-figure", "report-count", "report-share", "report-behind")
    sheet.append(cells(sheet, map(words, heads), "head"))
    registered: list[Value] = [
        words("report-registered"),
        whole.registered,
        None,
        words.sheet("list"),
    ]
    sheet.append(cells(sheet, registered, "total"))
    for section, traits in SECTIONS:
        title: list[Value] = [words("report-section", section=section), None, None, None]
        sheet.append(cells(sheet, title, "section"))
        for trait in traits:
            share, where = _share(whole[trait], whole), _where(trait, words)
            row: list[Value] = [words.trait(trait), whole[trait], share, where]
            sheet.append(cells(sheet, row, "body"))
        for key, figure, column in _more(section, whole):
            row = [words(key), figure, None, words.column(column)]
            sheet.append(cells(sheet, row, "body"))
    sheet.append([])
    for note in _NOTES:
        sheet.append([cell(sheet, words(f"report-note-{note}"), "note")])


def _more(section: str, whole: Figures) -> Iterable[tuple[str, int | float | None, str]]:
    """Give the figures of a section that are no count of requests, and their columns."""
    if section == "replies":
        yield "report-median", whole.median, "days"
        yield "report-ninetieth", whole.ninetieth, "days"
    if section == "marks":
        yield "report-moves", whole.moves, "moves"


def _breakdown(
    sheet: Any,
    dimension: Dimension,
    groups: Mapping[str, Figures],
    whole: Figures,
    words: Words,
) -> None:
    lay_out(sheet, (44, 9, *(8 for _ in _SHOWN), 8, 8, 8), "B2")
    sheet.row_dimensions[1].height = TALL
    heads = [
        words.column(dimension),
        words("report-registered"),
        *(words.trait(trait) for trait in _SHOWN),
        *(words(key) for key in ("report-moves", "report-median", "report-ninetieth")),
    ]
    sheet.append([*cells(sheet, heads[:1], "head"), *cells(sheet, heads[1:], "tall")])
    for key, figures in groups.items():
        sheet.append(cells(sheet, [words.value(dimension, key), *_row(figures)], "body"))
    sheet.append(cells(sheet, [words("report-total"), *_row(whole)], "total"))


def _row(figures: Figures) -> Iterable[int | float | None]:
    yield figures.registered
    yield from (figures[trait] for trait in _SHOWN)
    yield from (figures.moves, figures.median, figures.ninetieth)


def _grounds(sheet: Any, whole: Figures, words: Words) -> None:
    lay_out(sheet, (60, 14, 12), "A2")
    heads = (words.column("ground"), words("report-count"), words("report-share"))
    sheet.append(cells(sheet, heads, "head"))
    refused = whole[State.REFUSED]
    for ground, times in sorted(whole.grounds.items(), key=lambda one: (-one[1], one[0])):
        row = (words.ground(ground), times, 100 * times / refused)
        sheet.append(cells(sheet, row, "body"))
    sheet.append(cells(sheet, (words("report-total"), refused, None), "total"))


def _share(times: int, whole: Figures) -> float | None:
    return 100 * times / whole.registered if whole.registered else None


def _where(trait: Trait, words: Words) -> str:
    """Say where in the list the requests behind a figure are found."""
    value = words("report-yes") if isinstance(trait, Mark) else words.trait(trait)
    column = words.trait(trait) if isinstance(trait, Mark) else words.column(COLUMN_OF[type(trait)])
    sheet = words.sheet("list")
    return words("report-behind-where", sheet=sheet, column=column, value=value)
