"""The list behind the figures of a report: every request, one a row, to be filtered."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from functools import lru_cache
from typing import Any, Final

from bot.papers.cells import cell, cells, lay_out, letter
from bot.papers.filling import day_cell, moment_cell, number_cell, text_cell
from bot.papers.report_words import Words
from bot.reception.calendar import local
from bot.reception.figures import Dimension
from bot.reception.lifecycle import State
from bot.reception.report import Line, Mark, Numbered, Reply, Report

COLUMN_OF: Final[Mapping[type, str]] = {Numbered: "numbered", Reply: "reply", State: "state"}
"""The column that tells a trait; what happened on the way has a column each."""

STEP: Final = 1000
_NAMED: Final = tuple(Dimension)
_COLUMNS: Final[tuple[tuple[str, float], ...]] = (
    ("number", 16),
    ("office", 34),
    ("official", 34),
    ("topic", 26),
    ("source", 14),
    ("channel", 14),
    ("lang", 12),
    ("received_at", 17),
    ("registered_on", 13),
    ("numbered", 26),
    ("reply_due", 13),
    ("replied_at", 17),
    ("reply", 26),
    ("days", 12),
    ("state", 26),
    ("ground", 30),
    ("starts_at", 17),
    ("moves", 12),
    ("asked", 20),
)


def write_heads(sheet: Any, report: Report, words: Words) -> None:
    """Write the headings of the list; the requests are filled in under them."""
    lay_out(sheet, [*(width for _, width in _COLUMNS), *(18 for _ in Mark)], "B2", pages_wide=4)
    heads = [*(words.column(name) for name, _ in _COLUMNS), *map(words.trait, Mark)]
    sheet.auto_filter.ref = f"A1:{letter(len(heads) - 1)}{len(report.lines) + 1}"
    sheet.append(cells(sheet, heads, "head"))


def rows_of(
    sheet: Any,
    report: Report,
    words: Words,
    progress: Callable[[int, int], None] | None = None,
) -> Iterator[list[str | None]]:
    """Return the requests of a report, each as a row; `progress` is told how many of how many.

    The looks of the cells are made known to the workbook at once, the rows come when it is saved.
    """
    row = _Row(sheet, report, words)
    return _told(map(row.of, report.lines), len(report.lines), progress)


def _told(
    rows: Iterable[list[str | None]], total: int, progress: Callable[[int, int], None] | None
) -> Iterator[list[str | None]]:
    for nth, row in enumerate(rows, 1):
        yield row
        if progress is not None and (nth % STEP == 0 or nth == total):
            progress(nth, total)


class _Row:
    """Turns lines into rows. What is the same in many of them is written once."""

    def __init__(self, sheet: Any, report: Report, words: Words) -> None:
        self._at, self._words = report.at, words
        self._label = lru_cache(maxsize=None)(self._written)
        self._day, self._moment = (cell(sheet, None, look).style_id for look in ("day", "moment"))
        self._yes = text_cell(words("report-yes"))

    def of(self, line: Line) -> list[str | None]:
        label, day, moment = self._label, self._day, self._when
        return [
            text_cell(line.number),
            *(label(dimension, getattr(line, dimension) or "") for dimension in _NAMED),
            moment(line.received_at),
            day_cell(line.registered_on, day),
            label("trait", line.numbered),
            day_cell(line.reply_due, day),
            moment(line.replied_at),
            label("trait", line.reply(self._at)),
            None if line.days is None else number_cell(line.days),
            label("trait", line.state),
            label("ground", line.ground) if line.state is State.REFUSED else None,
            moment(line.starts_at),
            number_cell(line.moves),
            label("asked", line.asked),
            *(self._yes if mark in line.marks else None for mark in Mark),
        ]

    def _when(self, when: datetime | None) -> str | None:
        return None if when is None else moment_cell(local(when), self._moment)

    def _written(self, kind: str, key: Any) -> str:
        words = self._words
        match kind:
            case "trait":
                text = words.trait(key)
            case "ground":
                text = words.ground(key or "")
            case "asked":
                text = words("report-asked", asked=key.value)
            case _:
                text = words.value(Dimension(kind), key)
        return text_cell(text)
