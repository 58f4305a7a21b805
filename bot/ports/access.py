"""The part of a transaction for access, as the core sees it."""

from typing import Protocol


class Access(Protocol):
    """Asked of a transaction: members, invitations, and how often somebody comes."""
