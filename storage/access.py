"""Who is let in: members, invitations, who was seen in the staff chats; and who comes how often."""

import json
from collections.abc import Collection
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import bindparam, delete, func, insert, select, update

from bot.dialogs.queries import AccessKept, AccessView, InvitationBy, Query
from bot.ports.access import Listed, ReadingCount
from bot.reception.access import DIRECTORY, INVITED_FOR, Ended, Invitation, Member
from bot.reception.directory import Role, StaffMember
from storage.access_tables import READ, came, invitation, member, seen_in_chat
from storage.columns import Moment
from storage.queries import Queries
from storage.reference_tables import directory
from storage.statements import one_of
from storage.tables import event
from storage.transaction import insert_new

_ROSTER: Final = select(member).order_by(member.c.id)
_VERSION: Final = select(func.count(member.c.id) + func.count(member.c.until))
_ADD: Final = insert(member)
_END: Final = (
    update(member)
    .where(member.c.user_id == bindparam("user"), member.c.until.is_(None))
    .values(
        {
            name: bindparam(f"new_{name}", type_=member.c[name].type)
            for name in ("until", "until_by", "why")
        }
    )
    .returning(member.c.id)
)
_KNOWN: Final = select(member.c.id).where(member.c.user_id == bindparam("user")).limit(1)
_INVITE: Final = insert(invitation).returning(invitation.c.id)
_BY_LINK: Final = select(invitation).where(invitation.c.link == bindparam("link"))
_LOCKED: Final = _BY_LINK.with_for_update()
_unused: Final = (invitation.c.used_by.is_(None), invitation.c.withdrawn_at.is_(None))
_OPEN: Final = (
    select(invitation)
    .where(*_unused, invitation.c.expires_at > bindparam("now", type_=Moment()))
    .order_by(invitation.c.id)
)
_USE: Final = (
    update(invitation)
    .where(invitation.c.id == bindparam("of"), *_unused)
    .values(
        used_by=bindparam("user", type_=invitation.c.used_by.type),
        used_at=bindparam("now", type_=Moment()),
    )
    .returning(invitation.c.id)
)
_WITHDRAW: Final = (
    update(invitation)
    .where(invitation.c.id == bindparam("of"), *_unused)
    .values(withdrawn_by=bindparam("who"), withdrawn_at=bindparam("now", type_=Moment()))
    .returning(invitation.c.id)
)
_SEEN: Final = select(seen_in_chat.c.user_id, seen_in_chat.c.chat)
_NOTE: Final = insert_new(seen_in_chat).on_conflict_do_nothing()
_FORGET: Final = delete(seen_in_chat).where(
    seen_in_chat.c.user_id == bindparam("user"), seen_in_chat.c.chat == bindparam("where_to")
)
_MOST: Final = select(func.max(came.c.count)).where(
    came.c.day == bindparam("on"), one_of(came.c.who, "whos")
)
_new: Final = insert_new(came)
_COUNT: Final = _new.on_conflict_do_update(
    index_elements=[came.c.day, came.c.who], set_={"count": came.c.count + 1}
)
_DROP_DAYS: Final = delete(came).where(came.c.day < bindparam("on"))
_READINGS: Final = (
    select(
        event.c.who,
        func.count().label("times"),
        func.max(event.c.at, type_=Moment()).label("last"),
    )
    .where(READ, event.c.at >= bindparam("since"))
    .group_by(event.c.who)
    .order_by(func.count().desc(), event.c.who)
)
_VERSIONS: Final = select(directory.c.at, directory.c.body).order_by(directory.c.id)


