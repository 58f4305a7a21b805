"""What is said, before it becomes words: a text's key with its arguments, in no language yet."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import TypeAlias, Union

from msgspec import Struct, field

from bot.reception.language import Bilingual

Value: TypeAlias = Union[str, int, date, datetime, Bilingual, "Say"]


class Say(Struct, frozen=True):
    """A text by its Fluent key. `args` are put in when it is written, in the reader's language.

    A `date` is written in words with the weekday, a `datetime` (UTC, aware) also with the local
    time; a `Bilingual` in the reader's language; a nested `Say` is written first.
    """

    key: str
    args: Mapping[str, Value] = field(default_factory=dict)


Label: TypeAlias = Say | Bilingual | str
"""What stands on a button or beside a number."""


def say(key: str, **args: Value) -> Say:
    """Return the text `key` with `args`."""
    return Say(key, args)
