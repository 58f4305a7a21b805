"""The command that copies the database while the program runs."""

import asyncio
from pathlib import Path
from typing import Annotated

import typer

from bot.cli.bar import bar
from bot.cli.plainly import fail, plainly
from bot.settings import read_settings


def backup(
    file: Annotated[Path, typer.Argument(metavar="FILE", dir_okay=False, help="What to write.")],
) -> None:
    """Copy the database into a new file, also while the program runs, and verify the copy.

    The copy is opened and counted before it gets its name. The key is not in it.
    """
    from bot.opening import read_keys, where_key_is
    from storage.backup import BackupFailed, make_backup

    with plainly():
        settings = read_settings()
        if not settings.database_exists:
            fail("DATABASE_URL: there is no database yet, so there is nothing to back up.")
        try:
            with bar("copying") as progress:
                keys = read_keys(settings)
                copied = asyncio.run(make_backup(settings.database_url, keys, file, progress))
        except BackupFailed as problem:
            fail(str(problem))
    for name, rows in copied.rows.items():
        print(f"{rows:>10,}  {name.removeprefix('public.')}")
    total = sum(copied.rows.values())
    print(f"Verified: {file}, {copied.size:,} bytes, {len(copied.rows)} tables, {total:,} rows.")
    print(f"The key is not in it: {where_key_is(settings)}. Keep a copy of it in another place.")
