"""Reading a directory file table by table: what is wrong is collected with its line, not raised."""

import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, datetime, time
from enum import StrEnum
from typing import Final, TypeVar

from msgspec import Struct

from bot.reception.identity import Invalid, phone
from bot.reception.language import Bilingual
from bot.reception.words import clean

NOWHERE: Final = Bilingual("", "")

Path = tuple[tuple[str, int], ...]
"""Where a table stands: ("official", 2), ("pattern", 0) is the first pattern of the third one."""

_HEADER: Final = re.compile(r"\s*\[(\[)?\s*([\w.\s\"-]+?)\s*\]")
_KEY: Final = re.compile(r"\s*([\w-]+)(?:\s*\.\s*([\w-]+))?[\w.\s-]*=")
_KEBAB: Final = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_EMAIL: Final = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_LINK: Final = re.compile(r"https?://[^\s/]+\S*")
_SHORT_PHONE: Final = re.compile(r"\d{3,6}")
_ISO_DAY: Final = re.compile(r"\d{4}-\d\d-\d\d")
_CLOCK: Final = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)")

E = TypeVar("E", bound=StrEnum)
T = TypeVar("T")


class Problem(Struct, frozen=True):
    """One thing wrong in a file: what is expected, and where. Line 0 is the file as a whole."""

    file: str
    line: int
    message: str

    def __str__(self) -> str:
        """The problem as compilers print theirs."""
        where = f"{self.file}:{self.line}" if self.line else self.file
        return f"{where}: {self.message}"


class Lines:
    """The line of every table and key in a TOML text."""

    def __init__(self, text: str) -> None:
        self._tables: dict[Path, int] = {}
        self._keys: dict[tuple[Path, str], int] = {}
        inside: Path = ()
        quoted = False
        for number, line in enumerate(text.splitlines(), start=1):
            was_quoted, quoted = quoted, quoted ^ (_quotes(line) % 2 == 1)
            if was_quoted:
                continue
            if header := _HEADER.match(line):
                inside = self._place(header[2].split("."), repeats=header[1] is not None)
                self._tables[inside] = number
            elif key := _KEY.match(line):
                self._keys.setdefault((inside, key[1]), number)
                if key[2] is not None:
                    self._keys.setdefault(((*inside, (key[1], 0)), key[2]), number)

    def of(self, path: Path, key: str | None = None) -> int:
        """Return the line of `key`, or of the nearest thing around it that has a line."""
        while True:
            if key is not None and (path, key) in self._keys:
                return self._keys[path, key]
            if path in self._tables:
                return self._tables[path]
            if not path:
                return 0
            path, key = path[:-1], path[-1][0]

    def _place(self, names: list[str], *, repeats: bool) -> Path:
        path: Path = ()
        for depth, name in enumerate(part.strip(' "') for part in names):
            newest = -1
            while (*path, (name, newest + 1)) in self._tables:
                newest += 1
            is_new = repeats and depth == len(names) - 1
            path = (*path, (name, newest + 1 if is_new else max(newest, 0)))
        return path


def _as_day(value: object) -> date | None:
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    if isinstance(value, str) and _ISO_DAY.fullmatch(value):
        with suppress(ValueError):
            return date.fromisoformat(value)
    return None


def _quotes(line: str) -> int:
    return line.count('"""') + line.count("'''")


@dataclass(slots=True)
class Notes:
    """The problems found so far in one file."""

    file: str
    lines: Lines
    problems: list[Problem] = field(default_factory=list)

    def add(self, message: str, path: Path = (), key: str | None = None) -> None:
        """Note that something is wrong at `key` of the table at `path`."""
        self.problems.append(Problem(self.file, self.lines.of(path, key), message))


