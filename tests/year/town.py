"""Three offices with the time to receive some thousands of people a year."""

from datetime import time

from msgspec.structs import replace

from bot.reception.directory import Directory, Official
from bot.reception.schedule import Pattern
from tests.people import directory

MINUTES = 10
STARTS, ENDS = time(10, 0), time(11, 30)


def town() -> Directory:
    """Return the sample directory with two days of reception a week for every official."""
    sample = directory()
    officials = tuple(_busy(one, nth) for nth, one in enumerate(sample.officials))
    return replace(sample, officials=officials)


def _busy(official: Official, nth: int) -> Official:
    days = (nth % 5, (nth + 2) % 5)
    patterns = tuple(Pattern(day, (), STARTS, ENDS, MINUTES) for day in days)
    return replace(official, patterns=patterns)
