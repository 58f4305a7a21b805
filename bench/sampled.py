"""Looks at the stack of what runs, again and again, by the CPU it uses.

`python -m bench.sampled FILE` runs the program so, at every two milliseconds of it: what was seen
since the last SIGUSR1 is in the file when it ended, as flame graphs take it: a stack and how often
it was met, a line.
"""

import runpy
import signal
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Final, TypeAlias

EVERY: Final = 0.002

Stacks: TypeAlias = Counter[tuple[str, ...]]
"""How often each stack was met, from the outermost call to the innermost: `module:function`."""


@contextmanager
def looking(every: float) -> Iterator[Stacks]:
    """Look at the main thread's stack while the block runs; `every`: seconds of CPU."""
    seen: Stacks = Counter()

    def look(_signal: int, frame: FrameType | None) -> None:
        stack = []
        while frame is not None:
            code = frame.f_code
            stack.append(f"{frame.f_globals.get('__name__', '?')}:{code.co_qualname}")
            frame = frame.f_back
        seen[tuple(reversed(stack))] += 1

    before = signal.signal(signal.SIGPROF, look)
    signal.setitimer(signal.ITIMER_PROF, every, every)
    try:
        yield seen
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


def read(file: Path) -> Stacks:
    """Read what was written down of a program."""
    seen: Stacks = Counter()
    for line in file.read_text("utf-8").splitlines():
        stack, _, times = line.rpartition(" ")
        seen[tuple(stack.split(";"))] += int(times)
    return seen


def main(file: Path) -> None:
    """Run it; write down what was seen at its end."""
    sys.argv = ["bot", "run"]
    with looking(EVERY) as seen:
        signal.signal(signal.SIGUSR1, lambda _signal, _frame: seen.clear())
        try:
            runpy.run_module("bot", run_name="__main__")
        finally:
            lines = [f"{';'.join(stack)} {times}\n" for stack, times in list(seen.items())]
            file.write_text("".join(sorted(lines)), "utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
