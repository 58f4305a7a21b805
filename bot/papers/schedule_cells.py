"""The schedule as a table that people go on working with: XLSX and CSV, in the annex's form."""

import csv
import io
from collections.abc import Iterable, Sequence
from itertools import chain
from typing import Any, Final

from bot.papers.schedule_table import Table, Words

WIDTHS: Final = (30, 30, 28, 44, 34, 30)
FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")


def schedule_xlsx(tables: Sequence[Table], words: Words) -> bytes:
    """Return a workbook of one sheet: approval block, title, the six columns, ready to print."""
    from openpyxl import Workbook
    from openpyxl.styles import Alignment, Border, Font, PatternFill, Side

    book = Workbook()
    sheet = book.active
    sheet.title = words.title[:30].capitalize()
    block = (words.approve, f"______________________ ({words.approve_position})",
             f"______________________ ({words.approve_sign})", words.approve_date)  # fmt: skip
    for number, text in enumerate(block, start=1):
        _put(sheet, number, 5, text).font = Font(bold=number == 1)
    titles = [words.title, words.whom, *(table.office for table in tables)]
    titles += [table.period for table in tables[:1] if table.period]
    head = len(block) + 2
    for number, text in enumerate(titles, start=head):
        _put(sheet, number, 1, text).font = Font(bold=number == head)
        sheet.cell(number, 1).alignment = Alignment(horizontal="center")
        sheet.merge_cells(start_row=number, end_row=number, start_column=1, end_column=6)
    head += len(titles) + 1
    line = Side(style="thin")
    rows = [words.columns, *chain.from_iterable(table.rows for table in tables)]
    for number, cells in enumerate(rows, start=head):
        for place, text in enumerate(cells, start=1):
            cell = _put(sheet, number, place, text)
            cell.border = Border(left=line, right=line, top=line, bottom=line)
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            if number == head:
                cell.font = Font(bold=True)
                cell.fill = PatternFill("solid", start_color="ECECEC")
    for letter, width in zip("ABCDEF", WIDTHS, strict=True):
        sheet.column_dimensions[letter].width = width
    sheet.print_title_rows = f"{head}:{head}"
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", 9
    sheet.page_setup.fitToHeight, sheet.sheet_properties.pageSetUpPr.fitToPage = 0, True
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def schedule_csv(tables: Sequence[Table], words: Words) -> bytes:
    """Return the six columns as a text in UTF-8 that a spreadsheet opens as it is."""
    written = io.StringIO(newline="")
    writer = csv.writer(written, delimiter=";")
    writer.writerow(words.columns)
    writer.writerows(_harmless(cells) for cells in chain.from_iterable(t.rows for t in tables))
    return written.getvalue().encode("utf-8-sig")


def _put(sheet: Any, row: int, column: int, text: str) -> Any:
    """Write a text that stays a text, whatever it begins with."""
    cell = sheet.cell(row, column, text)
    cell.data_type = "s"
    return cell


def _harmless(cells: Iterable[str]) -> list[str]:
    return [f"'{cell}" if cell.startswith(FORMULA) else cell for cell in cells]
