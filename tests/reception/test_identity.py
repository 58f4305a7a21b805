"""Identity numbers, phones, names and texts, read from what people type."""

import re
from collections.abc import Callable
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.reception import identity
from bot.reception.identity import Invalid, Phone, clean

WEIGHTS = (range(1, 12), (3, 4, 5, 6, 7, 8, 9, 10, 11, 1, 2))


def control(first: str) -> int:
    """Return the twelfth digit the law gives to eleven, or 10 when there is none."""
    found = 10
    for weights in WEIGHTS:
        if found == 10:
            found = sum(int(d) * w for d, w in zip(first, weights, strict=True)) % 11
    return found


def whole(first: str) -> str:
    return f"{first}{control(first)}"


def reason(text: str, read: Callable[[str], object]) -> str:
    """Return why `read` refuses `text`."""
    with pytest.raises(Invalid) as caught:
        read(text)
    return caught.value.reason


def outcome(text: str, read: Callable[[str], object]) -> str:
    """Return the reason `read` refuses `text` for, or "read"."""
    try:
        read(text)
    except Invalid as refused:
        return refused.reason
    return "read"


BORN = st.dates(date(1930, 1, 1), date(2026, 12, 31))


@st.composite
def numbers(draw: st.DrawFn) -> tuple[str, date]:
    """Draw a valid IIN and the birthday in it."""
    born = draw(BORN)
    century = draw(st.sampled_from("34" if born.year < 2000 else "56"))
    serials = st.integers(0, 9999).map(lambda n: f"{born:%y%m%d}{century}{n:04d}")
    first = draw(serials.filter(lambda digits: control(digits) < 10))
    return whole(first), born


@given(numbers())
def test_every_number_made_by_the_rule_is_read_with_its_birthday(made: tuple[str, date]) -> None:
    digits, born = made
    found = identity.iin(digits)
    assert (found.digits, found.born, found.warning) == (digits, born, False)
    assert found.tail == digits[8:]


@given(numbers(), st.integers(1, 9))
def test_a_wrong_last_digit_is_always_caught(made: tuple[str, date], off: int) -> None:
    digits, _ = made
    wrong = digits[:11] + str((int(digits[11]) + off) % 10)
    assert reason(wrong, identity.iin) == "iin-checksum"


def test_an_iin_may_be_typed_with_blanks_and_dashes() -> None:
    digits = whole("85061540012")
    typed = f" {digits[:6]} {digits[6:9]}-{digits[9:]}\u200f"
    assert identity.iin(typed).digits == digits
    assert identity.iin(digits).born == date(1985, 6, 15)


def test_the_second_weights_are_used_when_the_first_give_ten() -> None:
    firsts = (f"9001013{n:04d}" for n in range(10_000))
    needs_second = next(
        first
        for first in firsts
        if sum(int(d) * w for d, w in zip(first, WEIGHTS[0], strict=True)) % 11 == 10
        and control(first) < 10
    )
    assert identity.iin(whole(needs_second)).digits == whole(needs_second)


def test_a_century_digit_of_zero_is_left_to_staff() -> None:
    assert identity.iin(whole("90010100002")).warning


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", "iin-length"),
        ("12345", "iin-length"),
        ("90010130001a", "iin-length"),
        ("9" * 13, "iin-length"),
        (whole("90023030003"), "iin-date"),
        (whole("90130130001"), "iin-date"),
        (whole("90010170001"), "iin-date"),
        (whole("99034000123"), "is-a-bin"),
    ],
)
def test_a_wrong_iin_says_what_is_wrong(text: str, expected: str) -> None:
    assert reason(text, identity.iin) == expected


def test_a_leap_day_must_exist() -> None:
    assert identity.iin(whole("00022950001")).born == date(2000, 2, 29)
    assert reason(whole("01022950001"), identity.iin) == "iin-date"


def test_a_bin_is_told_from_an_iin() -> None:
    digits = whole("99034000123")
    assert identity.bin_(digits).tail == digits[8:]
    assert reason(whole("85061540012"), identity.bin_) == "is-an-iin"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("9903", "bin-length"),
        (whole("99134000123"), "bin-date"),
        (whole("99037000123"), "bin-date"),
    ],
)
def test_a_wrong_bin_says_what_is_wrong(text: str, expected: str) -> None:
    assert reason(text, identity.bin_) == expected


def test_a_bin_with_a_wrong_last_digit_is_caught() -> None:
    digits = whole("99034000123")
    wrong = digits[:11] + str((int(digits[11]) + 1) % 10)
    assert reason(wrong, identity.bin_) == "bin-checksum"


@pytest.mark.parametrize(
    "text",
    [
        "+77012345678",
        "87012345678",
        "8 (701) 234-56-78",
        "7012345678",
        "77012345678",
        "+7 701 234 56 78\u200e",
        "8-701-234-56-78",
    ],
)
def test_a_kazakh_mobile_number_is_read_however_it_is_typed(text: str) -> None:
    assert identity.phone(text) == Phone("+77012345678", mobile=True, kazakh=True)


