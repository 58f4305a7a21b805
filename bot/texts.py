"""Words for keys: the Fluent texts of both languages, and dates in words.

A line of a text whose argument is empty is left out: what is optional needs no second text.
"""

import logging
import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from functools import cache, partial
from html import escape, unescape
from pathlib import Path
from typing import Any, Final, assert_never, cast

from babel import Locale
from fluent.runtime import FluentBundle
from fluent.runtime.resolver import Pattern
from fluent.runtime.types import FluentInt, FluentType, NumberFormatOptions
from fluent.syntax import FluentParser, ast
from fluent.syntax.visitor import Visitor

from bot.dates import Dates
from bot.dialogs.say import Label, Say, Value
from bot.reception.calendar import local
from bot.reception.language import Bilingual, Lang

LOCALES: Final = Path(__file__).parent.parent / "locales"
SHORT: Final = "sms"
"""The attribute with a text's short form."""

_log = logging.getLogger(__name__)

_SORRY: Final = Bilingual(
    "Кешіріңіз, хабарламаны көрсету мүмкін болмады. Кеңсеге хабарласыңыз.",
    "Извините, показать сообщение не удалось. Обратитесь, пожалуйста, в приемную.",
)
_NOTHING: Final = "\0"  # stands for an empty argument until its line is left out
_TAG: Final = re.compile(r"</?(?:b|i|u|s|code|pre|blockquote)>")
# What a person typed is no tag and no entity: it is set aside while those of a text are taken off.
_ASIDE: Final = {"<": "\ue000", "&": "\ue001"}


class MissingText(LookupError):
    """A text, or an argument it needs, isn't there."""


class BrokenTexts(ValueError):
    """A file of texts can't be read."""


class _Words(str, FluentType):
    """An argument in words; `of` is the date it was written from, if it was one."""

    __slots__ = ("of",)
    of: date | None

    def __new__(cls, words: str, of: date | None = None) -> "_Words":
        self = super().__new__(cls, words)
        self.of = of
        return self

    def format(self, locale: Locale) -> str:  # type: ignore[override] # noqa: ARG002
        """Return itself: it is in the reader's language already, and may be of any length."""
        return self


class _Number(FluentInt):
    """A number written without blanks between thousands; it still chooses plural forms."""

    default_number_format_options = NumberFormatOptions(useGrouping=False)


class _Names(Visitor):
    """Collects what a text depends on: its variables, and the variants they choose between."""

    def __init__(self) -> None:
        self.variables: set[str] = set()
        self.variants: dict[str, tuple[str, ...]] = {}

    def visit_VariableReference(self, node: ast.VariableReference) -> None:  # noqa: N802
        """Keep a variable's name."""
        self.variables.add(node.id.name)

    def visit_SelectExpression(self, node: ast.SelectExpression) -> None:  # noqa: N802
        """Keep the variants a variable chooses between."""
        if isinstance(node.selector, ast.VariableReference):
            self.variants[node.selector.id.name] = tuple(
                one.key.name if isinstance(one.key, ast.Identifier) else one.key.value
                for one in node.variants
            )
        self.generic_visit(node)


def _as_short(dates: Dates, words: _Words) -> str:
    return dates.short(words.of) if words.of else str(words)


def _as_time(words: _Words) -> str:
    return f"{local(words.of):%H:%M}" if isinstance(words.of, datetime) else str(words)


@cache
def _parsed(text: str) -> ast.Resource:
    """Parse a file; what is parsed is never changed, so one of each is enough."""
    return FluentParser(with_spans=False).parse(text)


MOST_FIXED: Final = 5000


