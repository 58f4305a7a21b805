"""Files as people send them: read whatever way they were saved, and told what is wrong."""

import io
from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime, time
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from bot.papers.schedule_reading import MOST_BYTES, MOST_COLUMNS, read_table
from bot.reception.annex import Cell
from bot.reception.annex_reading import MOST_ROWS
from bot.reception.identity import Invalid

HEAD = ("Орган", "Ф.И.О.", "Должность", "Дата и время", "Место", "Телефон")
ROW = ("Әкімдік", "Ли Анна", "Әкім", "2-й вторник 15:00-18:00; по 20 минут", "Ғ. ү, ұқһ", "1414")


def workbook(rows: Sequence[Sequence[object]], *merged: str, sheets: int = 1) -> bytes:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for _ in range(sheets - 1):
        sheet = book.create_sheet()
    for cells in rows:
        sheet.append(list(cells))
    for area in merged:
        sheet.merge_cells(area)
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def text(*rows: Sequence[str], delimiter: str = ";") -> str:
    return "\r\n".join(
        delimiter.join(f'"{cell}"' if delimiter in cell else cell for cell in row) for row in rows
    )


def cells(rows: Sequence[Sequence[Cell]]) -> list[tuple[Cell, ...]]:
    """Return rows without the empty cells at their ends."""
    return [tuple(row[: max((n for n, c in enumerate(row, 1) if c), default=0)]) for row in rows]


def told(name: str, body: bytes) -> str:
    with pytest.raises(Invalid) as caught:
        read_table(name, body)
    return caught.value.reason


@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be-bom", "kz1048"]
)
def test_a_text_is_read_in_every_encoding_and_with_every_delimiter(
    encoding: str, delimiter: str
) -> None:
    written = text(HEAD, ROW, delimiter=delimiter)
    body = (
        b"\xfe\xff" + written.encode("utf-16-be")
        if encoding == "utf-16-be-bom"
        else written.encode(encoding)
    )
    assert [HEAD, ROW] == cells(read_table("a.csv", body))


def test_a_russian_text_of_windows_is_read() -> None:
    assert [HEAD, ("Аким",)] == cells(read_table("A.CSV", text(HEAD, ("Аким",)).encode("cp1251")))


def test_a_cell_of_several_lines_is_one_cell() -> None:
    rows = cells(read_table("a.csv", (text(HEAD) + '\n"а\nб";в').encode()))
    assert ("а\nб", "в") == rows[1]


def test_a_workbook_is_read_from_the_sheet_that_has_the_headings() -> None:
    assert [HEAD, ROW] == cells(read_table("a.xlsx", workbook([HEAD, ROW], sheets=3)))


def test_a_workbook_called_a_text_is_a_workbook() -> None:
    assert [HEAD, ROW] == cells(read_table("a.csv", workbook([HEAD, ROW])))


def test_merged_cells_are_filled_downwards() -> None:
    rows = [HEAD, ROW, (None, None, None, "3-й вторник 10:00"), (None, None, None, "12:00")]
    read = cells(read_table("a.xlsx", workbook(rows, "A2:A4", "B2:B3")))
    assert [ROW[:2], ROW[:2], (ROW[0], None)] == [one[:2] for one in read[1:]]


def test_dates_times_and_numbers_stay_what_they_are() -> None:
    moment = datetime.fromisoformat("2026-12-15T10:00")
    read = cells(read_table("a.xlsx", workbook([HEAD, (moment, time(10), 1414, 0.5)])))
    assert (moment, time(10), 1414, 0.5) == read[1]


def test_rows_keep_their_numbers_below_empty_ones() -> None:
    read = read_table("a.xlsx", workbook([(), (), HEAD, (), ROW]))
    assert [(), (), HEAD, (), ROW] == cells(read)


