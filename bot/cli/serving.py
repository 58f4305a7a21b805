"""The commands that run the program: for people, for a try, and to see that all is well."""

import asyncio
import logging
from typing import Annotated, Final

import typer

from bot.cli.plainly import fail, plainly
from bot.settings import BadSettings, Settings, read_settings

NOISY: Final = ("alembic", "apscheduler")


def run() -> None:
    """Serve citizens and staff, with the settings of the environment, until stopped."""
    with plainly():
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


def migrate() -> None:
    """Bring the tables of the database up to date; `run` does it by itself."""
    from bot.opening import open_database

    async def once(settings: Settings) -> None:
        store = await open_database(settings)
        await store.close()

    with plainly():
        asyncio.run(once(read_settings()))
    print("The tables are up to date.")
