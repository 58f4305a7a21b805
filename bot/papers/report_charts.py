"""The charts of a quarterly report [D40] on one picture, for the chat of the staff."""

from collections import Counter
from io import BytesIO
from typing import Any, Final

from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.layout_engine import ConstrainedLayoutEngine

from bot.papers.report_words import Words
from bot.reception.calendar import DAY
from bot.reception.figures import count, put_together, survey
from bot.reception.lifecycle import State
from bot.reception.report import Reply, Report
from bot.reception.terms import REPLY_DAYS

INCHES: Final = (12.0, 8.4)
DOTS: Final = 110
LONGEST_TERM: Final = 25
"""Replies that took longer stand together in the last bar."""

_GOOD, _BAD, _IDLE, _PLAIN, _INK = "#3b7a57", "#b5473c", "#c9cfd6", "#2f4b6b", "#2a2f36"
_STYLE: Final = {"fontsize": 9, "color": _INK}


def draw_charts(report: Report, words: Words, offices: tuple[str, ...] = ()) -> bytes:
    """Return the charts of a report of these offices (all without any), as a PNG."""
    report = report.only(offices)
    layout = ConstrainedLayoutEngine(w_pad=0.16, h_pad=0.12)
    figure = Figure(figsize=INCHES, dpi=DOTS, facecolor="white", layout=layout)
    FigureCanvasAgg(figure)
    figure.suptitle(words.title(report), fontsize=13, color=_INK, fontweight="bold")
    (weeks, outcomes), (days, marks) = figure.subplots(2, 2)
    _weeks(weeks, report, words)
    _outcomes(outcomes, report, words)
    _days(days, report, words)
    _marks(marks, report, words)
    file = BytesIO()
    figure.savefig(file, format="png")
    return file.getvalue()


def _weeks(axes: Any, report: Report, words: Words) -> None:
    """Draw how many were registered each week, and how the reply to them stands."""
    _prepare(axes, words("report-chart-weeks"))
    groups = (
        (words("report-chart-replied"), _GOOD, {Reply.IN_TIME}),
        (words("report-chart-late"), _BAD, {Reply.LATE, Reply.OVERDUE}),
        (words("report-chart-waiting"), _IDLE, {Reply.WITHIN_TERM, Reply.NOT_NEEDED}),
    )
    if not report.lines:
        _nothing(axes, words("report-chart-none"))
        return
    counted = Counter((_monday(line.registered_on), line.reply(report.at)) for line in report.lines)
    first = min(monday for monday, _ in counted)
    last = max(_monday(report.quarter.last), *(monday for monday, _ in counted))
    mondays = [first + DAY * 7 * n for n in range((last - first).days // 7 + 1)]
    below = [0] * len(mondays)
    for label, colour, replies in groups:
        heights = [sum(counted[monday, one] for one in replies) for monday in mondays]
        axes.bar(range(len(mondays)), heights, bottom=below, color=colour, label=label, width=0.75)
        below = [under + height for under, height in zip(below, heights, strict=True)]
    axes.set_xticks(
        range(len(mondays)), [f"{monday:%d.%m}" for monday in mondays], rotation=45, **_STYLE
    )
    axes.set_ylim(0, 1.28 * max(below))
    axes.legend(frameon=False, fontsize=8, ncols=3, loc="upper center", columnspacing=1.0)


def _outcomes(axes: Any, report: Report, words: Words) -> None:
    """Draw the states the requests are in."""
    _prepare(axes, words("report-chart-outcomes"), grid="x")
    figures = count(put_together(report.lines, report.at).items())
    rows = [(words.trait(state), figures[state]) for state in State if figures[state]]
    if not rows:
        _nothing(axes, words("report-chart-none"))
        return
    rows.reverse()
    bars = axes.barh([_short(name) for name, _ in rows], [n for _, n in rows], color=_PLAIN)
    axes.bar_label(bars, padding=3, **_STYLE)
    axes.margins(x=0.14)
    axes.tick_params(axis="y", length=0)


def _days(axes: Any, report: Report, words: Words) -> None:
    """Draw within how many working days replies were given; the term is a line."""
    _prepare(axes, words("report-chart-days"))
    days = Counter(
        min(line.days, LONGEST_TERM)
        for line in report.lines
        if line.replied_at is not None and line.days is not None
    )
    if not days:
        _nothing(axes, words("report-chart-none"))
        return
    every = range(LONGEST_TERM + 1)
    colours = [_GOOD if day <= REPLY_DAYS else _BAD for day in every]
    axes.bar(every, [days[day] for day in every], color=colours, width=0.8)
    axes.axvline(REPLY_DAYS + 0.5, color=_INK, linewidth=1, linestyle="--")
    axes.text(
        REPLY_DAYS + 0.8, 0.94, words("report-chart-term"),
        transform=axes.get_xaxis_transform(), **_STYLE,
    )  # fmt: skip
    ticks = [0, 5, 10, 15, 20, LONGEST_TERM]
    axes.set_xticks(ticks, [*map(str, ticks[:-1]), f"≥{LONGEST_TERM}"], **_STYLE)


def _marks(axes: Any, report: Report, words: Words) -> None:
    """Draw how often each mark was given, where it may be shown."""
    _prepare(axes, words("report-chart-marks"))
    found = survey(report.answers)
    if found.whole is None:
        key = "report-chart-hidden" if found.answers else "report-chart-none"
        _nothing(axes, words(key))
        return
    marks = range(1, 6)
    heights = [found.marks.get(mark, 0) for mark in marks]
    bars = axes.bar(marks, heights, color=_PLAIN, width=0.6)
    labels = [str(found.marks[mark]) if mark in found.marks else "*" for mark in marks]
    axes.bar_label(bars, labels, padding=2, **_STYLE)
    axes.margins(y=0.16)
    axes.set_xticks(list(marks), list(map(str, marks)), **_STYLE)
    hidden = "" if len(found.marks) == len(marks) else f"\n* {words('report-chart-hidden')}"
    mean = f"{found.whole.rating:.1f}".replace(".", ",")
    axes.set_xlabel(f"{words('report-survey-mean')}: {mean}{hidden}", **_STYLE)


def _prepare(axes: Any, title: str, grid: str = "y") -> None:
    axes.set_title(title, fontsize=10.5, color=_INK, loc="left")
    for side in ("top", "right", "left"):
        axes.spines[side].set_visible(False)
    axes.spines["bottom"].set_color(_IDLE)
    axes.tick_params(colors=_INK, labelsize=9, length=0)
    axes.grid(axis=grid, color="#e6eaee", linewidth=0.8)
    axes.set_axisbelow(True)
    (axes.yaxis if grid == "y" else axes.xaxis).get_major_locator().set_params(integer=True)


def _nothing(axes: Any, words: str) -> None:
    axes.text(0.5, 0.5, words, ha="center", va="center", transform=axes.transAxes, **_STYLE)
    axes.set_xticks([])
    axes.set_yticks([])


def _monday(day: Any) -> Any:
    return day - DAY * day.weekday()


def _short(name: str, most: int = 40) -> str:
    return name if len(name) <= most else f"{name[: most - 1]}…"
