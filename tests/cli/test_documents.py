"""The documents say what is so: words, variables, commands and files that they name exist."""

import re
from pathlib import Path

import pytest

from bot.cli import app
from bot.reception.directory_toml import parse_directory
from bot.settings import Settings
from tests.cli.terminal import SAMPLE
from tests.house.tree import ROOT

VARIABLES = {name.upper() for name in Settings.model_fields}
DOCUMENTS = ("README.md", "docs/operations.md", "docs/directory.md", "docs/architecture.md")


def read(name: str) -> str:
    return (ROOT / name).read_text("utf-8")


@pytest.mark.parametrize("language", ["kk", "ru"])
def test_the_staff_guides_quote_what_staff_and_citizens_see(language: str) -> None:
    said = " ".join(
        path.read_text("utf-8") for path in sorted((ROOT / "locales" / language).glob("*.ftl"))
    )
    # What staff type is understood without being said.
    said += "кеңес консультация"
    quoted = re.findall(r"«([^»]+)»", read(f"docs/staff-guide.{language}.md"))
    assert [] == [words for words in quoted if words not in said]
    assert quoted


def test_both_staff_guides_have_the_same_parts() -> None:
    kazakh, russian = (read(f"docs/staff-guide.{language}.md") for language in ("kk", "ru"))
    for sign in ("## ", "| ", "- ", "1. "):
        counted = [
            sum(line.startswith(sign) for line in guide.splitlines()) for guide in (kazakh, russian)
        ]
        assert counted[0] == counted[1], sign
    commands = [re.findall(r"^\| (/\w+)", guide, re.MULTILINE) for guide in (kazakh, russian)]
    assert commands[0] == commands[1]


def test_every_variable_is_explained_with_its_default() -> None:
    explained = read("docs/operations.md")
    for name, field in Settings.model_fields.items():
        row = next(line for line in explained.splitlines() if f"`{name.upper()}`" in line)
        assert row.startswith("| `"), name
        if field.default is not None:
            assert f"`{field.default}`" in row, name


def test_the_sample_of_the_settings_names_every_variable_and_no_other() -> None:
    named = re.findall(r"^#?([A-Z_]+)=", read(".env.example"), re.MULTILINE)
    assert sorted(VARIABLES) == sorted(named)


def test_every_command_is_in_the_operators_document() -> None:
    listed = read("docs/operations.md").partition("## Commands")[2]
    for command in app.registered_commands:
        assert command.callback is not None
        name = command.name or command.callback.__name__
        assert f"`{name}`" in listed


@pytest.mark.parametrize("document", DOCUMENTS)
def test_what_the_documents_link_to_is_there(document: str) -> None:
    folder = (ROOT / document).parent
    links = re.findall(r"\]\(([^)#]+)", read(document))
    assert [] == [one for one in links if "://" not in one and not (folder / one).exists()]


def test_the_folders_and_files_of_the_readme_are_there() -> None:
    tree = (
        read("README.md").partition("## Find your way")[2].partition("```")[2].partition("```")[0]
    )
    for name in re.findall(r"^(\w[\w/]*/)", tree, re.MULTILINE):
        assert (ROOT / name).is_dir(), name
    for name in re.findall(r"\b(\w+\.py)\b", tree):
        assert (ROOT / "bot" / name).is_file(), name


def test_the_example_of_an_override_is_understood() -> None:
    example = re.search(r"```toml\n(.*?)```", read("docs/directory.md"), re.DOTALL)
    assert example is not None
    text = f"{SAMPLE.read_text('utf-8')}\n{example[1]}"
    assert 1 == len(parse_directory(text, Path("sample.toml").name).overrides)
