"""What a typed answer means: numbers, labels and the usual words, however they were typed.

Both what was typed and what it is compared with are folded first, so that case, signs, look-alike
Latin letters and missing Kazakh ones make no difference.
"""

import re
import unicodedata
from collections.abc import Callable, Sequence
from enum import StrEnum
from functools import lru_cache
from typing import Final

from bot.dialogs.question import Facts, Question
from bot.reception.language import Lang

PREFIX_MIN: Final = 3
SUBSTRING_MIN: Final = 4
FIRST_WORDS_MIN: Final = 6
TYPED_MAX: Final = 200
"""A longer text is no word and no label, and isn't compared with any."""


class Word(StrEnum):
    """A usual word that means the same in every question."""

    MORE = "more"
    BACK = "back"
    CANCEL = "cancel"
    SKIP = "skip"
    YES = "yes"
    NO = "no"
    MENU = "menu"
    HELP = "help"
    BOOK = "book"
    MY = "my"
    SCHEDULE = "schedule"
    LANGUAGE = "language"
    MYDATA = "mydata"
    CORRECT = "correct"

    @property
    def command(self) -> str | None:
        """The command this word opens, if it opens one."""
        return _COMMANDS.get(self)


_COMMANDS: Final = {
    Word.MENU: "start",
    Word.HELP: "help",
    Word.BOOK: "book",
    Word.MY: "my",
    Word.SCHEDULE: "schedule",
    Word.LANGUAGE: "lang",
    Word.MYDATA: "mydata",
    Word.CORRECT: "correct",
}

# The words that providers of text messages keep for themselves (STOP, CANCEL, END …) are not ours.
_WORDS: Final[tuple[tuple[Word, Lang | None, str], ...]] = (
    (Word.MORE, None, "0, more"),
    (Word.MORE, Lang.KK, "тағы, келесі, әрі қарай"),
    (Word.MORE, Lang.RU, "еще, дальше, далее"),
    (Word.BACK, None, "back"),
    (Word.BACK, Lang.KK, "артқа, кері"),
    (Word.BACK, Lang.RU, "назад, обратно"),
    (Word.CANCEL, Lang.KK, "болдырмау, болдырма"),
    (Word.CANCEL, Lang.RU, "отмена, отменить"),
    (Word.SKIP, None, "skip, -"),
    (Word.SKIP, Lang.KK, "өткізіп жіберу, өткізу"),
    (Word.SKIP, Lang.RU, "пропустить, пропуск, пропускаю"),
    (Word.YES, None, "ok, yes, +"),
    (Word.YES, Lang.KK, "иә, ия, иа, ие, жарайды, жақсы, дұрыс, болады, келісемін, iya, ia, ya"),
    (Word.YES, Lang.RU, "да, ага, угу, ок, окей, хорошо, ладно, верно, согласен, согласна, da"),
    (Word.NO, None, "no"),
    (Word.NO, Lang.KK, "жоқ, жок, келіспеймін, joq, jok, zhok, zhoq"),
    (Word.NO, Lang.RU, "нет, неа, не надо, не согласен, не согласна, net"),
    (Word.MENU, None, "menu, start"),
    (Word.MENU, Lang.KK, "мәзір, бастау"),
    (Word.MENU, Lang.RU, "меню, начать, старт"),
    (Word.HELP, None, "help"),
    (Word.HELP, Lang.KK, "көмек, анықтама"),
    (Word.HELP, Lang.RU, "помощь, справка, помогите"),
    (Word.BOOK, Lang.KK, "жазылу, қабылдауға жазылу, жазылғым келеді"),
    (Word.BOOK, Lang.RU, "бронь, запись, записаться, записаться на прием, запись на прием"),
    (Word.MY, Lang.KK, "күй, күйі, өтінімдерім, менің өтінімдерім"),
    (Word.MY, Lang.RU, "статус, мои заявки, моя заявка"),
    (Word.SCHEDULE, Lang.KK, "кесте, қабылдау кестесі"),
    (Word.SCHEDULE, Lang.RU, "график, график приема, расписание"),
    (Word.LANGUAGE, None, "language"),
    (Word.LANGUAGE, Lang.KK, "тіл"),
    (Word.LANGUAGE, Lang.RU, "язык"),
    (Word.MYDATA, Lang.KK, "деректерім, менің деректерім"),
    (Word.MYDATA, Lang.RU, "мои данные"),
    (Word.CORRECT, Lang.KK, "түзету, өтінімді түзету"),
    (Word.CORRECT, Lang.RU, "исправить, исправление, исправить заявку"),
)

