"""The part of a transaction for processes, as the core sees it."""

from typing import Protocol


class Processes(Protocol):
    """Asked of a transaction: which processes there are, and what trouble was told."""
