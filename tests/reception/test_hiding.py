"""Small cells of the survey are hidden, and can't be found out from what is beside them."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as some

from bot.reception.figures import Opinion, survey
from bot.reception.hiding import FEWEST_HIDDEN, LEAST, shown, splits_shown
from bot.reception.lifecycle import State
from bot.reception.survey import GaveUp, Settled
from tests.reception.reports import answer, gave_up

PARTS = some.dictionaries(some.sampled_from("abcdef"), some.integers(0, 12))


@given(PARTS)
def test_what_is_hidden_is_many_and_in_several_parts(parts: dict[str, int]) -> None:
    hidden = {part: n for part, n in parts.items() if part not in shown(parts) and n}
    assert all(n == 0 or n >= LEAST for part, n in parts.items() if part in shown(parts))
    if hidden and sum(parts.values()) >= LEAST:
        assert sum(hidden.values()) >= LEAST
        assert len(hidden) >= FEWEST_HIDDEN


@given(some.dictionaries(some.sampled_from("abcd"), PARTS, min_size=1))
def test_rows_whose_split_is_hidden_have_no_small_part_together(
    rows: dict[str, dict[str, int]],
) -> None:
    open_ = splits_shown(rows)
    together: Counter[str] = Counter()
    for row in rows.keys() - open_:
        together.update(rows[row])
    assert not any(0 < n < LEAST for row in open_ for n in rows[row].values())
    if open_ and rows.keys() - open_:
        assert not any(0 < n < LEAST for n in together.values())
        assert len(rows) - len(open_) >= FEWEST_HIDDEN


def test_a_hidden_part_takes_the_smallest_of_the_others_with_it() -> None:
    assert {"b", "d"} == shown({"a": 3, "b": 20, "c": 6, "d": 0})
    assert {"a", "b"} == shown({"a": 5, "b": 9})


def test_fewer_than_five_answers_are_not_told() -> None:
    four = survey([answer()] * 4)
    assert (4, None, {}) == (four.answers, four.whole, four.marks)
    assert {"centre": None} == four.offices
    five = survey([answer()] * 5)
    assert Opinion(5, 5.0, {Settled.YES: 5, Settled.PARTLY: 0, Settled.NO: 0}) == five.whole


def test_a_small_office_is_not_found_out_from_the_officials_of_another() -> None:
    small = [answer(office="akim", official="other")] * 3
    found = survey([*small, *[answer()] * 20])
    assert {"akim": None, "centre": None} == found.offices
    assert {"first": None, "other": None} == found.officials
    assert found.whole is not None


def test_the_procedure_is_counted_apart_from_receptions() -> None:
    absent = [answer(of=State.NO_SHOW, rating=2)] * 6
    found = survey([*[answer(rating=4)] * 7, *absent])
    assert found.whole is not None
    assert (7, 4.0) == (found.answers, found.whole.rating)
    assert {State.NO_SHOW: Opinion(6, 2.0, {})} == found.procedure


def test_why_people_gave_up_is_told_from_five_answers_on() -> None:
    assert {} == survey([], gave_up(4)).given_up
    found = survey([], (*gave_up(8), *gave_up(1, GaveUp.SOLVED), *gave_up(5, GaveUp.OTHER)))
    assert {GaveUp.TOO_LONG: 8} == found.given_up
