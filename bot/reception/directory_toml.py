"""The directory as a TOML file and as JSON: one reader that checks everything, one writer."""

import re
import tomllib
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from datetime import date, time
from enum import StrEnum
from functools import partial
from typing import Any, Final, TypeVar

from msgspec import Struct
from msgspec.structs import fields

from bot.reception.calendar import Override
from bot.reception.directory import (
    SHORT_LENGTH,
    Body,
    Category,
    Directory,
    Ground,
    Office,
    OfficeHours,
    OfficeKind,
    Official,
    Role,
    StaffMember,
    Topic,
)
from bot.reception.directory_reading import Lines, Notes, Problem, Table
from bot.reception.language import Lang
from bot.reception.retention import LONGEST_KEPT
from bot.reception.schedule import Pattern, ReceptionDay

NAME_LENGTH: Final = 120
LABEL_LENGTH: Final = 60
ADDRESS_LENGTH: Final = 90
TEXT_LENGTH: Final = 600


class Weekday(StrEnum):
    """The names of weekdays in the file, Monday first."""

    MONDAY = "monday"
    TUESDAY = "tuesday"
    WEDNESDAY = "wednesday"
    THURSDAY = "thursday"
    FRIDAY = "friday"
    SATURDAY = "saturday"
    SUNDAY = "sunday"


_WEEKDAYS: Final = tuple(Weekday)
_ERROR_LINE: Final = re.compile(r"at line (\d+)")
# How the lists of a Directory and of an official are called in the file.
_IN_FILE: Final = {
    "bodies": "body",
    "offices": "office",
    "officials": "official",
    "topics": "topic",
    "grounds": "ground",
    "categories": "category",
    "overrides": "override",
    "patterns": "pattern",
    "days": "day",
    "days_off": "off",
}

V = TypeVar("V")


