"""Words, values and bodies that nobody means well with, as strategies."""

import json
from typing import Any, Final

from hypothesis import strategies as st

SECRET_WORD: Final = "Құпиятаңба"
"""What only citizens write: it must reach neither a staff chat nor the log."""
PIECES: Final = (
    "'; DROP TABLE request; --", '" OR 1=1 --', "\\'); DELETE FROM slot;", "%s %d %n {0} {name!r}",
    "{ $name }", "{$name.x}", "{-term}", '{ "{" }', "${jndi:ldap://x}", "{{7*7}}", "%(name)s",
    "<b>", "</b>", "<a href='tg://user?id=1'>x", "<script>alert(1)</script>", "<tg-emoji", "&amp;",
    "&#0;", "&#x110000;", "&lt", "<!--", "]]>", "\x00", "a\x00b", "\x1b[2J", "\r\n", "\n\n\n", "\t",
    "\u202eабв", "\u2066x\u2069", "\u200b", "\u200d", "\ufeff", "\u00ad", "\u0301" * 40, "\u2028",
    "\ufffe", "\U000e0001", "\U0010ffff", "👩‍👩‍👧‍👦", "🇰🇿", "ﷺ", "𐎀𐎁", "İ", "ß", "ﬁ", "\ud800",
    "x\udfffy", "١٢٣", "²³", "①", "१२", "٢٠٢٦-٠٠٠٠٠١-٥", "9" * 20, "-1", "0", "1e999", "NaN",
    "9" * 4400, "0x10", "1_000", "2026-000001-5", "2026-000002-8", "2026-000001-9",
    "../../etc/passwd",
    "=cmd|' /C calc'!A0", "@SUM(1)", "/start", "/start f-akim", "/book", "/cancel", "/mydata",
    "/my",
    "/schedule", "/lang", "/help", "STOP", "START", "тоқтату", "стоп", "ЖАЗЫЛУ", "иә", "жоқ", "да",
    "нет", "болдырмау", "отмена", "артқа", "назад", "тағы", "меню", "кк", "рус", "",
    " ", "\u00a0", "+77011234567", "900101300017", "990140000384", "31.02.2026", "29.02.2028",
    "02.03.2026", "9999-12-31", "0000-00-00", "25:61", "10:00",
)  # fmt: skip
ANY: Final = st.characters(categories=("L", "M", "N", "P", "S", "Z", "C"))

pieces: st.SearchStrategy[str] = st.sampled_from(PIECES)
words: st.SearchStrategy[str] = st.one_of(
    pieces,
    st.text(max_size=40),
    st.text(ANY, max_size=20),
    st.lists(pieces, min_size=2, max_size=5).map(" ".join),
    st.builds("{}{}".format, pieces, st.integers(-(10**9), 10**20)),
    st.builds(lambda one, often: (one * often)[:20_000], pieces, st.sampled_from((50, 500, 4096))),
)
citizens_words = words | st.just(f"{SECRET_WORD} айтамын")
numbers: st.SearchStrategy[int] = st.one_of(
    st.integers(-5, 40),
    st.sampled_from((0, -1, 2**31, 2**53, 2**63 - 1, 2**63, -(2**63) - 1, 2**64, 10**100)),
)
leaves: st.SearchStrategy[Any] = st.one_of(
    st.none(), st.booleans(), numbers, words, st.floats(), st.just([]), st.just({})
)
values: st.SearchStrategy[Any] = st.one_of(
    leaves,
    st.recursive(
        leaves,
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(pieces, inner, max_size=3),
        max_leaves=6,
    ),
)


def places(value: object, so_far: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    """Return the way to every value within a JSON value."""
    match value:
        case dict():
            within = [places(one, (*so_far, key)) for key, one in value.items()]
        case list():
            within = [places(one, (*so_far, nth)) for nth, one in enumerate(value)]
        case _:
            within = []
    return [so_far, *(one for each in within for one in each)]


def spoiled(value: object, changes: list[tuple[int, str, Any]]) -> Any:
    """Return a JSON value with some of its parts left out, put in the place of others, or wrong."""
    whole = {"": json.loads(json.dumps(value))}
    for where, how, new in changes:
        ways = places(whole[""])
        way: tuple[str | int, ...] = ("", *ways[where % len(ways)])
        at: Any = whole
        for step in way[:-1]:
            at = at[step]
        match how:
            case "leave out" if len(way) > 1:
                del at[way[-1]]
            case "wrap":
                at[way[-1]] = [at[way[-1]]]
            case "add" if isinstance(at[way[-1]], dict):
                at[way[-1]][str(new)[:40]] = new
            case _:
                at[way[-1]] = new
    return whole[""]


def changes(most: int = 3) -> st.SearchStrategy[list[tuple[int, str, Any]]]:
    """Return a strategy of things to do to a JSON value."""
    how = st.sampled_from(("leave out", "wrong", "wrong", "wrap", "add"))
    return st.lists(st.tuples(st.integers(0, 500), how, values), max_size=most)
