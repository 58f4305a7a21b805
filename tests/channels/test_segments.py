"""How many parts an SMS has."""

import pytest

from bot.channels.segments import count_segments


@pytest.mark.parametrize(
    ("text", "segments"),
    [
        ("", 1),
        ("a" * 160, 1),
        ("a" * 161, 2),
        ("a" * 306, 2),
        ("a" * 307, 3),
        ("€" * 80, 1),
        ("€" * 81, 2),
        ("ә" * 70, 1),
        ("ә" * 71, 2),
        ("ә" * 134, 2),
        ("ә" * 135, 3),
        ("ә" * 201, 3),
        ("😀" * 35, 1),
        ("😀" * 66, 2),
        ("😀" * 67, 3),
        ("a" * 69 + "№", 1),
        ("a" * 70 + "№", 2),
    ],
)
def test_segments_are_counted_as_the_network_does(text: str, segments: int) -> None:
    assert segments == count_segments(text)


def test_no_sign_is_torn_in_two() -> None:
    assert 3 == count_segments("ә" * 66 + "😀" * 34)
