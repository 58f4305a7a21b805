"""A quarterly report as plain data, for programs: figures, and the list behind each of them."""

from collections.abc import Mapping
from typing import Any

from bot.papers.report_words import SECTIONS
from bot.reception.figures import (
    Dimension,
    Figures,
    Opinion,
    behind,
    by,
    count,
    put_together,
    survey,
)
from bot.reception.report import Report


def report_data(report: Report) -> dict[str, Any]:
    """Return a report as JSON-able data. Of the survey, what may not be shown is null."""
    alike = put_together(report.lines, report.at)
    found = survey(report.answers, report.given_up)
    return {
        "quarter": str(report.quarter),
        "at": report.at.isoformat(),
        "frozen": report.frozen,
        "checksum": report.checksum,
        **_figures(count(alike.items())),
        "by": {
            dimension.value: {key: _figures(part) for key, part in by(alike, dimension).items()}
            for dimension in Dimension
        },
        "survey": {
            "answers": found.answers,
            "whole": _opinion(found.whole),
            "marks": {str(mark): times for mark, times in found.marks.items()},
            **{
                name: {key: _opinion(one) for key, one in getattr(found, name).items()}
                for name in ("states", "ways", "offices", "officials", "procedure")
            },
            "gave_up": {why.value: times for why, times in found.given_up.items()},
        },
        "lists": {
            "all": behind(report),
            **{trait.value: behind(report, trait) for _, traits in SECTIONS for trait in traits},
        },
    }


def _figures(figures: Figures) -> Mapping[str, Any]:
    return {
        "registered": figures.registered,
        "figures": {trait.value: figures[trait] for _, traits in SECTIONS for trait in traits},
        "grounds": dict(sorted(figures.grounds.items())),
        "moves": figures.moves,
        "median": figures.median,
        "ninetieth": figures.ninetieth,
    }


def _opinion(opinion: Opinion | None) -> Mapping[str, Any] | None:
    if opinion is None:
        return None
    settled = {one.value: times for one, times in opinion.settled.items()}
    return {"answers": opinion.answers, "rating": opinion.rating, "settled": settled}
