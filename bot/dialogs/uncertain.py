"""The mark of a term that may still move: nobody has signed off the days off of its year."""

from datetime import date

from bot.dialogs.say import Say, say
from bot.reception.calendar import WorkingCalendar


def uncertain(calendar: WorkingCalendar, first: date, last: date) -> Say | str:
    """Return the mark of a term from `first` to `last`; "" where its days off are final."""
    years = calendar.unsigned(first, last)
    return say("term-uncertain", year=years[0]) if years else ""
