"""A short walk of the fuzz: the same inputs every time; `make fuzz` goes on with others."""

import asyncio
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.fuzz.machine import Reception
from tests.fuzz.station import lay
from tests.fuzz.targets import TARGETS

EXAMPLES = {
    "telegram": 7,
    "twilio": 6,
    "strangers": 5,
    "polling": 10,
    "schedules": 40,
    "directories": 40,
    "settings": 60,
    "commands": 8,
}
SHORT = settings(
    database=None,
    deadline=None,
    derandomize=True,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)


@pytest.fixture(scope="module")
def laid(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a migrated database with its times laid out."""
    file = tmp_path_factory.mktemp("fuzz") / "laid.db"
    asyncio.run(lay(file))
    return file


@pytest.mark.parametrize("name", TARGETS)
def test_whatever_comes_in_is_answered_or_refused_and_breaks_nothing(name: str, laid: Path) -> None:
    target = TARGETS[name]

    @settings(SHORT, max_examples=EXAMPLES[name])
    @given(target.examples)
    def holds(example: object) -> None:
        target.holds(example, laid)

    holds()


def test_whatever_people_and_staff_do_the_books_hold(laid: Path) -> None:
    class Here(Reception):
        pass

    Here.laid = laid
    run_state_machine_as_test(
        Here, settings=settings(SHORT, max_examples=12, stateful_step_count=20)
    )
