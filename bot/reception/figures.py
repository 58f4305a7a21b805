"""The figures of a report, counted from its lines: in all and by whatever lines have in common."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from statistics import median
from typing import NamedTuple, TypeAlias

from msgspec import Struct, field

from bot.reception.hiding import LEAST, shown, splits_shown
from bot.reception.lifecycle import State
from bot.reception.report import Answer, GivenUp, Line, Report, Trait
from bot.reception.survey import RECEIVED, GaveUp, Rating, Settled


class Dimension(StrEnum):
    """What figures are broken down by [D40]."""

    OFFICE = "office"
    OFFICIAL = "official"
    TOPIC = "topic"
    SOURCE = "source"
    CHANNEL = "channel"
    LANGUAGE = "lang"


class Like(NamedTuple):
    """What lines must have in common to be counted together."""

    office: str
    official: str
    topic: str
    source: str
    channel: str
    lang: str
    traits: tuple[Trait, ...]
    ground: str | None
    days: int | None
    moves: int


class Figures(Struct, frozen=True):
    """How many requests there are, and how many with each trait; `days`: of the replies given."""

    registered: int = 0
    counts: Mapping[str, int] = field(default_factory=dict)
    grounds: Mapping[str, int] = field(default_factory=dict)
    days: Mapping[int, int] = field(default_factory=dict)
    moves: int = 0

    def __getitem__(self, trait: Trait) -> int:
        return self.counts.get(trait, 0)

    @property
    def median(self) -> float | None:
        """Return the working days within which half of the replies were given."""
        days = [day for day, times in sorted(self.days.items()) for _ in range(times)]
        return float(median(days)) if days else None

    @property
    def ninetieth(self) -> int | None:
        """Return the working days within which nine of ten replies were given (nearest rank)."""
        wanted = -(-9 * sum(self.days.values()) // 10)
        for day, times in sorted(self.days.items()):
            wanted -= times
            if wanted <= 0:
                return day
        return None


def like(line: Line, at: datetime) -> Like:
    """Return what a line is counted by at that moment."""
    return Like(
        line.office,
        line.official,
        line.topic or "",
        line.source,
        line.channel,
        line.lang,
        line.traits(at),
        line.ground if line.state is State.REFUSED else None,
        line.days if line.replied_at is not None else None,
        line.moves,
    )


def count(alike: Iterable[tuple[Like, int]]) -> Figures:
    """Count lines that were put together by what they have in common."""
    registered = moves = 0
    counts: Counter[str] = Counter()
    grounds: Counter[str] = Counter()
    days: Counter[int] = Counter()
    for one, times in alike:
        registered += times
        moves += one.moves * times
        for trait in one.traits:
            counts[trait] += times
        if one.ground is not None:
            grounds[one.ground] += times
        if one.days is not None:
            days[one.days] += times
    return Figures(registered, counts, grounds, days, moves)


def put_together(lines: Iterable[Line], at: datetime) -> Counter[Like]:
    """Put lines that count alike together: figures are counted from these many times faster."""
    return Counter(like(line, at) for line in lines)


def by(alike: Mapping[Like, int], dimension: Dimension) -> dict[str, Figures]:
    """Return the figures for each value of a dimension, in order; "" for lines that have none."""
    groups: defaultdict[str, list[tuple[Like, int]]] = defaultdict(list)
    for one, times in alike.items():
        groups[getattr(one, dimension)].append((one, times))
    return {key: count(groups[key]) for key in sorted(groups)}


def behind(report: Report, trait: Trait | None = None) -> tuple[str, ...]:
    """Return the numbers of the requests behind a figure; of all of them without a trait."""
    return tuple(
        line.number for line in report.lines if trait is None or trait in line.traits(report.at)
    )


# The survey ---------------------------------------------------------------------------------------


class Opinion(Struct, frozen=True):
    """What several people answered together. `settled`: only the parts that may be shown."""

    answers: int
    rating: float
    settled: Mapping[Settled, int]


Opinions: TypeAlias = Mapping[str, Opinion | None]
"""By what the answers have in common; None where they may not be shown."""


class Survey(Struct, frozen=True):
    """The answers that may be shown.

    `marks`: how many gave each mark; a mark that may not be shown is left out. `procedure`: from
    those who were not received, their marks only. `given_up`: why, where it may be shown.
    """

    answers: int
    whole: Opinion | None
    marks: Mapping[int, int]
    states: Opinions
    ways: Opinions
    offices: Opinions
    officials: Opinions
    procedure: Opinions
    given_up: Mapping[GaveUp, int]


def survey(answers: Iterable[Answer], given_up: Iterable[GivenUp] = ()) -> Survey:
    """Return the survey's figures with small cells hidden."""
    every = list(answers)
    received = [answer for answer in every if answer.of in RECEIVED]
    if len(received) < LEAST:
        whole, marks = None, {}
    else:
        settled = _settled(received)
        whole = _opinion(received, shown({one: settled[one] for one in Settled}))
        given = Counter(answer.rating for answer in received)
        may = shown({mark: given[mark] for mark in Rating})
        marks = {int(mark): given[mark] for mark in sorted(may)}
    offices = _alike(received, "office")
    open_offices = _open(offices, whole is not None)
    officials: dict[str, Opinion | None] = {}
    for office, those in offices.items():
        by_official = _alike(those, "official")
        mark, split = open_offices[office]
        officials |= _opinions(by_official, _open(by_official, mark, splits=split))
    ways, states = _alike(received, "way"), _alike(received, "of")
    procedure = _alike([one for one in every if one.of not in RECEIVED], "of")
    return Survey(
        answers=len(received),
        whole=whole,
        marks=marks,
        states=_opinions(states, _open(states, whole is not None)),
        ways=_opinions(ways, _open(ways, whole is not None)),
        offices=_opinions(offices, open_offices),
        officials=dict(sorted(officials.items())),
        procedure={
            key: _opinion(those, frozenset()) if len(those) >= LEAST else None
            for key, those in procedure.items()
        },
        given_up=_reasons(given_up),
    )


