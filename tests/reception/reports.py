"""Sample lines of reports, and ways to draw many of them."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from hypothesis import strategies as some

from bot.reception.calendar import WorkingCalendar, at
from bot.reception.language import Bilingual, Lang
from bot.reception.lifecycle import State
from bot.reception.quarter import Quarter
from bot.reception.report import Answer, Asked, GivenUp, Line, Mark, Names, Report
from bot.reception.survey import GaveUp, Settled

QUARTER = Quarter(2026, 3)
AT = datetime(2026, 10, 1, 4, 0, tzinfo=UTC)
DAY = date(2026, 9, 1)
CALENDAR = WorkingCalendar()
OFFICES = ("centre", "ministry", "akim")
NAMES = Names(
    offices={key: Bilingual(f"{key} орталығы", f"{key} центр") for key in OFFICES},
    officials={"first": Bilingual("Тоғызбаев А. С.", "Тогызбаев А. С.")},
    topics={"land": Bilingual("=Жер", "=Земля")},
    grounds={"court": Bilingual("Сот", "Суд")},
)


def line(number: int = 1, **other: Any) -> Line:
    """Return a line: registered on the first day of September, and nothing more."""
    given: dict[str, Any] = {
        "number": f"2026-{number:06d}-0",
        "office": "centre",
        "official": "first",
        "topic": "land",
        "source": "bot",
        "channel": "telegram",
        "lang": Lang.KK,
        "received_at": at(DAY, time(10)),
        "registered_on": DAY,
        "numbered_on": None,
        "reply_due": CALENDAR.add(DAY, 15),
        "replied_at": None,
        "days": None,
        "state": State.REGISTERED,
        "ground": None,
        "starts_at": None,
    }
    return Line(**{**given, **other})


def replied(days: int, **other: Any) -> dict[str, Any]:
    """Return what a line has when its reply came after so many working days."""
    return {"replied_at": at(CALENDAR.add(DAY, days), time(12)), "days": days, **other}


@some.composite
def drawn_lines(draw: some.DrawFn) -> tuple[Line, ...]:
    """Draw lines of all kinds."""
    lines = []
    for number in range(draw(some.integers(0, 12))):
        state = draw(some.sampled_from(State))
        days = draw(some.none() | some.integers(0, 20))
        lines.append(
            line(
                number,
                office=draw(some.sampled_from(OFFICES)),
                topic=draw(some.sampled_from([None, "land", "pension"])),
                channel=draw(some.sampled_from(["telegram", "sms"])),
                lang=draw(some.sampled_from(Lang)),
                numbered_on=draw(some.sampled_from([None, DAY, DAY + timedelta(1)])),
                state=state,
                ground="court" if state is State.REFUSED else None,
                moves=draw(some.integers(0, 2)),
                marks=frozenset(draw(some.sets(some.sampled_from(Mark)))),
                asked=draw(some.sampled_from(Asked)),
                **({} if days is None else replied(days)),
            )
        )
    return tuple(lines)


def answer(**other: Any) -> Answer:
    """Return an answer: the best mark from somebody who was received."""
    given: dict[str, Any] = {
        "office": "centre",
        "official": "first",
        "of": State.ATTENDED,
        "way": "chat",
        "rating": 5,
        "settled": Settled.YES,
    }
    return Answer(**{**given, **other})


def report(*lines: Line, **other: Any) -> Report:
    """Return a report with these lines."""
    given: dict[str, Any] = {"quarter": QUARTER, "at": AT, "frozen": True, "names": NAMES}
    return Report(lines=lines, **{**given, **other})


def gave_up(times: int, why: GaveUp = GaveUp.TOO_LONG) -> tuple[GivenUp, ...]:
    """Return the same reason so many times."""
    return (GivenUp("centre", why),) * times
