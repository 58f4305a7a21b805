"""By when staff tell what no message brought, when they try again, and when they need not."""

from datetime import date, datetime, time, timedelta
from typing import Any

import pytest

from bot.reception.calendar import WorkingCalendar, at
from bot.reception.directory import OfficeHours
from bot.reception.lifecycle import State
from bot.reception.tasks import (
    OpenTask,
    TaskResult,
    again_at,
    deadline,
    lost_point,
    outweighs,
)

CALENDAR = WorkingCalendar()
FRIDAY, MONDAY = date(2026, 3, 13), date(2026, 3, 16)
DUE = date(2026, 3, 27)
NOW = at(FRIDAY, time(10, 0))


def task(notice: str, state: State, **other: Any) -> OpenTask:
    fields = {"replied": False, "undo_until": None, "delivered": False, "on_its_way": False}
    return OpenTask(1, 2, notice, state, **(fields | other), person=3, tries=0, text="")


@pytest.mark.parametrize(
    ("notice", "reply_due", "starts", "day"),
    [
        ("notice-ticket", DUE, None, MONDAY),
        ("notice-refused", DUE, None, DUE),
        ("notice-moved", None, None, MONDAY),
        ("notice-confirmed", DUE, date(2026, 3, 24), date(2026, 3, 20)),
        ("notice-moved", None, FRIDAY, FRIDAY),
    ],
)
def test_a_decision_is_told_by_the_end_of_its_term_and_before_the_reception(
    notice: str, reply_due: date | None, starts: date | None, day: date
) -> None:
    starts_at = at(starts, time(15, 0)) if starts else None
    assert day == deadline(notice, reply_due, starts_at, FRIDAY, CALENDAR)


@pytest.mark.parametrize(
    ("now", "again"),
    [
        (NOW, NOW + timedelta(hours=3)),
        (at(FRIDAY, time(16, 0)), at(MONDAY, time(9, 0))),
        (at(date(2026, 3, 14), time(10, 0)), at(MONDAY, time(9, 0))),
        (at(FRIDAY, time(22, 0)), at(MONDAY, time(9, 0))),
    ],
)
def test_the_next_try_is_later_the_same_day_or_when_the_office_opens(
    now: datetime, again: datetime
) -> None:
    assert again == again_at(now, OfficeHours(), CALENDAR)


@pytest.mark.parametrize(
    ("told", "why"),
    [
        (task("notice-refused", State.REFUSED), None),
        (task("notice-refused", State.REFUSED, delivered=True), TaskResult.DELIVERED),
        (task("notice-refused", State.WITHDRAWN), TaskResult.WITHDRAWN),
        (task("notice-confirmed", State.REFUSED), TaskResult.OUTDATED),
        (task("notice-confirmed", State.REFUSED, undo_until=NOW + timedelta(seconds=1)), None),
        (task("notice-moved", State.SCHEDULED, replied=True), None),
        (task("notice-ticket", State.SCHEDULED), None),
        (task("notice-ticket", State.SCHEDULED, replied=True), TaskResult.OUTDATED),
        (task("notice-breach", State.SCHEDULED), TaskResult.OUTDATED),
    ],
)
def test_what_is_not_so_any_more_need_not_be_told(told: OpenTask, why: TaskResult | None) -> None:
    assert why == lost_point(told, NOW)


def test_a_decision_takes_the_place_of_what_was_to_be_told_and_never_gives_way() -> None:
    assert outweighs("notice-refused", "notice-ticket")
    assert outweighs("notice-moved", "notice-confirmed")
    assert outweighs("notice-breach", "notice-ticket")
    assert not outweighs("notice-ticket", "notice-refused")
