"""`make bench`: everything that is claimed of speed, measured in one run and written down.

ARGS="--only conversation" measures a part and prints it, ARGS="--rounds 1 --quick" tries whether it
works at all; only a whole run writes docs/benchmarks.md.
"""

import sys
from datetime import UTC, datetime
from importlib import import_module
from typing import Annotated, Final, cast

import typer
from rich.console import Console
from rich.markdown import Markdown

from bench import drain, report
from bench.figures import Book, Plan, Room

ROOMS: Final = ("conversation", "profiling", "turns", "pushing", "scale", "starting")

app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)
app.command("drain")(drain.main)


def room(name: str) -> Room:
    """Return a part of the benchmark by its name."""
    return cast("Room", import_module(f"bench.{name}"))


@app.command("all")
def main(
    only: Annotated[list[str] | None, typer.Option(help=f"One of {', '.join(ROOMS)}.")] = None,
    rounds: Annotated[int, typer.Option(min=1)] = 5,
    quick: Annotated[bool, typer.Option(help="Hardly measure: does it work?")] = False,
) -> None:
    """Measure, print, and write the document if all of it was measured."""
    unknown = set(only or ()) - set(ROOMS)
    if unknown:
        raise typer.BadParameter(f"expected some of {', '.join(ROOMS)}")
    console = Console()
    book, plan = Book(), Plan(rounds, quick)
    report.CACHE.mkdir(exist_ok=True)
    sections = []
    for name in ROOMS:
        if only and name not in only:
            continue
        console.rule(name)
        part = room(name)
        part.measure(book, plan)
        book.save(report.CACHE / "samples.jsonl")
        section = part.tell(book)
        sections.append(section)
        console.print(Markdown(section.text))
        for bar in section.bars:
            console.print(f"{'held' if bar.met else 'NOT HELD'}: {bar.claim}: {bar.seen}")
    if not only and not quick:
        report.write(book, sections, datetime.now(UTC).strftime("%d.%m.%Y"))


if __name__ == "__main__":
    app(sys.argv[1:] if sys.argv[1:2] == ["drain"] else ["all", *sys.argv[1:]])
