"""Which cells of the survey's figures may be shown: none with fewer than five answers [D38].

A hidden cell must not be found out from a visible total and the cells beside it either, so
others are hidden with it. This holds for one row of parts with its total, and for parts within
parts; it can't hold for whoever lays reports of different moments side by side.
"""

from collections import Counter
from collections.abc import Collection, Hashable, Mapping
from typing import Final, TypeVar

LEAST: Final = 5
FEWEST_HIDDEN: Final = 2

K = TypeVar("K", bound=Hashable)
P = TypeVar("P", bound=Hashable)


def shown(parts: Mapping[K, int]) -> frozenset[K]:
    """Return the parts that may be shown beside their total, itself shown where it is enough.

    What is hidden amounts to at least five answers and two parts. Empty parts hide nobody.
    """
    some = {part: answers for part, answers in parts.items() if answers}
    hidden = {part for part, answers in some.items() if answers < LEAST}
    rest = sorted(some.keys() - hidden, key=lambda part: (some[part], str(part)))
    for part in rest:
        enough = sum(some[one] for one in hidden) >= LEAST and len(hidden) >= FEWEST_HIDDEN
        if not hidden or enough:
            break
        hidden.add(part)
    return frozenset(parts) - hidden


def splits_shown(rows: Mapping[K, Mapping[P, int]], hidden: Collection[K] = ()) -> frozenset[K]:
    """Return the rows that may be shown split into parts, beside the split of all of them.

    `hidden` rows are so already. What is hidden amounts to two rows, which have no small part even
    together.
    """
    away = {row for row, parts in rows.items() if row in hidden or _small(parts)}
    rest = sorted(rows.keys() - away, key=lambda row: (sum(rows[row].values()), str(row)))
    for row in rest:
        together: Counter[P] = Counter()
        for one in away:
            together.update(rows[one])
        if not away or (len(away) >= FEWEST_HIDDEN and not _small(together)):
            break
        away.add(row)
    return frozenset(rows) - away


def _small(parts: Mapping[P, int]) -> bool:
    return any(0 < answers < LEAST for answers in parts.values())
