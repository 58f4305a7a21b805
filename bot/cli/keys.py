"""The command that seals the data anew with another key."""

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from bot.cli.bar import bar
from bot.cli.plainly import fail, plainly
from bot.settings import MAKE_KEY, SQLITE, BadSettings, Settings, read_settings

if TYPE_CHECKING:
    from storage.store import SqlStore

_RUNNING: Final = (
    "Every process that runs must have been started with DATA_KEY as it is here, or it can't read "
    "what is sealed anew. Go on?"
)


def rekey(
    new_key: Annotated[
        bool,
        typer.Option("--new-key", help="First put a new key into the file beside the database."),
    ] = False,
    drop_old: Annotated[
        bool,
        typer.Option("--drop-old", help="At the end take the older keys out of that file."),
    ] = False,
    yes: Annotated[
        bool, typer.Option("--yes", help="Don't ask whether all processes know the new key.")
    ] = False,
) -> None:
    """Seal every value anew with the newest key, the first of DATA_KEY.

    It can be broken off at any moment and begun again, while the program runs or not.
    """
    with plainly():
        settings = read_settings()
        if not settings.database_exists:
            fail("DATABASE_URL: there is no database yet, so nothing is sealed.")
        file = _file(settings)
        if file is None:
            if new_key or drop_old:
                fail(f"DATA_KEY is set: put a new key in front there, or drop one; {MAKE_KEY}.")
            if not yes and len(_keys_of(settings)) > 1:
                typer.confirm(_RUNNING, abort=True)
        done = asyncio.run(_seal_anew(settings, file if new_key else None))
        print(done)
        if file is not None and drop_old:
            _drop(file)


def _file(settings: Settings) -> Path | None:
    """Return the file of the keys, if they are in one."""
    if settings.data_key is not None:
        return None
    return Path(settings.database_url.removeprefix(SQLITE)).with_suffix(".key")


def _keys_of(settings: Settings) -> tuple[bytes, ...]:
    from bot.opening import read_keys

    return read_keys(settings).ids


async def _seal_anew(settings: Settings, new_key_into: Path | None) -> str:
    """Seal anew; return what is to be said of it, or raise `BadSettings` if something is left."""
    from bot.opening import open_database
    from storage.key_file import Busy, add_new_key
    from storage.rekeying import rekey as seal_anew

    store = await open_database(settings, as_it_is=True)
    try:
        if new_key_into is not None:
            await _must_be_done(store, _keys_of(settings))
            try:
                add_new_key(new_key_into)
            except (OSError, Busy) as problem:
                raise BadSettings(f"{new_key_into} can't be changed: {problem}") from None
            await store.close()
            store = await open_database(settings, as_it_is=True)
        before = await _older(store)
        with bar("sealing") as progress:
            left = await seal_anew(store, progress)
    finally:
        await store.close()
    ids = _keys_of(settings)
    if left:
        where = ", ".join(f"{count} in {table}" for table, count in sorted(left.items()))
        raise BadSettings(
            f"{sum(left.values())} values are not sealed with the key {ids[0].hex()} ({where}): "
            "written meanwhile by a process that does not know it, or no key here opens them. "
            "Restart what runs and give the command again; don't drop an older key before."
        )
    sealed = f"{before} values were sealed anew." if before else "There was nothing to seal anew."
    if len(ids) == 1:
        return f"{sealed} All is sealed with the only key there is, {ids[0].hex()}."
    older = ", ".join(one.hex() for one in ids[1:])
    hint = "" if before else " To begin with a new key put it in FRONT of the others."
    return (
        f"{sealed} All is sealed with the first key, {ids[0].hex()}; restart what runs, then the "
        f"others can be dropped: {older}. Backups made before need them.{hint}"
    )


async def _must_be_done(store: "SqlStore", ids: tuple[bytes, ...]) -> None:
    """Refuse another key while something is still to be sealed with the newest one."""
    if len(ids) > 1 and await _older(store):
        raise BadSettings(
            "The last new key is not in use everywhere yet: `rekey` without --new-key."
        )


async def _older(store: "SqlStore") -> int:
    async with store.reading() as tx:
        return sum((await tx.sealed_with_older()).values())


def _drop(file: Path) -> None:
    from storage.key_file import Busy, drop_older_keys

    try:
        kept = drop_older_keys(file)
    except (OSError, Busy) as problem:
        fail(f"{file} can't be changed: {problem}.")
    if kept is not None:
        print(f"The older keys are in {kept} now: put it where the backups made with them are.")
