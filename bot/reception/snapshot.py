"""A report as it is kept: packed line by line as it is read, with a checksum over all of it.

The body is JSON lines under zlib: the head, a line for each request, then the answers of the survey
in an order of their own, which leads back to no request. Whoever has the body and the checksum
can see that nothing was changed.
"""

import json
import zlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from hashlib import sha256
from typing import Any, Final

from msgspec import Struct

from bot.reception.figures import Figures, Like, count, like
from bot.reception.language import Bilingual, Lang
from bot.reception.lifecycle import State
from bot.reception.quarter import Quarter
from bot.reception.report import Answer, Asked, GivenUp, Line, Mark, Names, Report
from bot.reception.survey import RECEIVED, GaveUp, Settled

FORM: Final = 1
"""Of the body; a body of another form is not read as this one."""

_NAMES: Final = ("offices", "officials", "topics", "grounds")
_write: Final = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode


class Changed(ValueError):
    """The body is not what was packed."""


class Summary(Struct, frozen=True):
    """The main figures of an office: `surveyed` answers about receptions, `marks` their sum."""

    figures: Figures
    surveyed: int = 0
    marks: int = 0


class Packed(Struct, frozen=True):
    """A report, packed. `summary`: by office. `upto`: the last request there was by then."""

    quarter: Quarter
    at: datetime
    frozen: bool
    lines: int
    checksum: str
    body: bytes
    summary: Mapping[str, Summary]
    upto: int = 0


class Packing:
    """Packs a report while its lines are read."""

    def __init__(self, quarter: Quarter, at: datetime, frozen: bool, names: Names) -> None:
        self._quarter, self._at, self._frozen = quarter, at, frozen
        self._zip, self._hash = zlib.compressobj(6), sha256()
        self._parts: list[bytes] = []
        self._alike: Counter[Like] = Counter()
        self._lines = 0
        head = {"form": FORM, "quarter": str(quarter), "at": at.isoformat(), "frozen": frozen}
        known = {kind: _plain(getattr(names, kind)) for kind in _NAMES}
        self._put(_write({**head, "names": known}) + "\n")

    def add(self, lines: Sequence[Line]) -> None:
        """Put more lines in."""
        self._put("".join(f"{_write(dump(line))}\n" for line in lines))
        self._alike.update(like(line, self._at) for line in lines)
        self._lines += len(lines)

    def finish(
        self, answers: Iterable[Answer], given_up: Iterable[GivenUp] = (), upto: int = 0
    ) -> Packed:
        """Put the answers in, and return the whole."""
        given = sorted(answers, key=_order)
        reasons = [[one.office, one.why] for one in sorted(given_up)]
        answered = [[*_dump_answer(one)] for one in given]
        self._put(_write({"answers": answered, "given_up": reasons}) + "\n")
        body = b"".join([*self._parts, self._zip.flush()])
        return Packed(
            quarter=self._quarter,
            at=self._at,
            frozen=self._frozen,
            lines=self._lines,
            checksum=self._hash.hexdigest(),
            body=body,
            summary=_summary(self._alike, given),
            upto=upto,
        )

    def _put(self, text: str) -> None:
        data = text.encode()
        self._hash.update(data)
        self._parts.append(self._zip.compress(data))


def pack(report: Report) -> Packed:
    """Pack a report that is whole already."""
    packing = Packing(report.quarter, report.at, report.frozen, report.names)
    packing.add(report.lines)
    return packing.finish(report.answers, report.given_up)


def unpack(body: bytes, checksum: str) -> Report:
    """Return the report that was packed; raise `Changed` when it is not the same any more."""
    try:
        text = zlib.decompress(body)
    except zlib.error as problem:
        raise Changed(f"the body of a report can't be read: {problem}") from None
    if sha256(text).hexdigest() != checksum:
        raise Changed("the body of a report does not have its checksum any more")
    head_line, *rest, last_line = text.decode().rstrip("\n").split("\n")
    last = json.loads(last_line)
    head = json.loads(head_line)
    if head["form"] != FORM:
        raise Changed(f"the body of a report has the form {head['form']}, not {FORM}")
    names = Names(**{kind: _names(head["names"][kind]) for kind in _NAMES})
    year, number = head["quarter"].split("Q")
    return Report(
        quarter=Quarter(int(year), int(number)),
        at=datetime.fromisoformat(head["at"]),
        frozen=head["frozen"],
        names=names,
        lines=tuple(load(json.loads(one)) for one in rest),
        answers=tuple(_load_answer(one) for one in last["answers"]),
        given_up=tuple(GivenUp(office, GaveUp(why)) for office, why in last["given_up"]),
        checksum=checksum,
    )