_SIGNS: Final = dict.fromkeys("👍👌✅✔🆗", Word.YES) | dict.fromkeys("👎❌✖🚫", Word.NO)
_TONES: Final = re.compile("[\ufe0e\ufe0f\u20e3\u200d\U0001f3fb-\U0001f3ff]")

# Kazakh letters missing on most keyboards, then Latin letters that look like Cyrillic ones.
_LETTERS: Final = str.maketrans(
    "әғқңөұүһіёabcehikmoptxy",
    "агкноуухиеавсеникмортху",
)

_NUMBER: Final = re.compile(r"(?:(?:no|n|#)\.?\s*)?\(?\s*(\d{1,2})\s*[.,:;)\]!-]*", re.IGNORECASE)


def word_meant(text: str) -> Word | None:
    """Return the usual word that `text` is, or None."""
    found = _found(text)
    return found and found[0]


def word_language(text: str) -> Lang | None:
    """Return the language of the usual word that `text` is; None where it is of none or both."""
    found = _found(text)
    return found and found[1]


def number_meant(text: str) -> int | None:
    """Read a number of an option: `3`, `3.`, `№3`, `3)`, full-width and emoji digits."""
    bare = unicodedata.normalize("NFKC", _TONES.sub("", text[:TYPED_MAX])).replace("🔟", "10")
    found = _NUMBER.fullmatch(bare.strip())
    return int(found[1]) if found else None


def option_meant(text: str, question: Question, shown: Sequence[str], facts: Facts) -> str | None:
    """Return the key of the option that `text` means: its number on the screen, a usual word, or
    its label in either language and either form: phones at hand show different ones.

    Where the question takes a text too, only a whole label or its first words count, else its
    beginning (3 letters) or a part of it (4) will do if it fits one option alone.
    """
    number = number_meant(text)
    if number is not None and 1 <= number <= len(shown):
        return shown[number - 1]
    keys = {option.key for option in question.options}
    match word_meant(text):
        case Word.YES | Word.NO | Word.SKIP as word if word in keys:
            return word.value
        case Word.NO if "skip" in keys:
            return "skip"
        case _:
            return _labelled(fold(text), question, facts)


@lru_cache(maxsize=4096)
def fold(text: str) -> str:
    """Return `text` as it is compared: small letters of one alphabet, digits and single blanks."""
    plain = unicodedata.normalize("NFKC", text[:TYPED_MAX]).casefold().translate(_LETTERS)
    return " ".join("".join(c if c.isalnum() else " " for c in plain).split())


def _labelled(typed: str, question: Question, facts: Facts) -> str | None:
    if not typed:
        return None
    labels = [
        (option.key, fold(facts.words(option.label, lang, short=short)))
        for option in question.options
        for lang in Lang
        for short in (False, True)
    ]
    ways: list[Callable[[str], bool]] = [typed.__eq__]
    if question.takes_text and len(typed) >= FIRST_WORDS_MIN:
        ways.append(lambda label: label.startswith(f"{typed} "))
    if not question.takes_text and len(typed) >= PREFIX_MIN:
        ways.append(lambda label: label.startswith(typed))
    if not question.takes_text and len(typed) >= SUBSTRING_MIN:
        ways.append(lambda label: typed in label)
    for fits in ways:
        keys = {key for key, label in labels if fits(label)}
        if keys:
            return keys.pop() if len(keys) == 1 else None
    return None


def _found(text: str) -> tuple[Word, Lang | None] | None:
    bare = _TONES.sub("", text[:TYPED_MAX]).strip()
    sign = _SIGNS.get(bare)
    return (sign, None) if sign else _BY_TEXT.get(fold(bare) or bare)


def _by_text() -> dict[str, tuple[Word, Lang | None]]:
    found: dict[str, tuple[Word, Lang | None]] = {}
    for word, lang, texts in _WORDS:
        for text in texts.split(", "):
            key = fold(text) or text
            known = found.setdefault(key, (word, lang))
            if known != (word, lang):
                found[key] = (known[0], None)
    return found


_BY_TEXT: Final = _by_text()
