"""The command line: `python -m bot COMMAND`. Exit code 0 only when it did what it was asked."""

import asyncio
import json
import logging
import sys
from datetime import date, datetime
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from bot.reception.calendar import WorkingCalendar
from bot.reception.language import Lang
from bot.reception.terms import REPLY_DAYS
from bot.settings import BadSettings, Settings, read_settings

app = typer.Typer(
    name="bot",
    help="Qabyldau: citizens book a personal reception with state officials.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


def _settings() -> Settings:
    """Read the settings, or say what is wrong with them and leave."""
    try:
        return read_settings()
    except BadSettings as problem:
        _fail(f"The settings are not as they must be:\n{problem}")


def _fail(sentence: str) -> NoReturn:
    print(sentence, file=sys.stderr)
    raise typer.Exit(1)


@app.command()
def run() -> None:
    """Serve citizens and staff, with the settings of the environment, until stopped."""
    settings = _settings()
    if settings.telegram_token is None:
        _fail("TELEGRAM_TOKEN is not set: get a token from @BotFather. `make demo` needs none.")
    from bot.app import NoDirectory, serve
    from bot.reception.directory_toml import DirectoryError

    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    try:
        asyncio.run(serve(settings))
    except DirectoryError as problem:
        _fail(_mistakes(problem))
    except NoDirectory as problem:
        _fail(str(problem))


@app.command()
def demo(
    port: Annotated[int, typer.Option(help="Where the page is served.")] = 8000,
    browser: Annotated[bool, typer.Option(help="Open the page in a browser.")] = True,
) -> None:
    """Run the whole program against the sandbox: phones, staff chat and clock on one web page."""
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
        async for finding in examine(_settings()):
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


@app.command()
def due(
    registered: Annotated[
        datetime, typer.Argument(metavar="DATE", formats=["%Y-%m-%d"], help="Day of registration.")
    ],
    days: Annotated[int, typer.Option(min=1, max=366, help="Working days.")] = REPLY_DAYS,
    as_json: Annotated[
        bool, typer.Option("--json", help="An object with `due` and `days`.")
    ] = False,
) -> None:
    """Print the last day of a term counted in working days, and how it was counted."""
    start: date = registered.date()
    calendar = WorkingCalendar()
    counted = calendar.count(start, days)
    last = calendar.add(start, days)
    certain = calendar.certain(start, last)
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
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="The directory, TOML.")],
) -> None:
    """Check a directory of offices, officials, patterns, grounds and staff, and put it in force."""
    from bot.app import put_in_force
    from bot.doctor import read_directory
    from bot.reception.directory_toml import DirectoryError

    try:
        directory = read_directory(file)
    except DirectoryError as problem:
        _fail(_mistakes(problem))
    except UnicodeDecodeError:
        _fail(f"{file} is not a text in UTF-8.")
    asyncio.run(put_in_force(_settings(), directory))
    print(f"In force: {len(directory.offices)} offices, {len(directory.officials)} officials.")


@app.command()
def migrate() -> None:
    """Bring the tables of the database up to date; `run` does it by itself."""
    from bot.doctor import open_database

    async def once(settings: Settings) -> None:
        store = await open_database(settings)
        await store.close()

    asyncio.run(once(_settings()))
    print("The tables are up to date.")


def _mistakes(problem: Exception) -> str:
    """Return every mistake of a directory file, a line each: file, line, what is expected."""
    lines = [f"{one.file}:{one.line}: {one.message}" for one in getattr(problem, "problems", ())]
    return "\n".join(["The directory was not taken; nothing has changed.", *lines])
