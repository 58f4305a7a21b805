"""The part of a transaction for access, as the core sees it."""

from collections.abc import Collection
from datetime import date, datetime
from typing import Protocol

from msgspec import Struct

from bot.reception.access import Ended, Invitation, Member
from bot.reception.directory import Role, StaffMember


class ReadingCount(Struct, frozen=True):
    """How often somebody read personal data of applicants, and when last."""

    who: str
    count: int
    last: datetime


class Listed(Struct, frozen=True):
    """The staff of one version of the directory, and when it was put in force."""

    at: datetime
    staff: tuple[StaffMember, ...]


class Access(Protocol):
    """Asked of a transaction: members, invitations, and how often somebody comes."""

    async def roster(self) -> list[Member]:
        """Return every spell of membership after the file, the earlier ones first."""

    async def roster_version(self) -> int:
        """Return a number that grows with every change of the roster."""

    async def add_member(self, member: Member) -> None:
        """Let somebody in who is not."""

    async def end_member(self, member: StaffMember, at: datetime, by: str, why: Ended) -> bool:
        """Let a member in no longer; False where that is so already."""

    async def add_invitation(
        self, link: str, role: Role, offices: Collection[str], by: str, at: datetime
    ) -> Invitation:
        """Store an invitation by the digest of its link; it is open for `INVITED_FOR`."""

    async def invitation(self, link: str) -> Invitation | None:
        """Return the invitation with this digest, locked until the transaction ends."""

    async def open_invitations(self, now: datetime) -> list[Invitation]:
        """Return those neither used nor withdrawn nor expired, the oldest first."""

    async def use_invitation(self, invitation: int, user_id: int, at: datetime) -> bool:
        """Note who used it; False where somebody did, or it was withdrawn."""

    async def withdraw_invitation(self, invitation: int, by: str, at: datetime) -> bool:
        """Make it worth nothing; False where it is that already."""

    async def seen_in_chats(self) -> set[tuple[int, int]]:
        """Return which members were seen in which staff chats: `(user, chat)`."""

    async def note_seen(self, user_id: int, chat: int, at: datetime) -> None:
        """Note that a member is in a staff chat."""

    async def forget_seen(self, user_id: int, chat: int) -> None:
        """Note that a member is not in a staff chat any more."""

    async def requests_on(self, day: date, whos: Collection[str]) -> int:
        """Return how many requests came on a day from any one of these, the most of them."""

    async def count_request(self, day: date, whos: Collection[str]) -> None:
        """Count a request that came on a day, by each of these; earlier days are forgotten."""

    async def readings_since(self, since: datetime) -> list[ReadingCount]:
        """Return who read personal data of applicants since, those who read most first."""

    async def staff_listed(self) -> list[Listed]:
        """Return the staff of every version of the directory, the earliest first."""
