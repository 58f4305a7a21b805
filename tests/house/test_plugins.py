"""A run that must leave nothing out: it fails for a skipped test and for a missing tool."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.house.tree import ROOT
from tests.plugins.strict import VARIABLE

PLUGINS = ("tests.postgres", "tests.plugins.needs", "tests.plugins.strict")
SKIPPING = """
import unittest

def test_that_gives_up():
    raise unittest.SkipTest("no reason")
"""
NEEDING = """
import pytest

@pytest.mark.needs("chromium")
def test_that_needs_a_browser():
    assert 1 == 2
"""


def run(test: Path, **variables: str) -> tuple[int, str]:
    plugins = [word for plugin in PLUGINS for word in ("-p", plugin)]
    command = [sys.executable, "-m", "pytest", "-c", "pyproject.toml", *plugins, str(test)]
    # Without the variables that tell a run it is a part of another.
    outer = {key: value for key, value in os.environ.items() if not key.startswith("PYTEST_")}
    done = subprocess.run(
        command, cwd=ROOT, env=outer | variables, capture_output=True, text=True, check=False
    )
    return done.returncode, done.stdout + done.stderr


@pytest.mark.parametrize(("variable", "code"), [("", 0), ("1", 1)])
def test_a_skipped_test_fails_a_strict_run(tmp_path: Path, variable: str, code: int) -> None:
    test = tmp_path / "test_skipping.py"
    test.write_text(SKIPPING)
    assert run(test, **{VARIABLE: variable})[0] == code


@pytest.mark.parametrize(("variable", "code"), [("", 5), ("1", 4)])
def test_a_missing_tool_is_named(tmp_path: Path, variable: str, code: int) -> None:
    test = tmp_path / "test_needing.py"
    test.write_text(NEEDING)
    nowhere = {"PATH": str(tmp_path), "CHROMIUM": ""}
    done, said = run(test, **{VARIABLE: variable, **nowhere})
    assert done == code
    assert "the browser tests are left out: install chromium" in said
