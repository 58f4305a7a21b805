"""`make fuzz`: so many cases of every target on two processes, each run with inputs of its own.

The seed is told: with it the same inputs come again.
"""

import argparse
import asyncio
import secrets
import sys
import tempfile
from collections import Counter
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from multiprocessing import get_context
from pathlib import Path
from time import monotonic
from typing import Final

from tests.fuzz.rounds import Round, a_round
from tests.fuzz.station import lay

PROCESSES: Final = 2


def main() -> int:
    """Fuzz, telling how far it is; return 1 when anything went wrong."""
    asked = argparse.ArgumentParser(prog="make fuzz", description=__doc__)
    asked.add_argument("--cases", type=int, default=100_000)
    asked.add_argument("--seed", type=int, default=secrets.randbelow(10**9) * 1000)
    given_ = asked.parse_args()
    first, most, begun = given_.seed, given_.cases, monotonic()
    print(f"seed {first}, {most} cases on {PROCESSES} processes", flush=True)
    tried: Counter[str] = Counter()
    failures = 0
    with tempfile.TemporaryDirectory() as folder:
        laid = Path(folder) / "laid.db"
        asyncio.run(lay(laid))
        with ProcessPoolExecutor(PROCESSES, get_context("spawn")) as pool:
            next_seed = first
            running: set[Future[Round]] = set()
            while tried.total() < most or running:
                while tried.total() < most and len(running) < PROCESSES:
                    running.add(pool.submit(a_round, next_seed, laid))
                    next_seed += 1
                done, running = wait(running, return_when=FIRST_COMPLETED)
                for one in done:
                    number, counted, wrong = one.result()
                    tried += counted
                    failures += len(wrong)
                    for told in wrong:
                        print(told, flush=True)
                    print(
                        f"{tried.total():>7} of {most}, {monotonic() - begun:.0f} s, "
                        f"{failures} failures (seed {number})",
                        flush=True,
                    )
    for name, count in sorted(tried.items()):
        print(f"{count:>7}  {name}")
    print(f"{tried.total():>7}  in all, {failures} failures, seed {first}")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
