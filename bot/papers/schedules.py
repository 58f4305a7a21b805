"""The schedules that are made when they are sent: in print, and as a table."""

from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache
from typing import Final

from msgspec import Struct

from bot.papers.maker import Recipe
from bot.papers.schedule_cells import schedule_xlsx
from bot.papers.schedule_pdf import schedule_pdf
from bot.papers.schedule_table import Order, Printed, tables_of, words_of
from bot.ports import Clock
from bot.reception.calendar import local
from bot.reception.directory import Directory
from bot.reception.language import Lang
from bot.records import File, Reference
from bot.texts import Texts

PDF: Final = "schedule-pdf"
XLSX: Final = "schedule-xlsx"


class Wanted(Struct, frozen=True):
    """What a schedule is made of, and in which languages."""

    directory: Directory
    order: Order
    langs: tuple[Lang, ...]
    today: date


def recipes(reference: Reference, clock: Clock) -> Mapping[str, Recipe]:
    """Return how schedules are made.

    Arguments of the papers: `offices`, their keys with commas between; `langs` likewise, without
    it the language of the message; `official`, where only one is wanted.
    """

    async def gather(args: Mapping[str, str], lang: Lang) -> Wanted:
        today = local(clock.now()).date()
        langs = tuple(Lang(one) for one in args.get("langs", lang).split(","))
        order = Order(tuple(args["offices"].split(",")), today, official=args.get("official"))
        return Wanted(reference.directory, order, langs, today)

    return {PDF: Recipe(gather, make_pdf), XLSX: Recipe(gather, make_xlsx)}


def make_pdf(wanted: Wanted) -> File:
    """Make the schedule in print, one language after the other."""
    printed = _printed(wanted)
    return File(f"{printed[0].words.filename}.pdf", schedule_pdf(printed))


def make_xlsx(wanted: Wanted) -> File:
    """Make the schedule as a table, in the first of the languages."""
    printed = _printed(wanted)[0]
    return File(f"{printed.words.filename}.xlsx", schedule_xlsx(printed.tables, printed.words))


def _printed(wanted: Wanted) -> Sequence[Printed]:
    return [
        Printed(
            tables_of(wanted.directory, _texts(), lang, wanted.order),
            words_of(_texts(), lang, wanted.today),
        )
        for lang in wanted.langs
    ]


@cache
def _texts() -> Texts:
    return Texts()
