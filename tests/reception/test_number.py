"""The public number: written, read back, and safe against slips of the finger."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from bot.reception.identity import Invalid
from bot.reception.number import PublicNumber, parse_number, public_number, running_number

YEARS = st.integers(2024, 2099)
SEQUENCES = st.integers(1, 999_999)


def is_caught(text: str) -> bool:
    """Say whether `text` is refused as mistyped, or is no number at all."""
    try:
        return parse_number(text) is None
    except Invalid as refused:
        return refused.reason == "number-check"


def test_a_number_has_its_year_its_sequence_and_a_check_digit() -> None:
    assert public_number(2026, 123) == "2026-000123-8"


@given(YEARS, SEQUENCES)
def test_what_is_written_is_read_back(year: int, sequence: int) -> None:
    number = PublicNumber(year, sequence)
    assert parse_number(str(number)) == number


@given(YEARS, SEQUENCES, st.sampled_from([0, 1, 2, 3, 5, 6, 7, 8, 9, 10, 12]), st.integers(1, 9))
def test_every_single_wrong_digit_is_caught(year: int, sequence: int, at: int, off: int) -> None:
    text = public_number(year, sequence)
    wrong = text[:at] + str((int(text[at]) + off) % 10) + text[at + 1 :]
    assert is_caught(wrong)


@given(YEARS, SEQUENCES, st.integers(0, 9))
def test_every_swap_of_neighbours_is_caught(year: int, sequence: int, at: int) -> None:
    digits = public_number(year, sequence).replace("-", "")
    assume(digits[at] != digits[at + 1])
    assert is_caught(digits[:at] + digits[at + 1] + digits[at] + digits[at + 2 :])


@pytest.mark.parametrize(
    "text",
    [
        "2026-000123-8",
        "2026 000123 8",
        "20260001238",
        "№ 2026-000123-8",
        "#2026-123-8",
        " 2026 – 000123 – 8 ",
        "№2026—000123—8\u200e",
    ],
)
def test_a_number_is_read_however_it_is_typed(text: str) -> None:
    assert parse_number(text) == PublicNumber(2026, 123)


@pytest.mark.parametrize("text", ["", "123", "2026", "иә", "+77012345678", "2026-12-15", "1" * 500])
def test_other_things_are_no_public_number(text: str) -> None:
    assert parse_number(text) is None


@pytest.mark.parametrize(
    ("text", "number"),
    [("123", 123), ("№ 7", 7), ("000123", 123), ("0", None), ("1234567", None), ("абв", None)],
)
def test_staff_may_type_the_running_number_alone(text: str, number: int | None) -> None:
    assert running_number(text) == number


@pytest.mark.parametrize(("year", "sequence"), [(2026, 0), (2026, 1_000_000), (199, 1)])
def test_there_is_no_number_outside_the_form(year: int, sequence: int) -> None:
    with pytest.raises(ValueError, match="no public number"):
        public_number(year, sequence)
