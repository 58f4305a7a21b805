"""The commands that run the program: for people, for a try, and to see that all is well."""

import asyncio
import gc
import logging
from typing import Annotated

import typer

from bot.cli.bar import busy
from bot.cli.plainly import fail, plainly
from bot.logs import write_log
from bot.reception.directory_toml import DirectoryError
from bot.settings import BadSettings, LogFormat, Settings, read_settings

log = logging.getLogger(__name__)


def run() -> None:
    """Serve citizens and staff, with the settings of the environment, until stopped."""
    with plainly():
        settings = read_settings()
        if settings.telegram_token is None:
            raise BadSettings(
                "TELEGRAM_TOKEN is not set: get a token from @BotFather. `make demo` needs none."
            )
        write_log(as_json=settings.log_format is LogFormat.JSON)
        gc.disable()  # while it starts: what the libraries leave is not to be gone through again
        from bot.app import serve

        try:
            asyncio.run(serve(settings))
        except (BadSettings, DirectoryError):
            raise
        except Exception:
            # Python would print what the error says, which may be personal.
            log.critical("it ended by a fault of its own", exc_info=True)
            raise typer.Exit(1) from None


def demo(
    port: Annotated[int, typer.Option(min=0, max=65535, help="Where the page is served.")] = 8000,
    browser: Annotated[bool, typer.Option(help="Open the page in a browser.")] = True,
    lived: Annotated[
        bool,
        typer.Option("--lived", help="Begin on the last evening of a quarter of everyday life."),
    ] = False,
) -> None:
    """Run the whole program against the sandbox: phones, staff chat and clock on one web page."""
    print("Qabyldau is starting…", flush=True)
    from bot.demo import Taken, run_demo

    try:
        asyncio.run(run_demo(port=port, browser=browser, lived=lived))
    except Taken as problem:
        fail(str(problem))


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


def migrate(
    to: Annotated[
        str,
        typer.Option(
            metavar="URL",
            help="Move everything to the empty database at this address (as DATABASE_URL).",
        ),
    ] = "",
) -> None:
    """Bring the tables of the database up to date; `run` does it by itself.

    With --to, move everything to an empty database: all of it, verified, or nothing.
    """
    if to:
        from bot.cli.moving import move_to

        with plainly():
            move_to(read_settings(), to)
        return
    from bot.opening import open_database

    async def once(settings: Settings) -> None:
        store = await open_database(settings)
        await store.close()

    with plainly(), busy("migrating"):
        asyncio.run(once(read_settings()))
    print("The tables are up to date.")
