"""Who is let in, and who no longer."""

from dataclasses import dataclass
from typing import TypeAlias

from bot.reception.directory import Role


@dataclass(frozen=True, slots=True)
class Invite:
    """A head or an admin has a link made, by which one person may become a member."""

    role: Role
    offices: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Join:
    """Whoever was invited becomes a member, under this name; `link`: the digest of the link."""

    link: str
    name: str


@dataclass(frozen=True, slots=True)
class Revoke:
    """A head or an admin takes a member's access, or a member gives it up."""

    user: int


@dataclass(frozen=True, slots=True)
class WithdrawInvitation:
    """A head or an admin makes a link worth nothing."""

    invitation: int


OfAccess: TypeAlias = Invite | Join | Revoke | WithdrawInvitation
"""What decides on who is let in."""
