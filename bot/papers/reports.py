"""How the files of a quarterly report are made: the report gathered here, the drawing there."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from msgspec import Struct

from bot.dialogs.say import Say
from bot.papers.maker import Recipe
from bot.reception.language import Lang
from bot.reception.quarter import Quarter
from bot.reception.report import Report
from bot.reception.snapshot import Packed, unpack
from bot.records import File
from bot.reporting import Progress, Reporting

if TYPE_CHECKING:
    from bot.papers.report_words import Write

BOOK: Final = "report"
CHARTS: Final = "report-charts"


class Material(Struct, frozen=True):
    """What a file of a report is made of."""

    packed: Packed
    offices: tuple[str, ...]
    lang: Lang


def report_recipes(reporting: Reporting) -> dict[str, Recipe]:
    """Return the recipes of the table and of the charts, by name."""

    async def gather(args: Mapping[str, str], lang: Lang) -> Material:
        year, number = args["quarter"].split("Q")
        packed = await reporting.report(Quarter(int(year), int(number)))
        offices = tuple(key for key in args.get("offices", "").split(",") if key)
        return Material(packed, offices, lang)

    return {BOOK: Recipe(gather, make_book), CHARTS: Recipe(gather, make_charts)}


def make_book(material: Material, progress: Progress | None = None) -> File:
    """Make the table of a report."""
    from bot.papers.report_book import write_book
    from bot.papers.report_words import Words

    report, write = _read(material)
    words = Words(write, material.lang, report.names)
    body = write_book(report, words, material.offices, progress)
    return File(f"report-{report.quarter}-{material.lang}.xlsx", body)


def make_charts(material: Material) -> File:
    """Draw the charts of a report."""
    from bot.papers.report_charts import draw_charts
    from bot.papers.report_words import Words

    report, write = _read(material)
    body = draw_charts(report, Words(write, material.lang, report.names), material.offices)
    return File(f"report-{report.quarter}-{material.lang}.png", body, picture=True)


def _read(material: Material) -> "tuple[Report, Write]":
    from bot.texts import Texts

    texts, lang = Texts(), material.lang

    def write(told: Say) -> str:
        return texts.write(told, lang)

    return unpack(material.packed.body, material.packed.checksum), write
