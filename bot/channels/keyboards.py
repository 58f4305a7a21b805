"""A question's buttons as Telegram draws them: under the message, or in place of the keyboard."""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Any, Final

from bot.dialogs.incoming import Key
from bot.dialogs.question import Style
from bot.dialogs.say import Label, say
from bot.messages import Button, Screen
from bot.ports import Texts
from bot.reception.language import Lang

SHORT, SHORTEST = 14, 3
IN_A_ROW, SHORTEST_IN_A_ROW = 2, 5
LONGEST_LABEL: Final = 120
REMEMBERED: Final = 1024

_MORE, _BACK, _CANCEL = (Button(say(key)) for key in ("more", "back", "cancel"))

Row = list[dict[str, Any]]


def inline(screen: Screen, thread: str, page_size: int, texts: Texts, lang: Lang) -> list[Row]:
    """Return the rows under a question: the options of its page, then more, back and cancel.

    The data of a button is the turn and the option's number (and the card's number in a thread):
    what it stands for is remembered by the conversation, never by the button.
    """
    first = screen.page * page_size
    shown = screen.buttons[first : first + page_size]
    options = [
        _button(button, f"{screen.turn}.{number}", thread, texts, lang)
        for number, button in enumerate(shown, first + 1)
    ]
    ways = [
        _button(button, f"{screen.turn}.{number:d}", thread, texts, lang)
        for button, number, there in (
            (_MORE, Key.MORE, len(screen.buttons) > page_size),
            (_BACK, Key.BACK, screen.can_go_back),
            (_CANCEL, Key.CANCEL, screen.can_cancel),
        )
        if there
    ]
    return [*_rows(options), *([ways] if ways else [])]


def contact(screen: Screen, texts: Texts, lang: Lang) -> dict[str, Any]:
    """Return the keyboard that shares the own phone number with one tap, and what else it offers.

    Its other buttons write their label: everything that can be pressed can be typed.
    """
    rows: list[Row] = [
        [{"text": label(say("share-contact"), texts, lang), "request_contact": True}]
    ]
    rows += [[{"text": label(button.label, texts, lang)}] for button in screen.buttons]
    ways = [
        {"text": label(say(key), texts, lang)}
        for key, there in (("back", screen.can_go_back), ("cancel", screen.can_cancel))
        if there
    ]
    if ways:
        rows.append(ways)
    return {"keyboard": rows, "resize_keyboard": True, "one_time_keyboard": True}


def label(words: Label, texts: Texts, lang: Lang) -> str:
    """Return the words on a button; Telegram refuses one without any."""
    return _fitted(texts.write(words, lang))


@lru_cache(maxsize=REMEMBERED)
def _fitted(words: str) -> str:
    written = " ".join(words.split()) or "…"
    return written if len(written) <= LONGEST_LABEL else written[: LONGEST_LABEL - 1] + "…"


def _button(button: Button, data: str, thread: str, texts: Texts, lang: Lang) -> dict[str, Any]:
    drawn = {
        "text": label(button.label, texts, lang),
        "callback_data": f"{data}.{thread}" if thread else data,
    }
    match button.style:
        case Style.SUCCESS | Style.DANGER:
            return drawn | {"style": button.style.value}
        case Style.PLAIN:
            return drawn


def _rows(buttons: Sequence[dict[str, Any]]) -> Iterator[Row]:
    """Lay buttons out: very short ones five in a row, short ones two, the others alone."""
    row: Row = []
    most = SHORTEST_IN_A_ROW
    for button in buttons:
        most = min(most, _in_a_row(button))
        if len(row) >= most:
            yield row
            row, most = [], _in_a_row(button)
        row.append(button)
    if row:
        yield row


def _in_a_row(button: dict[str, Any]) -> int:
    length = len(button["text"])
    if length <= SHORTEST:
        return SHORTEST_IN_A_ROW
    return IN_A_ROW if length <= SHORT else 1
