"""Files that are brought to be taken in: schedules, directories, settings; whole and in ruins."""

import io
import zipfile
from collections.abc import Sequence
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Final

from hypothesis import strategies as st

from tests.fuzz import hostile
from tests.people import directory, texts

TODAY: Final = date(2026, 3, 2)
SAMPLE: Final = Path(__file__).parents[2] / "sandbox" / "directory.toml"
BOMB: Final = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
IN_XML: Final = (
    BOMB, b"<!DOCTYPE x SYSTEM 'file:///etc/passwd'>", b"&b;", b"<mergeCell ref='A1:XFD1048576'/>",
    b"<mergeCells><mergeCell ref='A2:A9'/><mergeCell ref='?'/></mergeCells>", b"</sheetData>",
    b"<row r='1048576'><c r='A1048576' t='inlineStr'><is><t>x</t></is></c></row>", b"\xff", b"<",
    b"<c r='ZZZ1'><f>1/0</f><v>#DIV/0!</v></c>", b"<c t='e'><v>#REF!</v></c>",
    b"<c t='s'><v>9999</v></c>",
    b"<c t='d'><v>0000-99-99</v></c>", b"<v>1e999</v>", b"<v>-5</v>", b"<v>99999999999</v>",
    b"\x00",
    b"<dimension ref='A1:XFD1048576'/>", b"r='0'", b"r='-1'", b"r='999999999'", b" t='b'", b"=1+1",
)  # fmt: skip
IN_TOML: Final = (
    "[[office]]", "[office]", "[[official.pattern]]", 'key = "x"', "key = 1", "key = []", "x = nan",
    "user_id = 99999999999999999999", "user_id = -1", "staff_chat = 1.5", "minutes = 0",
    "minutes = 9999999999999", "day = 9999-12-31", "day = 0001-01-01", "day = 2026-03-02T10:00:00Z",
    "starts = 10:00:00", "weeks = [0, 9]", "weeks = []", 'weekday = "x"', "phone = 7", "hours = 3",
    'phone = "+7"', "retention_months = 10000", "off = [2026-03-02, 2026-03-02]", "off = 1", "\x00",
    "a = " + "[" * 500, "a.b.c.d = 1", '"" = 1', "name = { kk = 1 }", 'name.kk = "<b>"', "= = =",
    "\ufeff",
    'name = { kk = "' + "x" * 5000 + '", ru = "" }', "survey_share = -1", 'email = "@"', "\r",
    "\ud800",
    'bot_link = "javascript:alert(1)"', 'portal = "http://[::1"', "offices = [[]]", "inf = inf",
)  # fmt: skip
CELLS: Final = (
    "1-й и 3-й вторник", "әр сейсенбі", "каждый вторник 10:00", "10:00–12:00", "25:99-99:00",
    "31.02.2026", "с 10.00 до 12.00", "01.03.2026–31.12.9999", "№", "-", "каждый каждый каждый",
    "0", "9" * 400, "1" * 5000, ",".join(["вторник"] * 200), "10:00-" * 300,
    "понедельник-воскресенье",
)  # fmt: skip

cells = st.sampled_from(CELLS) | hostile.words


@cache
def schedules() -> tuple[bytes, bytes]:
    """Return the sample schedule as a workbook, and as comma separated values."""
    from bot.papers.schedule_cells import schedule_csv, schedule_xlsx
    from bot.papers.schedule_table import Order, tables_of, words_of
    from bot.reception.language import Lang

    keys = tuple(office.key for office in directory().offices)
    tables = tables_of(directory(), texts(), Lang.RU, Order(keys, TODAY))
    words = words_of(texts(), Lang.RU, TODAY)
    return schedule_xlsx(tables, words), schedule_csv(tables, words)


