"""The legal terms against dates checked by hand, and the times of messages."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.reception import terms
from bot.reception.calendar import WorkingCalendar, at, local
from bot.reception.directory import OfficeHours

CALENDAR = WorkingCalendar()
HOURS = OfficeHours()
DAYS = st.dates(date(2024, 1, 1), date(2030, 12, 31))
MOMENTS = st.integers(0, 5 * 365 * 24 * 60).map(
    lambda minutes: datetime(2025, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
)


def on(text: str) -> datetime:
    """Return the moment written as local date and time."""
    found = datetime.fromisoformat(text)
    return at(found.date(), found.time())


@pytest.mark.parametrize(
    ("registered", "due"),
    [
        ("2026-03-02", "2026-03-27"),
        ("2026-04-24", "2026-05-20"),
        ("2026-08-24", "2026-09-14"),
        ("2026-12-28", "2027-01-21"),
        ("2024-04-22", "2024-05-16"),
    ],
)
def test_the_reply_is_due_on_the_fifteenth_working_day(registered: str, due: str) -> None:
    assert terms.reply_due(date.fromisoformat(registered), CALENDAR) == date.fromisoformat(due)


@pytest.mark.parametrize(
    ("reception", "due"), [("2026-03-31", "2026-03-19"), ("2027-01-12", "2026-12-31")]
)
def test_the_briefing_note_is_due_five_working_days_before(reception: str, due: str) -> None:
    assert terms.briefing_due(date.fromisoformat(reception), CALENDAR) == date.fromisoformat(due)


def test_not_competent_is_answered_in_three_working_days() -> None:
    assert terms.not_competent_due(date(2026, 12, 15), CALENDAR) == date(2026, 12, 21)


@pytest.mark.parametrize(
    ("received", "registered"),
    [
        ("2026-12-15T07:00", "2026-12-15"),
        ("2026-12-15T13:30", "2026-12-15"),
        ("2026-12-15T18:29", "2026-12-15"),
        ("2026-12-15T18:30", "2026-12-17"),
        ("2026-12-19T11:00", "2026-12-21"),
        ("2026-12-31T23:59", "2027-01-05"),
    ],
)
def test_what_comes_after_closing_is_registered_the_next_working_day(
    received: str, registered: str
) -> None:
    found = terms.registered_on(on(received), HOURS, CALENDAR)
    assert found == date.fromisoformat(registered)


def test_each_office_closes_at_its_own_hour() -> None:
    early = OfficeHours(closes=time(17, 0))
    assert terms.registered_on(on("2026-12-14T17:30"), early, CALENDAR) == date(2026, 12, 15)


@given(DAYS)
def test_the_earliest_slot_leaves_time_for_the_briefing_note(today: date) -> None:
    earliest = terms.earliest_slot_day(today, CALENDAR)
    assert terms.briefing_due(earliest, CALENDAR) >= today
    assert terms.briefing_due(CALENDAR.add(earliest, -1), CALENDAR) < today


@pytest.mark.parametrize(
    ("moment", "quiet"),
    [
        ("2026-12-15T08:59", True),
        ("2026-12-15T09:00", False),
        ("2026-12-15T19:59", False),
        ("2026-12-15T20:00", True),
        ("2026-12-15T00:00", True),
    ],
)
def test_the_night_is_quiet(moment: str, quiet: bool) -> None:
    assert terms.is_quiet(on(moment)) is quiet


def test_what_falls_into_the_night_waits_for_the_morning() -> None:
    assert terms.after_quiet(on("2026-12-15T21:10")) == on("2026-12-16T09:00")
    assert terms.after_quiet(on("2026-12-16T03:00")) == on("2026-12-16T09:00")
    assert terms.after_quiet(on("2026-12-15T12:34")) == on("2026-12-15T12:34")


@given(MOMENTS)
def test_after_the_quiet_hours_it_is_not_quiet(moment: datetime) -> None:
    after = terms.after_quiet(moment)
    assert after >= moment
    assert not terms.is_quiet(after)
    assert terms.after_quiet(after) == after


def test_a_reception_is_reminded_of_one_working_day_and_two_hours_before() -> None:
    starts = on("2026-12-17T10:00")
    assert terms.day_reminder_at(starts, CALENDAR) == on("2026-12-15T17:00")
    assert terms.hours_reminder_at(starts) == on("2026-12-17T08:00")


def test_the_survey_goes_out_next_working_day_and_again_two_days_later() -> None:
    first = terms.survey_at(date(2026, 12, 15), CALENDAR)
    assert first == on("2026-12-17T11:00")
    assert terms.survey_again_at(first, CALENDAR) == on("2026-12-21T11:00")


@given(MOMENTS)
def test_no_reminder_of_the_day_before_falls_into_the_night(moment: datetime) -> None:
    reminder = terms.day_reminder_at(moment, CALENDAR)
    assert not terms.is_quiet(reminder)
    assert local(reminder).date() < local(moment).date()
