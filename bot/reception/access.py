"""Who is let in: the roster of members over the directory file, and the life of an invitation."""

import hashlib
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from bot.reception.directory import Directory, Role, StaffMember
from bot.reception.identity import Invalid, clean

INVITED_FOR: Final = timedelta(hours=24)
NAME_MIN, NAME_MAX = 2, 60
OPERATOR: Final = "operator"
"""Whoever runs the program, by its command line."""
DIRECTORY: Final = "directory"
"""The file of the directory, whose staff are the first members."""
STAFF: Final = "staff:"


class Ended(StrEnum):
    """Why somebody is a member no longer."""

    REVOKED = "revoked"
    LEFT = "left"


class Member(Struct, frozen=True):
    """One spell of somebody's membership.

    `since` is None where the directory file let them in. `by` and `until_by` are written as in
    the history: `staff:ID`, or a word.
    """

    user_id: int
    name: str
    role: Role
    offices: tuple[str, ...]
    by: str
    since: datetime | None = None
    until: datetime | None = None
    until_by: str | None = None
    why: Ended | None = None


class Invitation(Struct, frozen=True):
    """A link by which one person may become a member, once."""

    id: int
    role: Role
    offices: tuple[str, ...]
    by: str
    at: datetime
    expires_at: datetime
    used_by: int | None = None
    withdrawn_at: datetime | None = None


class Standing(StrEnum):
    """What a link is worth."""

    OPEN = "open"
    UNKNOWN = "unknown"
    USED = "used"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"


def with_roster(directory: Directory, roster: Iterable[Member]) -> Directory:
    """Return the directory with the members in force.

    What was done after the file was read holds over it: whoever was invited is in, whoever was
    revoked or left is out, whatever the file says. `roster`: every spell, the earlier ones first.
    """
    last = {one.user_id: one for one in roster}
    if not last:
        return directory
    keys = {office.key for office in directory.offices}
    listed = {one.user_id for one in directory.staff}
    staff: list[StaffMember] = []
    for one in directory.staff:
        spell = last.get(one.user_id)
        if spell is None:
            staff.append(one)
        elif spell.until is None:
            staff += _as_staff(spell, keys)
    for user_id, spell in last.items():
        if user_id not in listed and spell.until is None:
            staff += _as_staff(spell, keys)
    return replace(directory, staff=tuple(staff))


def kept_out(directory: Directory, roster: Iterable[Member]) -> tuple[Member, ...]:
    """Return whom the file lists although they were revoked or left: they stay out."""
    last = {one.user_id: one for one in roster}
    found = (last.get(one.user_id) for one in directory.staff)
    return tuple(one for one in found if one is not None and one.until is not None)


def _as_staff(spell: Member, keys: Collection[str]) -> list[StaffMember]:
    """Return the member at the offices there still are; nothing where there is none of them."""
    offices = tuple(key for key in spell.offices if key in keys)
    return [StaffMember(spell.user_id, spell.name, spell.role, offices)] if offices else []


def may_invite(role: Role) -> tuple[Role, ...]:
    """Return the roles that a member of this role may give to others."""
    match role:
        case Role.ADMIN:
            return tuple(Role)
        case Role.HEAD:
            return (Role.VIEWER, Role.OPERATOR)
        case _:
            return ()


def may_revoke(by: StaffMember, whom: StaffMember) -> bool:
    """Tell whether one member may take another's access, or give up their own."""
    if by.user_id == whom.user_id:
        return True
    return whom.role in may_invite(by.role) and bool({*by.offices} & {*whom.offices})


def leaderless_without(staff: Sequence[StaffMember], whom: StaffMember) -> tuple[str, ...]:
    """Return the offices that nobody would lead without this member."""
    if not whom.role.leads:
        return ()
    led = {key for one in staff if one.role.leads and one != whom for key in one.offices}
    return tuple(key for key in whom.offices if key not in led)


def standing(
    invitation: Invitation | None, staff: Sequence[StaffMember], now: datetime
) -> Standing:
    """Return what a link is worth now, by the members in force.

    Who invited must still be let in, and still be allowed to give that role at those offices.
    """
    if invitation is None:
        return Standing.UNKNOWN
    if invitation.used_by is not None:
        return Standing.USED
    if invitation.withdrawn_at is not None or not _stands_by(invitation, staff):
        return Standing.WITHDRAWN
    return Standing.EXPIRED if now >= invitation.expires_at else Standing.OPEN