@pytest.mark.parametrize(
    ("name", "body", "reason"),
    [
        ("a.csv", b"", "annex-nothing"),
        ("a.xlsx", b"\n\n", "annex-nothing"),
        ("a.doc", b"anything", "annex-file"),
        ("a", b"anything", "annex-file"),
        ("a.xlsx", b"not a zip at all", "annex-broken"),
        ("a.xlsx", b"PK\x03\x04 and then nothing", "annex-broken"),
        ("a.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "annex-old"),
        ("a.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 encrypted", "annex-old"),
        ("a.csv", b"x" * (MOST_BYTES + 1), "annex-size"),
        ("a.csv", b'"' + b"x" * 200_000, "annex-broken"),
        ("a.csv", b"a;b\n" * (MOST_ROWS + 2), "annex-rows"),
        ("a.csv", b"\n" * 100_000 + b"a", "annex-rows"),
    ],
)
def test_a_file_that_is_no_table_is_told(name: str, body: bytes, reason: str) -> None:
    assert reason == told(name, body)


def archive(**files: bytes) -> bytes:
    written = io.BytesIO()
    with ZipFile(written, "w", ZIP_DEFLATED) as made:
        for name, body in files.items():
            made.writestr(name, body)
    return written.getvalue()


def test_an_archive_that_is_no_workbook_is_told() -> None:
    assert "annex-broken" == told("a.xlsx", archive(readme=b"hello"))


def test_a_bomb_is_not_unpacked() -> None:
    assert "annex-rows" == told("a.xlsx", archive(bomb=b"0" * 30_000_000))
    assert "annex-rows" == told("a.xlsx", archive(**{f"f{n}": b"" for n in range(501)}))


def changed(whole: bytes, was: bytes, becomes: bytes) -> bytes:
    """Return a workbook with the text of its sheets changed."""
    written = io.BytesIO()
    with ZipFile(io.BytesIO(whole)) as before, ZipFile(written, "w", ZIP_DEFLATED) as after:
        for name in before.namelist():
            body = before.read(name)
            is_sheet = name.startswith("xl/worksheets/")
            after.writestr(name, body.replace(was, becomes) if is_sheet else body)
    return written.getvalue()


def test_entities_that_multiply_are_not_expanded() -> None:
    bomb = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]><worksheet '
    assert "annex-broken" == told("a.xlsx", changed(workbook([HEAD, ROW]), b"<worksheet ", bomb))


def test_a_hundred_thousand_rows_are_told() -> None:
    row = b'<row r="%d"><c r="A%d"><v>1</v></c></row>'
    rows = b"".join(row % (n, n) for n in range(2, 100_000))
    long = changed(workbook([HEAD]), b"</sheetData>", rows + b"</sheetData>")
    assert "annex-rows" == told("a.xlsx", long)


def test_a_sheet_formed_down_to_its_end_is_read() -> None:
    rows = b'<row r="1048576" ht="15"></row></sheetData>'
    long = changed(workbook([HEAD, ROW]), b"</sheetData>", rows)
    assert [HEAD, ROW] == cells(read_table("a.xlsx", long))


def test_a_row_that_no_sheet_has_is_not_looked_for() -> None:
    rows = b'<row r="999999999999"><c r="A999999999999"><v>1</v></c></row></sheetData>'
    long = changed(workbook([HEAD, ROW]), b"</sheetData>", rows)
    assert [HEAD, ROW] == cells(read_table("a.xlsx", long))


def test_a_sheet_whose_cells_are_far_out_or_merged_all_over_is_read() -> None:
    far = workbook([HEAD, (*ROW, *[None] * 15_000, "far out")])
    area = b'</sheetData><mergeCells count="1"><mergeCell ref="A2:XFD1048576"/></mergeCells>'
    read = read_table("a.xlsx", changed(far, b"</sheetData>", area))
    assert [HEAD, ROW] == cells(read)
    assert {MOST_COLUMNS} == {len(row) for row in read}


@given(st.binary(max_size=300), st.sampled_from(["a.csv", "a.xlsx", "a.txt"]))
def test_any_bytes_are_read_or_told(body: bytes, name: str) -> None:
    with suppress(Invalid):
        assert all(isinstance(row, list) for row in read_table(name, body))
