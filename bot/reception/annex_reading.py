"""Reading a table in the annex's form: every row is checked before anything is taken."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby
from operator import attrgetter
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from bot.reception.annex import Annex, Cell, Column, Held, Problem, headings, written
from bot.reception.calendar import WorkingCalendar
from bot.reception.clashes import overlap
from bot.reception.directory import Directory, Official
from bot.reception.identity import Invalid
from bot.reception.language import Bilingual, Lang
from bot.reception.schedule import Pattern, ReceptionDay
from bot.reception.timing import Timing, read_timing
from bot.reception.timing_words import fold
from bot.reception.words import clean

MOST_ROWS: Final = 2000
MOST_PROBLEMS: Final = 50
MINUTES: Final = 15
"""The length of a reception where neither the cell nor the schedule in force says it."""


class _Line(Struct, frozen=True):
    """One thing of a row's days and hours."""

    row: int
    official: str
    held: Held
    written: str


@dataclass(slots=True)
class _Notes:
    problems: list[Problem] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)
    lines: list[_Line] = field(default_factory=list)
    off: dict[str, list[date]] = field(default_factory=dict)


def read_annex(
    rows: Sequence[Sequence[Cell]], directory: Directory, today: date, calendar: WorkingCalendar
) -> Annex:
    """Read a table with its headings; nothing of it holds when there are `problems`."""
    notes = _Notes()
    if len(rows) > MOST_ROWS:
        return _hopeless(Invalid("annex-rows", most=MOST_ROWS))
    known = headings(rows)
    if known is None:
        return _hopeless(Invalid("annex-headings"))
    head, places = known
    missing = [column for column in Column if column not in places]
    if missing:
        return Annex(
            {}, tuple(Problem(head + 1, one, "", Invalid("annex-column")) for one in missing), ()
        )
    names = _Names(directory)
    above: Mapping[Column, Cell] = {}
    for number, row in enumerate(rows[head + 1 :], start=head + 2):
        cells = {
            column: row[place] if place < len(row) else None for column, place in places.items()
        }
        if _is_counted(cells):
            continue
        if not written(cells[Column.NAME]) and not written(cells[Column.POSITION]):
            if not written(cells[Column.WHEN]):
                continue  # an empty row, the name of a body, a signature
            cells = {**above, Column.WHEN: cells[Column.WHEN]} if above else cells
        above = cells
        _read_row(number, cells, names, today, notes)
        if len(notes.problems) >= MOST_PROBLEMS:
            break
    if not notes.lines and not notes.problems:
        return _hopeless(Invalid("annex-empty"))
    notes.problems += _wrong_days(notes.lines, today, calendar)
    notes.problems += _overlaps(notes.lines)
    problems = sorted(notes.problems, key=attrgetter("row"))[:MOST_PROBLEMS]
    return Annex(_schedules(notes), tuple(problems), tuple(notes.warnings))


class _Names:
    """The officials by their full names and by the short ones, in either language."""

    def __init__(self, directory: Directory) -> None:
        self.directory = directory
        self._known: dict[str, dict[str, Official]] = {}
        for official in directory.officials:
            for name in (official.name, official.short):
                for lang in Lang:
                    self._known.setdefault(_plain(name.get(lang)), {})[official.key] = official

    def found(self, name: str, body: str, position: str) -> Official:
        """Return the official of this name; of several, the one of that body and position."""
        same_name = list(self._known.get(_plain(name), {}).values())
        if not same_name:
            raise Invalid("annex-official")
        closer = [one for one in same_name if self.is_of(one, body)] or same_name
        closest = [one for one in closer if _either(position, one.position)] or closer
        if len(closest) > 1:
            raise Invalid("annex-officials")
        return closest[0]

    def is_of(self, official: Official, body: str) -> bool:
        """Tell whether `body` names the official's body, or their office."""
        office = self.directory.office(official.office)
        return _either(body, self.directory.body(office.body).name) or _either(body, office.name)


def _hopeless(why: Invalid) -> Annex:
    return Annex({}, (Problem(0, None, "", why),), ())


def _is_counted(cells: Mapping[Column, Cell]) -> bool:
    """Tell whether this is the row with the numbers of the columns, under the headings."""
    said = [written(cell) for cell in cells.values()]
    return all(one.isdecimal() for one in said if one) and sum(map(bool, said)) > 1


