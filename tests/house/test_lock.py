"""The lock: every package by its hashes, nothing about where it was fetched from."""

import re
import tomllib
from itertools import chain

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.house.tree import ROOT

LOCK = (ROOT / "requirements.lock").read_text("utf-8")
# One package: its name and version, an optional marker, then its hashes.
ENTRY = re.compile(
    r"""^(?P<name>[a-z0-9-]+)==(?P<version>\S+)(?:[ ];[ ].+?)?
    (?:[ ]\\\n[ ]{4}--hash=sha256:[0-9a-f]{64})+$""",
    re.MULTILINE | re.VERBOSE,
)


def test_the_lock_holds_packages_with_hashes_and_nothing_else() -> None:
    assert ENTRY.sub("", LOCK).strip() == ""


def test_the_lock_names_no_host_and_no_path() -> None:
    assert [] == re.findall(r"://|--(?:extra-)?index-url|--find-links|\bfile:| @ |(?:^| )/\w", LOCK)


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
