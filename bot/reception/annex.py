"""The schedule in the annex's form [D annex]: its six columns, and what a table in it says."""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time
from enum import StrEnum
from typing import Final, TypeAlias

from msgspec import Struct
from msgspec.structs import replace

from bot.reception.directory import Directory, Official
from bot.reception.identity import Invalid
from bot.reception.schedule import Pattern, ReceptionDay
from bot.reception.timing import Timing
from bot.reception.timing_words import fold
from bot.reception.words import clean

Cell: TypeAlias = str | int | float | date | time | None
"""What a cell holds; a moment is a `datetime`."""

Held: TypeAlias = Pattern | ReceptionDay


class Column(StrEnum):
    """The six columns of the annex, in its order."""

    BODY = "body"
    NAME = "name"
    POSITION = "position"
    WHEN = "when"
    WHERE = "where"
    CONTACT = "contact"


# Which words a heading has, folded; the first column that fits is meant.
_HEADINGS: Final = (
    (Column.CONTACT, re.compile(r"телефон|контакт|байланыс|e-?mail|почт|пошта")),
    (Column.NAME, re.compile(r"ф\.?\s?и\.?\s?о|фамили|теги|аты-жони|т\.?\s?а\.?\s?а\b")),
    (Column.POSITION, re.compile(r"должност|лауазым")),
    (Column.WHEN, re.compile(r"дата|врем|дни|куни|уакыт|кундери")),
    (Column.WHERE, re.compile(r"место|адрес|орн|орын|откизилетин|мекенжай|кабинет")),
    (Column.BODY, re.compile(r"орган")),
)
_HEADINGS_LEAST: Final = 3
_HEADINGS_WITHIN: Final = 30


class Problem(Struct, frozen=True):
    """What is wrong in a row (counted from 1; 0: in the table as a whole), and with which value."""

    row: int
    column: Column | None
    value: str
    why: Invalid


class Annex(Struct, frozen=True):
    """What a table says: schedules by the officials' keys, what is wrong, what only differs."""

    schedules: Mapping[str, Timing]
    problems: tuple[Problem, ...]
    warnings: tuple[Problem, ...]


def headings(rows: Sequence[Sequence[Cell]]) -> tuple[int, Mapping[Column, int]] | None:
    """Return the place of the row of headings and where each column is; None if there is none."""
    for nth, row in enumerate(rows[:_HEADINGS_WITHIN]):
        found: dict[Column, int] = {}
        for place, cell in enumerate(row):
            column = _heading(written(cell))
            if column is not None:
                found.setdefault(column, place)
        if len(found) >= _HEADINGS_LEAST:
            return nth, found
    return None


def apply(directory: Directory, schedules: Mapping[str, Timing]) -> Directory:
    """Return the directory with these schedules in place of the officials' present ones."""
    officials = tuple(
        replace(one, patterns=new.patterns, days=new.days, days_off=new.days_off)
        if (new := schedules.get(one.key)) is not None and not same(one, new)
        else one
        for one in directory.officials
    )
    return replace(directory, officials=officials)


def same(official: Official, new: Timing) -> bool:
    """Tell whether `new` says the same as the schedule in force, in whatever order."""

    def held(patterns: Iterable[Pattern], days: Iterable[ReceptionDay]) -> set[Held]:
        weekly = (replace(one, weeks=tuple(sorted(one.weeks))) for one in patterns)
        return {*weekly, *days}

    return held(official.patterns, official.days) == held(new.patterns, new.days) and set(
        official.days_off
    ) == set(new.days_off)


def written(cell: Cell) -> str:
    """Return what a cell says, as one would type it."""
    match cell:
        case None:
            return ""
        case datetime():
            bare = cell.time() == time(0)
            return f"{cell:%d.%m.%Y}" if bare else f"{cell:%d.%m.%Y %H:%M}"
        case date():
            return f"{cell:%d.%m.%Y}"
        case time():
            return f"{cell:%H:%M}"
        case float() if cell.is_integer():
            return str(int(cell))
        case _:
            # A text that would be a formula is exported with an apostrophe before it.
            return clean(str(cell), lines=True).removeprefix("'")


def _heading(text: str) -> Column | None:
    folded = fold(text)
    return next((column for column, words in _HEADINGS if words.search(folded)), None)
