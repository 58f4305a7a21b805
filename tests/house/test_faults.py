"""The table of faults names tests that there are."""

import re

from tests.house.tree import ROOT

NAMED = re.compile(r"`(tests/[\w/]+\.py)::(test_\w+)`")


def test_each_test_that_the_table_of_faults_names_exists() -> None:
    named = NAMED.findall((ROOT / "docs/faults.md").read_text("utf-8"))
    missing = [
        f"{file}::{test}"
        for file, test in named
        if not (ROOT / file).exists()
        or not re.search(rf"^(async )?def {test}\(", (ROOT / file).read_text("utf-8"), re.MULTILINE)
    ]
    assert [] == missing
    assert len(named) >= 30


def test_each_row_of_the_table_of_faults_names_a_test() -> None:
    faults, _, _ = (ROOT / "docs/faults.md").read_text("utf-8").partition("\n## ")
    rows = [line for line in faults.splitlines() if line.startswith("| ")][1:]
    assert len(rows) > 20
    assert [] == [row for row in rows if not NAMED.search(row)]
