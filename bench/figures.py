"""What was measured: samples, their medians and ratios, and the bars they are held against."""

import json
import statistics
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Sample:
    """One measurement: what of which system it was, in which round, and in which unit."""

    what: str
    system: str
    value: float
    unit: str
    round: int = 0


@dataclass(frozen=True, slots=True)
class Spread:
    """The rounds of one figure: their middle, and how far they lie apart."""

    median: float
    low: float
    high: float
    rounds: int

    def __str__(self) -> str:
        """Write it with three digits that count."""
        if self.rounds == 1:
            return number(self.median)
        return f"{number(self.median)} ({number(self.low)}–{number(self.high)})"


def spread(values: Sequence[float]) -> Spread:
    """Return the middle and the range of the rounds."""
    return Spread(statistics.median(values), min(values), max(values), len(values))


def number(value: float) -> str:
    """Write a number with three digits that count."""
    if value == 0 or abs(value) >= 100:
        return f"{value:,.0f}"
    return f"{value:.3g}"


def percentile(values: Iterable[float], part: float) -> float:
    """Return what that part of the values lies below."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(part * len(ordered)))]


@dataclass(slots=True)
class Book:
    """All samples of a run."""

    samples: list[Sample] = field(default_factory=list)

    def note(self, what: str, system: str, value: float, unit: str, round_: int = 0) -> None:
        """Write one down."""
        self.samples.append(Sample(what, system, value, unit, round_))

    def has(self, what: str, system: str) -> bool:
        """Tell whether it was measured."""
        return any((what, system) == (one.what, one.system) for one in self.samples)

    def systems(self, what: str) -> list[str]:
        """Return of which systems this was measured, in the order of the first round."""
        return list(dict.fromkeys(one.system for one in self.samples if one.what == what))

    def unit(self, what: str) -> str:
        """Return in what it was measured."""
        return next(one.unit for one in self.samples if one.what == what)

    def of(self, what: str, system: str) -> Spread:
        """Return what came of all rounds; `KeyError` if there was none."""
        values = [one.value for one in self.samples if (one.what, one.system) == (what, system)]
        if not values:
            raise KeyError((what, system))
        return spread(values)

    def ratio(self, what: str, system: str, base: str) -> Spread:
        """Return the ratio of two systems by rounds: what disturbs one round disturbs both."""
        rounds = {(one.system, one.round): one.value for one in self.samples if one.what == what}
        values = [
            value / rounds[base, nth]
            for (name, nth), value in rounds.items()
            if name == system and rounds.get((base, nth))
        ]
        if not values:
            raise KeyError((what, system, base))
        return spread(values)

    def save(self, path: Path) -> None:
        """Keep them in a file, one a line."""
        lines = (json.dumps(asdict(one), ensure_ascii=False) for one in self.samples)
        path.write_text("\n".join(lines) + "\n", "utf-8")

    @classmethod
    def load(cls, path: Path) -> "Book":
        """Read what `save` wrote."""
        lines = path.read_text("utf-8").splitlines()
        return cls([Sample(**json.loads(line)) for line in lines])


@dataclass(frozen=True, slots=True)
class Bar:
    """A claim, the bar it is held against, and what was seen; `why`: what held it back if it fails.

    `limit` is met from below if `at_most`, else from above.
    """

    claim: str
    limit: float
    seen: Spread
    at_most: bool = True
    unit: str = "×"
    why: str = ""

    @property
    def met(self) -> bool:
        """Tell whether the middle of the rounds holds it."""
        return self.seen.median <= self.limit if self.at_most else self.seen.median >= self.limit


@dataclass(frozen=True, slots=True)
class Plot:
    """Bars side by side: a figure of several systems, with their ranges."""

    name: str
    title: str
    what: str
    systems: Sequence[str]


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the document: what was done, what came of it (Markdown), its bars and plots."""

    title: str
    text: str
    bars: Sequence[Bar] = ()
    plots: Sequence[Plot] = ()


@dataclass(frozen=True, slots=True)
class Plan:
    """How often and how long is measured; `quick` is for trying whether it works at all."""

    rounds: int = 5
    quick: bool = False


class Room(Protocol):
    """A module of `bench/` that measures one thing, and tells of it."""

    def measure(self, book: Book, plan: Plan) -> None:
        """Measure, and note every sample."""

    def tell(self, book: Book) -> Section:
        """Return the part of the document; only of what the book has."""


def table(headings: Iterable[str], rows: Iterable[Iterable[object]]) -> str:
    """Return a table in Markdown."""
    head = list(headings)
    lines = [head, ["---"] + ["---:"] * (len(head) - 1), *([str(x) for x in row] for row in rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
