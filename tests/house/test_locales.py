"""The words in Kazakh and in Russian: the same files, texts, short forms and variables."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from fluent.syntax import FluentParser, ast
from fluent.syntax.visitor import Visitor

from tests.house.tree import ROOT, files, name

LANGUAGES = ("kk", "ru")


class Variables(Visitor):
    """Collects the variables that a pattern mentions."""

    def __init__(self) -> None:
        """Start with none."""
        self.names: set[str] = set()

    def visit_VariableReference(self, node: ast.VariableReference) -> None:  # noqa: N802
        """Keep a variable's name."""
        self.names.add(node.id.name)


def variables(pattern: ast.Pattern) -> frozenset[str]:
    visitor = Variables()
    visitor.visit(pattern)
    return frozenset(visitor.names)


def entries(path: Path) -> list[ast.EntryType]:
    return FluentParser().parse(path.read_text("utf-8")).body


def texts(path: Path) -> Iterator[tuple[str, frozenset[str]]]:
    """Give each text of a file, its attributes included, with its variables."""
    for entry in entries(path):
        if isinstance(entry, ast.Message | ast.Term):
            key = f"-{entry.id.name}" if isinstance(entry, ast.Term) else entry.id.name
            if entry.value is not None:
                yield key, variables(entry.value)
            for attribute in entry.attributes:
                yield f"{key}.{attribute.id.name}", variables(attribute.value)


def locale(language: str) -> dict[str, dict[str, frozenset[str]]]:
    folder = ROOT / "locales" / language
    return {
        path.relative_to(folder).as_posix(): dict(texts(path))
        for path in files(f"locales/{language}", suffixes=(".ftl",))
    }


def test_both_languages_have_the_same_files_texts_and_variables() -> None:
    kazakh, russian = map(locale, LANGUAGES)
    assert list(kazakh) == list(russian)
    for file, said in kazakh.items():
        assert said == russian[file], file


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_line_of_a_locale_is_understood(language: str) -> None:
    not_understood = [
        f"{name(path)}: {entry.content}"
        for path in files(f"locales/{language}", suffixes=(".ftl",))
        for entry in entries(path)
        if isinstance(entry, ast.Junk)
    ]
    assert [] == not_understood


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_has_one_home(language: str) -> None:
    keys = [
        key for path in files(f"locales/{language}", suffixes=(".ftl",)) for key, _ in texts(path)
    ]
    assert [] == sorted({key for key in keys if keys.count(key) > 1})
