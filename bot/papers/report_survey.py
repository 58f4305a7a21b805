"""The sheet of the survey [D38]: who took part, and what was answered, small cells hidden."""

from collections import Counter
from collections.abc import Iterable
from typing import Any, Final

from bot.papers.cells import Value, cells, lay_out
from bot.papers.report_words import Words
from bot.reception.figures import Dimension, Opinion, survey
from bot.reception.lifecycle import State
from bot.reception.report import Asked, Report
from bot.reception.survey import GaveUp, Settled

MARKS: Final = range(5, 0, -1)


def write_survey(sheet: Any, report: Report, words: Words) -> None:
    """Write the figures of the survey."""
    lay_out(sheet, (60, 13, 32, 18, 18, 18))
    found = survey(report.answers, report.given_up)
    asked = Counter(line.asked for line in report.lines)
    _head(sheet, words, "report-survey-part", ["report-count"])
    for one in Asked:
        sheet.append(cells(sheet, (words("report-asked", asked=one.value), asked[one]), "body"))
    sheet.append([])

    _head(sheet, words, "report-survey-opinion", ["report-survey-answers", "report-survey-mean"])
    _opinion(sheet, words, words("report-total"), found.whole, "total")
    for state, opinion in found.states.items():
        _opinion(sheet, words, words.trait(State(state)), opinion)
    for way, opinion in found.ways.items():
        _opinion(sheet, words, words("report-survey-way", way=way), opinion)
    for dimension, opinions in (
        (Dimension.OFFICE, found.offices),
        (Dimension.OFFICIAL, found.officials),
    ):
        sheet.append(cells(sheet, [words.sheet(dimension), *[None] * 5], "section"))
        for key, opinion in opinions.items():
            _opinion(sheet, words, words.value(dimension, key), opinion)
    sheet.append([])

    _head(sheet, words, "report-survey-marks", ["report-count"])
    for mark in MARKS:
        shown: Value = found.marks.get(mark, words("report-hidden"))
        sheet.append(cells(sheet, (mark, shown), "body"))
    sheet.append([])

    heads = ["report-survey-answers", "report-survey-mean"]
    _head(sheet, words, "report-survey-procedure", heads)
    for state, opinion in found.procedure.items():
        _opinion(sheet, words, words.trait(State(state)), opinion, settled=False)
    sheet.append([])

    _head(sheet, words, "report-survey-gave-up", ["report-count"])
    for why in GaveUp:
        times: Value = found.given_up.get(why, words("report-hidden"))
        sheet.append(cells(sheet, (words("report-gave-up", why=why.value), times), "body"))


def _head(sheet: Any, words: Words, title: str, columns: Iterable[str]) -> None:
    heads = [words(title), *map(words, columns)]
    if title == "report-survey-opinion":
        heads += [words("report-settled", settled=one.value) for one in Settled]
    sheet.append(cells(sheet, heads, "head"))


def _opinion(
    sheet: Any,
    words: Words,
    label: str,
    opinion: Opinion | None,
    look: str = "body",
    *,
    settled: bool = True,
) -> None:
    hidden = words("report-hidden")
    width = 2 + (len(Settled) if settled else 0)
    row: list[Value] = [hidden] * width
    if opinion is not None:
        row = [opinion.answers, opinion.rating]
        if settled:
            row += [opinion.settled.get(one, hidden) for one in Settled]
    sheet.append(cells(sheet, [label, *row], look))
