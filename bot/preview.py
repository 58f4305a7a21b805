"""Every text in both languages and on both channels, with the longest data it may meet."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import product
from typing import Final

from msgspec import Struct

from bot.channels.segments import count_segments
from bot.dialogs.say import Say, Value
from bot.reception.directory import Directory
from bot.reception.language import Bilingual, Lang
from bot.records import ChannelName
from bot.samples import SAMPLES, SAMPLES_OF
from bot.texts import MissingText, Texts

NOTICE: Final = "notice-"
WRITTEN: Final = (ChannelName.TELEGRAM, ChannelName.SMS)
PROMPT_SEGMENTS, NOTICE_SEGMENTS = 2, 3
LONGER: Final = {
    # Read by whoever asks for the whole text, and by whoever must book some other way.
    "consent-text": 3,
    "consent-refused": 3,
}
LONGEST_MESSAGE: Final = 4096
_PLURALS: Final = {"zero": 0, "one": 1, "two": 2, "few": 3, "many": 11, "other": 1000}


class PreviewRow(Struct, frozen=True):
    """One text in one language on one channel; `problem` says why it has no words."""

    key: str
    language: Lang
    channel: ChannelName
    text: str
    segments: int
    problem: str = ""


def preview_rows(directory: Directory | None = None) -> list[PreviewRow]:
    """Return the preview of the texts of this program."""
    return list(preview(Texts(strict=True), directory))


def preview(texts: Texts, directory: Directory | None = None) -> Iterator[PreviewRow]:
    """Write every text with the longest samples, in the longest of its variants.

    Names, addresses and legal texts are the longest of `directory` or of a plausible one. `texts`
    must be strict. Where there are no segments, their number is 0.
    """
    samples = {**SAMPLES, **(_of(directory) if directory else {})}
    every = texts.keys()
    for key in every:
        own = {**samples, **SAMPLES_OF.get(key, {})}
        for lang in Lang:
            for channel in WRITTEN:
                yield _row(texts, key, lang, channel, own)


def check(rows: Iterable[PreviewRow]) -> list[str]:
    """Return what is wrong, a sentence each: texts that can't be written or are too long."""
    problems = []
    for row in rows:
        where = f"{row.key} ({row.language}, {row.channel})"
        most = NOTICE_SEGMENTS if row.key.startswith(NOTICE) else PROMPT_SEGMENTS
        most = LONGER.get(row.key, most)
        if row.problem:
            problems.append(f"{where}: {row.problem}")
        elif row.segments > most:
            problems.append(f"{where}: {row.segments} segments, {most} at most: {row.text!r}")
        elif len(row.text) > LONGEST_MESSAGE:
            problems.append(f"{where}: {len(row.text)} signs, {LONGEST_MESSAGE} at most")
    return problems


def _of(directory: Directory) -> Mapping[str, Value]:
    """Return the longest of what `directory` and the samples give, by argument."""
    d = directory
    rooms = (*(one.room for one in d.offices), *(one.room for one in d.officials))
    shorts = (*(one.short for one in d.offices), *(one.short for one in d.officials))
    known: Mapping[str, tuple[Value, ...]] = {
        "address": tuple(one.address for one in d.offices),
        "complaint": (d.complaint,),
        "ground": tuple(one.text for one in d.grounds),
        "office": tuple(one.name for one in d.offices),
        "office_short": tuple(one.short for one in d.offices),
        "official": tuple(one.name for one in d.officials),
        "official_short": tuple(one.short for one in d.officials),
        "operator": (d.operator,),
        "phone": tuple(one.phone for one in d.offices),
        "portal": tuple(one.portal for one in d.offices),
        "position": tuple(one.position for one in d.officials),
        "room": tuple(room for room in rooms if room is not None),
        "short": shorts,
    }
    return {name: _longest((SAMPLES[name], *values)) for name, values in known.items()}


def _longest(values: Iterable[Value]) -> Value:
    """Return the longest text; in both languages the longest of each."""
    found = tuple(values)
    pairs = [one for one in found if isinstance(one, Bilingual)]
    if pairs:
        kk, ru = ((one.get(lang) for one in pairs) for lang in Lang)
        return Bilingual(max(kk, key=len), max(ru, key=len))
    return max(found, key=lambda one: len(str(one)))


def _row(
    texts: Texts, key: str, lang: Lang, channel: ChannelName, samples: Mapping[str, Value]
) -> PreviewRow:
    short = channel is ChannelName.SMS
    needed = texts.variables(key, short=short)
    lacking = sorted(needed - samples.keys())
    if lacking:
        return PreviewRow(key, lang, channel, "", 0, f"no sample of {', '.join(lacking)}")
    try:
        written = [
            texts.write(Say(key, args), lang, short=short)
            for args in _cases(needed, texts.variants(key, short=short), samples)
        ]
    except MissingText as problem:
        return PreviewRow(key, lang, channel, "", 0, str(problem))
    longest = max(written, key=len)
    return PreviewRow(key, lang, channel, longest, count_segments(longest) if short else 0)


def _cases(
    needed: Iterable[str], variants: Mapping[str, tuple[str, ...]], samples: Mapping[str, Value]
) -> Iterator[Mapping[str, Value]]:
    """Give the arguments of a text once for each combination of its variants."""
    args = {name: samples[name] for name in needed}
    names = sorted(variants.keys() & args.keys())
    for chosen in product(*(variants[name] for name in names)):
        yield args | {
            name: _value(args[name], variant) for name, variant in zip(names, chosen, strict=True)
        }


def _value(sample: Value, variant: str) -> Value:
    if not isinstance(sample, int):
        return variant
    return _PLURALS[variant] if variant in _PLURALS else int(variant)
