"""The part of a transaction for tasks, as the core sees it."""

from typing import Protocol


class Tasks(Protocol):
    """Asked of a transaction: the list of what staff must do by hand."""
