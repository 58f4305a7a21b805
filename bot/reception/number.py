"""The public number of a request, `YYYY-NNNNNN-C`: easy to say on the phone, hard to mistype."""

import re
from typing import Final

from msgspec import Struct

from bot.reception.identity import Invalid, clean

# The quasigroup of H. M. Damm: catches every single wrong digit and every swap of neighbours.
_DAMM: Final = (
    (0, 3, 1, 7, 5, 9, 8, 6, 4, 2),
    (7, 0, 9, 2, 1, 5, 4, 8, 6, 3),
    (4, 2, 0, 6, 8, 7, 1, 3, 5, 9),
    (1, 7, 5, 0, 9, 8, 3, 4, 2, 6),
    (6, 1, 2, 3, 0, 4, 5, 9, 7, 8),
    (3, 6, 7, 4, 2, 0, 9, 5, 8, 1),
    (5, 8, 6, 9, 7, 2, 0, 1, 3, 4),
    (8, 9, 4, 5, 3, 6, 2, 0, 1, 7),
    (9, 4, 3, 8, 6, 1, 7, 2, 0, 5),
    (2, 5, 8, 1, 4, 3, 6, 7, 9, 0),
)
FIRST_YEAR, LAST_YEAR = 2000, 2999
MOST: Final = 999_999

_PUBLIC: Final = re.compile(r"(2\d{3})(\d{6})(\d)")
_DASHED: Final = re.compile(r"(2\d{3})-(\d{1,6})-(\d)")
_RUNNING: Final = re.compile(r"\d{1,6}")
_SIGN: Final = re.compile(r"^(?:№|#|no\.?|n)\s*", re.IGNORECASE)
_DASHES: Final = re.compile(r"\s*[-–—‑−_./]\s*")


class PublicNumber(Struct, frozen=True):
    """A request's number taken apart: its year and its sequence number within the year."""

    year: int
    sequence: int

    def __str__(self) -> str:
        """The number as people see it, with its check digit."""
        return public_number(self.year, self.sequence)


def public_number(year: int, sequence: int) -> str:
    """Write the public number of the `sequence`-th request of `year`."""
    if not FIRST_YEAR <= year <= LAST_YEAR or not 1 <= sequence <= MOST:
        raise ValueError(f"no public number for year {year}, sequence {sequence}")
    digits = f"{year}{sequence:06d}"
    return f"{digits[:4]}-{digits[4:]}-{_check_digit(digits)}"


def parse_number(text: str) -> PublicNumber | None:
    """Read a whole public number; blanks, other or missing dashes and a leading № do no harm.

    None when the text is no such number; `Invalid("number-check")` when it is one mistyped.
    """
    bare = _bare(text)
    found = _DASHED.fullmatch(bare) or _PUBLIC.fullmatch(bare.replace("-", "").replace(" ", ""))
    if found is None:
        return None
    year, sequence, check = found[1], f"{int(found[2]):06d}", int(found[3])
    if int(sequence) == 0 or _check_digit(year + sequence) != check:
        raise Invalid("number-check")
    return PublicNumber(int(year), int(sequence))


def running_number(text: str) -> int | None:
    """Read the short number staff use, the sequence alone; None when the text is none."""
    bare = _bare(text)
    if not _RUNNING.fullmatch(bare) or int(bare) == 0:
        return None
    return int(bare)


def _bare(text: str) -> str:
    return _DASHES.sub("-", _SIGN.sub("", clean(text)))


def _check_digit(digits: str) -> int:
    interim = 0
    for digit in digits:
        interim = _DAMM[interim][int(digit)]
    return interim