def _workbook(changes: Sequence[tuple[int, int, bytes, int]], cut: int) -> bytes:
    """Return the sample workbook with its parts spoiled: which, where, by what, and left out."""
    whole, packed = io.BytesIO(schedules()[0]), io.BytesIO()
    with zipfile.ZipFile(whole) as before:
        parts = {one: before.read(one) for one in before.namelist()}
    names = sorted(parts, key=lambda name: ("sheet" not in name, "Strings" not in name, name))
    for which, where, new, left_out in changes:
        name = names[which % len(names)]
        at = where % (len(parts[name]) + 1)
        ends = parts[name].find(b">", at) + 1 if left_out < 30 else at
        parts[name] = parts[name][:ends] + new + parts[name][ends + max(0, left_out - 20) :]
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as after:
        for name, body in parts.items():
            after.writestr(name, body)
    body = packed.getvalue()
    return body[: len(body) - cut] if cut else body


def _bomb(size: int, entries: int) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as made:
        for nth in range(entries):
            made.writestr(f"xl/{nth}.xml", b"\0" * size)
    return packed.getvalue()


def _of_cells(rows: list[list[Any]]) -> bytes:
    from openpyxl import Workbook
    from openpyxl.utils.exceptions import IllegalCharacterError

    book = Workbook()
    sheet = book.active
    for row in rows:
        try:
            sheet.append(row)
        except (IllegalCharacterError, ValueError):
            continue
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


def _table(changes: Sequence[tuple[int, str, str]], encoding: str, delimiter: str) -> bytes:
    """Return the sample table with cells of its own in other words."""
    lines = schedules()[1].decode("utf-8-sig").splitlines()
    for where, how, new in changes:
        at = where % len(lines)
        row = lines[at].split(";")
        match how:
            case "cell":
                row[where // 7 % len(row)] = new
                lines[at] = ";".join(row)
            case "line":
                lines[at] = new
            case "twice":
                lines.insert(at, lines[at])
            case _:
                del lines[at]
                lines = lines or [""]
    return "\r\n".join(lines).replace(";", delimiter).encode(encoding, "replace")


def _toml(changes: Sequence[tuple[int, str, str]]) -> bytes:
    lines = SAMPLE.read_text("utf-8").splitlines()
    for where, how, new in changes:
        at = where % len(lines)
        match how:
            case "value" if " = " in lines[at]:
                lines[at] = f"{lines[at].split(' = ')[0]} = {new}"
            case "text" if " = " in lines[at]:
                quoted = new.replace("\\", "\\\\").replace('"', '\\"')
                lines[at] = f'{lines[at].split(" = ")[0]} = "{quoted}"'
            case "line":
                lines.insert(at, new)
            case "twice":
                lines.insert(at, lines[at])
            case _:
                del lines[at : at + 1 + where % 3]
                lines = lines or [""]
    return "\n".join(lines).encode("utf-8", "surrogatepass")


_where = st.integers(0, 20_000)
workbooks = st.one_of(
    st.builds(
        _workbook,
        st.lists(
            st.tuples(
                st.sampled_from((0, 0, 0, 1, 2, 3, 5, 8)),
                _where,
                st.sampled_from(IN_XML) | st.binary(max_size=8),
                st.integers(0, 60),
            ),
            max_size=3,
        ),
        st.sampled_from((0, 0, 0, 0, 1, 30, 400)),
    ),
    st.builds(_bomb, st.sampled_from((0, 10, 5_000_000)), st.sampled_from((1, 3, 600))),
    st.builds(
        _of_cells,
        st.lists(st.lists(cells | st.none() | st.floats() | st.dates(), max_size=7), max_size=5),
    ),
)
_table_changes = st.lists(
    st.tuples(_where, st.sampled_from(("cell", "cell", "cell", "line", "twice", "out")), cells),
    max_size=4,
)
tables = st.one_of(
    st.builds(
        _table,
        _table_changes,
        st.sampled_from(("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "kz1048", "cp1251", "utf-7")),
        st.sampled_from((";", ",", "\t", ";;", "|")),
    ),
    st.binary(max_size=200),
    hostile.words.map(lambda one: one.encode("utf-8", "replace")),
)
directories = st.one_of(
    st.builds(
        _toml,
        st.lists(
            st.tuples(
                _where,
                st.sampled_from(("value", "text", "line", "twice", "out")),
                st.sampled_from(IN_TOML) | hostile.words,
            ),
            max_size=4,
        ),
    ),
    st.binary(max_size=100),
)
