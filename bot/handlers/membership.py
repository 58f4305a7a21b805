"""Who is still in the staff chats: asked once a day, for whoever left while nobody listened."""

import logging
from collections.abc import Iterable
from datetime import datetime
from enum import Enum
from typing import Final

from aiogram import Bot
from aiogram.exceptions import AiogramError, TelegramBadRequest, TelegramMigrateToChat
from aiogram.types import ChatMemberRestricted

from bot.desk.access import departed
from bot.handlers.reading import Me
from bot.handlers.staff import is_in
from bot.ports import Clock, Store
from bot.reception.calendar import DAY, local
from bot.reception.directory import StaffMember
from bot.records import DutyKind, Outgoing, Reference

log = logging.getLogger(__name__)

MEMBERS_SECONDS: Final = 600.0
"""How often it is looked whether today's asking is still owed."""
ANSWER_SECONDS: Final = 10


class Presence(Enum):
    """Whether somebody is in a chat, as far as Telegram tells."""

    THERE = 1
    GONE = 2
    UNKNOWN = 3


class Membership:
    """Asks after every member. Trouble on the way lets nobody go; it is asked again later.

    Only who was seen in a chat before can have left it: a member who never came in is none of
    those.
    """

    def __init__(self, bot: Bot, me: Me, store: Store, reference: Reference, clock: Clock) -> None:
        self._bot, self._me = bot, me
        self._store, self._reference, self._clock = store, reference, clock

    async def look(self) -> None:
        """Ask for every staff chat where today's asking is still owed."""
        if not self._me.username:
            return  # Telegram has not answered yet
        chats = {one.staff_chat: one.key for one in reversed(self._reference.directory.offices)}
        for chat, office in chats.items():
            if chat is not None:
                await self._look_at(chat, office)

    async def _look_at(self, chat: int, office: str) -> None:
        now = self._clock.now()
        today = local(now).date()
        async with self._store.reading() as tx:
            if await tx.duty_done_since(office, DutyKind.MEMBERS, today - DAY, today + DAY):
                return
            seen = await tx.seen_in_chats()
        found = await self._asked(chat, self._members(chat))
        if found is None:
            return
        await self._settle(chat, office, found, seen, now)

    def _members(self, chat: int) -> tuple[StaffMember, ...]:
        directory = self._reference.directory
        here = {office.key for office in directory.offices_of_chat(chat)}
        return tuple(one for one in directory.staff if here & {*one.offices})

    async def _asked(self, chat: int, members: Iterable[StaffMember]) -> dict[int, Presence] | None:
        """Return who is there; None where Telegram could not tell of the whole chat."""
        found: dict[int, Presence] = {}
        for member in members:
            try:
                found[member.user_id] = await self._where(chat, member.user_id)
            except AiogramError as error:
                log.warning("who is in a staff chat is not known: %s", type(error).__name__)
                return None
        return found

    async def _where(self, chat: int, user: int) -> Presence:
        try:
            told = await self._bot.get_chat_member(
                self._me.moved.get(chat, chat), user, request_timeout=ANSWER_SECONDS
            )
        except TelegramMigrateToChat:
            raise
        except TelegramBadRequest as error:
            # Of one account Telegram may know nothing; of a whole chat that is trouble.
            if "chat not found" in error.message.lower():
                raise
            return Presence.UNKNOWN
        of = {"status": told.status}
        if isinstance(told, ChatMemberRestricted):
            return Presence.THERE if told.is_member else Presence.GONE
        return Presence.THERE if is_in(of) else Presence.GONE

    async def _settle(
        self,
        chat: int,
        office: str,
        found: dict[int, Presence],
        seen: set[tuple[int, int]],
        now: datetime,
    ) -> None:
        """Let go who left, and note who is there, in one transaction with the duty done."""
        put: list[Outgoing] = []
        async with self._store.writing() as tx:
            if not await tx.begin_duty(office, DutyKind.MEMBERS, local(now).date(), now):
                return  # another process did it
            for user, presence in found.items():
                if presence is Presence.THERE:
                    await tx.note_seen(user, chat, now)
                elif presence is Presence.GONE and (user, chat) in seen:
                    put += await departed(tx, self._reference, chat, user, now)
            await tx.put(put, now)
        if put:
            log.info("members who had left a staff chat were let go")
