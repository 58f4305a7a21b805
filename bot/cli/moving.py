"""Moving the database of the settings to another place, and saying what to do then."""

import asyncio

from bot.cli.bar import bar
from bot.opening import open_database, shown
from bot.settings import SQLITE, BadSettings, Settings


def move_to(settings: Settings, target: str) -> None:
    """Move everything to an empty database and print what was moved; raises `BadSettings`."""
    with bar("moving") as progress:

        async def moved() -> dict[str, int]:
            from storage.moving import NotMoved, move

            store = await open_database(settings)  # with its tables up to date, by the right key
            await store.close()
            try:
                return dict(await move(settings.database_url, target, progress))
            except NotMoved as problem:
                raise BadSettings(f"Nothing was moved: {problem}.") from None

        counts = asyncio.run(moved())
    width = max(map(len, counts))
    for name, count in sorted(counts.items()):
        print(f"{name:<{width}}  {count:>9,}")
    print(f"{sum(counts.values()):,} rows were moved, read back and compared, value by value.")
    place = target if target.startswith(SQLITE) else f"{shown(target)}, with user and password,"
    print(f"Now set DATABASE_URL to {place}")
    print(_about_key(settings, target))


def _about_key(settings: Settings, target: str) -> str:
    """Say what becomes of the key: the data are sealed with the same one as before."""
    if settings.data_key is not None:
        return "and leave DATA_KEY as it is."
    if not settings.database_url.startswith(SQLITE):
        raise BadSettings("DATA_KEY is not set")
    key = f"{settings.database_url.removeprefix(SQLITE).rsplit('.', 1)[0]}.key"
    if target.startswith(SQLITE):
        return f"and put a copy of {key} beside it, under its name with .key."
    return f"and DATA_KEY to the line in {key}."
