"""Meeting Telegram at start: who we are, how updates reach us, and which commands there are."""

import asyncio
import logging
from contextlib import suppress

from aiogram import Bot
from aiogram.exceptions import (
    AiogramError,
    TelegramMigrateToChat,
    TelegramNotFound,
    TelegramUnauthorizedError,
)
from aiogram.types import BotCommandScopeChat
from msgspec import Struct

from bot.handlers.commands import menus
from bot.handlers.polling import UPDATES
from bot.handlers.reading import Me
from bot.ports import Texts
from bot.records import Reference

log = logging.getLogger(__name__)

FIRST_PAUSE, LONGEST_PAUSE = 1.0, 30.0


class UnknownToken(Exception):
    """Telegram does not know the bot's token: trying again is no use."""


class Webhook(Struct, frozen=True):
    """Where Telegram is to post updates, and the secret it must show."""

    url: str
    secret: str


class Meeting:
    """Tells Telegram about us; `webhook` None means that we ask for updates ourselves.

    `api`: the address of the server, for the operator's eyes.
    """

    def __init__(
        self,
        bot: Bot,
        me: Me,
        reference: Reference,
        texts: Texts,
        webhook: Webhook | None,
        api: str,
    ) -> None:
        self._bot, self._me, self._webhook, self._api = bot, me, webhook, api
        self._reference, self._texts = reference, texts

    async def meet(self, stopping: asyncio.Event, *, leads: bool = True) -> bool:
        """Introduce ourselves as soon as Telegram answers; False when stopped before.

        Who does not lead only finds out who we are. Raises `UnknownToken`.
        """
        pause = FIRST_PAUSE
        while not stopping.is_set():
            try:
                await self._introduce(leads=leads)
            except (TelegramUnauthorizedError, TelegramNotFound):
                raise UnknownToken from None
            except AiogramError as error:
                why = type(error).__name__
                log.warning("no answer from %s (%s); again in %.0f s", self._api, why, pause)
                with suppress(TimeoutError):
                    async with asyncio.timeout(pause):
                        await stopping.wait()
                pause = min(pause * 2, LONGEST_PAUSE)
            else:
                how = "polling" if self._webhook is None else "webhook"
                how = how if leads else f"{how}, beside another process"
                log.info("serving as @%s, updates by %s", self._me.username, how)
                if leads:
                    await self.show_menus()
                return True
        return False

    async def show_menus(self) -> None:
        """Tell Telegram the commands; a staff chat without the bot must not stop the others."""
        for commands, scope, language in menus(self._reference.directory, self._texts):
            try:
                await self._bot.set_my_commands(commands, scope=scope, language_code=language)
            except TelegramMigrateToChat as news:
                # Known before its first update: else we would leave the chat as a stranger's.
                if isinstance(scope, BotCommandScopeChat):
                    self._me.moved[int(scope.chat_id)] = news.migrate_to_chat_id
            except AiogramError as error:
                log.warning("a menu of commands was not taken: %s", type(error).__name__)

    async def _introduce(self, *, leads: bool) -> None:
        self._me.username = (await self._bot.get_me()).username or ""
        if not leads:
            return
        if self._webhook is None:
            await self._bot.delete_webhook()
        else:
            await self._bot.set_webhook(
                self._webhook.url, secret_token=self._webhook.secret, allowed_updates=UPDATES
            )