class Table:
    """One table of the file. Each key is taken once, by what it must be; `close` notes the rest.

    A value that is wrong is noted and replaced by an empty one, so that reading can go on.
    """

    def __init__(self, notes: Notes, path: Path, data: Mapping[str, object]) -> None:
        self._notes = notes
        self._path = path
        self._left = dict(data)

    def wrong(self, message: str, key: str | None = None) -> None:
        """Note that this table, or its `key`, is not as it should be."""
        where = ".".join(name for name, _ in self._path)
        told = f"{where}.{key}" if where and key else key or where
        self._notes.add(f"{told}: {message}", self._path, key)

    def has(self, key: str) -> bool:
        """Say whether `key` is there, to be taken."""
        return key in self._left

    def close(self) -> None:
        """Note every key that was not taken."""
        for key in self._left:
            self.wrong("unknown key; is it misspelt?", key)

    def text(self, key: str, most: int = 200) -> str:
        """Take a text of 1 to `most` characters."""
        value = self._take(key, str, "a text in quotes")
        return "" if value is None else self._fitting(value, key, most)

    def key(self, key: str = "key") -> str:
        """Take a key: small Latin letters, digits and single hyphens."""
        value = self.text(key, 40)
        if value and not _KEBAB.fullmatch(value):
            self.wrong("expected small Latin letters, digits and hyphens, as in my-key", key)
            return ""
        return value

    def keys(self, key: str) -> tuple[str, ...]:
        """Take a list of keys."""
        value = self._take(key, list, 'a list of keys, as in ["first", "second"]')
        if value is None:
            return ()
        if not all(isinstance(one, str) for one in value):
            self.wrong('expected a list of keys, as in ["first", "second"]', key)
            return ()
        return tuple(str(one) for one in value)

    def numbers(self, key: str) -> tuple[int, ...]:
        """Take a list of whole numbers; none when it is missing."""
        value = self._take(key, list, "a list of whole numbers, as in [1, 3]", needed=False)
        if value is None:
            return ()
        if not all(type(one) is int for one in value):
            self.wrong("expected a list of whole numbers, as in [1, 3]", key)
            return ()
        return tuple(int(one) for one in value)

    def bilingual(self, key: str, most: int) -> Bilingual:
        """Take a text of at most `most` characters in both languages."""
        value = self._take(key, dict, 'both languages, as in { kk = "…", ru = "…" }')
        if value is None:
            return NOWHERE
        words = Table(self._notes, (*self._path, (key, 0)), value)
        found = Bilingual(words.text("kk", most), words.text("ru", most))
        words.close()
        return found

    def maybe_bilingual(self, key: str, most: int) -> Bilingual | None:
        """Take a text in both languages that may be missing."""
        return self.bilingual(key, most) if self.has(key) else None

    def number(self, key: str) -> int:
        """Take a whole number."""
        value = self._take(key, int, "a whole number")
        return 0 if value is None else value

    def maybe_number(self, key: str) -> int | None:
        """Take a whole number that may be missing."""
        return self.number(key) if self.has(key) else None

    def percent(self, key: str, *, otherwise: int) -> int:
        """Take a whole number from 0 to 100; `otherwise` stands in for a missing one."""
        return self.between(key, 0, 100, otherwise=otherwise)

    def between(self, key: str, least: int, most: int, *, otherwise: int) -> int:
        """Take a whole number from `least` to `most`; `otherwise` stands in for a missing one."""
        if not self.has(key):
            return otherwise
        found = self.number(key)
        if not least <= found <= most:
            self.wrong(f"expected from {least} to {most}, not {found}", key)
            return otherwise
        return found

    def yes(self, key: str, *, needed: bool = False, otherwise: bool = False) -> bool:
        """Take true or false; `otherwise` stands in for a missing one."""
        found = self._take(key, bool, "true or false", needed=needed)
        return otherwise if found is None else found

    def one_of(self, key: str, choices: type[E], otherwise: E) -> E:
        """Take one of a closed list of words; `otherwise` stands in for a wrong one."""
        value = self._take(key, str, "one of " + ", ".join(choices))
        if value is None:
            return otherwise
        try:
            return choices(value)
        except ValueError:
            self.wrong(f"expected one of {', '.join(choices)}, not {value!r}", key)
            return otherwise

    def clock(self, key: str) -> time:
        """Take a time of day, written "09:00"."""
        value = self._take(key, object, 'a time of day, as in "09:00"')
        if isinstance(value, time):
            return value
        match = _CLOCK.fullmatch(value) if isinstance(value, str) else None
        if match is None:
            if value is not None:
                self.wrong('expected a time of day, as in "09:00"', key)
            return time(0)
        return time(int(match[1]), int(match[2]))

    def day(self, key: str) -> date | None:
        """Take a date, written 2026-05-08; None when it is wrong."""
        value = self._take(key, object, "a date, as in 2026-05-08")
        found = _as_day(value)
        if found is None and value is not None:
            self.wrong("expected a date, as in 2026-05-08", key)
        return found

    def days(self, key: str) -> tuple[date, ...]:
        """Take a list of dates; none when it is missing."""
        value = self._take(key, list, "a list of dates, as in [2026-05-08]", needed=False)
        found = tuple(map(_as_day, value or ()))
        if None in found:
            self.wrong("expected a list of dates, as in [2026-05-08]", key)
        return tuple(day for day in found if day is not None)

    def phone(self, key: str) -> str:
        """Take a phone number of the office, or the short number of a call centre."""
        value = self.text(key, 40)
        if not value or _SHORT_PHONE.fullmatch(value):
            return value
        with suppress(Invalid):
            if phone(value).e164.startswith("+7"):
                return value
        self.wrong("expected a phone number of Kazakhstan, as in +7 7172 12 34 56, or 1414", key)
        return ""

    def email(self, key: str) -> str:
        """Take an e-mail address."""
        return self._shaped(key, _EMAIL, "an e-mail address")

    def link(self, key: str) -> str:
        """Take a web address."""
        return self._shaped(key, _LINK, "a web address, as in https://example.kz")

    def table(self, key: str) -> "Table | None":
        """Take a table that may be missing."""
        value = self._take(key, dict, "a table", needed=False)
        return None if value is None else Table(self._notes, (*self._path, (key, 0)), value)

    def tables(self, key: str) -> Iterator["Table"]:
        """Take all the `[[key]]` tables, none when there is none."""
        value = self._take(key, list, f"[[{key}]] tables", needed=False) or []
        for nth, one in enumerate(value):
            if isinstance(one, dict):
                yield Table(self._notes, (*self._path, (key, nth)), one)
            else:
                self.wrong(f"expected [[{key}]] tables", key)

    def _shaped(self, key: str, shape: re.Pattern[str], expected: str) -> str:
        value = self.text(key)
        if value and not shape.fullmatch(value):
            self.wrong(f"expected {expected}", key)
            return ""
        return value

    def _fitting(self, value: str, key: str, most: int) -> str:
        value = clean(value)
        if not value:
            self.wrong("must not be empty", key)
        elif len(value) > most:
            self.wrong(f"must be at most {most} characters; it has {len(value)}", key)
        return value

    def _take(self, key: str, kind: type[T], expected: str, *, needed: bool = True) -> T | None:
        if key not in self._left:
            if needed:
                self.wrong(f"missing; expected {expected}", key)
            return None
        value = self._left.pop(key)
        # True is an int to Python, but not to whoever wrote the file.
        if not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool):
            self.wrong(f"expected {expected}", key)
            return None
        return value