class Access(Queries):
    """Members and invitations."""

    async def answer(self, query: Query[Any], now: datetime) -> object:
        """Answer a dialog's query; the type of the answer is the query's."""
        match query:
            case InvitationBy(link=link):
                return await self.invitation(link)
            case AccessKept():
                roster = tuple(await self.roster())
                return AccessView(roster, tuple(await self.open_invitations(now)))
            case _:
                return await super().answer(query, now)

    async def roster(self) -> list[Member]:
        """Return every spell of membership after the file, the earlier ones first."""
        return [
            Member(
                user_id=row.user_id,
                name=row.name,
                role=Role(row.role),
                offices=_keys(row.offices),
                by=row.by_whom,
                since=row.since,
                until=row.until,
                until_by=row.until_by,
                why=Ended(row.why) if row.why else None,
            )
            for row in await self._rows(_ROSTER)
        ]

    async def roster_version(self) -> int:
        """Return a number that grows with every change of the roster."""
        return int(await self._value(_VERSION))

    async def add_member(self, member: Member) -> None:
        """Let somebody in who is not."""
        await self._rows(_ADD, _row(member))

    async def end_member(self, member: StaffMember, at: datetime, by: str, why: Ended) -> bool:
        """Let a member in no longer; False where that is so already."""
        ended = {"user": member.user_id, "new_until": at, "new_until_by": by, "new_why": why}
        if await self._first(_END, ended) is not None:
            return True
        if await self._first(_KNOWN, {"user": member.user_id}) is not None:
            return False
        spell = Member(
            user_id=member.user_id,
            name=member.name,
            role=member.role,
            offices=member.offices,
            by=DIRECTORY,
            until=at,
            until_by=by,
            why=why,
        )
        await self._rows(_ADD, _row(spell))
        return True

    async def add_invitation(
        self, link: str, role: Role, offices: Collection[str], by: str, at: datetime
    ) -> Invitation:
        """Store an invitation by the digest of its link; it is open for `INVITED_FOR`."""
        row = {
            "link": link,
            "role": role,
            "offices": ",".join(offices),
            "by_whom": by,
            "at": at,
            "expires_at": at + INVITED_FOR,
        }
        id_ = int(await self._value(_INVITE, row))
        return Invitation(id_, role, tuple(offices), by, at, at + INVITED_FOR)

    async def invitation(self, link: str) -> Invitation | None:
        """Return the invitation with this digest, locked until the transaction ends."""
        row = await self._first(_LOCKED if self._connection.locks else _BY_LINK, {"link": link})
        return None if row is None else _invitation(row)

    async def open_invitations(self, now: datetime) -> list[Invitation]:
        """Return those neither used nor withdrawn nor expired, the oldest first."""
        return [_invitation(row) for row in await self._rows(_OPEN, {"now": now})]

    async def use_invitation(self, invitation: int, user_id: int, at: datetime) -> bool:
        """Note who used it; False where somebody did, or it was withdrawn."""
        return await self._first(_USE, {"of": invitation, "user": user_id, "now": at}) is not None

    async def withdraw_invitation(self, invitation: int, by: str, at: datetime) -> bool:
        """Make it worth nothing; False where it is that already."""
        return await self._first(_WITHDRAW, {"of": invitation, "who": by, "now": at}) is not None

    async def seen_in_chats(self) -> set[tuple[int, int]]:
        """Return which members were seen in which staff chats: `(user, chat)`."""
        return {(row.user_id, row.chat) for row in await self._rows(_SEEN)}

    async def note_seen(self, user_id: int, chat: int, at: datetime) -> None:
        """Note that a member is in a staff chat."""
        await self._rows(_NOTE, {"user_id": user_id, "chat": chat, "at": at})

    async def forget_seen(self, user_id: int, chat: int) -> None:
        """Note that a member is not in a staff chat any more."""
        await self._rows(_FORGET, {"user": user_id, "where_to": chat})

    async def requests_on(self, day: date, whos: Collection[str]) -> int:
        """Return how many requests came on a day from any one of these, the most of them."""
        hashes = [self._keys.lookup(f"came:{who}") for who in whos]
        return int(await self._value(_MOST, {"on": day, "whos": hashes}) or 0)

    async def count_request(self, day: date, whos: Collection[str]) -> None:
        """Count a request that came on a day, by each of these; earlier days are forgotten."""
        hashes = sorted(self._keys.lookup(f"came:{who}") for who in whos)
        await self._many(_COUNT, [{"day": day, "who": who} for who in hashes])
        await self._rows(_DROP_DAYS, {"on": day})

    async def readings_since(self, since: datetime) -> list[ReadingCount]:
        """Return who read personal data of applicants since, those who read most first."""
        rows = await self._rows(_READINGS, {"since": since}, long=True)
        return [ReadingCount(row.who, row.times, row.last) for row in rows]

    async def staff_listed(self) -> list[Listed]:
        """Return the staff of every version of the directory, the earliest first."""
        return [
            Listed(row.at, tuple(_staff(one) for one in json.loads(row.body)["staff"]))
            for row in await self._rows(_VERSIONS, long=True)
        ]


def _row(one: Member) -> dict[str, Any]:
    return {
        "user_id": one.user_id,
        "name": one.name,
        "role": one.role,
        "offices": ",".join(one.offices),
        "by_whom": one.by,
        "since": one.since,
        "until": one.until,
        "until_by": one.until_by,
        "why": one.why,
    }


def _invitation(row: Any) -> Invitation:
    return Invitation(
        id=row.id,
        role=Role(row.role),
        offices=_keys(row.offices),
        by=row.by_whom,
        at=row.at,
        expires_at=row.expires_at,
        used_by=row.used_by,
        withdrawn_at=row.withdrawn_at,
    )


def _staff(written: dict[str, Any]) -> StaffMember:
    offices = tuple(written["offices"])
    return StaffMember(written["user_id"], written["name"], Role(written["role"]), offices)


def _keys(written: str) -> tuple[str, ...]:
    return tuple(key for key in written.split(",") if key)
