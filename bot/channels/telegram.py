"""Messages into Telegram: written as HTML, edited in place, and every refusal given its meaning."""

import logging
import re
from collections.abc import Iterator
from html import unescape
from typing import Any, Final, assert_never

from aiogram import Bot
from aiogram.exceptions import (
    AiogramError,
    TelegramBadRequest,
    TelegramEntityTooLarge,
    TelegramForbiddenError,
    TelegramMigrateToChat,
    TelegramNetworkError,
    TelegramNotFound,
    TelegramRetryAfter,
    TelegramServerError,
    TelegramUnauthorizedError,
)
from aiogram.methods import SendDocument, SendPhoto
from aiogram.types import BufferedInputFile
from msgspec import Struct

from bot.botapi import DeleteMessage, EditMessageText, Placed, SendMessage, StripMessage
from bot.channels import keyboards
from bot.dialogs.say import Say, say
from bot.messages import Notice, Paper, Remove, Screen, Strip
from bot.ports import Papers, Texts
from bot.records import (
    ChannelName,
    ChannelOff,
    Envelope,
    Outcome,
    Rejected,
    RetryAt,
    Sent,
    Traits,
)

log = logging.getLogger(__name__)

LONGEST: Final = 4096
SECONDS: Final = 12
PAGE_SIZE: Final = 8
SHORT_WAIT, LONG_WAIT, NO_RIGHTS_WAIT = 2.0, 60.0, 300.0

_TAG: Final = re.compile(r"<[^>]+>")
_GONE: Final = ("chat not found", "user is deactivated", "peer_id_invalid", "user not found")
_NO_RIGHTS: Final = ("not enough rights", "have no rights", "write_forbidden", "topic_closed")
_NO_EDIT: Final = ("message to edit not found", "can't be edited", "no text in the message")
_SAME: Final = "message is not modified"
_UNREADABLE: Final = "can't parse entities"
_NO_PREVIEW: Final = {"is_disabled": True}


class Sheet(Struct, frozen=True):
    """A message as it is sent: keys to be written, and what stands under it."""

    says: tuple[tuple[Say, ...], ...]
    markup: dict[str, Any] | None = None
    edit: int | None = None


class Nonsense(AiogramError):
    """What came back is JSON, and says nothing of what was asked."""


