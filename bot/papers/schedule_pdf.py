"""The schedule for the wall and the site: A4 across, a page or more for each office [D8]."""

from collections.abc import Iterator, Sequence
from importlib.util import find_spec
from itertools import chain, groupby
from pathlib import Path
from typing import TYPE_CHECKING, Final

from bot.papers.schedule_table import LINE_ENDS, Printed, Table, Words
from bot.reception.annex import Column

if TYPE_CHECKING:
    from fpdf import FPDF

LEFT, TOP, RIGHT, BOTTOM = 25.0, 15.0, 15.0, 18.0
WIDTH: Final = 297 - LEFT - RIGHT
WIDTHS: Final = (40, 41, 34, 57, 40, 45)
CODE: Final = 26.0
"""The code's side in millimetres."""
QUIET: Final = 4
"""Light modules around a code, without which it is not read."""
LINK_SIZE: Final = 7
LINES_A_ROW: Final = 8
FONT: Final = "DejaVu"
FONTS: Final = {"": "DejaVuSans.ttf", "B": "DejaVuSans-Bold.ttf"}
GREY: Final = 110


def schedule_pdf(printed: Sequence[Printed]) -> bytes:
    """Return the schedule in print: approval block, title, table, and a code for the bot.

    One language follows the other, each office on pages of its own.
    """
    from fpdf import FPDF

    class Print(FPDF):
        """The pages, each with its number."""

        words = printed[0].words

        def footer(self) -> None:
            """Write the day it was made on, and the number of the page."""
            self.set_y(-12)
            self.set_font(FONT, size=7.5)
            self.set_text_color(GREY)
            self.cell(WIDTH / 2, 4, self.words.printed)
            self.cell(WIDTH / 2, 4, f"{self.page_no()} / {{nb}}", align="R")
            self.set_text_color(0)

    pdf = Print(orientation="L", format="A4")
    pdf.set_title(pdf.words.filename)
    pdf.set_lang(pdf.words.lang.value)
    pdf.set_margins(LEFT, TOP, RIGHT)
    pdf.set_auto_page_break(True, BOTTOM)
    for style, file in FONTS.items():
        pdf.add_font(FONT, style, fonts() / file)
    for one in printed:
        for table in one.tables:
            pdf.add_page()
            pdf.words = one.words
            _approval(pdf, one.words)
            if table.link:
                _code(pdf, table.link, one.words.code)
            _title(pdf, table, one.words)
            _table(pdf, table, one.words)
    return bytes(pdf.output())


def fonts() -> Path:
    """Return the folder of fonts with all Kazakh letters, which the drawing library brings."""
    found = find_spec("matplotlib")
    if found is None or not found.submodule_search_locations:
        raise RuntimeError("matplotlib, whose fonts are needed, is not installed")
    return Path(found.submodule_search_locations[0], "mpl-data", "fonts", "ttf")


def _approval(pdf: "FPDF", words: Words) -> None:
    """Draw what the head of the body signs, at the top right."""
    width = 80.0
    left = LEFT + WIDTH - width
    pdf.set_xy(left, TOP)
    pdf.set_font(FONT, "B", 10)
    pdf.cell(width, 6, words.approve, new_x="LEFT", new_y="NEXT")
    for under in (words.approve_position, words.approve_sign):
        line = pdf.get_y() + 7
        pdf.line(left, line, left + width, line)
        pdf.set_xy(left, line + 0.5)
        pdf.set_font(FONT, size=7)
        pdf.cell(width, 3.5, under, align="C", new_x="LEFT", new_y="NEXT")
    pdf.set_xy(left, pdf.get_y() + 3)
    pdf.set_font(FONT, size=9)
    pdf.cell(width, 5, words.approve_date, new_x="LEFT", new_y="NEXT")


def _code(pdf: "FPDF", link: str, caption: str) -> None:
    """Draw the code that opens the bot, at the top left."""
    import segno

    code = segno.make(link, error="m", micro=False)
    rows = [list(row) for row in code.matrix]
    module = CODE / len(rows)
    left, top = LEFT, TOP + 1
    pdf.set_fill_color(0)
    for y, row in enumerate(rows):
        x = 0
        for dark, run in groupby(row):
            length = len(list(run))
            if dark:
                pdf.rect(left + x * module, top + y * module, length * module, module, style="F")
            x += length
    beside = left + CODE + QUIET * module
    pdf.set_xy(beside, top)
    pdf.set_font(FONT, "B", 9)
    pdf.cell(80, 5, caption, new_x="LEFT", new_y="NEXT")
    pdf.set_font(FONT, size=LINK_SIZE)
    pdf.cell(80, 4, link.removeprefix("https://"), link=link)


def _title(pdf: "FPDF", table: Table, words: Words) -> None:
    pdf.set_xy(LEFT, TOP + 36)
    pdf.set_font(FONT, "B", 13)
    pdf.cell(WIDTH, 7, words.title, align="C", new_x="LMARGIN", new_y="NEXT")
    pdf.set_font(FONT, size=10)
    pdf.cell(WIDTH, 5.5, words.whom, align="C", new_x="LMARGIN", new_y="NEXT")
    pdf.set_font(FONT, "B", 10)
    pdf.multi_cell(WIDTH, 5.5, table.office, align="C", new_x="LMARGIN", new_y="NEXT")
    if table.period:
        pdf.set_font(FONT, size=10)
        pdf.cell(WIDTH, 5.5, table.period, align="C", new_x="LMARGIN", new_y="NEXT")
    pdf.ln(4)


def _table(pdf: "FPDF", table: Table, words: Words) -> None:
    """Draw the six columns; the headings stand on every page."""
    from fpdf.fonts import FontFace

    pdf.set_font(FONT, size=9)
    pdf.set_draw_color(60)
    pdf.set_line_width(0.2)
    heading = FontFace(emphasis="B", size_pt=8.5, fill_color=(236, 236, 236))
    with pdf.table(
        width=WIDTH,
        align="LEFT",
        col_widths=WIDTHS,
        text_align="LEFT",
        line_height=4.6,
        padding=(1.6, 1.8),
        headings_style=heading,
        v_align="TOP",
    ) as drawn:
        for cells in (words.columns, *chain.from_iterable(map(_parts, table.rows))):
            row = drawn.row()
            for cell in cells:
                row.cell(cell)


def _parts(cells: Sequence[str]) -> Iterator[Sequence[str]]:
    """Yield a row in parts that fit on a page each; only the first one names the official."""
    place = list(Column).index(Column.WHEN)
    lines = cells[place].split(LINE_ENDS)
    for nth in range(0, len(lines), LINES_A_ROW):
        part = [*cells] if nth == 0 else [""] * len(cells)
        part[place] = LINE_ENDS.join(lines[nth : nth + LINES_A_ROW])
        yield part