# One line ----------------------------------------------------------------------------------------


def dump(line: Line) -> list[Any]:
    """Return a line as JSON-able data."""
    return [
        line.number, line.office, line.official, line.topic, line.source, line.channel, line.lang,
        line.received_at.isoformat(), line.registered_on.isoformat(), _iso(line.numbered_on),
        line.reply_due.isoformat(), _iso(line.replied_at), line.days, line.state, line.ground,
        _iso(line.starts_at), line.moves, sorted(line.marks), line.asked,
    ]  # fmt: skip


def load(data: Sequence[Any]) -> Line:
    """Return the line that `dump` wrote."""
    (
        number, office, official, topic, source, channel, lang, received_at, registered_on,
        numbered_on, reply_due, replied_at, days, state, ground, starts_at, moves, marks, asked,
    ) = data  # fmt: skip
    return Line(
        number=number,
        office=office,
        official=official,
        topic=topic,
        source=source,
        channel=channel,
        lang=Lang(lang),
        received_at=datetime.fromisoformat(received_at),
        registered_on=date.fromisoformat(registered_on),
        numbered_on=date.fromisoformat(numbered_on) if numbered_on else None,
        reply_due=date.fromisoformat(reply_due),
        replied_at=datetime.fromisoformat(replied_at) if replied_at else None,
        days=days,
        state=State(state),
        ground=ground,
        starts_at=datetime.fromisoformat(starts_at) if starts_at else None,
        moves=moves,
        marks=frozenset(Mark(one) for one in marks),
        asked=Asked(asked),
    )


# The summary -------------------------------------------------------------------------------------


def dump_summary(summary: Mapping[str, Summary]) -> str:
    """Write the main figures of the offices as JSON."""
    return _write(
        {
            office: {
                "registered": one.figures.registered,
                "counts": dict(one.figures.counts),
                "grounds": dict(one.figures.grounds),
                "days": [*one.figures.days.items()],
                "moves": one.figures.moves,
                "surveyed": one.surveyed,
                "marks": one.marks,
            }
            for office, one in summary.items()
        }
    )


def load_summary(text: str) -> dict[str, Summary]:
    """Return the figures that `dump_summary` wrote."""
    return {
        office: Summary(
            Figures(
                one["registered"], one["counts"], one["grounds"], dict(one["days"]), one["moves"]
            ),
            one["surveyed"],
            one["marks"],
        )
        for office, one in json.loads(text).items()
    }


def _summary(alike: Mapping[Like, int], answers: Sequence[Answer]) -> dict[str, Summary]:
    groups: dict[str, list[tuple[Like, int]]] = {}
    for one, times in alike.items():
        groups.setdefault(one.office, []).append((one, times))
    received = [answer for answer in answers if answer.of in RECEIVED]
    return {
        office: Summary(
            count(groups[office]),
            sum(answer.office == office for answer in received),
            sum(answer.rating for answer in received if answer.office == office),
        )
        for office in sorted(groups)
    }


def _dump_answer(answer: Answer) -> tuple[Any, ...]:
    return (
        answer.office, answer.official, answer.of, answer.way, answer.rating, answer.settled,
    )  # fmt: skip


def _order(answer: Answer) -> tuple[Any, ...]:
    """What stands first does not tell who answered first."""
    *rest, settled = _dump_answer(answer)
    return (*rest, settled or "")


def _load_answer(data: Sequence[Any]) -> Answer:
    office, official, of, way, rating, settled = data
    return Answer(office, official, State(of), way, rating, Settled(settled) if settled else None)


def _plain(names: Mapping[str, Bilingual]) -> dict[str, list[str]]:
    return {key: [name.kk, name.ru] for key, name in names.items()}


def _names(plain: Mapping[str, Sequence[str]]) -> dict[str, Bilingual]:
    return {key: Bilingual(kk, ru) for key, (kk, ru) in plain.items()}


def _iso(moment: date | None) -> str | None:
    return None if moment is None else moment.isoformat()
