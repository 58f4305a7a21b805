"""What the program says by a written-out key is there, and gets the arguments it needs."""

import ast
from collections.abc import Iterator

from bot.texts import Texts
from tests.house.tree import files, name

TEXTS = Texts(strict=True)
SAYING = {"say", "Say", "deny", "remark"}
# Raised for a number, and answered by the dialog that reads it.
NEVER_SHOWN = {"number-check"}


def calls() -> Iterator[tuple[str, str, frozenset[str] | None]]:
    """Give each text said in the program: where, its key, and its arguments where all are seen."""
    for path in files("bot"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            match node:
                case ast.Call(
                    func=ast.Name(id=function) | ast.Attribute(attr=function),
                    args=[ast.Constant(value=str(key)), *rest],
                    keywords=keywords,
                ) if function in SAYING:
                    where = f"{name(path)}:{node.lineno}"
                    seen = function != "Say" or not (rest or keywords)
                    hidden = any(keyword.arg is None for keyword in keywords)
                    given = frozenset(keyword.arg or "" for keyword in keywords)
                    yield where, key, given if seen and not hidden else None
                case ast.Call(
                    func=ast.Name(id="Invalid"),
                    args=[ast.Constant(value=str(reason))],
                    keywords=keywords,
                ) if reason not in NEVER_SHOWN:
                    given = frozenset(keyword.arg or "" for keyword in keywords)
                    yield f"{name(path)}:{node.lineno}", f"invalid-{reason}", given
                case ast.keyword(arg="prompt", value=ast.Constant(value=str(key))):
                    yield f"{name(path)}:{node.value.lineno}", key, None


def test_every_text_that_is_said_is_written() -> None:
    known = set(TEXTS.keys())
    assert [] == [f"{where}: {key}" for where, key, _ in calls() if key not in known]


def test_every_text_that_is_said_gets_what_it_needs() -> None:
    known = set(TEXTS.keys())
    lacking = [
        f"{where}: {key} lacks {', '.join(sorted(needed - given))}"
        for where, key, given in calls()
        if given is not None and key in known
        for needed in (TEXTS.variables(key) | TEXTS.variables(key, short=True),)
        if needed - given
    ]
    assert [] == lacking
