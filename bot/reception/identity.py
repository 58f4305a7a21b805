"""Who a person is: identity numbers, phones, names and addresses, read from what was typed.

Every reader returns a clean value or raises `Invalid` with a key that says what is wrong.
"""

import re
import unicodedata
from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from typing import Final

import phonenumbers
from msgspec import Struct
from phonenumbers import NumberParseException, PhoneNumberType

from bot.reception.words import clean

__all__ = [
    "Bin",
    "Iin",
    "Invalid",
    "Phone",
    "bin_",
    "clean",
    "essence",
    "full_name",
    "iin",
    "initials",
    "organisation",
    "phone",
    "postal_address",
]

NUMBER_LENGTH: Final = 12
NAME_MIN, NAME_MAX, NAME_WORDS = 2, 120, 6
ORGANISATION_MIN, ORGANISATION_MAX = 2, 200
ADDRESS_MIN, ADDRESS_MAX = 10, 300
ESSENCE_MIN, ESSENCE_MAX = 20, 1000
PHONE_TEXT_MAX: Final = 40


class Invalid(ValueError):
    """What was typed can't be read; `reason` is a kebab-case key, `args_` fill its words."""

    def __init__(self, reason: str, **args: str | int) -> None:
        super().__init__(reason)
        self.reason = reason
        self.args_: dict[str, str | int] = args


class Iin(Struct, frozen=True):
    """An individual identification number; `warning` asks staff to look at it (century digit 0).

    With century digit 0 the century is a guess, the same as for digits 3 and 4.
    """

    digits: str
    born: date
    warning: bool

    @property
    def tail(self) -> str:
        """The last four digits, all that is ever echoed."""
        return self.digits[-4:]


class Bin(Struct, frozen=True):
    """A business identification number."""

    digits: str

    @property
    def tail(self) -> str:
        """The last four digits, all that is ever echoed."""
        return self.digits[-4:]


class Phone(Struct, frozen=True):
    """A valid phone number; text messages go only to Kazakh mobile ones."""

    e164: str
    mobile: bool
    kazakh: bool


_WEIGHTS: Final = (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11)
_SECOND_WEIGHTS: Final = (3, 4, 5, 6, 7, 8, 9, 10, 11, 1, 2)
_CENTURIES: Final = {"0": 1900, "1": 1800, "2": 1800, "3": 1900, "4": 1900, "5": 2000, "6": 2000}
_SEPARATORS: Final = re.compile(r"[\s.\-–—]+")


def iin(text: str) -> Iin:
    """Read an IIN: `iin-length`, `is-a-bin`, `iin-date` or `iin-checksum` when it is none."""
    digits = _digits(text)
    if len(digits) != NUMBER_LENGTH:
        raise Invalid("iin-length", digits=len(digits))
    if digits[4] in "456":
        raise Invalid("is-a-bin")
    century = _CENTURIES.get(digits[6])
    if century is None:
        raise Invalid("iin-date")
    try:
        born = date(century + int(digits[:2]), int(digits[2:4]), int(digits[4:6]))
    except ValueError:
        raise Invalid("iin-date") from None
    if not _checks(digits):
        raise Invalid("iin-checksum")
    return Iin(digits, born, warning=digits[6] == "0")


def bin_(text: str) -> Bin:
    """Read a BIN: `bin-length`, `is-an-iin`, `bin-date` or `bin-checksum` when it is none."""
    digits = _digits(text)
    if len(digits) != NUMBER_LENGTH:
        raise Invalid("bin-length", digits=len(digits))
    if digits[4] in "0123":
        raise Invalid("is-an-iin")
    if digits[4] not in "456" or not 1 <= int(digits[2:4]) <= 12:
        raise Invalid("bin-date")
    if not _checks(digits):
        raise Invalid("bin-checksum")
    return Bin(digits)


# A dialog reads its answers again at every step, and what a name or a number is, is slow to tell:
# so many people may be in the middle of a conversation at once.
_kept_at_hand = lru_cache(maxsize=4096)


def phone(text: str) -> Phone:
    """Read a phone number, a Kazakh one unless it says otherwise; else `phone-nonsense`.

    A valid foreign number is returned with `kazakh=False`: whether that will do is for the caller.
    """
    text = clean(text)
    if len(text) > PHONE_TEXT_MAX:
        raise Invalid("phone-nonsense")
    return _phone(text)