class DirectoryError(ValueError):
    """The directory can't be used; every problem found is in `problems`, in the file's order."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = problems


def parse_directory(text: str, filename: str) -> Directory:
    """Read a directory file, or raise `DirectoryError` with all that is wrong in it."""
    try:
        data = tomllib.loads(text)
    # A number of thousands of digits and tables nested a thousand deep have errors of their own.
    except (ValueError, RecursionError) as error:
        at_line = _ERROR_LINE.search(str(error))
        line = int(at_line[1]) if at_line else len(text.splitlines())
        problem = Problem(filename, line, f"expected valid TOML: {error}")
        raise DirectoryError((problem,)) from None
    return _read(data, Notes(filename, Lines(text)))


def directory_from_dict(data: Mapping[str, object]) -> Directory:
    """Read what `dump_directory` wrote, with the same checks."""
    return _read(data, Notes("directory", Lines("")))


def dump_directory(directory: Directory) -> dict[str, object]:
    """Write a directory as JSON-able values, shaped like the file."""
    return _plain_fields(directory)


def _plain(value: object) -> object:
    match value:
        case Pattern():
            return _plain_fields(value) | {"weekday": str(_WEEKDAYS[value.weekday])}
        case time():
            return value.strftime("%H:%M")
        case date():
            return value.isoformat()
        case StrEnum():
            return str(value)
        case tuple():
            return [_plain(one) for one in value]
        case Struct():
            return _plain_fields(value)
        case _:
            return value


def _plain_fields(value: Any) -> dict[str, object]:
    names = _IN_FILE if isinstance(value, Directory | Official) else {}
    named = ((one.name, getattr(value, one.name)) for one in fields(value))
    return {names.get(name, name): _plain(own) for name, own in named if own is not None}


def _read(data: Mapping[str, object], notes: Notes) -> Directory:
    root = Table(notes, (), data)
    bodies = _all(root, "body", _body)
    body_keys = {body.key for body in bodies}
    offices = _all(root, "office", partial(_office, bodies=body_keys))
    office_keys = {office.key for office in offices}
    officials = _all(root, "official", partial(_official, offices=office_keys))
    homes = {official.key: official.office for official in officials}
    directory = Directory(
        bodies=bodies,
        offices=offices,
        officials=officials,
        topics=_all(root, "topic", partial(_topic, offices=office_keys, officials=homes)),
        grounds=_all(root, "ground", _ground),
        categories=_all(root, "category", _category),
        staff=_all(root, "staff", partial(_staff, offices=office_keys)),
        complaint=root.bilingual("complaint", TEXT_LENGTH),
        operator=root.bilingual("operator", TEXT_LENGTH),
        overrides=tuple(filter(None, _all(root, "override", _override))),
        bot_link=root.link("bot_link") if root.has("bot_link") else None,
    )
    root.close()
    _check_whole(directory, notes)
    if notes.problems:
        raise DirectoryError(tuple(sorted(notes.problems, key=lambda problem: problem.line)))
    return directory


def _all(root: Table, name: str, read: Callable[[Table], V]) -> tuple[V, ...]:
    found: list[V] = []
    for table in root.tables(name):
        found.append(read(table))
        table.close()
    return tuple(found)


def _body(table: Table) -> Body:
    return Body(table.key(), table.bilingual("name", NAME_LENGTH))


def _office(table: Table, bodies: set[str]) -> Office:
    return Office(
        key=table.key(),
        body=_reference(table, "body", bodies),
        kind=table.one_of("kind", OfficeKind, OfficeKind.PUBLIC_RECEPTION_OFFICE),
        name=table.bilingual("name", NAME_LENGTH),
        short=table.bilingual("short", SHORT_LENGTH),
        address=table.bilingual("address", ADDRESS_LENGTH),
        room=table.maybe_bilingual("room", SHORT_LENGTH),
        phone=table.phone("phone"),
        email=table.email("email"),
        portal=table.link("portal"),
        hours=_hours(table),
        staff_chat=table.maybe_number("staff_chat"),
        staff_language=table.one_of("staff_language", Lang, Lang.KK),
        asks_iin=table.yes("asks_iin"),
        asks_address=table.yes("asks_address"),
        video=table.yes("video"),
        out_of_turn_first=table.yes("out_of_turn_first", otherwise=True),
        survey_share=table.percent("survey_share", otherwise=10),
        retention_months=table.between("retention_months", 1, LONGEST_KEPT, otherwise=12),
    )


def _hours(office: Table) -> OfficeHours:
    table = office.table("hours")
    if table is None:
        return OfficeHours()
    hours = OfficeHours(*(table.clock(one.name) for one in fields(OfficeHours)))
    table.close()
    if not hours.opens < hours.lunch_from <= hours.lunch_to < hours.closes:
        table.wrong("expected opens before lunch_from, lunch_to and closes, in that order")
    return hours


def _official(table: Table, offices: set[str]) -> Official:
    return Official(
        key=table.key(),
        office=_reference(table, "office", offices),
        name=table.bilingual("name", NAME_LENGTH),
        short=table.bilingual("short", SHORT_LENGTH),
        position=table.bilingual("position", NAME_LENGTH),
        room=table.maybe_bilingual("room", SHORT_LENGTH),
        patterns=tuple(filter(None, _all(table, "pattern", _pattern))),
        days=tuple(filter(None, _all(table, "day", _reception_day))),
        days_off=_days_off(table),
    )


def _days_off(table: Table) -> tuple[date, ...]:
    found = table.days("off")
    if len(set(found)) < len(found):
        table.wrong("a date is there twice", "off")
    return found


def _reception_day(table: Table) -> ReceptionDay | None:
    day = table.day("day")
    starts, ends = table.clock("starts"), table.clock("ends")
    minutes = table.number("minutes")
    if day is None:
        return None
    try:
        return ReceptionDay(day, starts, ends, minutes)
    except ValueError as error:
        table.wrong(str(error), "minutes" if "minutes" in str(error) else None)
        return None


def _pattern(table: Table) -> Pattern | None:
    weekday = _WEEKDAYS.index(table.one_of("weekday", Weekday, Weekday.MONDAY))
    weeks = table.numbers("weeks")
    starts, ends = table.clock("starts"), table.clock("ends")
    minutes = table.number("minutes")
    try:
        return Pattern(weekday, weeks, starts, ends, minutes)
    except ValueError as error:
        about = str(error).split(" ", 1)[0]
        table.wrong(str(error), about if about in {"weeks", "minutes"} else None)
        return None


def _topic(table: Table, offices: set[str], officials: Mapping[str, str]) -> Topic:
    topic = Topic(
        key=table.key(),
        office=_reference(table, "office", offices),
        name=table.bilingual("name", LABEL_LENGTH),
        short=table.bilingual("short", SHORT_LENGTH),
        official=_reference(table, "official", officials),
    )
    home = officials.get(topic.official)
    if home and topic.office and home != topic.office:
        table.wrong(
            f"{topic.official!r} is an official of {home!r}, not of this office", "official"
        )
    return topic


def _ground(table: Table) -> Ground:
    return Ground(
        key=table.key(),
        name=table.bilingual("name", LABEL_LENGTH),
        text=table.bilingual("text", TEXT_LENGTH),
        asks_where=table.yes("asks_where"),
        after_return=table.yes("after_return"),
    )


def _category(table: Table) -> Category:
    return Category(table.key(), table.bilingual("name", LABEL_LENGTH))


def _staff(table: Table, offices: set[str]) -> StaffMember:
    member = StaffMember(
        user_id=table.number("user_id"),
        name=table.text("name", NAME_LENGTH),
        role=table.one_of("role", Role, Role.VIEWER),
        offices=table.keys("offices"),
    )
    for key in member.offices:
        if key not in offices:
            table.wrong(f"no office has the key {key!r}", "offices")
    return member


def _override(table: Table) -> Override | None:
    day = table.day("day")
    working = table.yes("working", needed=True)
    name, source = table.bilingual("name", NAME_LENGTH), table.text("source", TEXT_LENGTH)
    return None if day is None else Override(day, working, name, source)


def _reference(table: Table, name: str, known: Iterable[str]) -> str:
    key = table.key(name)
    if key and key not in known:
        table.wrong(f"no {name} has the key {key!r}", name)
        return ""
    return key


def _check_whole(directory: Directory, notes: Notes) -> None:
    """Note what only the whole directory shows: duplicates, and lists that are empty."""
    named: tuple[tuple[str, str, list[object]], ...] = (
        ("body", "key", [one.key for one in directory.bodies]),
        ("office", "key", [one.key for one in directory.offices]),
        ("official", "key", [one.key for one in directory.officials]),
        ("topic", "key", [one.key for one in directory.topics]),
        ("ground", "key", [one.key for one in directory.grounds]),
        ("category", "key", [one.key for one in directory.categories]),
        ("staff", "user_id", [one.user_id for one in directory.staff]),
        ("override", "day", [one.day for one in directory.overrides]),
    )
    for name, key, values in named:
        seen: Counter[object] = Counter()
        for nth, value in enumerate(values):
            seen[value] += 1
            if value and seen[value] == 2:
                notes.add(f"{name}.{key}: {value!s} is there twice", ((name, nth),), key)
    for name, values in ((name, values) for name, _, values in named):
        if not values and name in {"office", "ground"}:
            notes.add(f"expected at least one [[{name}]] table")
    served = {official.office for official in directory.officials}
    for nth, office in enumerate(directory.offices):
        if office.key and office.key not in served:
            path = (("office", nth),)
            notes.add(f"office.key: no [[official]] receives in {office.key!r}", path, "key")
    _check_chats(directory, notes)


def _check_chats(directory: Directory, notes: Notes) -> None:
    """Note offices that share a staff chat but not its language: a chat speaks one."""
    spoken: dict[int, Office] = {}
    for nth, office in enumerate(directory.offices):
        if office.staff_chat is None:
            continue
        first = spoken.setdefault(office.staff_chat, office)
        if first.staff_language is not office.staff_language:
            expected = f"expected {first.staff_language.value!r} as in office {first.key!r}"
            path = (("office", nth),)
            notes.add(
                f"office.staff_language: {expected}, whose staff_chat it shares",
                path,
                "staff_language",
            )
