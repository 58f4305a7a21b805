"""A progress bar for what takes long: on the error output, and only before a person's eyes."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import monotonic
from typing import Any, Final, TypeAlias

Progress: TypeAlias = Callable[[int, int], None]
"""Told how much is done, and of how much."""

SECONDS_OF_SILENCE: Final = 1.0
"""What takes longer shows how far it is."""


@contextmanager
def bar(label: str) -> Iterator[Progress]:
    """Show a bar once something takes longer than a moment; nothing where nobody looks."""
    begun, shown, looks = monotonic(), list[Any](), sys.stderr.isatty()

    def progress(done: int, total: int) -> None:
        if not shown and looks and monotonic() - begun > SECONDS_OF_SILENCE:
            from rich.console import Console
            from rich.progress import Progress as Bar

            drawn = Bar(console=Console(stderr=True), transient=True)
            drawn.start()
            shown.extend((drawn, drawn.add_task(label)))
        if shown:
            shown[0].update(shown[1], completed=done, total=total)

    try:
        yield progress
    finally:
        if shown:
            shown[0].stop()


@contextmanager
def busy(label: str) -> Iterator[None]:
    """Show that something goes on whose end can't be told; nothing where nobody looks."""
    if not sys.stderr.isatty():
        yield
        return
    from rich.console import Console
    from rich.progress import BarColumn, TextColumn, TimeElapsedColumn
    from rich.progress import Progress as Bar

    columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    with Bar(*columns, console=Console(stderr=True), transient=True) as drawn:
        drawn.add_task(label, total=None)
        yield
