"""The answers of a survey."""

import pytest

from bot.reception.identity import Invalid
from bot.reception.survey import Rating, Settled, comment, rating


@pytest.mark.parametrize("mark", [1, 2, 3, 4, 5])
def test_a_mark_is_one_to_five(mark: int) -> None:
    assert rating(f" {mark} ") is Rating(mark)


@pytest.mark.parametrize("text", ["0", "6", "-1", "", "бес", "4.5"])
def test_anything_else_is_no_mark(text: str) -> None:
    with pytest.raises(Invalid, match="rating-range"):
        rating(text)


def test_a_question_is_settled_partly_or_not() -> None:
    assert [str(one) for one in Settled] == ["yes", "partly", "no"]


def test_a_comment_says_something_but_not_too_much() -> None:
    assert comment("Рақмет!\n\n\nБәрі жақсы") == "Рақмет!\n\nБәрі жақсы"
    with pytest.raises(Invalid, match="comment-short"):
        comment(" \u200b ")
    with pytest.raises(Invalid, match="comment-long"):
        comment("а" * 1001)
