"""The commands for the approved schedule: taken from a table, and given out in the annex's form."""

import asyncio
from collections.abc import Iterable, Iterator
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final, assert_never

import typer
from msgspec.structs import replace

from bot.cli.bar import busy
from bot.cli.plainly import fail, plainly, read_day
from bot.reception.language import Lang
from bot.settings import Settings, read_settings

if TYPE_CHECKING:
    from bot.papers.schedule_table import Printed
    from bot.ports import Store, Texts
    from bot.reception.annex import Annex, Problem
    from bot.reception.calendar import WorkingCalendar
    from bot.reception.directory import Directory

NOTHING: Final = "The schedule was not taken; nothing has changed."


class Form(StrEnum):
    """The forms a schedule is given out in."""

    PDF = "pdf"
    XLSX = "xlsx"
    CSV = "csv"


def take_schedule(file: Path, lang: Lang, *, only_check: bool) -> None:
    """Check a table in the annex's form, and put its schedules in the place of the present ones."""
    from bot.clock import SystemClock
    from bot.inforce import put_in_force
    from bot.opening import open_database
    from bot.reception.annex import apply, same
    from bot.reception.calendar import local
    from bot.texts import Texts

    now, texts = SystemClock().now(), Texts()

    async def store_it(settings: Settings) -> tuple["Directory", "Annex"]:
        store = await open_database(settings)
        try:
            directory, calendar = await _in_force(store)
            annex = _read(file, directory, calendar, local(now).date())
            if not annex.problems and not only_check:
                await put_in_force(store, apply(directory, annex.schedules), now)
            return directory, annex
        finally:
            await store.close()

    with plainly(), busy("importing"):
        directory, annex = asyncio.run(store_it(read_settings()))
    if annex.problems:
        fail("\n".join([*_told(annex.problems, texts, lang), NOTHING]))
    for line in _told(annex.warnings, texts, lang):
        print(f"note: {line}")
    for key, timing in annex.schedules.items():
        official = directory.official(key)
        before = len(official.patterns) + len(official.days)
        after = len(timing.patterns) + len(timing.days)
        kept = same(official, timing)
        print(f"{key}: " + ("as it is" if kept else f"changes ({before} → {after} entries)"))
    changed = sum(not same(directory.official(key), new) for key, new in annex.schedules.items())
    done = "Checked, nothing has changed" if only_check else "In force"
    print(f"{done}: schedules of {len(annex.schedules)} officials, {changed} of them differ.")


def export(
    file: Annotated[Path, typer.Argument(metavar="FILE", dir_okay=False, help="What to write.")],
    lang: Annotated[Lang, typer.Option(help="The language.")] = Lang.KK,
    form: Annotated[
        Form | None, typer.Option("--format", help="Without it, by the file's ending.")
    ] = None,
    office: Annotated[str | None, typer.Option(help="The key of an office; all.")] = None,
    official: Annotated[str | None, typer.Option(help="The key of an official; all.")] = None,
    since: Annotated[
        date | None, typer.Option("--from", parser=read_day, help="First day; today.")
    ] = None,
    until: Annotated[
        date | None, typer.Option("--to", parser=read_day, help="Last day; without end.")
    ] = None,
) -> None:
    """Write the approved schedule in the annex's form: for the wall, the site, or to go on with."""
    from bot.clock import SystemClock
    from bot.opening import open_database
    from bot.papers.schedule_table import Order, Printed, tables_of, words_of
    from bot.reception.calendar import local
    from bot.texts import Texts

    wanted = form or _form(file)
    today, texts = local(SystemClock().now()).date(), Texts()

    async def stored(settings: Settings) -> "Directory":
        store = await open_database(settings)
        try:
            return (await _in_force(store))[0]
        finally:
            await store.close()

    with plainly():
        directory = asyncio.run(stored(read_settings()))
    order = Order(_offices(directory, office, official), since or today, official=official)
    if until is not None:
        if until < order.first:
            fail("--to: expected a day that is not before --from")
        order = replace(order, last=until)
    printed = Printed(tables_of(directory, texts, lang, order), words_of(texts, lang, today))
    with busy("writing"):
        body = _written(printed, wanted)
    try:
        file.write_bytes(body)
    except OSError as problem:
        fail(f"{file}: can't be written: {problem.strerror}")
    rows = sum(len(table.rows) for table in printed.tables)
    print(f"Written: {file}, {rows} officials.")


async def _in_force(store: "Store") -> tuple["Directory", "WorkingCalendar"]:
    from bot.inforce import calendar_in_force
    from bot.opening import NoDirectory

    async with store.reading() as tx:
        directory = await tx.directory()
        if directory is None:
            raise NoDirectory
        return directory, await calendar_in_force(tx, directory)


def _read(file: Path, directory: "Directory", calendar: "WorkingCalendar", today: date) -> "Annex":
    """Read a table; a file that is none is one problem of the whole."""
    from bot.papers.schedule_reading import read_table
    from bot.reception.annex import Annex, Problem
    from bot.reception.annex_reading import read_annex
    from bot.reception.identity import Invalid

    try:
        return read_annex(read_table(file.name, file.read_bytes()), directory, today, calendar)
    except Invalid as why:
        return Annex({}, (Problem(0, None, "", why),), ())


def _told(problems: Iterable["Problem"], texts: "Texts", lang: Lang) -> Iterator[str]:
    """Yield what is wrong in the words of a language, a line each."""
    from bot.papers.schedule_table import in_words

    for problem in problems:
        yield texts.write(in_words(problem), lang).replace("\n", "\n    ")


def _form(file: Path) -> Form:
    try:
        return Form(file.suffix.lower().removeprefix("."))
    except ValueError:
        fail(f"{file}: expected a file that ends in .pdf, .xlsx or .csv, or --format")


def _offices(directory: "Directory", office: str | None, official: str | None) -> tuple[str, ...]:
    offices = [one.key for one in directory.offices]
    if office is not None and office not in offices:
        fail(f"--office: expected one of {', '.join(offices)}")
    if official is None:
        return (office,) if office else tuple(offices)
    found = next((one for one in directory.officials if one.key == official), None)
    if found is None or office not in {None, found.office}:
        known = [one.key for one in directory.officials if office in {None, one.office}]
        fail(f"--official: expected one of {', '.join(known)}")
    return (found.office,)


def _written(printed: "Printed", form: Form) -> bytes:
    from bot.papers.schedule_cells import schedule_csv, schedule_xlsx
    from bot.papers.schedule_pdf import schedule_pdf

    match form:
        case Form.PDF:
            return schedule_pdf((printed,))
        case Form.XLSX:
            return schedule_xlsx(printed.tables, printed.words)
        case Form.CSV:
            return schedule_csv(printed.tables, printed.words)
        case _:
            assert_never(form)
