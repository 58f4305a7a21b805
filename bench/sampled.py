"""Runs the program and looks at its stack at every two milliseconds of CPU it uses.

`python -m bench.sampled FILE`: what was seen since the last SIGUSR1 is in the file when it ended,
as flame graphs take it: a stack and how often it was met, a line.
"""

import runpy
import signal
import sys
from collections import Counter
from pathlib import Path
from types import FrameType
from typing import Final

EVERY: Final = 0.002

_seen: Counter[tuple[str, ...]] = Counter()


def _look(_signal: int, frame: FrameType | None) -> None:
    stack = []
    while frame is not None:
        code = frame.f_code
        stack.append(f"{frame.f_globals.get('__name__', '?')}:{code.co_qualname}")
        frame = frame.f_back
    _seen[tuple(reversed(stack))] += 1


def _begin(_signal: int, _frame: FrameType | None) -> None:
    _seen.clear()


def main(file: Path) -> None:
    """Run it; write down what was seen at its end."""
    signal.signal(signal.SIGPROF, _look)
    signal.signal(signal.SIGUSR1, _begin)
    signal.setitimer(signal.ITIMER_PROF, EVERY, EVERY)
    sys.argv = ["bot", "run"]
    try:
        runpy.run_module("bot", run_name="__main__")
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        lines = (f"{';'.join(stack)} {times}\n" for stack, times in _seen.items())
        file.write_text("".join(sorted(lines)), "utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
