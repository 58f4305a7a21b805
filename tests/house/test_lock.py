"""The lock: every package by its hashes, nothing about where it was fetched from."""

import re
import tomllib
from itertools import chain

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.house.tree import ROOT

LOCK = (ROOT / "requirements.lock").read_text("utf-8")
PEERS = (ROOT / "bench/peers/requirements.lock").read_text("utf-8")
# One package: its name and version, an optional marker, then its hashes.
ENTRY = re.compile(
    r"""^(?P<name>[a-z0-9-]+)==(?P<version>\S+)(?:[ ];[ ].+?)?
    (?:[ ]\\\n[ ]{4}--hash=sha256:[0-9a-f]{64})+$""",
    re.MULTILINE | re.VERBOSE,
)


@pytest.mark.parametrize("lock", [LOCK, PEERS], ids=["the program", "the benchmark's peers"])
def test_a_lock_holds_packages_with_hashes_and_nothing_else(lock: str) -> None:
    assert ENTRY.sub("", lock).strip() == ""


@pytest.mark.parametrize("lock", [LOCK, PEERS], ids=["the program", "the benchmark's peers"])
def test_a_lock_names_no_host_and_no_path(lock: str) -> None:
    assert [] == re.findall(r"://|--(?:extra-)?index-url|--find-links|\bfile:| @ |(?:^| )/\w", lock)


def test_the_lock_satisfies_every_dependency() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    asked = chain(project["project"]["dependencies"], project["dependency-groups"]["dev"])
    locked = {entry["name"]: entry["version"] for entry in ENTRY.finditer(LOCK)}
    unmet = [
        str(need)
        for need in map(Requirement, asked)
        if not need.specifier.contains(locked.get(canonicalize_name(need.name), "0.dev0"))
    ]
    assert [] == unmet
