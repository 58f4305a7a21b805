"""Rows of a long sheet as XML: a library that makes every cell an object takes minutes for them.

The sheet is made by the library, headings and all; its rows are put in when the file is there.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from functools import lru_cache
from io import BytesIO
from typing import IO, Final
from xml.sax.saxutils import escape
from zipfile import ZIP_DEFLATED, ZipFile

from bot.papers.cells import letter, safe

COMPRESSION: Final = 3
PIECE: Final = 500
_END: Final = b"</sheetData>"
_FIRST_DAY: Final = date(1899, 12, 30).toordinal()


def text_cell(text: str) -> str:
    """Return what is within a cell of text: it can't become a formula."""
    return f' t="inlineStr"><is><t xml:space="preserve">{escape(safe(text))}</t></is></c>'


def number_cell(number: int) -> str:
    """Return what is within a cell of a number."""
    return f"><v>{number}</v></c>"


@lru_cache(maxsize=4096)
def day_cell(day: date, look: int) -> str:
    """Return what is within a cell of a day, in that look."""
    return f' s="{look}"><v>{day.toordinal() - _FIRST_DAY}</v></c>'


def moment_cell(moment: datetime, look: int) -> str:
    """Return what is within a cell of a moment as the clock on the wall shows it."""
    days = moment.toordinal() - _FIRST_DAY
    minutes = moment.hour * 60 + moment.minute
    return f' s="{look}"><v>{days + minutes / 1440:.10f}</v></c>'


def fill(book: bytes, sheet: int, rows: Iterable[Sequence[str | None]]) -> bytes:
    """Return the workbook with `rows` under the first row of its sheet, counted from 1.

    A row is what is within its cells; None leaves a cell out.
    """
    path = f"xl/worksheets/sheet{sheet}.xml"
    filled = BytesIO()
    with (
        ZipFile(BytesIO(book)) as given,
        ZipFile(filled, "w", ZIP_DEFLATED, compresslevel=COMPRESSION) as made,
    ):
        for entry in given.infolist():
            body = given.read(entry)
            if entry.filename != path:
                made.writestr(entry, body, ZIP_DEFLATED, COMPRESSION)
                continue
            head, end, tail = body.partition(_END)
            with made.open(path, "w", force_zip64=True) as file:
                file.write(head)
                _write(file, rows)
                file.write(end + tail)
    return filled.getvalue()


def _write(file: IO[bytes], rows: Iterable[Sequence[str | None]]) -> None:
    pieces: list[str] = []
    for row in _rows(rows):
        pieces.append(row)
        if len(pieces) == PIECE:
            file.write("".join(pieces).encode())
            pieces.clear()
    file.write("".join(pieces).encode())


def _rows(rows: Iterable[Sequence[str | None]]) -> Iterator[str]:
    letters: list[str] = []
    for nth, row in enumerate(rows, 2):
        if not letters:
            letters = [letter(column) for column in range(len(row))]
        cells = "".join(
            [
                f'<c r="{column}{nth}"{cell}'
                for column, cell in zip(letters, row, strict=True)
                if cell is not None
            ]
        )
        yield f'<row r="{nth}">{cells}</row>'
