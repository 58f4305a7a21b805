"""The working calendar in the staff chat: to read for all, to change for heads.

`/calendar`, `/calendar add DAY off|on KK / RU; DOCUMENT`, `/calendar remove DAY`,
`/calendar sign YEAR`.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any, Final

from bot.dialogs.commands import AddOverride, RemoveOverride, SignYear
from bot.dialogs.conversation import Ending
from bot.dialogs.queries import CalendarKept
from bot.dialogs.question import Option, Style
from bot.dialogs.say import Say, Value, say
from bot.dialogs.staff.counted import row
from bot.dialogs.staff.naming import lines
from bot.dialogs.talk import Talk
from bot.reception.calendar import SIGNED_YEARS, Override
from bot.reception.calendar_changes import (
    calendar_of,
    check_override,
    check_removal,
    check_year,
    shown,
)
from bot.reception.days_off import stretches
from bot.reception.directory import StaffMember
from bot.reception.identity import Invalid, clean
from bot.reception.language import Bilingual

BUTTONS: Final = 6
"""Days that can be removed by a button; the others by the command."""

_KINDS: Final = {
    "off": False, "демалыс": False, "выходной": False,
    "on": True, "working": True, "жұмыс": True, "жумыс": True, "рабочий": True,
}  # fmt: skip
_DAY: Final = re.compile(r"(\d{1,2})[./-](\d{1,2})[./-](\d{4})|(\d{4})-(\d{1,2})-(\d{1,2})")
_ADDED: Final = re.compile(r"(\S+)\s+(\w+)\s+([^/;]+)/([^;]+);(.+)", re.DOTALL)
_YEAR: Final = re.compile(r"\d{4}")


def calendar(talk: Talk, member: StaffMember, rest: str) -> Ending:
    """List what staff entered into the calendar, or change it as it was typed or pressed."""
    try:
        ending = _meant(talk, member, *rest.split(maxsplit=1))
    except Invalid as problem:
        talk.deny(f"invalid-{problem.reason}", **problem.args_)
    return ending


def _meant(talk: Talk, member: StaffMember, verb: str = "", words: str = "") -> Ending:
    if not verb:
        return _listed(talk, member)
    _must_lead(talk, member)
    change = _VERBS.get(verb.lower())
    if change is None:
        talk.deny("calendar-form", **_examples(talk))
    return change(talk, words)


def read_day(text: str) -> date:
    """Read a day as staff type it, past ones too: `31.08.2026`; `override-day` otherwise."""
    found = _DAY.fullmatch(text.strip())
    if found is None:
        raise Invalid("override-day")
    day, month, year = (found[1], found[2], found[3]) if found[1] else found.group(6, 5, 4)
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        raise Invalid("override-day") from None


def _must_lead(talk: Talk, member: StaffMember) -> None:
    if not member.role.leads:
        talk.deny("calendar-heads-only")


def _examples(talk: Talk) -> dict[str, Value]:
    return {"year": talk.facts.today.year + 1}


def _add(talk: Talk, words: str) -> Ending:
    found = _ADDED.fullmatch(clean(words))
    working = _KINDS.get(found[2].lower()) if found else None
    if found is None or working is None:
        talk.deny("calendar-add-form", **_examples(talk))
    new = Override(read_day(found[1]), working, Bilingual(found[3], found[4]), found[5])
    kept = talk.fetch(CalendarKept())
    in_force = calendar_of(talk.facts.directory.overrides, kept.overrides, kept.signed)
    return AddOverride(check_override(new, kept.overrides, in_force, talk.facts.today))


def _remove(talk: Talk, words: str) -> Ending:
    day = read_day(words)
    check_removal(day, talk.fetch(CalendarKept()).overrides, talk.facts.directory.overrides)
    return RemoveOverride(day)


def _sign(talk: Talk, words: str) -> Ending:
    """Show the days off of a year before they are called final."""
    if not _YEAR.fullmatch(words.strip()):
        talk.deny("calendar-form", **_examples(talk))
    year = int(words)
    kept = talk.fetch(CalendarKept())
    check_year(year, kept.signed, talk.facts.today)
    in_force = calendar_of(talk.facts.directory.overrides, kept.overrides, kept.signed)
    days = stretches(in_force, date(year, 1, 1), date(year, 12, 31), weekends=False)
    shown_: dict[str, Value] = {"year": year, "rows": lines(map(row, days))}
    yes, no = Say("calendar-sign-yes"), Say("close")
    sure = talk.confirm("sign", yes, no, prompt="calendar-sign", args=shown_, can_cancel=False)
    return SignYear(year) if sure else None


def _listed(talk: Talk, member: StaffMember) -> Ending:
    """Show the overrides of this and the next year, and which years are final."""
    kept, today = talk.fetch(CalendarKept()), talk.facts.today
    years = (today.year, today.year + 1)
    unsigned = [year for year in years if year not in SIGNED_YEARS | kept.signed]
    own = [one for one in kept.overrides if one.day.year in years]
    ordained = [
        one
        for one in talk.facts.directory.overrides
        if one.day.year in years and all(one.day != mine.day for mine in own)
    ]
    options: list[Option[Any]] = [_removal(one) for one in own if one.day >= today][:BUTTONS]
    options += [_signing(year) for year in unsigned]
    options.append(Option("close", Say("close"), None))
    args: dict[str, Value] = {
        "years": lines((_year(year, year not in unsigned) for year in years), "staff-joined"),
        "rows": _rows(own, ordained) or say("calendar-none"),
        **_examples(talk),
    }
    chosen = talk.choose("list", options, prompt="calendar-list", args=args, can_cancel=False)
    if chosen is None:
        return None
    _must_lead(talk, member)
    if isinstance(chosen, int):
        return _sign(talk, str(chosen))
    day: dict[str, Value] = {"day": chosen}
    sure = talk.confirm(
        "sure", Say("calendar-remove-yes"), Say("close"), prompt="calendar-sure", args=day,
        can_cancel=False,
    )  # fmt: skip
    return RemoveOverride(chosen) if sure else None


def _rows(own: Sequence[Override], ordained: Sequence[Override]) -> Say | str:
    rows = [(one, "calendar-row") for one in own] + [(one, "calendar-row-file") for one in ordained]
    return lines(
        say(
            key,
            day=one.day,
            kind=say("calendar-kind", kind="working" if one.working else "off"),
            name=one.name,
            source=one.source,
        )
        for one, key in sorted(rows, key=lambda pair: pair[0].day)
    )


def _year(year: int, signed: bool) -> Say:
    return say("calendar-year", year=year, signed="yes" if signed else "no")


def _removal(one: Override) -> Option[Any]:
    label = say("calendar-remove-option", day=shown(one.day))
    return Option(f"remove-{one.day.isoformat()}", label, one.day, Style.DANGER)


def _signing(year: int) -> Option[Any]:
    return Option(f"sign-{year}", say("calendar-sign-option", year=year), year, Style.SUCCESS)


_VERBS: Final[Mapping[str, Callable[[Talk, str], Ending]]] = {
    "add": _add, "қосу": _add, "косу": _add, "добавить": _add,
    "remove": _remove, "жою": _remove, "удалить": _remove, "убрать": _remove,
    "sign": _sign, "бекіту": _sign, "бекиту": _sign, "утвердить": _sign,
}  # fmt: skip
