"""What lines of a report are counted by, and that its parts add up."""

from collections import Counter
from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as some
from msgspec.structs import replace

from bot.reception.calendar import at
from bot.reception.figures import Dimension, Figures, behind, by, count, put_together
from bot.reception.identity import Invalid
from bot.reception.lifecycle import Act, State
from bot.reception.quarter import Quarter, read_quarter
from bot.reception.report import Happened, Line, Mark, Numbered, Reply, Trait, Way, way
from bot.reception.snapshot import Changed, dump_summary, load_summary, pack, unpack
from tests.reception.reports import (
    AT,
    CALENDAR,
    DAY,
    answer,
    drawn_lines,
    gave_up,
    line,
    replied,
    report,
)

TODAY = date(2026, 3, 2)
MORNING = at(DAY, time(10))
HOUR = timedelta(hours=1)
KINDS: tuple[tuple[Trait, ...], ...] = (tuple(Numbered), tuple(Reply), tuple(State))


@pytest.mark.parametrize(
    ("text", "quarter"),
    [
        ("", Quarter(2026, 1)),
        ("2025Q4", Quarter(2025, 4)),
        ("2025 q2", Quarter(2025, 2)),
        ("2025-4", Quarter(2025, 4)),
        ("Q1", Quarter(2026, 1)),
        ("1 тоқсан", Quarter(2026, 1)),
        ("2025 2 квартал", Quarter(2025, 2)),
    ],
)
def test_a_quarter_is_read_as_it_is_typed(text: str, quarter: Quarter) -> None:
    assert quarter == read_quarter(text, TODAY)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("2026Q5", "quarter-form"),
        ("1999Q1", "quarter-form"),
        ("весна", "quarter-form"),
        ("2027Q1", "quarter-future"),
        ("9999Q4", "quarter-future"),
        ("2", "quarter-future"),
    ],
)
def test_what_is_no_quarter_or_has_not_begun_is_told(text: str, reason: str) -> None:
    with pytest.raises(Invalid) as problem:
        read_quarter(text, TODAY)
    assert reason == problem.value.reason


def test_a_quarter_closes_on_the_morning_of_the_first_working_day_after_it() -> None:
    assert at(date(2027, 1, 5), time(9)) == Quarter(2026, 4).closes(CALENDAR)
    assert at(date(2026, 10, 1), time(9)) == Quarter(2026, 3).closes(CALENDAR)
    assert (date(2026, 12, 31), Quarter(2027, 1)) == (Quarter(2026, 4).last, Quarter(2026, 4).after)


@pytest.mark.parametrize(
    ("one", "reply"),
    [
        (line(**replied(15)), Reply.IN_TIME),
        (line(**replied(16)), Reply.LATE),
        (line(), Reply.OVERDUE),
        (line(reply_due=date(2026, 10, 1)), Reply.WITHIN_TERM),
        (line(state=State.WITHDRAWN), Reply.NOT_NEEDED),
        (line(state=State.WITHDRAWN, **replied(16)), Reply.LATE),
    ],
)
def test_a_reply_is_in_time_by_its_first_delivery(one: Line, reply: Reply) -> None:
    assert reply == one.reply(AT)


def test_a_number_is_in_time_when_it_is_entered_on_the_day_of_registration() -> None:
    numbered = [line(numbered_on=day).numbered for day in (DAY, DAY + timedelta(1), None)]
    assert [Numbered.IN_TIME, Numbered.LATE, Numbered.NOT_YET] == numbered


def test_what_was_undone_did_not_happen() -> None:
    history = [
        Happened(Act.CONFIRM, MORNING, {"reason": "…", "out_of_order": "…"}),
        Happened("reg", MORNING),
        Happened(Act.UNDO, MORNING),
        Happened(Act.CONFIRM, MORNING + HOUR),
        Happened(Act.MOVE, MORNING, {"reason": "…"}),
        Happened(Act.MOVE, MORNING),
        Happened(Act.UNDO, MORNING),
        Happened("survey", MORNING),
    ]
    marks = frozenset({Mark.CONFIRMED, Mark.MOVED, Mark.NEAR})
    assert Way(marks, moves=1, numbered_on=DAY, asked=True) == way(history)
    assert Way() == way([Happened(Act.UNDO, MORNING)])


