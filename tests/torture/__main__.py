"""`make torture`: the program under full load, faults and kills, and then its books checked.

ARGS="--minutes 10 --database postgres --processes 2 --seed 7"; exit code 1 if anything is wrong.
"""

import asyncio
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from bot.demo import DIRECTORY
from bot.opening import read_directory
from sandbox.server import Sandbox
from tests.postgres import server_of_our_own
from tests.torture.fleet import ACCOUNT, fleet
from tests.torture.torture import Plan, Verdict, torture

KILL_SECONDS = 20.0


class Database(StrEnum):
    """Where the program keeps what it knows."""

    SQLITE = "sqlite"
    POSTGRES = "postgres"


@contextmanager
def place(database: Database) -> Iterator[str | None]:
    """Lend a database on a server, or none: then it is a file."""
    if database is Database.SQLITE:
        yield None
        return
    with server_of_our_own() as server, server.database() as url:
        yield url


async def run(plan: Plan, database: str | None, processes: int, folder: Path) -> Verdict:
    """Run the program against a sandbox of its own."""
    directory = read_directory(DIRECTORY)
    starting = Sandbox.start(limits=None, sample_people=False, account=ACCOUNT)
    async with await starting as sandbox, fleet(sandbox, folder, database, processes) as ours:
        return await torture(plan, sandbox, ours, directory)


app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)


@app.command()
def main(
    minutes: Annotated[float, typer.Option(help="How long the load lasts.")] = 5.0,
    database: Annotated[Database, typer.Option(help="sqlite or postgres.")] = Database.SQLITE,
    processes: Annotated[int, typer.Option(min=1, help="Several need postgres.")] = 1,
    seed: Annotated[int | None, typer.Option(help="The chance; another one each time.")] = None,
) -> None:
    """Torture the program, print what came of it, and leave with 1 if anything is wrong."""
    if processes > 1 and database is Database.SQLITE:
        raise typer.BadParameter("a database file belongs to one process: --database postgres")
    chance = int(time.time()) % 100_000 if seed is None else seed
    plan = Plan(minutes * 60, max(1, round(minutes * 60 / KILL_SECONDS)), seed=chance)
    console = Console()
    console.print(f"{minutes:g} min on {database} by {processes} process(es), seed {chance} …")
    with tempfile.TemporaryDirectory(prefix="qabyldau-torture-") as folder, place(database) as url:
        verdict = asyncio.run(run(plan, url, processes, Path(folder)))
    shown = Table("", "", title=f"{database}, {processes} process(es), {minutes:g} min", box=None)
    for name, figure in verdict.figures.items():
        shown.add_row(name, f"{figure}")
    console.print(shown)
    for one in verdict.wrong:
        print(f"WRONG: {one}", file=sys.stderr)
    raise typer.Exit(1 if verdict.wrong else 0)


if __name__ == "__main__":
    app()