def _read_row(
    number: int, cells: Mapping[Column, Cell], names: _Names, today: date, notes: _Notes
) -> None:
    said = {column: written(cell) for column, cell in cells.items()}
    name = " ".join(said[Column.NAME].split())
    official = None
    try:
        if not name:
            raise Invalid("annex-no-name")
        official = names.found(name, said[Column.BODY], said[Column.POSITION])
    except Invalid as why:
        notes.problems.append(Problem(number, Column.NAME, name, why))
    usual = official.patterns[0].minutes if official and official.patterns else MINUTES
    when = said[Column.WHEN]
    try:
        if not when:
            raise Invalid("annex-no-days")
        timing = read_timing(when, usual, today)
    except Invalid as why:
        notes.problems.append(Problem(number, Column.WHEN, when, why))
        return
    if official is None:
        return
    held: tuple[Held, ...] = (*timing.patterns, *timing.days)
    notes.lines += [_Line(number, official.key, one, when) for one in held]
    notes.off.setdefault(official.key, []).extend(timing.days_off)
    notes.warnings += _differences(number, said, official, names)


def _differences(
    number: int, said: Mapping[Column, str], official: Official, names: _Names
) -> Iterator[Problem]:
    """Yield what a row says otherwise than the directory: it is told, and not taken over."""
    office = names.directory.office(official.office)
    contact, where = said[Column.CONTACT], said[Column.WHERE]
    digits = "".join(filter(str.isdecimal, office.phone))
    differs = {
        Column.BODY: not names.is_of(official, said[Column.BODY]),
        Column.POSITION: not _either(said[Column.POSITION], official.position),
        Column.WHERE: not any(
            _letters(office.address.get(lang)) in _letters(where) for lang in Lang
        ),
        Column.CONTACT: office.email.casefold() not in contact.casefold()
        or digits[1:] not in "".join(filter(str.isdecimal, contact)),
    }
    for column, otherwise in differs.items():
        if otherwise and said[column]:
            yield Problem(number, column, said[column], Invalid("annex-differs"))


def _wrong_days(
    lines: Sequence[_Line], today: date, calendar: WorkingCalendar
) -> Iterator[Problem]:
    for line in lines:
        if not isinstance(line.held, ReceptionDay):
            continue
        day = line.held.day
        if day < today:
            yield _wrong(line, Invalid("annex-past", day=f"{day:%d.%m.%Y}"))
        elif not calendar.is_working(day):
            yield _wrong(line, Invalid("annex-day-off", day=f"{day:%d.%m.%Y}"))


def _overlaps(lines: Sequence[_Line]) -> Iterator[Problem]:
    """Yield the lines of an official that take the time of an earlier one."""
    for _, group in groupby(sorted(lines, key=attrgetter("official")), attrgetter("official")):
        before: list[_Line] = []
        told: set[int] = set()
        for line in group:
            other = next((one for one in before if overlap(one.held, line.held)), None)
            if other is None:
                before.append(line)
            elif line.row not in told:
                told.add(line.row)
                if other.held == line.held:
                    yield _wrong(line, Invalid("annex-twice", row=other.row))
                else:
                    yield _wrong(line, Invalid("annex-overlap", row=other.row))
            if len(told) > MOST_PROBLEMS:
                return


def _wrong(line: _Line, why: Invalid) -> Problem:
    return Problem(line.row, Column.WHEN, line.written, why)


def _schedules(notes: _Notes) -> dict[str, Timing]:
    found: dict[str, Timing] = {}
    for line in notes.lines:
        before = found.get(line.official, Timing())
        match line.held:
            case Pattern():
                after = replace(before, patterns=(*before.patterns, line.held))
            case ReceptionDay():
                after = replace(before, days=(*before.days, line.held))
        found[line.official] = after
    return {
        key: replace(timing, days_off=tuple(dict.fromkeys(notes.off.get(key, ()))))
        for key, timing in found.items()
    }


def _plain(text: str) -> str:
    """Return a name as it is compared: in small letters, ё as е, without dots and spare blanks."""
    return " ".join(clean(text).casefold().replace("ё", "е").replace(".", " ").split())


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, fold(text)))


def _either(text: str, name: Bilingual) -> bool:
    return _letters(text) in {_letters(name.kk), _letters(name.ru)}
