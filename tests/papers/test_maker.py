"""Files are made in a process of their own, which may break, and ends with the program."""

import asyncio
import os
import subprocess
import sys
from collections.abc import AsyncIterator, Mapping
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path

import pytest

from bot.dialogs.say import say
from bot.messages import Paper
from bot.papers.maker import Maker, Making, Recipe
from bot.papers.schedules import PDF, XLSX, recipes
from bot.reception.calendar import WorkingCalendar
from bot.reception.language import Lang
from bot.records import Reference
from tests.house.tree import ROOT
from tests.papers.processes import broken, dying_once, endless, upper
from tests.people import directory
from tests.turns.house import HandClock


async def gather(args: Mapping[str, str], lang: Lang) -> object:
    return Path(args["note"]) if "note" in args else args["words"] + lang


def paper(name: str, **args: str) -> Paper:
    return Paper(name, args, say("yes"))


@pytest.fixture
async def maker() -> AsyncIterator[Maker]:
    makings: Mapping[str, Making] = {
        "upper": upper, "broken": broken, "dying": dying_once, "endless": endless,
    }  # fmt: skip
    reference = Reference(directory(), WorkingCalendar())
    made = {name: Recipe(gather, make) for name, make in makings.items()}
    maker = Maker({**made, **recipes(reference, HandClock())})
    yield maker
    await maker.close()


async def test_files_are_made_one_after_the_other_in_another_process(maker: Maker) -> None:
    files = await asyncio.gather(
        *(maker.make(paper("upper", words=words), Lang.RU) for words in ("a", "ғ"))
    )
    assert ["ARU", "ҒRU"] == [one.body.decode() for one in files]
    assert 1 == len({one.name for one in files} - {str(os.getpid())})


async def test_a_file_that_can_not_be_made_harms_no_other(maker: Maker, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="aru"):
        await maker.make(paper("broken", words="a"), Lang.RU)
    with pytest.raises(KeyError):
        await maker.make(paper("nobody-knows"), Lang.RU)
    note = str(tmp_path / "note")
    assert "second" == (await maker.make(paper("dying", note=note), Lang.RU)).name
    assert b"ARU" == (await maker.make(paper("upper", words="a"), Lang.RU)).body


async def test_what_never_ends_is_ended_with_the_program(maker: Maker) -> None:
    await maker.make(paper("upper", words="a"), Lang.RU)
    endless_one = maker.make(paper("endless", words="a"), Lang.RU)
    made, _ = await asyncio.gather(endless_one, maker.close(), return_exceptions=True)
    assert isinstance(made, BrokenProcessPool | asyncio.CancelledError)


async def test_the_schedule_is_made_in_print_and_as_a_table(maker: Maker) -> None:
    offices = {"offices": "centre,akim"}
    pdf = await maker.make(paper(PDF, **offices, langs="kk,ru"), Lang.RU)
    assert ("Қабылдау кестесі 02.03.2026.pdf", b"%PDF") == (pdf.name, pdf.body[:4])
    xlsx = await maker.make(paper(XLSX, **offices), Lang.RU)
    assert ("График приема 02.03.2026.xlsx", b"PK") == (xlsx.name, xlsx.body[:2])


def test_the_program_starts_without_the_libraries_that_draw() -> None:
    heavy = "{'openpyxl', 'matplotlib', 'fpdf', 'segno', 'numpy'}"
    asked = f"import sys, bot.app; print({heavy} & sys.modules.keys() or 'none')"
    done = subprocess.run([sys.executable, "-c", asked], cwd=ROOT, capture_output=True, check=True)
    assert b"none" == done.stdout.strip()
