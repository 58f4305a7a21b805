"""Names of public holidays in both languages, keyed by the Kazakh names of the calendar library.

The library has no Russian, and its Kazakh notes on moved days are clumsy, so both are kept here.
"""

import re
from typing import Final

from bot.reception.language import Bilingual

WEEKEND: Final = Bilingual("демалыс күні", "выходной день")

_NAMES: Final = {
    "Жаңа жыл": Bilingual("Жаңа жыл", "Новый год"),
    "Православиелік Рождество": Bilingual("Православиелік Рождество", "Православное Рождество"),
    "Халықаралық әйелдер күні": Bilingual("Халықаралық әйелдер күні", "Международный женский день"),
    "Наурыз мейрамы": Bilingual("Наурыз мейрамы", "Наурыз мейрамы"),
    "Қазақстан халқының бірлігі мерекесі": Bilingual(
        "Қазақстан халқының бірлігі мерекесі", "Праздник единства народа Казахстана"
    ),
    "Отан Қорғаушы күні": Bilingual("Отан қорғаушы күні", "День защитника Отечества"),
    "Жеңіс күні": Bilingual("Жеңіс күні", "День Победы"),
    "Астана күні": Bilingual("Астана күні", "День столицы"),
    "Қазақстан Республикасының Конституциясы күні": Bilingual(
        "Қазақстан Республикасының Конституциясы күні", "День Конституции Республики Казахстан"
    ),
    "Қазақстан Республикасы күні": Bilingual("Республика күні", "День Республики"),
    "Республика күні": Bilingual("Республика күні", "День Республики"),
    "Қазақстан Республикасының Тұңғыш Президенті күні": Bilingual(
        "Тұңғыш Президент күні", "День Первого Президента"
    ),
    "Тәуелсіздік күні": Bilingual("Тәуелсіздік күні", "День Независимости"),
    "Құрбан айт": Bilingual("Құрбан айт", "Курбан айт"),
}
_UNKNOWN: Final = Bilingual("мереке күні", "праздничный день")

_MOVED: Final = Bilingual(" (ауыстырылған демалыс)", " (перенесенный выходной)")
_ESTIMATED: Final = Bilingual(" (болжамды күні)", " (ориентировочная дата)")
_MARKS: Final = {"(қайта белгіленген демалыс)": _MOVED, "(бағаланған)": _ESTIMATED}
_SUBSTITUTED: Final = re.compile(r"Демалыс күні \((\d\d\.\d\d\.\d{4}) ")


def holiday_name(found: str) -> Bilingual:
    """Turn the library's Kazakh name, possibly of several holidays at once, into both languages."""
    parts = [_one(part) for part in found.split("; ")]
    return Bilingual("; ".join(part.kk for part in parts), "; ".join(part.ru for part in parts))


def _one(found: str) -> Bilingual:
    if substituted := _SUBSTITUTED.match(found):
        day = substituted[1]
        return Bilingual(f"Демалыс күні ({day} орнына)", f"Выходной день (вместо {day})")
    for mark, words in _MARKS.items():
        if found.endswith(mark):
            name = _NAMES.get(found.removesuffix(mark).strip(), _UNKNOWN)
            return Bilingual(name.kk + words.kk, name.ru + words.ru)
    return _NAMES.get(found, _UNKNOWN)
