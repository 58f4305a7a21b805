"""The command that writes the quarterly report [D40]."""

import asyncio
import json
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from bot.cli.bar import bar
from bot.cli.plainly import fail, plainly
from bot.reception.calendar import local
from bot.reception.identity import Invalid
from bot.reception.language import Lang
from bot.reception.quarter import Quarter, read_quarter
from bot.settings import Settings, read_settings

if TYPE_CHECKING:
    from bot.reception.snapshot import Packed

_SENTENCES: Final = {
    "quarter-form": "{text}: expected a quarter such as {example}.",
    "quarter-future": "{quarter} has not begun yet; the present quarter is {now}.",
}


def report(
    quarter: Annotated[str, typer.Argument(metavar="QUARTER", help="The quarter, 2026Q3.")],
    lang: Annotated[Lang, typer.Option(help="The language of the report.")] = Lang.KK,
    out: Annotated[
        Path | None, typer.Option(metavar="FILE", dir_okay=False, help="Where to write it, .xlsx.")
    ] = None,
    charts: Annotated[
        Path | None, typer.Option(metavar="FILE", dir_okay=False, help="Where to draw it, .png.")
    ] = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print an object with every figure and list instead.")
    ] = False,
) -> None:
    """Write the report of a quarter as a table, and print its main figures.

    A closed quarter's report is frozen: it is the same whenever it is asked for.
    """
    from bot.clock import SystemClock

    try:
        wanted = read_quarter(quarter, local(SystemClock().now()).date())
    except Invalid as problem:
        fail(_SENTENCES[problem.reason].format(text=quarter, **problem.args_))
    with plainly():
        settings = read_settings()
        if not settings.database_exists:
            fail("DATABASE_URL: there is no database yet, so there is nothing to report.")
        packed = _read(wanted, settings)
    if as_json:
        _print_data(packed)
    else:
        print(_figures(packed, lang))
    if out is not None or not as_json:
        _write(out or Path(f"report-{wanted}-{lang}.xlsx"), packed, lang, quiet=as_json)
    if charts is not None:
        from bot.papers.reports import Material, make_charts

        _keep(charts, make_charts(Material(packed, (), lang)).body, quiet=as_json)


def _read(quarter: Quarter, settings: Settings) -> "Packed":
    """Read the report out of the database; a quarter that is closed is frozen on the way."""
    from bot.clock import SystemClock
    from bot.inforce import begin
    from bot.opening import open_database
    from bot.reporting import NothingToReport, Reporting

    async def read(progress: Callable[[int, int], None]) -> "Packed":
        store, clock = await open_database(settings), SystemClock()
        try:
            reference = await begin(store, settings.directory, None, clock.now())
            return await Reporting(store, reference, clock).report(quarter, progress)
        finally:
            await store.close()

    try:
        with bar("reading") as progress:
            return asyncio.run(read(progress))
    except NothingToReport:
        fail(f"{quarter}: no requests were registered, so there is nothing to report.")


def _write(file: Path, packed: "Packed", lang: Lang, *, quiet: bool) -> None:
    from bot.papers.reports import Material, make_book

    with bar("writing") as progress:
        made = make_book(Material(packed, (), lang), progress)
    _keep(file, made.body, quiet=quiet)


def _keep(file: Path, body: bytes, *, quiet: bool) -> None:
    try:
        file.write_bytes(body)
    except OSError as problem:
        fail(f"{file}: can't be written: {problem.strerror}.")
    if not quiet:
        print(f"Written: {file}")


def _print_data(packed: "Packed") -> None:
    from bot.papers.report_data import report_data
    from bot.reception.snapshot import unpack

    data = report_data(unpack(packed.body, packed.checksum))
    print(json.dumps(data, ensure_ascii=False))


def _figures(packed: "Packed", lang: Lang) -> str:
    """Return the main figures in words, the same as in the staff chat."""
    from bot.dialogs.staff.report import told
    from bot.dialogs.tallying import tally_of
    from bot.texts import Texts

    tally = tally_of(packed.summary, packed.at if packed.frozen else None)
    return Texts().write(told(tally, packed.quarter), lang)
