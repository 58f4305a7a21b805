"""The command that puts a directory in force."""

import asyncio
from pathlib import Path
from typing import Annotated

import typer

from bot.cli.plainly import plainly
from bot.settings import Settings, read_settings


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

    with plainly():
        directory = read_directory(file)
        changed = asyncio.run(store_it(read_settings()))
    held = f"{len(directory.offices)} offices, {len(directory.officials)} officials"
    print(f"In force: {held}." if changed else f"This is in force already: {held}.")
