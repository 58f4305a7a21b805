"""Days on which an official is away."""

from datetime import date, time, timedelta

from bot.reception.absence import Absence, days_away
from bot.reception.calendar import DAY, at

FIRST, LAST = date(2026, 3, 10), date(2026, 3, 12)
AWAY = Absence("togyz", FIRST, LAST, "staff:1")


def test_an_absence_lasts_from_midnight_to_midnight_in_kazakhstan() -> None:
    assert (at(FIRST, time()), at(LAST + DAY, time())) == (AWAY.since, AWAY.until)
    assert AWAY.covers(AWAY.since)
    assert AWAY.covers(AWAY.until - timedelta(seconds=1))
    assert not AWAY.covers(AWAY.until)
    assert not AWAY.covers(AWAY.since - timedelta(seconds=1))


def test_the_days_of_an_official_are_those_of_their_own_absences_within_the_period() -> None:
    other = Absence("zhibek", FIRST, FIRST, "staff:1")
    later = Absence("togyz", LAST, LAST + 5 * DAY, "staff:1")
    days = days_away("togyz", [AWAY, other, later], FIRST + DAY, LAST + DAY)
    assert {FIRST + DAY, LAST, LAST + DAY} == days
