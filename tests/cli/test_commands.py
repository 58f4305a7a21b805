"""The commands that end by themselves: what they print, and with which code they leave."""

import json

import pytest
from typer.testing import CliRunner, Result

from bot.cli import app
from tests.cli.terminal import SAMPLE, Terminal

COMMANDS = ("run", "demo", "doctor", "preview", "export", "due", "import", "report", "migrate")
FIELDS = {"key", "language", "channel", "text", "segments"}


def give(*words: str) -> Result:
    return CliRunner().invoke(app, words, env={"TERMINAL_WIDTH": "200"})


def test_help_names_every_command() -> None:
    done = give("--help")
    assert 0 == done.exit_code
    for command in COMMANDS:
        assert command in done.output


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself(command: str) -> None:
    done = give(command, "--help")
    assert 0 == done.exit_code
    assert f"Usage: bot {command}" in done.output


def test_an_unknown_command_is_told() -> None:
    done = give("fly")
    assert 2 == done.exit_code
    assert "No such command 'fly'" in done.output


def test_a_due_date_is_printed_with_the_days_counted() -> None:
    done = give("due", "2026-03-02")
    assert 0 == done.exit_code
    assert "due: 2026-03-27" == done.output.splitlines()[-1]
    told = json.loads(give("due", "2026-03-02", "--days", "15", "--json").output)
    assert "2026-03-27" == told["due"]
    assert 15 == told["days"][-1]["number"]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ((), "Missing argument 'DATE'"),
        (("02.03.2026",), "expected a day such as 2026-03-02"),
        (("2026-02-30",), "expected a day such as 2026-03-02"),
        (("9999-12-30",), "expected a year from 2000 to 2099"),
        (("2026-03-02", "--days", "0"), "greater than or equal to 1"),
        (("2026-03-02", "--days", "some"), "valid integer"),
    ],
)
def test_a_date_that_is_none_is_told(words: tuple[str, ...], told: str) -> None:
    done = give("due", *words)
    assert 2 == done.exit_code
    assert told in done.output


def test_the_preview_as_json_has_exactly_these_fields() -> None:
    done = give("preview", "--json")
    assert 0 == done.exit_code
    rows = json.loads(done.stdout)
    assert {frozenset(FIELDS)} == {frozenset(row) for row in rows}
    assert {("kk", "telegram"), ("kk", "sms"), ("ru", "telegram"), ("ru", "sms")} == {
        (row["language"], row["channel"]) for row in rows
    }


async def test_a_directory_is_put_in_force_once(terminal: Terminal) -> None:
    first = await terminal.gives("import", SAMPLE)
    assert (0, "In force: 3 offices, 7 officials.\n") == (first.code, first.text)
    again = await terminal.gives("import", SAMPLE)
    assert (0, "This is in force already: 3 offices, 7 officials.\n") == (again.code, again.text)


async def test_every_mistake_of_a_directory_is_told_with_its_line(terminal: Terminal) -> None:
    text = SAMPLE.read_text("utf-8").replace('"friday"', '"freitag"').replace("role =", "rolle =")
    said = await terminal.gives("import", terminal.file("broken.toml", text))
    assert 1 == said.code
    *mistakes, last = said.text.splitlines()
    assert "The directory was not taken; nothing has changed." == last
    assert 9 == len(mistakes)  # a weekday; a role that is missing and a word that is unknown, 4 ×
    assert all(line.startswith("broken.toml:") for line in mistakes)
    assert not terminal.database.exists()


@pytest.mark.parametrize("what", ["missing.toml", "."])
def test_a_directory_that_is_no_file_is_told(what: str) -> None:
    assert 2 == give("import", what).exit_code


async def test_tables_are_brought_up_to_date(terminal: Terminal) -> None:
    said = await terminal.gives("migrate")
    assert (0, "The tables are up to date.\n") == (said.code, said.text)
    said = await terminal.gives("migrate", DATABASE_URL="mysql://host/name")
    assert 1 == said.code
    assert said.text.startswith("DATABASE_URL: expected ")
