"""How many parts an SMS is sent and charged in: GSM-7 while every letter allows it, else UCS-2."""

from collections.abc import Iterable
from typing import Final

_GSM: Final = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_GSM_DOUBLE: Final = frozenset("^{}\\[~]|€\f")
_GSM_ONE, _GSM_PART = 160, 153
_UCS2_ONE, _UCS2_PART = 70, 67


def count_segments(text: str) -> int:
    """Return the number of segments: 160 / 153 septets in GSM-7, otherwise 70 / 67 UTF-16 units.

    No sign is torn between two segments: an emoji may leave one unit of its segment unused.
    """
    if all(sign in _GSM or sign in _GSM_DOUBLE for sign in text):
        return _parts((2 if sign in _GSM_DOUBLE else 1 for sign in text), _GSM_ONE, _GSM_PART)
    return _parts((2 if ord(sign) > 0xFFFF else 1 for sign in text), _UCS2_ONE, _UCS2_PART)


def _parts(sizes: Iterable[int], one: int, part: int) -> int:
    known = list(sizes)
    if sum(known) <= one:
        return 1
    parts, used = 1, 0
    for size in known:
        if used + size > part:
            parts, used = parts + 1, 0
        used += size
    return parts