def _reasons(given_up: Iterable[GivenUp]) -> dict[GaveUp, int]:
    """Return why people gave up, where it may be shown."""
    reasons = Counter(one.why for one in given_up)
    if reasons.total() < LEAST:
        return {}
    may = shown({why: reasons[why] for why in GaveUp})
    return {why: reasons[why] for why in GaveUp if why in may}


def _alike(answers: Iterable[Answer], what: str) -> dict[str, list[Answer]]:
    """Put answers together by one of their attributes."""
    groups: defaultdict[str, list[Answer]] = defaultdict(list)
    for answer in answers:
        groups[getattr(answer, what)].append(answer)
    return {key: groups[key] for key in sorted(groups)}


def _open(
    groups: Mapping[str, Sequence[Answer]], whole: bool, *, splits: bool = True
) -> dict[str, tuple[bool, bool]]:
    """Tell of each part whether its mark, and whether its split, may be shown.

    `whole`, `splits`: whether those of all the parts together are.
    """
    may = shown({key: len(those) for key, those in groups.items()}) if whole else frozenset[str]()
    parts = {key: _settled(those) for key, those in groups.items()}
    split = splits_shown(parts, groups.keys() - may) if splits else frozenset[str]()
    return {key: (key in may, key in split) for key in groups}


def _opinions(
    groups: Mapping[str, Sequence[Answer]], may: Mapping[str, tuple[bool, bool]]
) -> dict[str, Opinion | None]:
    """Return the opinions of parts, as far as they may be shown."""
    return {
        key: _opinion(those, frozenset(Settled) if may[key][1] else frozenset())
        if may[key][0]
        else None
        for key, those in groups.items()
    }


def _opinion(answers: Sequence[Answer], split: Collection[Settled]) -> Opinion:
    settled = _settled(answers)
    return Opinion(
        len(answers),
        sum(answer.rating for answer in answers) / len(answers),
        {one: settled[one] for one in Settled if one in split},
    )


def _settled(answers: Iterable[Answer]) -> Counter[Settled]:
    """Count what was said; who answered no more than the mark is in none of the parts."""
    return Counter(answer.settled for answer in answers if answer.settled is not None)
