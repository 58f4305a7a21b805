"""The words of a schedule's days and hours: what each stands for, in Kazakh and in Russian.

Letters are folded first (ё to е, Kazakh letters to their Russian neighbours), because schedules are
typed on any keyboard; words are known by their beginnings, because both languages inflect.
"""

import re
from collections.abc import Mapping
from datetime import date, time
from enum import StrEnum
from typing import Final

from msgspec import Struct

from bot.reception.identity import Invalid
from bot.reception.words import clean


class Kind(StrEnum):
    """What a word of a schedule is."""

    DATE = "date"
    CLOCK = "clock"
    MINUTES = "minutes"
    NUMBER = "number"
    ORDINAL = "ordinal"
    LAST = "last"
    WEEKDAY = "weekday"
    MONTH = "month"
    EVERY = "every"
    FROM = "from"
    TO = "to"
    HOURS = "hours"
    EXCEPT = "except"
    """What follows is without reception: «кроме»."""
    EXCEPTED = "excepted"
    """What went before is: «қоспағанда»."""
    DASH = "dash"
    COMMA = "comma"
    END = "end"
    OTHER = "other"


class Token(Struct, frozen=True):
    """One word as it was written, and what it stands for."""

    kind: Kind
    word: str
    number: int = 0
    day: date | None = None
    clock: time | None = None


_LETTERS: Final = str.maketrans("әіңғүұқөһё", "аингуукохе")
_RAISED: Final = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
_MINUTES_ABOVE: Final = re.compile(r"([⁰¹²³⁴⁵⁶⁷⁸⁹]{2})")
_DASHES: Final = re.compile(r"[‐‑‒–—−]")

_WEEKDAYS: Final = (
    ("понедельник", "дуйсенби", "пн", "дс"),
    ("вторник", "сейсенби", "вт", "сс"),
    ("сред", "сарсенби", "ср"),
    ("четверг", "бейсенби", "чт", "бс"),
    ("пятниц", "жума", "пт", "жм"),
    ("суббот", "сенби", "сб"),
    ("воскресень", "жексенби", "вс", "жс"),
)
_MONTHS: Final = (
    ("январ", "кантар"), ("феврал", "акпан"), ("март", "наурыз"), ("апрел", "сауир"),
    ("мая", "май", "мамыр"), ("июня", "июнь", "маусым"), ("июля", "июль", "шилде"),
    ("август", "тамыз"),
    ("сентябр", "кыркуйек"), ("октябр", "казан"), ("ноябр", "караша"), ("декабр", "желтоксан"),
)  # fmt: skip
_ORDINALS: Final = (
    ("перв", "биринши"),
    ("втор", "екинши"),
    ("трет", "ушинши"),
    ("четверт", "тортинши"),
    ("пятый", "пятая", "пятую", "пятое", "пятого", "бесинши"),
)
_ROMAN: Final = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "v": 5}
_SHORT: Final = 3
"""Up to this length a word must be whole: «вт» is Tuesday, «второй» is not."""

