"""The number of a request in the records system (EDMS or e-Otinish), as staff type it [D25]."""

import re
from typing import Final

from bot.reception.identity import Invalid

SHORTEST, LONGEST = 2, 40

_LEADING: Final = re.compile(r"^(?:№|#|no?\.)\s*", re.IGNORECASE)
_ALLOWED: Final = re.compile(r"[^\W_]+(?:[-/.№]*[^\W_]+)*")
_DASHES: Final = str.maketrans(dict.fromkeys("‐‑‒–—−", "-"))


def external_number(text: str) -> str:
    """Return the number in the one form it is kept in: capitals, plain hyphens, no leading №.

    Raises `Invalid`: `external-length`, `external-digits` where there is no digit at all, or
    `external-signs` for anything but letters, digits and the signs - / . № between them.
    """
    found = _LEADING.sub("", text.strip()).translate(_DASHES).upper()
    if not SHORTEST <= len(found) <= LONGEST:
        raise Invalid("external-length", least=SHORTEST, most=LONGEST)
    if not _ALLOWED.fullmatch(found):
        raise Invalid("external-signs")
    if not any(sign.isdigit() for sign in found):
        raise Invalid("external-digits")
    return found
