"""The approved schedule of receptions: who receives, on which days, and the next such day [D8]."""

from datetime import date, timedelta
from typing import Final

from bot.dialogs.conversation import Ending, Goto
from bot.dialogs.help import one_office
from bot.dialogs.question import Facts, Option, Style
from bot.dialogs.say import Say, say
from bot.dialogs.talk import Talk
from bot.reception.calendar import DAY, local
from bot.reception.directory import Official
from bot.reception.schedule import LAST_WEEK, Pattern, ReceptionDay

LOOK_AHEAD: Final = timedelta(days=92)


def schedule(talk: Talk) -> Ending:
    """Show when an official of an office receives; from there to book is one step."""
    office = one_office(talk)
    officials = talk.facts.directory.officials_of(office.key)
    options = [
        Option(
            one.key,
            say("official-option", name=one.name, short=one.short, position=one.position),
            one,
        )
        for one in officials
    ]
    official = talk.choose("official", options, args={"office": office.short})
    days: list[Option[Goto | None]] = [
        Option("book", say("menu-book"), Goto("booking", {"official": official.key})),
        Option("others", say("schedule-days-others"), Goto("schedule")),
        Option("close", say("close"), None),
    ]
    days[0] = Option("book", days[0].label, days[0].value, Style.SUCCESS)
    return talk.choose(
        "days",
        days,
        args={
            "name": official.name,
            "short": official.short,
            "position": official.position,
            "days": in_words(official, talk.facts.today),
            "next": next_day(talk.facts, official),
            "address": office.address,
            "room": official.room or office.room or "",
        },
        can_cancel=False,
    )


def in_words(official: Official, today: date) -> Say | str:
    """Return the days and hours an official receives, one under the other; "" where there are none.

    Single days and days off are those from `today` on. A text takes a fixed number of arguments,
    so that the lines are hung on one another.
    """
    lines = [_line(pattern) for pattern in official.patterns]
    lines += [_day_line(one) for one in official.days if one.day >= today]
    lines += [say("schedule-off", day=day) for day in official.days_off if day >= today]
    written: Say | str = ""
    for line in reversed(lines):
        written = say("schedule-lines", first=line, rest=written) if written else line
    return written


def next_day(facts: Facts, official: Official) -> Say | str:
    """Return the nearest day from tomorrow on that the official receives on, or nothing."""
    first = facts.today + DAY
    slots = official.slots(first, first + LOOK_AHEAD, facts.calendar)
    return say("schedule-next", day=local(slots[0].starts_at).date()) if slots else ""


def _day_line(one: ReceptionDay) -> Say:
    return say("schedule-line", day=one.day, starts=f"{one.starts:%H:%M}", ends=f"{one.ends:%H:%M}")


def _line(pattern: Pattern) -> Say:
    return say(
        "schedule-line",
        day=day_of(pattern),
        starts=f"{pattern.starts:%H:%M}",
        ends=f"{pattern.ends:%H:%M}",
    )


def day_of(pattern: Pattern) -> Say:
    """Return which days a pattern names, as in "2-й вторник месяца"."""
    numbered = ", ".join(str(week) for week in pattern.weeks if week != LAST_WEEK)
    days: list[Say] = []
    if numbered:
        days.append(say(f"schedule-weeks-{pattern.weekday}", weeks=numbered))
    if LAST_WEEK in pattern.weeks:
        days.append(say(f"schedule-last-{pattern.weekday}"))
    day = days[0] if days else say(f"schedule-every-{pattern.weekday}")
    if len(days) > 1:
        day = say("schedule-both", first=days[0], second=days[1])
    return day