class Texts:
    """Every text of `folder` in both languages.

    `strict`: a missing text or argument raises `MissingText`; otherwise it is logged and a polite
    general sentence stands in. In a text `SHORT($when)` writes a date shortly, `TIME($when)` only
    the time of day.
    """

    def __init__(self, folder: Path = LOCALES, *, strict: bool = False) -> None:
        self._strict = strict
        self._dates = {lang: Dates(lang) for lang in Lang}
        self._bundles: dict[Lang, FluentBundle] = {}
        self._messages: dict[Lang, dict[str, ast.Message]] = {}
        self._files: dict[str, str] = {}
        # Most of what stands on a screen says nothing of anybody: labels, questions, how far.
        self._fixed: dict[tuple[object, ...], str] = {}
        for lang in Lang:
            self._load(lang, folder / lang)

    def write(
        self, value: Value | Label, lang: Lang, *, short: bool = False, markup: bool = False
    ) -> str:
        """Return `value` in words.

        `short`: the short form of a text where it has one, and short dates. `markup`: keep the tags
        of texts and escape what stands in them; otherwise tags are taken off.
        """
        match value:
            case Say():
                return self._say(value, lang, short, markup)
            case Bilingual():
                words = value.get(lang)
            case date():
                dates = self._dates[lang]
                words = dates.short(value) if short else dates.words(value)
            case int():
                words = str(value)
            case str():
                words = str(value)
            case _:
                assert_never(value)
        return escape(words, quote=False) if markup else words

    def keys(self) -> tuple[str, ...]:
        """Return the key of every text, in the order of the files."""
        return tuple(self._files)

    def subject(self, key: str) -> str:
        """Return the name of the file a text stands in."""
        return self._files[key]

    def variables(self, key: str, *, short: bool = False) -> frozenset[str]:
        """Return the names of the arguments a text needs, in either language."""
        return frozenset(name for lang in Lang for name in self._names(key, lang, short).variables)

    def variants(self, key: str, *, short: bool = False) -> Mapping[str, tuple[str, ...]]:
        """Return, by argument, the variants a text chooses between."""
        found: dict[str, tuple[str, ...]] = {}
        for lang in Lang:
            for name, keys in self._names(key, lang, short).variants.items():
                found[name] = tuple(dict.fromkeys((*found.get(name, ()), *keys)))
        return found

    def missing(self) -> list[str]:
        """Return what one language has and the other has not: keys, and short forms."""
        has = {
            lang: {
                (key, attribute)
                for key, message in self._messages[lang].items()
                for attribute in ("", *(one.id.name for one in message.attributes))
            }
            for lang in Lang
        }
        return [
            f"{key}.{attribute} ({lang})" if attribute else f"{key} ({lang})"
            for lang in Lang
            for key, attribute in sorted(set().union(*has.values()) - has[lang])
        ]

    def _load(self, lang: Lang, folder: Path) -> None:
        dates = self._dates[lang]
        functions: dict[str, Callable[..., Any]] = {
            "SHORT": partial(_as_short, dates),
            "TIME": _as_time,
        }
        bundle = FluentBundle([lang.value], functions=functions, use_isolating=False)
        known = self._messages.setdefault(lang, {})
        files = sorted(folder.glob("*.ftl"))
        if not files:
            raise BrokenTexts(f"{folder}: there are no texts (*.ftl) here")
        for path in files:
            resource = _parsed(path.read_text("utf-8"))
            for message in _messages(path, resource.body):
                key = message.id.name
                if key in known:
                    raise BrokenTexts(f"{path}: the text {key} is there twice")
                known[key] = message
                self._files.setdefault(key, path.stem)
            bundle.add_resource(resource)
        self._bundles[lang] = bundle

    def _names(self, key: str, lang: Lang, short: bool) -> _Names:
        message = self._messages[lang].get(key)
        names = _Names()
        if message is not None:
            brief = [one.value for one in message.attributes if one.id.name == SHORT and short]
            names.visit(brief[0] if brief else message.value)
        return names

    def _say(self, told: Say, lang: Lang, short: bool, markup: bool) -> str:
        if told.args and any(type(value) is not int for value in told.args.values()):
            return self._formatted(told, lang, short, markup)
        asked = (told.key, *told.args.items(), lang, short, markup)
        words = self._fixed.get(asked)
        if words is None:
            words = self._formatted(told, lang, short, markup)
            if len(self._fixed) < MOST_FIXED:
                self._fixed[asked] = words
        return words

    def _formatted(self, told: Say, lang: Lang, short: bool, markup: bool) -> str:
        bundle = self._bundles[lang]
        if not bundle.has_message(told.key):
            return self._sorry(f"no text {told.key} in {lang}", lang)
        message = bundle.get_message(told.key)
        brief = message.attributes.get(SHORT) if short else None
        pattern = cast("Pattern", brief or message.value)
        args = {
            name: self._argument(value, lang, short, markup) for name, value in told.args.items()
        }
        words, errors = bundle.format_pattern(pattern, args)
        if errors:
            lacking = self.variables(told.key, short=short) - args.keys()
            known = ", ".join(sorted(lacking)) or type(errors[0]).__name__
            sorry = self._sorry(f"the text {told.key} in {lang} lacks {known}", lang)
            # The lines that need no missing argument are worth more than an apology.
            words, errors = bundle.format_pattern(
                pattern, args | dict.fromkeys(lacking, _Words(_NOTHING))
            )
            if errors or not _filled_lines(str(words)):
                return sorry
        words = str(words)
        if _NOTHING in words:
            words = _filled_lines(words) or words.replace(_NOTHING, "")
        return words if markup else _plain(words)

    def _argument(self, value: Value, lang: Lang, short: bool, markup: bool) -> "_Words | _Number":
        if isinstance(value, int):
            return _Number(value)
        text = self.write(value, lang, short=short, markup=markup) or _NOTHING
        if not markup:
            for sign, aside in _ASIDE.items():
                text = text.replace(sign, aside)
        return _Words(text, value if isinstance(value, date) else None)

    def _sorry(self, problem: str, lang: Lang) -> str:
        if self._strict:
            raise MissingText(problem)
        _log.error("%s", problem)
        return _SORRY.get(lang)


def _messages(path: Path, body: Iterable[ast.EntryType]) -> Iterable[ast.Message]:
    for entry in body:
        if isinstance(entry, ast.Junk):
            raise BrokenTexts(f"{path}: this is no text: {(entry.content or '').strip():.80}")
        if isinstance(entry, ast.Message):
            if entry.value is None:
                raise BrokenTexts(f"{path}: the text {entry.id.name} has only attributes")
            yield entry


def _filled_lines(words: str) -> str:
    """Return `words` without the lines an argument was empty on, nor the gaps they leave."""
    kept: list[str] = []
    left_out = False
    for line in words.split("\n"):
        if _NOTHING in line:
            left_out = True
        elif line or not left_out or (kept and kept[-1]):
            kept.append(line)
            left_out = False
    if left_out and kept and not kept[-1]:
        kept.pop()
    return "\n".join(kept)


def _plain(words: str) -> str:
    """Return `words` without tags and entities, as they are read where there is no markup."""
    if "<" in words:
        words = _TAG.sub("", words)
    if "&" in words:
        words = unescape(words)
    for sign, aside in _ASIDE.items():
        words = words.replace(aside, sign)
    return words
