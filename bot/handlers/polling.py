"""Telegram's updates by long polling; the offset moves on only after our commit."""

import asyncio
import logging
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from typing import Any, Final, Protocol, TypeAlias

from aiogram import Bot
from aiogram.exceptions import (
    AiogramError,
    TelegramConflictError,
    TelegramRetryAfter,
    TelegramUnauthorizedError,
)
from msgspec import Struct

from bot.botapi import GetUpdates

log = logging.getLogger(__name__)

UPDATES: Final = ["message", "callback_query", "my_chat_member", "chat_member"]
LIMIT: Final = 100
MARGIN: Final = 10


class Takes(Protocol):
    """Takes updates in and returns when they are committed."""

    async def take(self, updates: Sequence[object]) -> None: ...


class Pauses(Struct, frozen=True):
    """Seconds: how long the server holds a question, and between questions that failed."""

    poll: int = 30
    first: float = 1.0
    most: float = 30.0


PAUSES: Final = Pauses()

Asked: TypeAlias = Callable[[str], None]
"""Told each time Telegram was asked: why it gave nothing, "" if it answered."""


def _nobody(_why: str) -> None:
    """Tell nobody."""


class Polling:
    """Asks for updates until it is stopped."""

    def __init__(
        self, bot: Bot, intake: Takes, pauses: Pauses = PAUSES, asked: Asked = _nobody
    ) -> None:
        self._bot, self._intake, self._pauses, self._asked = bot, intake, pauses, asked
        self._offset: int | None = None
        self._failures = 0
        self._stopped = asyncio.Event()
        self._asking: asyncio.Timeout | None = None

    async def run(self) -> None:
        """Ask, take in, move on; whatever fails is asked for again after a growing pause.

        May be run again when it was stopped: then another may have asked meanwhile.
        """
        self._stopped.clear()
        self._offset = None
        while not self._stopped.is_set():
            try:
                found = await self._ask()
                self._asked("")
                await self._take(found)
                self._failures = 0
            except Exception as error:
                await self._rest(self._pause_after(error))

    def stop(self) -> None:
        """Ask no more; what is being taken in is finished first."""
        first = not self._stopped.is_set()
        self._stopped.set()
        if first and self._asking is not None:
            self._asking.reschedule(asyncio.get_running_loop().time())

    async def _ask(self) -> Sequence[object]:
        question: Any = GetUpdates(LIMIT, self._pauses.poll, UPDATES, self._offset)
        try:
            async with asyncio.timeout(None) as self._asking:
                found = await self._bot(question, request_timeout=self._pauses.poll + MARGIN)
        except TimeoutError:
            return []  # only `stop` sets a limit
        finally:
            self._asking = None
        return found if isinstance(found, list) else []

    async def _take(self, updates: Sequence[object]) -> None:
        if not updates:
            return
        await self._intake.take(updates)
        numbers = [
            number
            for update in updates
            if isinstance(update, Mapping) and isinstance(number := update.get("update_id"), int)
        ]
        self._offset = max(numbers, default=self._offset or 0) + 1 if numbers else self._offset

    def _pause_after(self, error: Exception) -> float:
        """Return how long to rest after a failure, and say what is wrong in words."""
        self._failures += 1
        pause = min(self._pauses.most, self._pauses.first * 2.0 ** (self._failures - 1))
        match error:
            case TelegramRetryAfter(retry_after=seconds):
                pause = max(pause, float(seconds))
                log.warning("Telegram asks to wait for %d seconds", seconds)
            case TelegramConflictError():
                log.error("another program asks for this bot's updates, or a webhook is set")
            case TelegramUnauthorizedError():
                self._asked("token")
                log.error("Telegram does not know this token")
            case AiogramError():
                self._asked(type(error).__name__)
                log.warning("no updates: %s; again in %.0f s", type(error).__name__, pause)
            case _:
                log.error("updates could not be taken in; again in %.0f s", pause, exc_info=error)
        return pause

    async def _rest(self, seconds: float) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._stopped.wait()
