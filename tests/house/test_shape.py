"""The shape of the tree: short files, a small engine, a core that knows no channel."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from tests.house.tree import ROOT, files, name

LONGEST = 400
LONGEST_ENGINE = 200
CHANNELS = re.compile(r"telegram|twilio|(?<![a-z])sms(?![a-z])", re.IGNORECASE)
FORBIDDEN = re.compile(
    r"unittest\.mock(?:\.\w+)?|mocker(?:\.\w+)*|(?:Magic|Async)?Mock|monkeypatch\.setattr"
    r"|pytest\.(?:mark\.)?(?:skip|skipif|xfail|importorskip)"
)
WAITING = re.compile(r"(?:\w+\.)?sleep")


def lines(path: Path) -> int:
    return len(path.read_text("utf-8").splitlines())


def test_no_file_is_too_long_to_read() -> None:
    written = files("bot", "storage", "sandbox", suffixes=(".py", ".js", ".css", ".html"))
    assert [] == [f"{name(path)}: {lines(path)}" for path in written if lines(path) > LONGEST]


def test_the_dialog_engine_stays_small() -> None:
    assert lines(ROOT / "bot/dialogs/talk.py") < LONGEST_ENGINE


def test_the_dialogs_and_the_law_name_no_channel() -> None:
    named = [
        f"{name(path)}:{number}: {line.strip()}"
        for path in files("bot/dialogs", "bot/reception")
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1)
        if CHANNELS.search(line)
    ]
    assert [] == named


def words(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Give every name, dotted name and import of a module, with its line."""
    for node in ast.walk(tree):
        match node:
            case ast.Name() | ast.Attribute():
                yield node.lineno, ast.unparse(node)
            case ast.Import(names=names):
                yield from ((node.lineno, one.name) for one in names)
            case ast.ImportFrom(module=module, names=names):
                yield from ((node.lineno, f"{module}.{one.name}") for one in names)


def test_tests_wait_for_nothing_fake_nothing_and_leave_nothing_out() -> None:
    found = [
        f"{name(path)}:{number}: {word}"
        for path in files("tests")
        for number, word in words(ast.parse(path.read_text("utf-8")))
        if FORBIDDEN.fullmatch(word) or (path.name.startswith("test_") and WAITING.fullmatch(word))
    ]
    assert [] == found
