"""A term is extended forwards, to a working day, not for ever, and on a stated basis."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.reception import terms
from bot.reception.calendar import WorkingCalendar
from bot.reception.extension import basis, check_extension, latest
from bot.reception.identity import Invalid

CALENDAR = WorkingCalendar()
REGISTERED, DUE = date(2026, 3, 2), date(2026, 3, 27)
DAYS = st.dates(date(2024, 1, 1), date(2026, 12, 31))


def problem(until: date, today: date = REGISTERED, due: date = DUE) -> str:
    try:
        check_extension(until, REGISTERED, due, today, CALENDAR)
    except Invalid as found:
        return found.reason
    return ""


def test_the_last_day_is_two_months_behind_the_ordinary_term() -> None:
    assert date(2026, 5, 27) == latest(REGISTERED, CALENDAR)
    assert date(2025, 12, 30) == terms.reply_due(date(2025, 12, 8), CALENDAR)
    assert date(2026, 2, 28) == latest(date(2025, 12, 8), CALENDAR)


@pytest.mark.parametrize(
    ("until", "reason"),
    [
        (date(2026, 3, 30), ""),
        (date(2026, 5, 26), ""),
        (DUE, "extend-earlier"),
        (date(2026, 3, 20), "extend-earlier"),
        (date(2026, 3, 28), "extend-day-off"),
        (date(2026, 5, 28), "extend-far"),
    ],
)
def test_a_day_is_later_a_working_day_and_not_too_far(until: date, reason: str) -> None:
    assert reason == problem(until)


def test_it_ends_in_the_future_even_when_the_term_has_passed() -> None:
    assert "extend-earlier" == problem(date(2026, 4, 1), today=date(2026, 4, 1))
    assert "" == problem(date(2026, 4, 2), today=date(2026, 4, 1))


def test_it_is_not_drawn_out_by_extending_it_again_and_again() -> None:
    assert "extend-far" == problem(date(2026, 5, 29), due=date(2026, 5, 26))


@given(registered=DAYS, until=DAYS, today=DAYS)
def test_what_is_allowed_never_shortens_a_term_and_never_ends_on_a_day_off(
    registered: date, until: date, today: date
) -> None:
    due = terms.reply_due(registered, CALENDAR)
    try:
        found = check_extension(until, registered, due, today, CALENDAR)
    except Invalid:
        return
    assert max(due, today) < found <= latest(registered, CALENDAR)
    assert CALENDAR.is_working(found)


@pytest.mark.parametrize(("typed", "reason"), [("да", "words-short"), ("а" * 301, "words-long")])
def test_a_basis_is_a_sentence_not_an_essay(typed: str, reason: str) -> None:
    with pytest.raises(Invalid) as found:
        basis(typed)
    assert reason == found.value.reason
    assert "Запрос в архив" == basis("  Запрос   в архив ")
