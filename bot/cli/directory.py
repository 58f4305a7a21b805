"""The command that puts a directory in force, or a schedule for it."""

import asyncio
from pathlib import Path
from typing import Annotated, Final

import typer

from bot.cli.bar import busy
from bot.cli.plainly import plainly
from bot.cli.schedule import take_schedule
from bot.reception.access import Member
from bot.reception.language import Lang
from bot.settings import Settings, read_settings

TABLES: Final = (".xlsx", ".csv")


def import_(
    file: Annotated[
        Path,
        typer.Argument(
            metavar="FILE",
            exists=True,
            dir_okay=False,
            help="The directory, TOML; or the schedule in the annex's form, XLSX or CSV.",
        ),
    ],
    check: Annotated[bool, typer.Option("--check", help="Only look, and change nothing.")] = False,
    lang: Annotated[Lang, typer.Option(help="The language of mistakes in a schedule.")] = Lang.KK,
) -> None:
    """Check a directory, or a schedule for the officials of the one in force, and put it in force.

    A program that runs takes it up by itself.
    """
    if file.suffix.lower() in TABLES:
        take_schedule(file, lang, only_check=check)
        return
    from bot.clock import SystemClock
    from bot.inforce import left_out, put_in_force
    from bot.opening import open_database, read_directory

    async def store_it(settings: Settings) -> bool:
        store = await open_database(settings)
        try:
            changed = await put_in_force(store, directory, SystemClock().now())
            out.extend(await left_out(store, directory))
            return changed
        finally:
            await store.close()

    out: list[Member] = []
    with plainly():
        directory = read_directory(file)
        with busy("importing"):
            changed = not check and asyncio.run(store_it(read_settings()))
    held = f"{len(directory.offices)} offices, {len(directory.officials)} officials"
    if check:
        print(f"Checked, nothing has changed: {held}.")
        return
    print(f"In force: {held}." if changed else f"This is in force already: {held}.")
    for one in out:
        print(
            f"Stays out: {one.name} ({one.user_id}), {one.why} at {one.until:%Y-%m-%d %H:%M} UTC "
            f"by {one.until_by}. The file lists them; to let them in again, invite them."
        )
