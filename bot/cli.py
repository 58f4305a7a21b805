"""The command line: `python -m bot COMMAND`. Exit code 0 only when it did what it was asked."""

import asyncio
import json
import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from bot.reception.calendar import WorkingCalendar
from bot.reception.directory_toml import DirectoryError
from bot.reception.language import Lang
from bot.reception.terms import REPLY_DAYS
from bot.settings import BadSettings, Settings, read_settings

FIRST_YEAR, LAST_YEAR = 2000, 2099
NOISY = ("alembic", "apscheduler")

app = typer.Typer(
    name="bot",
    help="Qabyldau: citizens book a personal reception with state officials.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


@app.command()
def run() -> None:
    """Serve citizens and staff, with the settings of the environment, until stopped."""
    with _plainly():
        settings = read_settings()
        if settings.telegram_token is None:
            raise BadSettings(
                "TELEGRAM_TOKEN is not set: get a token from @BotFather. `make demo` needs none."
            )
        logging.basicConfig(
            level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s"
        )
        for name in NOISY:
            logging.getLogger(name).setLevel(logging.WARNING)
        from bot.app import serve

        asyncio.run(serve(settings))


@app.command()
def demo(
    port: Annotated[int, typer.Option(min=0, max=65535, help="Where the page is served.")] = 8000,
    browser: Annotated[bool, typer.Option(help="Open the page in a browser.")] = True,
) -> None:
    """Run the whole program against the sandbox: phones, staff chat and clock on one web page."""
    print("Qabyldau is starting…", flush=True)
    from bot.demo import Taken, run_demo

    try:
        asyncio.run(run_demo(port=port, browser=browser))
    except Taken as problem:
        _fail(str(problem))


@app.command()
def doctor() -> None:
    """Look at everything the program needs, and say a sentence about each."""
    from bot.doctor import examine

    async def look() -> bool:
        well = True
        async for finding in examine():
            print(f"{'ok  ' if finding.well else 'BAD '} {finding.what}: {finding.sentence}")
            well = well and finding.well
        return well

    if not asyncio.run(look()):
        raise typer.Exit(1)


@app.command()
def preview(
    as_json: Annotated[bool, typer.Option("--json", help="One object per text.")] = False,
) -> None:
    """Render every text in both languages and on both channels, with the longest sample data."""
    from bot.preview import check, preview_rows

    rows = preview_rows()
    if as_json:
        fields = ("key", "language", "channel", "text", "segments")
        data = [{name: getattr(row, name) for name in fields} for row in rows]
        print(json.dumps(data, ensure_ascii=False, indent=1))
    else:
        for row in rows:
            cost = f", {row.segments} segments" if row.segments else ""
            print(f"— {row.key} [{row.language}, {row.channel}{cost}]\n{row.text}\n")
    problems = check(rows)
    for problem in problems:
        print(problem, file=sys.stderr)
    if problems:
        raise typer.Exit(1)


def _day(text: str) -> date:
    """Read a day as an operator types it."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter("expected a day such as 2026-03-02") from None
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise typer.BadParameter(f"expected a year from {FIRST_YEAR} to {LAST_YEAR}")
    return day


@app.command()
def due(
    registered: Annotated[
        date, typer.Argument(metavar="DATE", parser=_day, help="Day of registration, 2026-03-02.")
    ],
    days: Annotated[int, typer.Option(min=1, max=366, help="Working days.")] = REPLY_DAYS,
    as_json: Annotated[
        bool, typer.Option("--json", help="An object with `due` and `days`.")
    ] = False,
) -> None:
    """Print the last day of a term counted in working days, and how it was counted."""
    calendar = WorkingCalendar()
    counted = calendar.count(registered, days)
    last = calendar.add(registered, days)
    certain = calendar.certain(registered, last)
    if as_json:
        listed = [
            {
                "day": day.day.isoformat(),
                "working": day.working,
                "number": day.number,
                "reason": {lang.value: day.reason.get(lang) for lang in Lang}
                if day.reason
                else None,
            }
            for day in counted
        ]
        print(
            json.dumps(
                {"due": last.isoformat(), "certain": certain, "days": listed}, ensure_ascii=False
            )
        )
        return
    for day in counted:
        why = f"– {day.reason.ru} / {day.reason.kk}" if day.reason else day.number
        print(f"{day.day:%Y-%m-%d %a}  {why}")
    print(f"due: {last}" + ("" if certain else " (the holidays of that year are not settled yet)"))


@app.command("import")
def import_(
    file: Annotated[
        Path,
        typer.Argument(metavar="FILE", exists=True, dir_okay=False, help="The directory, TOML."),
    ],
) -> None:
    """Check a directory of offices, officials, patterns, grounds and staff, and put it in force.

    A program that runs takes it up by itself.
    """
    from bot.clock import SystemClock
    from bot.inforce import put_in_force
    from bot.opening import open_database, read_directory

    async def store_it(settings: Settings) -> bool:
        store = await open_database(settings)
        try:
            return await put_in_force(store, directory, SystemClock().now())
        finally:
            await store.close()

    with _plainly():
        directory = read_directory(file)
        changed = asyncio.run(store_it(read_settings()))
    held = f"{len(directory.offices)} offices, {len(directory.officials)} officials"
    print(f"In force: {held}." if changed else f"This is in force already: {held}.")


@app.command()
def migrate() -> None:
    """Bring the tables of the database up to date; `run` does it by itself."""
    from bot.opening import open_database

    async def once(settings: Settings) -> None:
        store = await open_database(settings)
        await store.close()

    with _plainly():
        asyncio.run(once(read_settings()))
    print("The tables are up to date.")


@contextmanager
def _plainly() -> Iterator[None]:
    """Say an operator's mistakes in sentences, and leave with 1."""
    try:
        yield
    except BadSettings as problem:
        _fail(str(problem))
    except DirectoryError as problem:
        lines = [str(one) for one in problem.problems]
        _fail("\n".join([*lines, "The directory was not taken; nothing has changed."]))


def _fail(sentence: str) -> NoReturn:
    print(sentence, file=sys.stderr)
    raise typer.Exit(1)
