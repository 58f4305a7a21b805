"""The part of a transaction for the audit, chained, as the core sees it."""

from typing import Protocol


class Audit(Protocol):
    """Asked of a transaction: the audit, chained."""