def test_a_number_that_was_corrected_counts_from_the_first_day() -> None:
    later = MORNING + timedelta(days=3)
    assert DAY == way([Happened("reg", MORNING), Happened("reg", later)]).numbered_on


def test_half_and_nine_of_ten_replies_are_told_by_working_days() -> None:
    lines = [line(n, **replied(days)) for n, days in enumerate([1, 2, 2, 3, 3, 4, 5, 9, 14, 20])]
    figures = count(put_together([*lines, line(99)], AT).items())
    assert (3.5, 14) == (figures.median, figures.ninetieth)
    assert (None, None) == (Figures().median, Figures().ninetieth)


@given(drawn_lines())
def test_parts_add_up_to_the_whole_whatever_they_are_broken_down_by(
    lines: tuple[Line, ...],
) -> None:
    alike = put_together(lines, AT)
    whole = count(alike.items())
    assert len(lines) == whole.registered
    for kind in KINDS:
        assert len(lines) == sum(whole[trait] for trait in kind)
    assert whole[State.REFUSED] == sum(whole.grounds.values())
    assert sum(one.moves for one in lines) == whole.moves
    for dimension in Dimension:
        parts = by(alike, dimension).values()
        together: Counter[str] = Counter()
        for part in parts:
            together.update(part.counts)
        assert len(lines) == sum(part.registered for part in parts)
        assert {**whole.counts} == {**together}


@given(drawn_lines())
def test_behind_every_figure_is_the_list_it_counts(lines: tuple[Line, ...]) -> None:
    whole = count(put_together(lines, AT).items())
    for trait in (*Numbered, *Reply, *State, *Mark):
        assert whole[trait] == len(behind(report(*lines), trait))
    assert tuple(one.number for one in lines) == behind(report(*lines))


def test_the_words_of_all_traits_differ() -> None:
    words = [trait.value for kind in (*KINDS, tuple(Mark)) for trait in kind]
    assert len(words) == len(set(words))


@given(drawn_lines(), some.integers(0, 6))
def test_what_is_packed_is_the_same_when_it_is_unpacked(
    lines: tuple[Line, ...], answers: int
) -> None:
    made = report(*lines, answers=tuple(answer() for _ in range(answers)), given_up=gave_up(2))
    packed = pack(made)
    assert replace(made, checksum=packed.checksum) == unpack(packed.body, packed.checksum)
    assert packed.summary == load_summary(dump_summary(packed.summary))
    assert pack(made).checksum == packed.checksum


def test_a_body_that_was_changed_is_told() -> None:
    packed = pack(report(line()))
    other = pack(report(line(2)))
    with pytest.raises(Changed, match="checksum"):
        unpack(other.body, packed.checksum)
    with pytest.raises(Changed, match="can't be read"):
        unpack(packed.body[:-9], packed.checksum)


def test_answers_lead_back_to_no_request() -> None:
    low, high = answer(rating=1), answer(rating=5)
    one = pack(report(line(1), line(2), answers=(high, low)))
    other = pack(report(line(1), line(2), answers=(low, high)))
    assert one.body == other.body


def test_a_report_of_some_offices_has_their_lines_and_answers_only() -> None:
    made = report(line(1), line(2, office="akim"), answers=(answer(), answer(office="akim")))
    some_of_it = made.only(("akim",))
    assert [line(2, office="akim")] == list(some_of_it.lines)
    assert [answer(office="akim")] == list(some_of_it.answers)
    assert made == made.only(())


def test_a_moment_is_kept_to_its_last_digit() -> None:
    moment = datetime.fromisoformat("2026-09-01T05:30:00.123456+00:00")
    packed = pack(report(line(received_at=moment)))
    assert moment == unpack(packed.body, packed.checksum).lines[0].received_at