def test_a_landline_is_not_mobile() -> None:
    assert identity.phone("8 (7172) 55-01-02") == Phone("+77172550102", mobile=False, kazakh=True)


@pytest.mark.parametrize("text", ["+79161234567", "+998901234567", "+4915112345678"])
def test_a_foreign_number_is_read_and_marked(text: str) -> None:
    assert identity.phone(text) == Phone(text, mobile=True, kazakh=False)


@pytest.mark.parametrize("text", ["", "жоқ", "112", "12345678901234567", "+7701234567", "8" * 500])
def test_nonsense_is_no_phone(text: str) -> None:
    assert reason(text, identity.phone) == "phone-nonsense"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Қарлығашев Дархан Бекболұлы", "Қарлығашев Дархан Бекболұлы"),
        ("  әлия   смағұлова ", "Әлия Смағұлова"),
        ("ІЛИЯСОВА ҰЛБОСЫН", "Ілиясова Ұлбосын"),
        ("сәрсенова-ли анна", "Сәрсенова-Ли Анна"),
        ("Нұрлан Серік ұлы", "Нұрлан Серік ұлы"),
        ("O’Neil Mary", "O'Neil Mary"),
        ("Иванов И.И.", "Иванов И.И."),
        ("Сукарно", "Сукарно"),
        ("Ли", "Ли"),
        ("\u202eИванов\u202c Иван", "Иванов Иван"),
        ("Оспанов\nАрман", "Оспанов Арман"),
        ("محمد علي", "محمد علي"),
    ],
)
def test_a_name_is_read_and_tidied(text: str, name: str) -> None:
    assert identity.full_name(text) == name


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", "name-short"),
        ("А", "name-short"),
        ("1", "name-letters"),
        ("Иван 2", "name-letters"),
        ("<b>Иван</b>", "name-letters"),
        ("Иван & Мария", "name-letters"),
        ("👍👍", "name-letters"),
        ("а б в г д е ж", "name-letters"),
        ("-- --", "name-letters"),
        ("Петров – Водкин", "name-letters"),
        ("Ян " * 60, "name-long"),
    ],
)
def test_what_is_no_name_is_refused(text: str, expected: str) -> None:
    assert reason(text, identity.full_name) == expected


@given(st.text(max_size=150))
def test_a_name_once_read_is_read_the_same_again(text: str) -> None:
    try:
        name = identity.full_name(text)
    except Invalid:
        return
    assert identity.full_name(name) == name
    assert not set("<>&\n0123456789") & set(name)


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("Қарлығашев Дархан Бекболұлы", "Қ. Д. Б."),
        ("әлия", "Ә."),
        ("О'Нил Мэри Энн Джейн", "О. М. Э."),
        ("", ""),
    ],
)
def test_a_card_shows_initials_only(name: str, short: str) -> None:
    assert identity.initials(name) == short


def test_an_essence_keeps_its_lines_but_not_its_gaps() -> None:
    typed = "Көшеде  жарық жоқ.\r\n\r\n\r\n\r\n  Үш ай бойы\u200b күтіп жүрміз.  "
    assert identity.essence(typed) == "Көшеде жарық жоқ.\n\nҮш ай бойы күтіп жүрміз."


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("қысқа", "essence-short"),
        (" " * 30, "essence-short"),
        ("." * 30, "essence-short"),
        ("сөз " * 300, "essence-long"),
    ],
)
def test_an_essence_is_neither_empty_nor_endless(text: str, expected: str) -> None:
    assert reason(text, identity.essence) == expected


@pytest.mark.parametrize("length", [20, 1000])
def test_an_essence_may_be_exactly_at_its_limits(length: int) -> None:
    assert identity.essence("ж" * length) == "ж" * length


def test_a_refusal_carries_its_numbers() -> None:
    with pytest.raises(Invalid) as caught:
        identity.essence("қысқа")
    assert caught.value.args_ == {"least": 20, "length": 5}


def test_an_organisation_and_an_address_are_one_line() -> None:
    assert identity.organisation("«Береке»\n ЖШС") == "«Береке» ЖШС"
    assert identity.postal_address("Астана,\nҮлгі к-сі, 12-5") == "Астана, Үлгі к-сі, 12-5"
    assert reason("А", identity.organisation) == "organisation-short"
    assert reason("Астана", identity.postal_address) == "address-short"


@given(st.text(), st.booleans())
def test_cleaning_twice_is_cleaning_once(text: str, lines: bool) -> None:
    once = clean(text, lines=lines)
    assert clean(once, lines=lines) == once
    assert once == once.strip()
    assert lines or "\n" not in once


@given(st.text())
def test_no_reader_answers_but_with_a_value_or_a_reason(text: str) -> None:
    readers: tuple[Callable[[str], object], ...] = (
        identity.iin,
        identity.bin_,
        identity.phone,
        identity.full_name,
        identity.organisation,
        identity.postal_address,
        identity.essence,
    )
    told = [outcome(text, read) for read in readers]
    assert all(re.fullmatch(r"read|[a-z]+(-[a-z]+)+", one) for one in told)
