"""Clean-up of typed text, shared by everything that reads what a person wrote."""

import re
import unicodedata
from typing import Final

_NEWLINES: Final = re.compile(r"\r\n?|[\u2028\u2029\x0b\x0c\x85]")
_BLANKS: Final = re.compile(r"[^\S\n]+")
_AROUND_NEWLINE: Final = re.compile(r" *\n *")
_MANY_NEWLINES: Final = re.compile(r"\n{3,}")

# Control, format (zero-width, bidi, soft hyphen), private-use and lone surrogate characters.
_DROPPED: Final = frozenset({"Cc", "Cf", "Co", "Cs"})
_KEPT: Final = frozenset("\n\t")


def clean(text: str, *, lines: bool = False) -> str:
    """Normalise typed text: NFC, no control or bidi characters, single blanks, trimmed.

    With `lines` the line breaks stay, at most one empty line in a row; else they become blanks.
    """
    plain = text.isprintable()  # one line, and nothing to be dropped
    if not plain:
        text = _NEWLINES.sub("\n", text)
        text = "".join(c for c in text if c in _KEPT or unicodedata.category(c) not in _DROPPED)
    text = unicodedata.normalize("NFC", text)
    if plain or not lines:
        return " ".join(text.split())
    text = _AROUND_NEWLINE.sub("\n", _BLANKS.sub(" ", text))
    return _MANY_NEWLINES.sub("\n\n", text).strip()
