"""What a look at something ends with, and how a provider's silence is told."""

from dataclasses import dataclass
from typing import Final

import aiohttp

PATIENCE: Final = aiohttp.ClientTimeout(total=15)


@dataclass(frozen=True, slots=True)
class Finding:
    """What was looked at, whether it is well, and the sentence about it."""

    what: str
    well: bool
    sentence: str


def silence(problem: Exception) -> str:
    """Begin a sentence about a provider that says nothing, or nonsense."""
    why = type(problem).__name__
    unheard = isinstance(problem, aiohttp.ClientConnectionError | TimeoutError)
    return f"no answer ({why}) from" if unheard else f"no sense ({why}) in what comes from"
