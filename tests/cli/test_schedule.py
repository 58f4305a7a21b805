"""The schedule on the command line: given out, taken in, and nothing half taken."""

from pathlib import Path

import pytest

from tests.cli.terminal import SAMPLE, give


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give the working folder, with an empty database beside."""
    monkeypatch.setenv("DATABASE_URL", f"sqlite+aiosqlite:///{tmp_path}/reception.db")
    return tmp_path


@pytest.fixture
def office(folder: Path, address: str) -> Path:
    """Give the working folder, with the sample directory in force."""
    assert 0 == give("import", str(SAMPLE)).code
    return folder


def test_what_is_given_out_can_be_changed_and_taken_in(office: Path) -> None:
    said = give("export", "a.csv", "--lang", "ru", "--office", "akim")
    assert (0, "Written: a.csv, 3 officials.\n") == (said.code, said.text)
    file = office / "a.csv"
    text = file.read_text("utf-8-sig").replace("каждый вторник", "1-й и 3-й вторник")
    file.write_text(text, "utf-8")
    checked = give("import", str(file), "--check")
    assert 0 == checked.code
    last = "Checked, nothing has changed: schedules of 3 officials, 1 of them differ."
    assert last == checked.text.splitlines()[-1]
    taken = give("import", str(file))
    assert "prilutsky: changes (1 → 1 entries)" in taken.text
    again = give("import", str(file))
    assert "In force: schedules of 3 officials, 0 of them differ." == again.text.splitlines()[-1]


def test_every_mistake_is_told_in_the_clerks_language_and_nothing_is_taken(
    office: Path,
) -> None:
    give("export", "a.csv", "--lang", "ru", "--office", "akim")
    file = office / "a.csv"
    before = file.read_text("utf-8-sig")
    text = before.replace("каждый вторник", "вторая неделя").replace("Булакбаева", "Булакова")
    file.write_text(text.replace("каждый четверг", "каждую пятницу"), "utf-8")
    said = give("import", str(file), "--lang", "ru")
    assert 1 == said.code
    assert "Строка 3, столбец «Дата и время приема»: непонятно" in said.text
    assert "Строка 4, столбец «Ф.И.О. (отчество при наличии)»: такого" in said.text
    nothing = "The schedule was not taken; nothing has changed."
    assert nothing == said.text.splitlines()[-1]
    file.write_text(before, "utf-8")
    assert "0 of them differ" in give("import", str(file)).text


def test_print_is_written_by_the_ending_of_the_file(office: Path) -> None:
    said = give("export", "a.pdf", "--from", "2026-12-01", "--to", "2026-12-31")
    assert 0 == said.code
    assert (office / "a.pdf").read_bytes().startswith(b"%PDF")
    said = give("export", "schedule", "--format", "xlsx", "--official", "prilutsky")
    assert "Written: schedule, 1 officials.\n" == said.text
    assert (office / "schedule").read_bytes().startswith(b"PK")


def test_what_can_not_be_done_is_told(office: Path) -> None:
    (office / "broken.xlsx").write_bytes(b"no workbook at all")
    period = ("--from", "2026-12-02", "--to", "2026-12-01")
    for words, told in (
        (("export", "a.doc"), "a.doc: expected a file that ends in .pdf, .xlsx or .csv"),
        (("export", "no/such/a.pdf"), "no/such/a.pdf: can't be written: No such file"),
        (("export", "a.pdf", "--office", "x"), "--office: expected one of centre, ministry, akim"),
        (("export", "a.pdf", "--official", "x"), "--official: expected one of togyzbaev"),
        (("export", "a.pdf", *period), "--to: expected a day"),
        (("import", "broken.xlsx"), "Файл оқылмайды"),
    ):
        said = give(*words)
        assert (1, told) == (said.code, said.text[: len(told)])


def test_a_schedule_needs_a_directory(folder: Path) -> None:
    (folder / "a.csv").write_text("a;b")
    for words in (("import", "a.csv"), ("export", "b.csv")):
        said = give(*words)
        assert 1 == said.code
        assert said.text.startswith("DIRECTORY: there is no directory")