class TelegramChannel:
    """Telegram as a channel."""

    name = ChannelName.TELEGRAM
    traits = Traits(page_size=PAGE_SIZE, says_rest=True, address_is_phone=False, edits=True)

    def __init__(
        self,
        bot: Bot,
        texts: Texts,
        moved: dict[int, int] | None = None,
        papers: Papers | None = None,
        *,
        seconds: int = SECONDS,
    ) -> None:
        """Make it; `moved` is shared: groups that became another chat, and which.

        An answer is waited for no longer than `seconds`.
        """
        self._seconds = seconds
        self._bot, self._texts, self._papers = bot, texts, papers
        self._moved = {} if moved is None else moved

    async def send(self, envelope: Envelope) -> Outcome:
        """Send it and say what came of it; a group that became another chat is followed."""
        try:
            try:
                return await self._send(envelope)
            except TelegramMigrateToChat as news:
                self._moved[int(envelope.address.where)] = news.migrate_to_chat_id
            log.warning("a staff chat became a supergroup: `doctor` tells its number")
            return await self._send(envelope)
        except AiogramError as error:
            outcome = outcome_of(error)
            # Neither the error's text nor the address is logged: both may be personal.
            log.warning("message %d: %s: %s", envelope.id, type(error).__name__, outcome)
            return outcome

    async def close(self) -> None:
        """Let connections go."""
        await self._bot.session.close()

    async def _hand_over(self, paper: Paper, envelope: Envelope, chat: int) -> Sent:
        """Send a file, made at this moment."""
        if self._papers is None:
            raise TypeError("nobody here makes files")
        made = await self._papers.make(paper, envelope.lang)
        words = self._texts.write(paper.caption, envelope.lang, markup=True)
        file = BufferedInputFile(made.body, made.name)
        if made.picture:
            picture = SendPhoto(chat_id=chat, photo=file, caption=words, parse_mode="HTML")
            return Sent(str((await self._bot(picture)).message_id))
        document = SendDocument(chat_id=chat, document=file, caption=words, parse_mode="HTML")
        return Sent(str((await self._bot(document)).message_id))

    async def _send(self, envelope: Envelope) -> Sent:
        chat, message = self._chat(envelope), envelope.message
        match message:
            case Strip() | Remove():
                await self._tidy(message, chat)
                return Sent("")
            case Notice(say=told, clears=clears):
                markup = {"remove_keyboard": True} if clears else None
                sheet = Sheet(((told,),), markup, _number(envelope.edit))
                return await self._write(envelope, sheet)
            case Paper():
                return await self._hand_over(message, envelope, chat)
            case Screen():
                return await self._write(envelope, self._sheet(message, envelope))
            case _:
                assert_never(message)

    async def _tidy(self, message: Strip | Remove, chat: int) -> None:
        """Tidy up; a message that is gone, too old or already bare is as tidy as can be."""
        of = _number(message.message_id)
        if of is None:
            return
        method = DeleteMessage if isinstance(message, Remove) else StripMessage
        call: Any = method(chat, of)
        try:
            await self._bot(call, request_timeout=self._seconds)
        except TelegramBadRequest:
            log.debug("nothing to tidy up")

    def _sheet(self, screen: Screen, envelope: Envelope) -> Sheet:
        question: tuple[Say, ...] = (screen.prompt,)
        if screen.at is not None:
            question = (say("progress", n=screen.at[0], total=screen.at[1]), screen.prompt)
        says = (*((remark,) for remark in screen.remarks), question)
        if screen.takes_contact and not envelope.address.in_group:
            # A keyboard in place of the phone's own can't be put under an old message.
            return Sheet(says, keyboards.contact(screen, self._texts, envelope.lang))
        rows = keyboards.inline(
            screen, envelope.address.thread, PAGE_SIZE, self._texts, envelope.lang
        )
        markup = {"inline_keyboard": rows} if rows else None
        # An empty `edit` asks for a new message even where there is an old one.
        edit = envelope.edit if screen.edit is None else screen.edit
        return Sheet(says, markup, _number(edit))

    async def _write(self, envelope: Envelope, sheet: Sheet) -> Sent:
        """Put a text where it belongs."""
        html = self._text(envelope, sheet, markup=True)
        if len(unescape(_TAG.sub("", html))) > LONGEST:
            return await self._write_long(envelope, sheet)
        try:
            return Sent(await self._put(envelope, sheet, html, "HTML"))
        except TelegramBadRequest as error:
            if _UNREADABLE not in error.message.lower():
                raise
        log.error("the markup of message %d can't be read, it goes without", envelope.id)
        text = self._text(envelope, sheet, markup=False)
        return Sent(await self._put(envelope, sheet, text, None))

    async def _write_long(self, envelope: Envelope, sheet: Sheet) -> Sent:
        """Send a text that is too long in pieces, the buttons under the last."""
        *first, last = pieces(self._text(envelope, sheet, markup=False))
        for piece in first:
            await self._put(envelope, Sheet(()), piece, None)
        number = await self._put(envelope, Sheet((), sheet.markup), last, None)
        return Sent(number, messages=len(first) + 1)

    async def _put(
        self, envelope: Envelope, sheet: Sheet, text: str, parse_mode: str | None
    ) -> str:
        """Put a text where it belongs and return the number of its message."""
        chat = self._chat(envelope)
        fields: dict[str, Any] = {
            "chat_id": chat,
            "text": text,
            "parse_mode": parse_mode,
            "link_preview_options": _NO_PREVIEW,
            "reply_markup": sheet.markup,
        }
        if sheet.edit is not None:
            change: Any = EditMessageText(message_id=sheet.edit, **fields)
            try:
                await self._bot(change, request_timeout=self._seconds)
                return str(sheet.edit)
            except TelegramBadRequest as error:
                why = error.message.lower()
                if _SAME in why:
                    return str(sheet.edit)
                if not any(reason in why for reason in _NO_EDIT):
                    raise
        call: Any = SendMessage(**fields)
        sent = await self._bot(call, request_timeout=self._seconds)
        if not isinstance(sent, Placed):
            raise Nonsense("no number of the message sent")
        return str(sent.message_id)

    def _chat(self, envelope: Envelope) -> int:
        chat = int(envelope.address.where)
        return self._moved.get(chat, chat)

    def _text(self, envelope: Envelope, sheet: Sheet, *, markup: bool) -> str:
        """Write remarks and question: a blank line between them, none within the question."""
        written = (
            "\n".join(self._texts.write(one, envelope.lang, markup=markup) for one in block)
            for block in sheet.says
        )
        return "\n\n".join(block for block in written if block) or "…"


def outcome_of(error: AiogramError) -> Outcome:
    """Return what an error of the Bot API means for the message."""
    match error:
        case TelegramRetryAfter(retry_after=seconds):
            return RetryAt(float(seconds), "429")
        case TelegramMigrateToChat(migrate_to_chat_id=chat):
            return Rejected(f"migrated:{chat}")
        case TelegramForbiddenError(message=why):
            known = ("blocked", "deactivated", "kicked", "can't initiate", "not a member")
            return ChannelOff(next((word for word in known if word in why), "forbidden"))
        case TelegramUnauthorizedError() | TelegramNotFound():
            log.error("the Bot API does not know this token: nothing can be sent")
            return RetryAt(LONG_WAIT, "token", everywhere=True)
        case TelegramBadRequest(message=why):
            return _refused(why.lower())
        case TelegramEntityTooLarge():
            return Rejected("too-large")
        case TelegramServerError():
            return RetryAt(SHORT_WAIT, "server", everywhere=True)
        case TelegramNetworkError():
            return RetryAt(SHORT_WAIT, "network", everywhere=True)
    # A gateway's page where JSON should be, or a refusal nobody has met yet.
    return RetryAt(SHORT_WAIT, "unreadable", everywhere=True)


def _refused(why: str) -> Outcome:
    if any(reason in why for reason in _GONE):
        return ChannelOff("chat-not-found")
    if any(reason in why for reason in _NO_RIGHTS):
        return RetryAt(NO_RIGHTS_WAIT, "no-rights")
    return Rejected("bad-request")


def pieces(text: str, most: int = LONGEST) -> Iterator[str]:
    """Cut a text into pieces of at most `most` characters, at a line's end or a blank if it can."""
    while len(text) > most:
        cut = max(text.rfind("\n", 1, most + 1), text.rfind(" ", most // 2, most + 1))
        cut = cut if cut > 0 else most
        yield text[:cut].rstrip() or "…"
        text = text[cut:].lstrip()
    yield text or "…"


def _number(message_id: str | None) -> int | None:
    return int(message_id) if message_id and message_id.isdecimal() else None
