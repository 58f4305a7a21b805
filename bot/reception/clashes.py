"""When two things of one official's schedule take the same time."""

from bot.reception.schedule import LAST_WEEK, Pattern, ReceptionDay


def overlap(one: Pattern | ReceptionDay, other: Pattern | ReceptionDay) -> bool:
    """Tell whether there is a day on which both would take the same time."""
    return one.starts < other.ends and other.starts < one.ends and _same_day(one, other)


def _same_day(one: Pattern | ReceptionDay, other: Pattern | ReceptionDay) -> bool:
    match one, other:
        case ReceptionDay(), ReceptionDay():
            return one.day == other.day
        case Pattern(), ReceptionDay():
            return one.falls_on(other.day)
        case ReceptionDay(), Pattern():
            return other.falls_on(one.day)
        case Pattern(), Pattern():
            return one.weekday == other.weekday and bool(_weeks(one) & _weeks(other))
    return False


def _weeks(pattern: Pattern) -> set[int]:
    """Return the weeks a pattern may fall on: the last one is the fourth or the fifth."""
    weeks = {*(pattern.weeks or (1, 2, 3, 4, 5))}
    return weeks | {4, 5} if LAST_WEEK in weeks else weeks
