"""How the command line speaks of mistakes, and reads what an operator types."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Final, NoReturn

import typer

from bot.reception.directory_toml import DirectoryError
from bot.settings import BadSettings

FIRST_YEAR: Final = 2000
LAST_YEAR: Final = 2099


@contextmanager
def plainly() -> Iterator[None]:
    """Say an operator's mistakes in sentences, and leave with 1."""
    try:
        yield
    except BadSettings as problem:
        fail(str(problem))
    except DirectoryError as problem:
        lines = [str(one) for one in problem.problems]
        fail("\n".join([*lines, "The directory was not taken; nothing has changed."]))


def fail(sentence: str) -> NoReturn:
    """Say what went wrong, and leave with 1."""
    print(sentence, file=sys.stderr)
    raise typer.Exit(1)


def read_day(text: str) -> date:
    """Read a day as an operator types it."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter("expected a day such as 2026-03-02") from None
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise typer.BadParameter(f"expected a year from {FIRST_YEAR} to {LAST_YEAR}")
    return day
