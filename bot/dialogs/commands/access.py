"""Who is let in, and who no longer."""

from typing import TypeAlias

from msgspec import Struct

from bot.reception.directory import Role


class Invite(Struct, frozen=True):
    """A head or an admin has a link made, by which one person may become a member."""

    role: Role
    offices: tuple[str, ...]


class Join(Struct, frozen=True):
    """Whoever was invited becomes a member, under this name; `link`: the digest of the link."""

    link: str
    name: str


class Revoke(Struct, frozen=True):
    """A head or an admin takes a member's access, or a member gives it up."""

    user: int


class WithdrawInvitation(Struct, frozen=True):
    """A head or an admin makes a link worth nothing."""

    invitation: int


OfAccess: TypeAlias = Invite | Join | Revoke | WithdrawInvitation
"""What decides on who is let in."""
