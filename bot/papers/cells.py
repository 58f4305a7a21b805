"""Cells of a table that a spreadsheet program can't take for anything else, and their looks."""

import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any, Final, TypeAlias

from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Border, Font, NamedStyle, PatternFill, Side
from openpyxl.worksheet.properties import PageSetupProperties

Value: TypeAlias = str | int | float | date | datetime | None

DAY_FORM: Final = "dd.mm.yyyy"
MOMENT_FORM: Final = "dd.mm.yyyy hh:mm"
WIDEST: Final = 110
A4: Final = "9"

_FORMULA: Final = re.compile(r"[=+\-@\t\r]")
_UNWRITABLE: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")

_LINE: Final = Side(style="thin", color="9AA5B1")
_LETTERS: Final = "Calibri"
_WRAPPED: Final = Alignment(wrap_text=True, vertical="top")
_LOOKS: Final = {
    "title": {"font": Font(_LETTERS, 14, bold=True)},
    "plain": {"font": Font(_LETTERS, 11)},
    "section": {
        "font": Font(_LETTERS, 11, bold=True),
        "fill": PatternFill("solid", fgColor="E4E9EF"),
    },
    "head": {
        "font": Font(_LETTERS, 11, bold=True, color="FFFFFF"),
        "fill": PatternFill("solid", fgColor="2F4B6B"),
        "alignment": Alignment(wrap_text=True, vertical="center", horizontal="center"),
        "border": Border(left=_LINE, right=_LINE, top=_LINE, bottom=_LINE),
    },
    "tall": {
        "font": Font(_LETTERS, 10, bold=True, color="FFFFFF"),
        "fill": PatternFill("solid", fgColor="2F4B6B"),
        "alignment": Alignment(text_rotation=90, wrap_text=True, horizontal="center"),
        "border": Border(left=_LINE, right=_LINE, top=_LINE, bottom=_LINE),
    },
    "body": {
        "font": Font(_LETTERS, 11),
        "alignment": _WRAPPED,
        "border": Border(left=_LINE, right=_LINE, top=_LINE, bottom=_LINE),
    },
    "total": {
        "font": Font(_LETTERS, 11, bold=True),
        "fill": PatternFill("solid", fgColor="EEF2F6"),
        "border": Border(left=_LINE, right=_LINE, top=_LINE, bottom=_LINE),
    },
    "note": {"font": Font(_LETTERS, 10, italic=True, color="55606B")},
    "day": {"font": Font(_LETTERS, 11), "number_format": DAY_FORM},
    "moment": {"font": Font(_LETTERS, 11), "number_format": MOMENT_FORM},
}


def safe(text: str) -> str:
    """Return a text that no spreadsheet program takes for a formula, nor refuses."""
    text = _UNWRITABLE.sub("", text)
    return f"'{text}" if _FORMULA.match(text) else text


def add_looks(book: Any) -> None:
    """Make the looks of cells known to a workbook."""
    for name, look in _LOOKS.items():
        book.add_named_style(NamedStyle(name, **look))


def cells(sheet: Any, values: Iterable[Value], look: str) -> list[Any]:
    """Return the cells of a row, all with one look."""
    return [cell(sheet, value, look) for value in values]


def cell(sheet: Any, value: Value, look: str) -> Any:
    """Return a cell with a look; a text can't become a formula."""
    made = WriteOnlyCell(sheet, safe(value) if isinstance(value, str) else value)
    made.style = look
    if isinstance(value, float):
        made.number_format = "0.0"
    return made


def lay_out(sheet: Any, widths: Sequence[float], freeze: str = "", *, pages_wide: int = 1) -> None:
    """Set the widths of the columns and the page, before any row is written.

    `freeze`: the cell that what is above and left of stays in sight; its rows head every page.
    `pages_wide`: how many pages the columns are laid on.
    """
    for nth, width in enumerate(widths):
        sheet.column_dimensions[letter(nth)].width = min(width, WIDEST)
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = pages_wide, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    if freeze:
        sheet.freeze_panes = freeze
        sheet.print_title_rows = "1:1"


def letter(nth: int) -> str:
    """Return the name of a column, counted from 0."""
    high, low = divmod(nth, 26)
    return (letter(high - 1) if high else "") + chr(ord("A") + low)
