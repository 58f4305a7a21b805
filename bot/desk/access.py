"""Who is let in: inviting, joining, revoking, and whoever leaves the staff chat.

What is done here holds from the next tick of every process on.
"""

import secrets
from collections.abc import Callable
from datetime import datetime
from typing import Final, assert_never

from bot.chats import to_chat
from bot.desk.acts import By, Done, Outcome, Problem
from bot.dialogs import commands as do
from bot.dialogs.joining import denied
from bot.dialogs.say import Say, say
from bot.dialogs.staff.members import by_whom, office_names, role_words
from bot.messages import Notice
from bot.notices import STAFF_CHANNEL
from bot.ports import Tx
from bot.reception.access import (
    INVITED_FOR,
    STAFF,
    Ended,
    Member,
    Standing,
    digest,
    leaderless_without,
    may_invite,
    may_revoke,
    standing,
)
from bot.reception.directory import Directory, Office, StaffMember
from bot.records import Address, Outgoing, Reference

TOKEN_BYTES: Final = 24
LINK: Final = "i-"


def new_token() -> str:
    """Return what nobody can guess."""
    return secrets.token_urlsafe(TOKEN_BYTES)


class Access:
    """Carries out what decides on who is let in, inside the transaction `tx` it is given.

    `bot_name`: what the bot is called where links lead to; "" while that is not known.
    """

    def __init__(
        self,
        reference: Reference,
        bot_name: Callable[[], str] = str,
        token: Callable[[], str] = new_token,
    ) -> None:
        self._reference, self._bot_name, self._token = reference, bot_name, token

    async def carry_out(self, tx: Tx, command: do.OfAccess, by: By, now: datetime) -> Outcome:
        """Do it, if whoever decided may."""
        match command:
            case do.Join():
                return await self._join(tx, command, by, now)
            case do.Invite():
                return await self._invite(tx, command, by, now)
            case do.Revoke():
                return await self._revoke(tx, command, by, now)
            case do.WithdrawInvitation():
                return await self._withdraw(tx, command, by, now)
            case _:
                assert_never(command)

    async def _invite(self, tx: Tx, wanted: do.Invite, by: By, now: datetime) -> Outcome:
        """Make a link, shown in private to who asked for it, and to nobody else."""
        member = by.as_member.who
        if not isinstance(member, StaffMember):
            return Problem(say("staff-only"))
        if wanted.role not in may_invite(member.role):
            return Problem(say("access-may-not-invite", role=role_words(wanted.role)))
        if not wanted.offices or not {*wanted.offices} <= {*member.offices}:
            return Problem(say("not-your-office"))
        token = self._token()
        start = link_to(self._bot_name(), self._reference.directory, token)
        if start is None:
            return Problem(say("access-no-link"))
        private = Address(STAFF_CHANNEL, str(member.user_id))
        reader = (await tx.load([private], now))[private]
        if not reader.active:
            return Problem(say("details-open-private"))
        made = await tx.add_invitation(
            digest(token), wanted.role, wanted.offices, by.as_member.name, now
        )
        words = say(
            "access-link",
            role=role_words(made.role),
            offices=office_names(made.offices, self._reference.directory),
            link=start,
            until=made.expires_at,
            number=str(made.id),
        )
        if by.as_member is not by:
            return Done(says=(words,))
        message = Outgoing(reader.contact, Notice(words), not_after=now + INVITED_FOR)
        return Done(says=(say("access-link-sent", role=role_words(made.role)),), put=(message,))

    async def _join(self, tx: Tx, joined: do.Join, by: By, now: datetime) -> Outcome:
        """Let whoever was invited in, once."""
        address = await tx.address_of(by.contact)
        if isinstance(by.who, StaffMember) or address.channel is not STAFF_CHANNEL:
            return Problem(say("invitation-unknown"))
        directory = self._reference.directory
        user = int(address.where)
        if directory.member(user) is not None or await _is_in(tx, user):
            return Problem(say("invitation-member-already"))
        found = await tx.invitation(joined.link)
        worth = standing(found, directory.staff, now)
        if found is None or worth is not Standing.OPEN:
            return Problem(denied(worth))
        if not await tx.use_invitation(found.id, user, now):
            return Problem(denied(Standing.USED))
        spell = Member(user, joined.name, found.role, found.offices, found.by, since=now)
        await tx.add_member(spell)
        words = say(
            "access-joined",
            name=joined.name,
            role=role_words(found.role),
            offices=office_names(found.offices, directory),
            by=by_whom(found.by, directory),
        )
        told = await self._tell_chats(tx, found.offices, words, now)
        return Done(says=(say("joining-done", role=role_words(found.role)),), put=told)

    async def _revoke(self, tx: Tx, wanted: do.Revoke, by: By, now: datetime) -> Outcome:
        """Take a member's access; an office keeps somebody who leads it."""
        directory = self._reference.directory
        member, whom = by.as_member.who, directory.member(wanted.user)
        if not isinstance(member, StaffMember):
            return Problem(say("staff-only"))
        if whom is None:
            return Problem(say("access-not-a-member"))
        if not may_revoke(member, whom):
            return Problem(say("access-may-not-revoke", role=role_words(whom.role)))
        without = leaderless_without(directory.staff, whom)
        if without:
            return Problem(say("access-last-leader", offices=office_names(without, directory)))
        if not await tx.end_member(whom, now, by.as_member.name, Ended.REVOKED):
            return Problem(say("access-not-a-member"))
        words = say("access-revoked", name=whom.name, role=role_words(whom.role), by=member.name)
        return await self._told(tx, by, whom.offices, words, now)

    async def _withdraw(
        self, tx: Tx, wanted: do.WithdrawInvitation, by: By, now: datetime
    ) -> Outcome:
        """Make a link worth nothing."""
        member = by.as_member.who
        if not isinstance(member, StaffMember):
            return Problem(say("staff-only"))
        opened = await tx.open_invitations(now)
        found = next((one for one in opened if one.id == wanted.invitation), None)
        if found is None or not {*found.offices} & {*member.offices}:
            return Problem(say("access-no-invitation", number=str(wanted.invitation)))
        if found.role not in may_invite(member.role):
            return Problem(say("access-may-not-revoke", role=role_words(found.role)))
        if not await tx.withdraw_invitation(found.id, by.as_member.name, now):
            return Problem(say("access-no-invitation", number=str(wanted.invitation)))
        return Done(says=(say("access-withdrawn", number=str(found.id)),))

    async def _told(
        self, tx: Tx, by: By, offices: tuple[str, ...], words: Say, now: datetime
    ) -> Done:
        """Tell whoever did it, where they did it, and the staff chats besides."""
        told = await self._tell_chats(tx, offices, words, now)
        return Done(says=(words,), put=tuple(one for one in told if one.contact != by.contact))

    async def _tell_chats(
        self, tx: Tx, offices: tuple[str, ...], words: Say, now: datetime
    ) -> tuple[Outgoing, ...]:
        """Return the words into the staff chats of these offices, once into each."""
        directory = self._reference.directory
        chats: dict[int | None, Office] = {}
        for key in offices:
            chats.setdefault(directory.office(key).staff_chat, directory.office(key))
        told = [await to_chat(tx, office, words, now) for office in chats.values()]
        return tuple(one for some in told for one in some)


