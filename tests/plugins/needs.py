"""What some tests need on the machine besides Python: browser, PostgreSQL, nginx, systemd.

A test says so by the fixture it asks for, or by `@pytest.mark.needs("postgres")` (also on a
`pytest.param`). Where the tool is missing the test is left out, and the closing lines say so.
"""

import os
import shutil
import sys
from collections.abc import Callable
from ctypes.util import find_library
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests import postgres

SBIN = "/usr/sbin"


@dataclass(frozen=True, slots=True)
class Tool:
    """A program from outside: its name in marks, what finds it, the packages of Debian."""

    name: str
    title: str
    find: Callable[[], Path | None]
    packages: tuple[str, ...]
    fixtures: frozenset[str]


def find_chromium() -> Path | None:
    """Find a Chromium or Chrome; the variable CHROMIUM names one elsewhere."""
    names = (os.environ.get("CHROMIUM"), "chromium", "chromium-browser", "google-chrome")
    found = (shutil.which(name) for name in names if name)
    return next((Path(path) for path in found if path), None)


def find_nginx() -> Path | None:
    """Find nginx; it is not on everybody's PATH."""
    found = shutil.which("nginx", path=f"{os.environ.get('PATH', '')}{os.pathsep}{SBIN}")
    return Path(found) if found else None


def find_systemd_analyze() -> Path | None:
    """Find what checks units; systemd itself need not run."""
    found = shutil.which("systemd-analyze")
    return Path(found) if found else None


def find_browser() -> Path | None:
    """Find what a browser is driven with: itself, and a library that the driver needs on Linux."""
    driven = sys.platform != "linux" or find_library("atomic")
    return find_chromium() if driven else None


TOOLS = (
    Tool(
        name="chromium",
        title="the browser tests",
        find=find_browser,
        packages=(
            "chromium",
            "libatomic1",
            "fonts-dejavu-core",
            "fonts-noto-core",
            "fonts-noto-color-emoji",
        ),
        fixtures=frozenset({"chromium"}),
    ),
    Tool(
        name="postgres",
        title="the PostgreSQL tests",
        find=postgres.find_binaries,
        packages=("postgresql",),
        fixtures=frozenset({"postgres_server"}),
    ),
    Tool(
        name="nginx",
        title="the tests of the sample for nginx",
        find=find_nginx,
        packages=("nginx-light",),
        fixtures=frozenset({"nginx"}),
    ),
    Tool(
        name="systemd",
        title="the tests of the units for systemd",
        find=find_systemd_analyze,
        packages=("systemd",),
        fixtures=frozenset({"systemd_analyze"}),
    ),
)


def missing_tools() -> list[Tool]:
    """List the tools that this machine lacks."""
    return [tool for tool in TOOLS if tool.find() is None]


def complaint(tool: Tool) -> str:
    """Say in a sentence what is left out without the tool, and what to install."""
    return f"{tool.title} are left out: install {' '.join(tool.packages)} (Debian's names)"


@pytest.fixture(scope="session")
def chromium() -> Path:
    """Give the browser's program."""
    found = find_chromium()
    assert found is not None, "no Chromium is installed"
    return found


@pytest.fixture(scope="session")
def nginx() -> Path:
    """Give nginx."""
    found = find_nginx()
    assert found is not None, "nginx is not installed"
    return found


@pytest.fixture(scope="session")
def systemd_analyze() -> Path:
    """Give the program that checks units."""
    found = find_systemd_analyze()
    assert found is not None, "systemd is not installed"
    return found


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out the tests whose tool is missing."""
    left_out = {tool.name: tool.fixtures for tool in missing_tools()}

    def runs(item: pytest.Item) -> bool:
        asked = {name for mark in item.iter_markers("needs") for name in mark.args}
        fixtures = set(getattr(item, "fixturenames", ()))
        return not any(name in asked or fixtures & own for name, own in left_out.items())

    kept = [item for item in items if runs(item)]
    if len(kept) < len(items):
        config.hook.pytest_deselected(items=[item for item in items if not runs(item)])
        items[:] = kept


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Close the run with what it could not show."""
    for tool in missing_tools():
        terminalreporter.write_line(f"NOT RUN: {complaint(tool)}", yellow=True, bold=True)
