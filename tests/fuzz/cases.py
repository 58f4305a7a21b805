"""How many cases were tried, by target."""

from collections import Counter
from typing import Final

tried: Final[Counter[str]] = Counter()


def count(target: str, more: int = 1) -> None:
    """Count cases: an update, a call, a file, a command, a set of settings is one each."""
    tried[target] += more
