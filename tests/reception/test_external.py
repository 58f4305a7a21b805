"""The number of the records system, as clerks type it."""

import pytest

from bot.reception.external import external_number
from bot.reception.identity import Invalid


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("ЗТ-2026-000123", "ЗТ-2026-000123"),
        ("  № зт-2026/12 ", "ЗТ-2026/12"),
        ("ЖТ–Б–123.4", "ЖТ-Б-123.4"),
        ("12", "12"),
        ("ҚА№15", "ҚА№15"),
        ("1" * 40, "1" * 40),
    ],
)
def test_one_number_has_one_form(typed: str, kept: str) -> None:
    assert kept == external_number(typed)
    assert kept == external_number(kept)


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("", "external-length"),
        ("№", "external-length"),
        ("7", "external-length"),
        ("1" * 41, "external-length"),
        ("ЗТ 2026", "external-signs"),
        ("<b>12</b>", "external-signs"),
        ("12-", "external-signs"),
        ("12_3", "external-signs"),
        ("=12+3", "external-signs"),
        ("не знаю", "external-signs"),
        ("позже", "external-digits"),
    ],
)
def test_what_is_no_number_is_told_from_one(typed: str, reason: str) -> None:
    with pytest.raises(Invalid) as problem:
        external_number(typed)
    assert reason == problem.value.reason