async def departed(
    tx: Tx, reference: Reference, chat: int, user: int, now: datetime
) -> tuple[Outgoing, ...]:
    """Let somebody in no longer at the offices whose staff chat they left; tell that chat."""
    directory = reference.directory
    await tx.forget_seen(user, chat)
    member = directory.member(user)
    left = [office for office in directory.offices_of_chat(chat) if _works_at(member, office)]
    if member is None or not left:
        return ()
    by = next((one.by for one in reversed(await tx.roster()) if one.user_id == user), "")
    if not await tx.end_member(member, now, f"{STAFF}{user}", Ended.LEFT):
        return ()
    gone = {office.key for office in left}
    rest = tuple(key for key in member.offices if key not in gone)
    if rest:
        spell = Member(user, member.name, member.role, rest, by or f"{STAFF}{user}", since=now)
        await tx.add_member(spell)
    told = await to_chat(
        tx, left[0], say("access-left", name=member.name, role=role_words(member.role)), now
    )
    without = tuple(key for key in leaderless_without(directory.staff, member) if key in gone)
    if without:
        alone = say("access-nobody-leads", offices=office_names(without, directory))
        told += await to_chat(tx, left[0], alone, now)
    return told


def link_to(bot_name: str, directory: Directory, token: str) -> str | None:
    """Return the address that opens the bot with an invitation; None while there is none."""
    base = f"https://t.me/{bot_name}" if bot_name else directory.bot_link
    return f"{base}?start={LINK}{token}" if base else None


async def _is_in(tx: Tx, user: int) -> bool:
    """Tell whether somebody was let in, maybe a moment ago."""
    return any(one.user_id == user and one.until is None for one in await tx.roster())


def _works_at(member: StaffMember | None, office: Office) -> bool:
    return member is not None and office.key in member.offices
