"""A round of the fuzz: about a thousand cases that come of one seed."""

import traceback
import warnings
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Final

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.fuzz import cases
from tests.fuzz.machine import Reception
from tests.fuzz.targets import STATEFUL_SHARE, TARGETS, Target

A_ROUND: Final = 1000
"""About so many cases come with one seed."""
STEPS: Final = 40
LONGEST_FAILURE: Final = 3000
LONG: Final = settings(
    database=None,
    deadline=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)

Round = tuple[int, Counter[str], list[str]]


def a_round(number: int, laid: Path) -> Round:
    """Try about a thousand cases; return how many of which there were, and what went wrong."""
    warnings.simplefilter("ignore")
    cases.tried.clear()
    wrong: list[str] = []
    for name, target in TARGETS.items():
        most = max(1, round(A_ROUND * target.share / target.at_once))
        walk = given(target.examples)(_holds(target, laid))
        once = settings(LONG, max_examples=most)(walk)
        _noting(wrong, f"{name}, seed {number}", seed(number)(once))

    class Here(Reception):
        pass

    Here.laid = laid
    much = max(1, round(A_ROUND * STATEFUL_SHARE / (2 * STEPS)))
    lived = settings(LONG, max_examples=much, stateful_step_count=STEPS)
    _noting(
        wrong,
        f"people and staff, seed {number}",
        lambda: run_state_machine_as_test(seed(number)(Here), settings=lived),
    )
    return number, Counter(cases.tried), wrong


def _holds(target: Target, laid: Path) -> Callable[[object], None]:
    def holds(example: object) -> None:
        target.holds(example, laid)

    return holds


def _noting(wrong: list[str], what: str, work: Callable[[], object]) -> None:
    try:
        work()
    except Exception as error:
        told = "".join(traceback.format_exception(error, limit=-6))
        shortened = f"{told[:LONGEST_FAILURE]}\n…\n{told[-LONGEST_FAILURE:]}"
        wrong.append(f"--- {what}\n{told if len(told) < 2 * LONGEST_FAILURE else shortened}")