@_kept_at_hand
def _phone(text: str) -> Phone:
    try:
        number = phonenumbers.parse(text, "KZ")
    except NumberParseException:
        raise Invalid("phone-nonsense") from None
    if number.extension or not phonenumbers.is_valid_number(number):
        raise Invalid("phone-nonsense")
    return Phone(
        e164=phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164),
        mobile=phonenumbers.number_type(number)
        in {PhoneNumberType.MOBILE, PhoneNumberType.FIXED_LINE_OR_MOBILE},
        kazakh=phonenumbers.region_code_for_number(number) == "KZ",
    )


_APOSTROPHES: Final = str.maketrans("`´‘’ʼʹ", "''''''")
_HYPHENS: Final = str.maketrans("‐‑–—−", "-----")
_NAME_WORD: Final = re.compile(r"'?(?:[^\W\d_]['.-]?)*[^\W\d_]['.]?")


@_kept_at_hand
def full_name(text: str) -> str:
    """Read one to six words of letters in any script, else `name-short` or `name-letters`.

    A name typed all in small or all in capital letters is written the usual way.
    """
    name = clean(text).translate(_APOSTROPHES).translate(_HYPHENS)
    if sum(c.isalpha() for c in name) < NAME_MIN:
        raise Invalid("name-short" if not name or name.isalpha() else "name-letters")
    if len(name) > NAME_MAX:
        raise Invalid("name-long", most=NAME_MAX)
    words = name.split(" ")
    if len(words) > NAME_WORDS or not all(_is_name_word(word) for word in words):
        raise Invalid("name-letters")
    if name.islower() or name.isupper():
        name = " ".join(_capitalised(word) for word in words)
    return name


def initials(name: str) -> str:
    """Return a name as a masked card shows it: the first letters of up to three words, `А. Б.`."""
    letters = [next(filter(str.isalpha, word), "") for word in name.split()]
    return " ".join(f"{letter.upper()}." for letter in letters[:3] if letter)


def organisation(text: str) -> str:
    """Read the name of an organisation: `organisation-short`, `organisation-long`."""
    return _sized(clean(text), "organisation", ORGANISATION_MIN, ORGANISATION_MAX)


def postal_address(text: str) -> str:
    """Read a postal address, as one line: `address-short`, `address-long`."""
    return _sized(clean(text), "address", ADDRESS_MIN, ADDRESS_MAX)


def essence(text: str) -> str:
    """Read the essence of a question, line breaks kept: `essence-short`, `essence-long`."""
    return _sized(clean(text, lines=True), "essence", ESSENCE_MIN, ESSENCE_MAX)


_NO_CONTENT: Final = re.compile(r"[\W_]+")


def _sized(text: str, what: str, least: int, most: int) -> str:
    if len(text) > most:
        raise Invalid(f"{what}-long", most=most, length=len(text))
    # Dots and dashes are no content: what counts as enough is counted in letters and digits too.
    if len(text) < least or len(_NO_CONTENT.sub("", text)) < least // 2:
        raise Invalid(f"{what}-short", least=least, length=len(text))
    return text


def _digits(text: str) -> str:
    joined = _SEPARATORS.sub("", clean(text))
    if not joined.isdecimal():
        return ""
    return "".join(str(unicodedata.decimal(c)) for c in joined)


def _checks(digits: str) -> bool:
    for weights in (_WEIGHTS, _SECOND_WEIGHTS):
        control = _weighted(digits, weights) % 11
        if control != 10:
            return control == int(digits[11])
    return False


def _weighted(digits: str, weights: Sequence[int]) -> int:
    return sum(int(digit) * weight for digit, weight in zip(digits, weights, strict=False))


def _is_name_word(word: str) -> bool:
    if _NAME_WORD.fullmatch(word):
        return True
    # Combining marks of other scripts' vowels (NFC leaves them apart) are part of a letter.
    letters = "".join(c for c in word if not unicodedata.combining(c))
    return _NAME_WORD.fullmatch(letters) is not None


def _capitalised(word: str) -> str:
    parts = [part[:1].upper() + part[1:].lower() for part in word.split("-")]
    return "-".join(parts)
