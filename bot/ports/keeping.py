"""The part of a transaction for retention, as the core sees it."""

from typing import Protocol


class Keeping(Protocol):
    """Asked of a transaction: how long personal data are kept, and what is done then."""
