"""What the disk takes by itself, for comparison: a commit's writing, with no program around it."""

import asyncio
import os
import statistics
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from bench.figures import Book, percentile

DISK: Final = "the disk alone"
P50, P99 = "p50 of a write", "p99 of a write"
SIZE: Final = 16 * 1024
"""Bytes: about what a turn writes to the journal of SQLite."""
SLOTS: Final = 256
"""So many places are written to in turn, as a journal is that is used anew from its start."""
EVERY: Final = 1 / 40


async def observe(folder: Path, seconds: float) -> list[float]:
    """Write for some seconds as often as a bot does at a moderate load; return how long it took."""
    return await asyncio.to_thread(_write, folder / "disk", seconds)


def note(took: Sequence[float], book: Book, nth: int) -> None:
    """Note how long it took, in seconds."""
    book.note(P50, DISK, 1e3 * statistics.median(took), "ms", nth)
    book.note(P99, DISK, 1e3 * percentile(took, 0.99), "ms", nth)


def _write(path: Path, seconds: float) -> list[float]:
    took = []
    with path.open("wb") as file:
        file.write(bytes(SIZE * SLOTS))
        file.flush()
        os.fsync(file.fileno())
        end, nth = time.perf_counter() + seconds, 0
        while not took or time.perf_counter() < end:
            nth += 1
            os.pwrite(file.fileno(), os.urandom(SIZE), nth % SLOTS * SIZE)
            began = time.perf_counter()
            os.fdatasync(file.fileno())
            took.append(time.perf_counter() - began)
            time.sleep(EVERY)
    path.unlink()
    return took
