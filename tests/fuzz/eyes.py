"""What must never be seen: messages a provider would refuse, a citizen's words, errors logged."""

import json
import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

from aiogram.methods import SendDocument, SendPhoto, TelegramMethod
from msgspec.structs import asdict

from bot.botapi import AnswerPress, Call, Placed
from bot.messages import Paper
from bot.reception.language import Lang
from bot.records import File
from sandbox.markup import EntityError, parse_html, units
from tests.fuzz.hostile import SECRET_WORD

LONGEST, LONGEST_CAPTION, LONGEST_TOAST, LONGEST_DATA, MOST_BUTTONS = 4096, 1024, 200, 64, 100
LONGEST_SMS: Final = 1600
KAZAKH_LETTER: Final = re.compile("[әғқңөұүһіӘҒҚҢӨҰҮҺІ]")
RUSSIAN_WORD: Final = re.compile(r"\b(или|чтобы|вашей?|вас|для|нельзя|можно|это)\b", re.IGNORECASE)
_CHOICE: Final = ("Тілді таңдаңыз", "Выберите язык")
"""What asks for a language asks in both."""
_NAMES_OF_LANGUAGES: Final = re.compile("қазақша|қабылдау|қаз", re.IGNORECASE)


class Wrong(AssertionError):
    """What was seen that must never be."""


class Outcry(logging.Handler):
    """Keeps what is logged: errors, and whether a citizen's word is in any line."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.errors: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Note a line."""
        line = self.format(record)
        if record.levelno >= logging.ERROR:
            self.errors.append(line)
        elif SECRET_WORD in line:
            self.errors.append("a citizen's word in the log")


@contextmanager
def listening() -> Iterator[Outcry]:
    """Listen to the whole program's log, from the level it runs with; raise what was cried out."""
    outcry, root = Outcry(), logging.getLogger()
    before = root.level
    root.addHandler(outcry)
    root.setLevel(logging.INFO)
    try:
        yield outcry
    except Wrong as wrong:
        raise Wrong("\n".join([str(wrong), *outcry.errors[:3]])) from wrong
    finally:
        root.removeHandler(outcry)
        root.setLevel(before)
    if outcry.errors:
        raise Wrong("logged: " + "\n".join(outcry.errors[:3]))


class StrictTelegram:
    """Takes what a bot sends as Telegram would, and keeps why it would not.

    `lang`: what is sent now is written in it. `plain`: nobody wrote a word that could be taken for
    another language's.
    """

    def __init__(self, group: frozenset[int], *, plain: bool = False) -> None:
        self._group, self._plain = group, plain
        self._last = 1000
        self.lang: Lang | None = None
        self.wrong: list[str] = []
        self.sent = 0

    async def __call__(
        self, method: TelegramMethod[Any] | Call, request_timeout: int | None = None
    ) -> Any:
        """Take a call of the Bot API."""
        self._last += 1
        self.sent += 1
        match method:
            case SendDocument() | SendPhoto():
                self._text(int(method.chat_id), method.caption or "…", "HTML", LONGEST_CAPTION)
            case AnswerPress(text=text):
                self._answer(text)
            case _:
                fields = asdict(method) if isinstance(method, Call) else method.model_dump()
                if "text" in fields:
                    chat, text = fields["chat_id"], fields["text"]
                    self._text(chat, text, fields["parse_mode"], LONGEST)
                    self._buttons(fields["reply_markup"] or {})
        return Placed(self._last)

    def _answer(self, text: str | None) -> None:
        if text is not None and (not text or units(text) > LONGEST_TOAST):
            self.wrong.append(f"a toast of {len(text)} characters")
        self.toast(text or "")

    def toast(self, text: str) -> None:
        """Look at what is said over a button that was pressed."""
        text.encode()
        if SECRET_WORD in text:
            self.wrong.append("a citizen's word in a toast")

    async def send_message(
        self, chat: int, text: str, parse_mode: str | None, request_timeout: int
    ) -> None:
        """Take a text that needed no turn."""
        self.lang = None  # it is said in both
        self._text(chat, text, parse_mode, LONGEST)

    async def leave_chat(self, chat: int, request_timeout: int) -> None:
        """Let the bot go."""

    def _text(self, chat: int, text: str, mode: str | None, most: int) -> None:
        try:
            text.encode()
            shown = parse_html(text)[0] if mode == "HTML" else text
        except (EntityError, UnicodeEncodeError) as error:
            self.wrong.append(f"a text that can't be read: {error}: {text[:300]!r}")
            return
        if not shown.strip("\0 \n\t\r\u200b\u2060\ufeff") or units(shown) > most:
            self.wrong.append(f"a text of {units(shown)} characters: {shown[:80]!r}")
        if chat in self._group and SECRET_WORD in shown:
            self.wrong.append(f"a citizen's word in a staff chat: {shown[:300]!r}")
        self._language(shown)

    def _language(self, shown: str) -> None:
        if not self._plain or all(words in shown for words in _CHOICE):
            return
        bare = _NAMES_OF_LANGUAGES.sub("", shown)
        if self.lang is Lang.RU and KAZAKH_LETTER.search(bare):
            self.wrong.append(f"Kazakh in a Russian text: {shown[:600]!r}")
        if self.lang is Lang.KK and RUSSIAN_WORD.search(bare):
            self.wrong.append(f"Russian in a Kazakh text: {shown[:600]!r}")

    def _buttons(self, markup: dict[str, Any]) -> None:
        rows = markup.get("inline_keyboard") or markup.get("keyboard") or []
        buttons = [button for row in rows for button in row]
        if len(buttons) > MOST_BUTTONS:
            self.wrong.append(f"{len(buttons)} buttons")
        for button in buttons:
            data = button.get("callback_data")
            if data is not None and not 0 < len(data.encode()) <= LONGEST_DATA:
                self.wrong.append(f"a button's data: {data!r}")
            if not button["text"].strip():
                self.wrong.append("a button without words")
        json.dumps(markup, ensure_ascii=False).encode()


class BlankPapers:
    """Makes files of one byte: what stands in them is looked at elsewhere."""

    async def make(self, paper: Paper, lang: Lang) -> File:
        """Make one."""
        return File(f"{paper.name}.pdf", b"x")
