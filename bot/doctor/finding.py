"""What a look at something ends with, and how a provider's silence is told."""

from typing import Final

import aiohttp
from msgspec import Struct

PATIENCE: Final = aiohttp.ClientTimeout(total=15)


class Finding(Struct, frozen=True):
    """What was looked at, whether it is well, and the sentence about it."""

    what: str
    well: bool
    sentence: str


def silence(problem: Exception) -> str:
    """Begin a sentence about a provider that says nothing, or nonsense."""
    why = type(problem).__name__
    unheard = isinstance(problem, aiohttp.ClientConnectionError | TimeoutError)
    return f"no answer ({why}) from" if unheard else f"no sense ({why}) in what comes from"
