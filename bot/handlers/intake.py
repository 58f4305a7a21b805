"""Telegram's updates on their way in: read, taken in as one batch, and only then answered."""

import asyncio
import logging
from collections.abc import Callable, Coroutine, Sequence
from typing import Any, Final, Protocol, TypeAlias

from aiogram import Bot
from aiogram.exceptions import AiogramError

from bot.botapi import AnswerPress
from bot.dialogs.say import say
from bot.handlers.reading import NOTHING, Aside, Me, Turning
from bot.handlers.telegram import decode
from bot.ports import Texts
from bot.reception.language import Lang
from bot.records import Incoming, Reply

log = logging.getLogger(__name__)

LONGEST_TOAST: Final = 200
LONGEST_PASSING: Final = 60
"""What is longer than this can't be read before it fades: it is shown until it is closed."""
DENIALS: Final = frozenset({"staff-only"})
AT_ONCE: Final = 20
SECONDS: Final = 10

Spawn: TypeAlias = Callable[[Coroutine[Any, Any, None]], object]
"""Starts work that nobody waits for; the application owns the tasks."""


class Accepts(Protocol):
    """Takes updates in and returns when they are committed, with a reply to each in its place."""

    async def __call__(self, updates: Sequence[Incoming], /) -> list[Reply]: ...


class Intake:
    """Takes Telegram's updates in."""

    def __init__(self, bot: Bot, me: Me, accept: Accepts, texts: Texts, spawn: Spawn) -> None:
        self._bot, self._me, self._accept = bot, me, accept
        self._texts, self._spawn = texts, spawn
        self._free = asyncio.Semaphore(AT_ONCE)

    async def take(self, updates: Sequence[object]) -> None:
        """Take updates in and return when they are committed: then they may be acknowledged.

        Raises what the core raised: then they are not ours yet. Presses are answered afterwards,
        in the background: an answer is worth nothing later, and no turn depends on it.
        """
        read = [decode(update, self._me) for update in updates]
        turning = [one for one in read if isinstance(one, Turning)]
        replies = await self._accept([one.incoming for one in turning]) if turning else []
        after = [
            self._answer(one.press, reply)
            for one, reply in zip(turning, replies, strict=True)
            if one.press
        ]
        after += [self._aside(one) for one in read if isinstance(one, Aside) and one != NOTHING]
        for work in after:
            self._spawn(self._best_effort(work))

    async def _best_effort(self, work: Coroutine[Any, Any, None]) -> None:
        async with self._free:
            try:
                await work
            except AiogramError as error:
                log.info("an answer was not taken: %s", type(error).__name__)
            except Exception:
                log.exception("an answer failed")

    async def _answer(self, press: str, reply: Reply) -> None:
        """Stop the button's turning, with a word where there is one."""
        text = self._texts.write(reply.toast, reply.lang)[:LONGEST_TOAST] if reply.toast else None
        alert = reply.toast is not None and (
            len(text or "") > LONGEST_PASSING or reply.toast.key in DENIALS
        )
        answer: Any = AnswerPress(callback_query_id=press, text=text, show_alert=alert or None)
        await self._bot(answer, request_timeout=SECONDS)

    async def _aside(self, aside: Aside) -> None:
        """Say what needs no turn; whoever reads it has chosen no language yet."""
        if aside.press:
            await self._answer(aside.press, Reply())
        if aside.key:
            words = say(aside.key, chat=str(aside.chat)) if aside.leave else say(aside.key)
            written = [self._texts.write(words, lang) for lang in Lang]
            try:
                await self._bot.send_message(
                    aside.chat, "\n\n".join(written), parse_mode=None, request_timeout=SECONDS
                )
            except AiogramError:
                log.info("nothing can be said in a group")
        if aside.leave:
            log.warning("left a group that is no staff chat: %d", aside.chat)
            await self._bot.leave_chat(aside.chat, request_timeout=SECONDS)
