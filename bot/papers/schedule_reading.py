"""Tables as people send them: XLSX and CSV to rows of cells, whatever is wrong with the file."""

import csv
import io
import warnings
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, time
from pathlib import Path
from typing import Any, Final
from zipfile import BadZipFile, ZipFile

from bot.reception.annex import Cell, headings
from bot.reception.annex_reading import MOST_ROWS
from bot.reception.identity import Invalid

MOST_BYTES: Final = 5_000_000
MOST_UNPACKED: Final = 20_000_000
MOST_ENTRIES: Final = 500
MOST_COLUMNS: Final = 60
MOST_EMPTY: Final = 5_000
"""Empty rows between two that are not."""
MOST_SHEET: Final = 1_048_576
"""The rows a sheet may have; its form may be set down to the last one."""
LONGEST_CELL: Final = 5_000
SUFFIXES: Final = (".xlsx", ".csv")

_ZIP: Final = b"PK\x03\x04"
_OLD_EXCEL: Final = b"\xd0\xcf\x11\xe0"
_DELIMITERS: Final = (";", ",", "\t")
_BOMS: Final = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
# Windows' Russian code page, with the Kazakh letters where Kazakh Windows has them.
_WINDOWS: Final = "kz1048"


def read_table(name: str, body: bytes) -> list[Sequence[Cell]]:
    """Return the rows of a file, merged cells filled downwards; at most one more than are allowed.

    Raises `Invalid`: `annex-file`, `annex-size`, `annex-rows`, `annex-broken`, `annex-old`,
    `annex-nothing`.
    """
    if not body.strip(b"\0\t\r\n "):
        raise Invalid("annex-nothing")
    if len(body) > MOST_BYTES:
        raise Invalid("annex-size", most=MOST_BYTES // 1_000_000)
    if body.startswith(_OLD_EXCEL):
        raise Invalid("annex-old")
    suffix = Path(name).suffix.lower()
    if suffix not in SUFFIXES:
        raise Invalid("annex-file")
    # What it is decides, not what it is called.
    return _xlsx(body) if suffix == ".xlsx" or body.startswith(_ZIP) else _csv(body)


def _xlsx(body: bytes) -> list[Sequence[Cell]]:
    _check_zip(body)
    from openpyxl import load_workbook

    tables: list[list[Sequence[Cell]]] = []
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of what a table may have besides cells
        try:
            book = load_workbook(io.BytesIO(body), read_only=True, data_only=True, keep_links=False)
            for sheet in book.worksheets:
                # Read row by row, the library keeps no note of merged cells.
                merged = _merged(body, sheet._worksheet_path)
                tables.append(_filled(_rows(sheet), merged))
        except Invalid:
            raise
        except Exception:  # the library fails in any way on files that are not what they seem
            raise Invalid("annex-broken") from None
    if not tables:
        raise Invalid("annex-nothing")
    return next((rows for rows in tables if headings(rows) is not None), tables[0])


def _check_zip(body: bytes) -> None:
    """Refuse what would unpack into too much, before any of it is unpacked."""
    try:
        with ZipFile(io.BytesIO(body)) as archive:
            entries = archive.infolist()
    # The last is the kind of what `zipfile` raises for a version of the format it does not know.
    except (BadZipFile, ValueError, EOFError, RuntimeError):
        raise Invalid("annex-broken") from None
    if len(entries) > MOST_ENTRIES or sum(one.file_size for one in entries) > MOST_UNPACKED:
        raise Invalid("annex-rows", most=MOST_ROWS)
    if any(one.flag_bits & 1 for one in entries):
        raise Invalid("annex-broken")


def _rows(sheet: Any) -> list[list[Cell]]:
    """Return the rows of a sheet, without the empty ones at its end."""
    sheet.reset_dimensions()  # what a file says of its size need not be so
    rows: list[list[Cell]] = []
    empty = used = 0
    blank: object = None  # rows that are not in the file are all one value
    for values in sheet.iter_rows(values_only=True, max_col=MOST_COLUMNS):
        if values is blank or all(value is None for value in values):
            blank = values
            empty += 1
            if empty > MOST_SHEET:
                break
            continue
        used += 1
        if used > MOST_ROWS or empty > MOST_EMPTY:
            raise Invalid("annex-rows", most=MOST_ROWS)
        rows += [[None] * MOST_COLUMNS for _ in range(empty)]
        rows.append([_cell(value) for value in values])
        empty = 0
    return rows


def _merged(body: bytes, path: str) -> Iterator[tuple[int, int, int]]:
    """Yield the column, first and last row of the merged cells of a sheet, counted from 1."""
    from defusedxml.ElementTree import iterparse
    from openpyxl.utils import range_boundaries

    with ZipFile(io.BytesIO(body)) as archive, archive.open(path.removeprefix("/")) as xml:
        count = 0
        for _, element in iterparse(xml):
            if element.tag.endswith("}mergeCell") and count < MOST_ROWS:
                count += 1
                column, first, _, last = range_boundaries(element.get("ref"))
                yield column, first, last
            if element.tag.endswith("}row"):
                element.clear()


def _filled(rows: list[list[Cell]], merged: Iterable[tuple[int, int, int]]) -> list[Sequence[Cell]]:
    """Fill what was merged downwards with what stands at its top."""
    for column, first, last in merged:
        if first > len(rows) or column > MOST_COLUMNS:
            continue
        value = rows[first - 1][column - 1]
        for row in rows[first : min(last, len(rows))]:
            row[column - 1] = value
    return list(rows)


def _cell(value: object) -> Cell:
    match value:
        case None | int() | float() | date() | time():
            return value
        case str():
            return value[:LONGEST_CELL]
        case _:
            return str(value)[:LONGEST_CELL]


def _csv(body: bytes) -> list[Sequence[Cell]]:
    text = _decoded(body)
    tables = [list(_records(text, delimiter)) for delimiter in _DELIMITERS]
    rows = next((one for one in tables if headings(one) is not None), None)
    return rows or max(tables, key=lambda rows: max(map(len, rows), default=0))


def _decoded(body: bytes) -> str:
    marked = next((encoding for bom, encoding in _BOMS if body.startswith(bom)), None)
    unmarked = "utf-16-le" if b"\0" in body[:1000] else "utf-8"
    for one in (marked or unmarked, _WINDOWS):
        try:
            return body.decode(one)
        except UnicodeDecodeError:
            continue
    raise Invalid("annex-broken")


def _records(text: str, delimiter: str) -> Iterator[Sequence[Cell]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        for number, record in enumerate(reader):
            if number > MOST_ROWS:
                raise Invalid("annex-rows", most=MOST_ROWS)
            yield [cell[:LONGEST_CELL] for cell in record[:MOST_COLUMNS]]
    except csv.Error:
        raise Invalid("annex-broken") from None
