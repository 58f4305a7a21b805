"""With QABYLDAU_NOTHING_SKIPPED=1 a run passes only when every test in the tree ran."""

import os
from collections.abc import Generator

import pytest

from tests.plugins.needs import complaint, missing_tools

VARIABLE = "QABYLDAU_NOTHING_SKIPPED"


def nothing_skipped() -> bool:
    """Tell whether this run must leave nothing out."""
    return os.environ.get(VARIABLE, "") not in {"", "0"}


def pytest_configure() -> None:
    """Refuse to start where a tool is missing."""
    missing = missing_tools() if nothing_skipped() else []
    if missing:
        raise pytest.UsageError(f"{VARIABLE}: " + "; ".join(map(complaint, missing)))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Turn a skipped or expected-to-fail test into a failed one."""
    report = yield
    if nothing_skipped() and report.skipped:
        report.outcome = "failed"
        report.longrepr = f"{report.nodeid} did not run: {report.longrepr}"
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    """Turn a skipped module into a failed one."""
    report = yield
    if nothing_skipped() and report.skipped:
        report.outcome = "failed"
        report.longrepr = f"{report.nodeid} was not collected: {report.longrepr}"
    return report
