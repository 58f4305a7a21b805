"""The tests that take a minute begin, so that at the end no worker waits for the other."""

import pytest

LONGEST = ("tests/e2e/test_kill.py", "tests/torture", "tests/year", "tests/e2e/test_processes.py")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put them first, in the order they are in."""
    items.sort(key=lambda item: not item.nodeid.startswith(LONGEST))
