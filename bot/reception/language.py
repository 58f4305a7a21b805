"""The two languages of the service, and a text that exists in both."""

from enum import StrEnum
from typing import assert_never

from msgspec import Struct


class Lang(StrEnum):
    """A language a person can be spoken to in; Kazakh is the state language and comes first."""

    KK = "kk"
    RU = "ru"


class Bilingual(Struct, frozen=True):
    """The same words in Kazakh and in Russian: names, addresses and legal texts are data."""

    kk: str
    ru: str

    def get(self, lang: Lang) -> str:
        """Return the words in `lang`."""
        match lang:
            case Lang.KK:
                return self.kk
            case Lang.RU:
                return self.ru
            case _:
                assert_never(lang)
