"""The legal terms and the times that follow from them; all counted in working days."""

from datetime import date, datetime, time, timedelta
from typing import Final

from bot.reception.calendar import DAY, WorkingCalendar, at, local
from bot.reception.directory import OfficeHours

REPLY_DAYS: Final = 15
NOT_COMPETENT_DAYS: Final = 3
BRIEFING_DAYS: Final = 5
SURVEY_AGAIN_DAYS: Final = 2
SURVEY_OPEN_DAYS: Final = 14

QUIET_FROM: Final = time(20, 0)
QUIET_TO: Final = time(9, 0)
DAY_REMINDER_AT: Final = time(17, 0)
SURVEY_AT: Final = time(11, 0)
HOURS_BEFORE: Final = timedelta(hours=2)
HELD: Final = timedelta(minutes=10)
"""How long a time is kept for a request while somebody decides on it."""


def registered_on(received_at: datetime, hours: OfficeHours, calendar: WorkingCalendar) -> date:
    """Return the day a request counts as registered: the same working day until closing [D25].

    What comes after closing or on a day off is registered on the next working day [A64].
    """
    moment = local(received_at)
    day = moment.date()
    if calendar.is_working(day) and moment.time() < hours.closes:
        return day
    return calendar.add(day, 1)


def reply_due(registered: date, calendar: WorkingCalendar) -> date:
    """Return the last day to tell the applicant the date and time, or the refusal [D29]."""
    return calendar.add(registered, REPLY_DAYS)


def not_competent_due(registered: date, calendar: WorkingCalendar) -> date:
    """Return the last day to answer that the question is not within the competence [A]."""
    return calendar.add(registered, NOT_COMPETENT_DAYS)


def briefing_due(reception_day: date, calendar: WorkingCalendar) -> date:
    """Return the day the briefing note must be ready: five working days before [D26]."""
    return calendar.add(reception_day, -BRIEFING_DAYS)


def earliest_slot_day(today: date, calendar: WorkingCalendar) -> date:
    """Return the first working day whose briefing note can still be made in time from `today`."""
    return calendar.add(calendar.on_or_after(today), BRIEFING_DAYS)


def is_quiet(moment: datetime) -> bool:
    """Say whether people must be left in peace at `moment`."""
    clock = local(moment).time()
    return clock >= QUIET_FROM or clock < QUIET_TO


def after_quiet(moment: datetime) -> datetime:
    """Return `moment`, or the end of the quiet hours it falls into."""
    if not is_quiet(moment):
        return moment
    here = local(moment)
    return at(here.date() + DAY if here.time() >= QUIET_FROM else here.date(), QUIET_TO)


def day_reminder_at(starts_at: datetime, calendar: WorkingCalendar) -> datetime:
    """Return when to remind of a reception: one working day before, at 17:00."""
    return at(calendar.add(local(starts_at).date(), -1), DAY_REMINDER_AT)


def hours_reminder_at(starts_at: datetime) -> datetime:
    """Return when to remind of a reception for the last time: two hours before."""
    return starts_at - HOURS_BEFORE


def choice_until(starts_at: datetime, calendar: WorkingCalendar) -> datetime:
    """Return until when the applicant may choose another time in place of a moved one.

    One working day before, at the same time of day: later nobody could be given the free time.
    """
    here = local(starts_at)
    return at(calendar.add(here.date(), -1), here.time())


def survey_at(held_on: date, calendar: WorkingCalendar) -> datetime:
    """Return when to ask how a reception went: the next working day at 11:00."""
    return at(calendar.add(held_on, 1), SURVEY_AT)


def survey_again_at(first: datetime, calendar: WorkingCalendar) -> datetime:
    """Return when to ask once more: two working days after the `first` time, at 11:00."""
    return at(calendar.add(local(first).date(), SURVEY_AGAIN_DAYS), SURVEY_AT)
