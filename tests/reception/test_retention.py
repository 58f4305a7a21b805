"""How long data are kept: as long as was told, and not a day longer."""

from datetime import UTC, date, datetime, time, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.reception.calendar import at
from bot.reception.retention import LONGEST_KEPT, ended_before, kept_until, terms_of

DAYS = st.dates(date(2024, 1, 1), date(2040, 12, 31))
MONTHS = st.integers(1, LONGEST_KEPT)
NOW = datetime(2026, 3, 2, 5, 0, tzinfo=UTC)
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


def test_a_month_ends_on_its_last_day_where_it_has_no_such_day() -> None:
    assert date(2027, 3, 2) == kept_until(date(2026, 3, 2), 12)
    assert date(2027, 2, 28) == kept_until(date(2026, 8, 31), 6)
    assert date(2028, 2, 29) == kept_until(date(2027, 8, 31), 6)
    assert date(2027, 1, 15) == kept_until(date(2026, 12, 15), 1)


@given(ended=DAYS, months=MONTHS, more=st.integers(-40, 40))
def test_data_are_over_on_the_day_after_the_last_one_told(
    ended: date, months: int, more: int
) -> None:
    today = kept_until(ended, months) + timedelta(days=more)
    assert (ended < ended_before(today, months)) is (kept_until(ended, months) < today)


@given(kept=MONTHS)
def test_nobody_s_data_are_kept_longer_than_told_nor_longer_than_the_office_keeps_them(
    kept: int,
) -> None:
    terms = {one.promised: one.before for one in terms_of(kept, NOW, NOW)}
    assert list(range(1, LONGEST_KEPT + 1)) == list(terms)
    today = date(2026, 3, 2)
    for promised, before in terms.items():
        assert at(ended_before(today, min(promised, kept)), time()) == before


def test_what_an_open_report_may_count_is_kept() -> None:
    frozen = at(date(2026, 1, 1), time())
    assert frozen == terms_of(1, NOW, frozen)[0].before
    assert {LONG_AGO} == {one.before for one in terms_of(12, NOW, LONG_AGO)[:12]}