def _stands_by(invitation: Invitation, staff: Sequence[StaffMember]) -> bool:
    if invitation.by == OPERATOR:
        return True
    inviter = next((one for one in staff if f"{STAFF}{one.user_id}" == invitation.by), None)
    return (
        inviter is not None
        and invitation.role in may_invite(inviter.role)
        and {*invitation.offices} <= {*inviter.offices}
    )


def digest(token: str) -> str:
    """Return what is kept of a link: it opens nothing by itself."""
    return hashlib.sha256(token.encode(errors="replace")).hexdigest()


def member_name(text: str) -> str:
    """Read the name by which colleagues know a member: `member-name`."""
    found = clean(text)
    letters = found.replace("-", "").replace(".", "").replace("’", "").replace(" ", "")
    if not NAME_MIN <= len(found) <= NAME_MAX or not letters.isalpha():
        raise Invalid("member-name", least=NAME_MIN, most=NAME_MAX)
    return found


class Access(Struct, frozen=True):
    """A stretch of time in which somebody had access, for the list of all of them.

    `why` is None where an end came by the file: they are not in it any more.
    """

    user_id: int
    name: str
    role: Role
    offices: tuple[str, ...]
    by: str
    since: datetime | None
    until: datetime | None = None
    until_by: str | None = None
    why: Ended | None = None

    @property
    def who(self) -> str:
        """Return how the history names them."""
        return f"{STAFF}{self.user_id}"


def accesses(
    listed: Sequence[tuple[datetime, Sequence[StaffMember]]],
    roster: Sequence[Member],
    offices: Collection[str],
) -> list[Access]:
    """Return everybody who has or had access, those who have it first, each spell by itself.

    `listed`: the staff of every version of the directory and when it came into force, the
    earliest first; `roster` holds over it from its first line on. `offices`: those there are.
    """
    taken_over: dict[int, Member] = {}
    for spell in roster:
        taken_over.setdefault(spell.user_id, spell)
    found = [_by_roster(one, listed, offices) for one in roster]
    for user_id in sorted({one.user_id for _, staff in listed for one in staff}):
        found += _by_file(user_id, listed, taken_over.get(user_id))
    return sorted(found, key=lambda one: (one.until is not None, one.name, one.user_id))


def _by_roster(
    spell: Member,
    listed: Sequence[tuple[datetime, Sequence[StaffMember]]],
    offices: Collection[str],
) -> Access:
    since = spell.since
    if since is None:  # let in by the file, and out again by somebody
        times = (at for at, staff in listed if any(one.user_id == spell.user_id for one in staff))
        since = min(times, default=None)
    until = spell.until
    gone = until is None and not {*spell.offices} & {*offices}
    return Access(
        user_id=spell.user_id,
        name=spell.name,
        role=spell.role,
        offices=spell.offices,
        by=spell.by,
        since=since,
        until=listed[-1][0] if gone and listed else until,
        until_by=DIRECTORY if gone else spell.until_by,
        why=spell.why,
    )


def _by_file(
    user_id: int,
    listed: Sequence[tuple[datetime, Sequence[StaffMember]]],
    first: Member | None,
) -> list[Access]:
    """Return the stretches in which the file alone let somebody in, before the roster knew them."""
    end = (first.since or first.until) if first is not None else None
    if first is not None and first.since is None:
        return []  # the roster tells of this one itself
    stretches: list[Access] = []
    for at, staff in listed:
        if end is not None and at >= end:
            break
        now = next((one for one in staff if one.user_id == user_id), None)
        last = stretches[-1] if stretches and stretches[-1].until is None else None
        same = last and now and (last.role, last.offices, last.name) == (
            now.role, now.offices, now.name
        )  # fmt: skip
        if last is not None and not same:
            stretches[-1] = replace(last, until=at, until_by=DIRECTORY)
        if now is not None and not same:
            stretches.append(Access(user_id, now.name, now.role, now.offices, DIRECTORY, at))
    if end is not None and stretches and stretches[-1].until is None:
        stretches[-1] = replace(stretches[-1], until=end, until_by=DIRECTORY)
    return stretches