_STEMS: Final[tuple[tuple[str, Kind, int], ...]] = (
    *((stem, Kind.WEEKDAY, n) for n, stems in enumerate(_WEEKDAYS) for stem in stems),
    *((stem, Kind.MONTH, n) for n, stems in enumerate(_MONTHS, 1) for stem in stems),
    *((stem, Kind.ORDINAL, n) for n, stems in enumerate(_ORDINALS, 1) for stem in stems),
    *((stem, Kind.LAST, 0) for stem in ("последн", "сонгы", "акыргы")),
    *((stem, Kind.EVERY, 0) for stem in ("кажд", "еженедельно", "ар", "арбир", "сайын")),
    *((stem, Kind.EXCEPT, 0) for stem in ("кроме", "исключением", "исключая")),
    *((stem, Kind.EXCEPTED, 0) for stem in ("коспаганда", "баска")),
    *((stem, Kind.TO, 0) for stem in ("до", "дейин")),
    *((stem, Kind.FROM, 0) for stem in ("с", "в", "со", "во")),
    *((stem, Kind.HOURS, 0) for stem in ("сагат", "часов", "часа", "час", "ч")),
    *((stem, Kind.COMMA, 0) for stem in ("и", "мен", "жане", "пен", "бен")),
)
_WHOLE: Final[Mapping[str, tuple[Kind, int]]] = {
    stem: (kind, number) for stem, kind, number in _STEMS
}
_SKIPPED: Final = re.compile(
    r"(?:месяц|ежемесячн|неделю|апта)[а-я]*|ай(?:дын|ынын|ы)?|по|г|год[а-я]*|ж|жыл[а-я]*|за|"
    r"кун[а-я]*|бастап|врем[а-я]*|уакыт[а-я]*|дни|день|прием[а-я]*|кабылдау[а-я]*"
)
_CASE: Final = r"(?:-?(?:ден|дан|тен|тан|нен|нан|ге|га|ке|ка|де|да|те|та)(?![а-я]))?"
_MONTH_FOLLOWS: Final = "|".join(stem for stems in _MONTHS for stem in stems)
_TOKEN: Final = re.compile(
    rf"""
      (?P<iso>\d{{4}}-\d\d-\d\d)(?:[ t]00:00:00)?
    | (?P<date>\d{{1,2}}[./]\d{{1,2}}[./](?:\d{{4}}|\d\d)(?!\d)){_CASE}
    | (?P<minutes>\d{{1,4}})\s*мин[а-я]*
    | (?P<clock>\d{{1,2}}[:.]\d\d(?!\d)){_CASE}
    | (?P<dashed>(?:[01]?\d|2[0-3])-(?:00|2[5-9]|[345]\d)(?!\d|\s*(?:{_MONTH_FOLLOWS}))){_CASE}
    | (?P<ordinal>\d)\s?-?(?:го|ого|й|ой|ый|ий|ую|ая|я|ю|е|ое|ши|инши|ншы)(?![а-я])
    | (?P<number>\d{{1,9}}){_CASE}
    | (?P<word>[а-яa-z]+)
    | (?P<dash>-)
    | (?P<comma>[,/&+])
    | (?P<end>[;\n])
    """,
    re.VERBOSE,
)


def fold(text: str) -> str:
    """Return `text` as it is compared: small letters, ё as е, Kazakh letters as Russian ones."""
    return text.casefold().translate(_LETTERS)


def tokens_of(text: str) -> list[Token]:
    """Return the words of a cell and what each stands for; what matters to nothing is left out."""
    text = _MINUTES_ABOVE.sub(lambda found: ":" + found[1].translate(_RAISED), text)
    text = _DASHES.sub("-", clean(text, lines=True))
    folded = fold(text)
    written = text if len(text) == len(folded) else folded
    return [
        _token(found, written[found.start() : found.end()].strip())
        for found in _TOKEN.finditer(folded)
        if not (found["word"] and _SKIPPED.fullmatch(found["word"]))
    ]


def _token(found: re.Match[str], word: str) -> Token:
    kind = str(found.lastgroup)
    match kind:
        case "iso":
            return Token(Kind.DATE, word, day=_day(word, *map(int, found["iso"].split("-"))))
        case "date":
            day, month, year = map(int, re.split("[./]", found["date"]))
            full = year if year > 99 else 2000 + year
            return Token(Kind.DATE, word, day=_day(word, full, month, day))
        case "clock" | "dashed":
            hour, minute = map(int, re.split("[:.-]", found[kind]))
            if hour > 23 or minute > 59:
                raise Invalid("annex-clock", word=word)
            return Token(Kind.CLOCK, word, clock=time(hour, minute))
        case "minutes" | "number" | "ordinal":
            return Token(Kind(kind), word, int(found[kind]))
        case "word":
            return _worded(found["word"], word)
        case _:
            return Token(Kind(kind), word)


def _worded(folded: str, word: str) -> Token:
    if folded in _ROMAN:
        return Token(Kind.ORDINAL, word, _ROMAN[folded])
    if folded in _WHOLE:
        kind, number = _WHOLE[folded]
        return Token(kind, word, number)
    for stem, kind, number in _STEMS:
        if len(stem) > _SHORT and folded.startswith(stem):
            return Token(kind, word, number)
    return Token(Kind.OTHER, word)


def _day(word: str, year: int, month: int, day: int) -> date:
    try:
        return date(year, month, day)
    except ValueError:
        raise Invalid("annex-date", word=word) from None
