"""An official is away: who is hit, what becomes of them, and taking an absence back.

Args of the dialog: `official`, `first` and `last` day.
"""

import re
from datetime import date, datetime, timedelta
from typing import Final

from bot.dialogs.commands import Away, EndAbsence
from bot.dialogs.conversation import Ending, Farewell, Goto
from bot.dialogs.queries import AbsencesNow, HitBy, RequestView
from bot.dialogs.question import Option, Style
from bot.dialogs.say import Say, say
from bot.dialogs.staff.card import answered
from bot.dialogs.staff.naming import lines, must_decide, official_named
from bot.dialogs.talk import Talk
from bot.reception.absence import Absence
from bot.reception.directory import Official, StaffMember
from bot.reception.identity import Invalid
from bot.reception.schedule import parse_when

ROWS: Final = 20
LONGEST: Final = timedelta(days=183)
"""A day without a year that seems so far ahead is meant to be over."""

_DAY: Final = r"\d{1,2}[./]\d{1,2}(?:[./]\d{2,4})?\.?"
_PERIOD: Final = re.compile(rf"(?P<who>.*?)\s*(?P<first>{_DAY})(?:\s*[-–—\s]\s*(?P<last>{_DAY}))?")
_BACK: Final = re.compile(r"(?:cancel|back|болдырмау|отмена)\s+№?\s*(\d{1,9})", re.IGNORECASE)
_MOVE: Final = Option("move", Say("away-move"), False, Style.SUCCESS)
_QUEUE: Final = Option("queue", Say("away-queue"), True)
_RECORD: Final = Option("record", Say("away-record"), False, Style.SUCCESS)


def enter(talk: Talk, member: StaffMember, rest: str) -> Ending:
    """List absences, take one back, or look at whom a new one hits."""
    if not rest:
        return Farewell((_listed(talk, member),))
    must_decide(talk, member)
    if back := _BACK.fullmatch(rest):
        return _take_back(talk, member, int(back[1]))
    period = _PERIOD.fullmatch(rest)
    if period is None or not period["who"]:
        talk.deny("away-form", example=_example(talk, member))
    official = official_named(talk, member, "away", period["who"].strip(" ,:"))
    first, last = _days(talk, member, period["first"], period["last"] or period["first"])
    known = talk.fetch(AbsencesNow())
    for one in known:
        if one.official == official.key and one.first <= first and last <= one.last:
            talk.deny("away-known", number=str(one.id), first=one.first, last=one.last)
    args = {"official": official.key, "first": first.isoformat(), "last": last.isoformat()}
    return Goto("away", args)


def away(talk: Talk) -> Ending:
    """Show the receptions an absence hits; after one look, move them or return them all."""
    official = talk.facts.directory.official(talk.args["official"])
    first, last = (date.fromisoformat(talk.args[name]) for name in ("first", "last"))
    _who_may(talk, official)
    period = Absence(official.key, first, last, "")
    hit = talk.fetch(HitBy(official.key, max(period.since, talk.facts.now), period.until))
    by_time = sorted(hit, key=lambda one: one.starts_at or talk.facts.now)
    to_queue = talk.choose(
        "choice",
        (_MOVE, _QUEUE) if hit else (_RECORD,),
        prompt="away-hit" if hit else "away-nobody",
        args={
            "official": official.short,
            "first": first,
            "last": last,
            "rows": lines(_row(one, talk.facts.now) for one in by_time[:ROWS]),
            "count": len(hit),
            "more": len(hit) - ROWS if len(hit) > ROWS else "",
        },
    )
    return Away(official.key, first, last, to_queue)


def _row(view: RequestView, now: datetime) -> Say:
    when = view.starts_at or now
    return say("away-row", when=when, number=view.number, initials=view.initials)


def _days(talk: Talk, member: StaffMember, first: str, last: str) -> tuple[date, date]:
    """Read the first and the last day; what has begun already begins today."""
    today = talk.facts.today
    read = parse_when(first.rstrip("."), today)
    begins = read[0] if not isinstance(read, Invalid) else None
    begun = begins is None or begins - today > LONGEST
    if isinstance(read, Invalid) and read.reason != "when-past":
        talk.deny("away-form", example=_example(talk, member))
    since = today if begins is None or begun else begins
    read = parse_when(last.rstrip("."), since)
    if isinstance(read, Invalid) or read[0] - since > LONGEST:
        talk.deny("away-order", example=_example(talk, member))
    return since, read[0]


def _listed(talk: Talk, member: StaffMember) -> Say:
    directory = talk.facts.directory
    own = {one.key: one for key in member.offices for one in directory.officials_of(key)}
    rows = lines(
        say(
            "away-listed",
            number=str(one.id),
            official=own[one.official].short,
            first=one.first,
            last=one.last,
        )
        for one in talk.fetch(AbsencesNow())
        if one.official in own
    )
    example = _example(talk, member)
    return (
        say("away-list", rows=rows, example=example)
        if rows
        else say("away-list-empty", example=example)
    )


def _take_back(talk: Talk, member: StaffMember, number: int) -> Ending:
    directory = talk.facts.directory
    own = {one.key for key in member.offices for one in directory.officials_of(key)}
    if not any(one.id == number and one.official in own for one in talk.fetch(AbsencesNow())):
        talk.deny("away-unknown", number=str(number))
    return EndAbsence(number)


def _example(talk: Talk, member: StaffMember) -> str:
    """Return how the command is written, with an official of the member's own."""
    directory = talk.facts.directory
    officials = [one for key in member.offices for one in directory.officials_of(key)]
    name = officials[0].short.get(talk.facts.lang).split()[0] if officials else "…"
    day = talk.facts.today + timedelta(days=7)
    return f"/away {name} {day:%d.%m} {day + timedelta(days=4):%d.%m}"


def _who_may(talk: Talk, official: Official) -> None:
    who = talk.facts.who
    if answered(talk) and isinstance(who, StaffMember):
        must_decide(talk, who)
        if official.office not in who.offices:
            talk.deny("not-your-office")
