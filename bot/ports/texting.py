"""The part of a transaction for short messages, as the core sees it."""

from typing import Protocol


class Texting(Protocol):
    """Asked of a transaction: the caps, the costs and the looking after of short messages."""
