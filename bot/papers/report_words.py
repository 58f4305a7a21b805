"""The words of a report: labels of what it counts by, and names as they were at its moment."""

from collections.abc import Callable, Mapping
from typing import Final, TypeAlias

from msgspec import Struct

from bot.dialogs.say import Say, Value, say
from bot.reception.figures import Dimension
from bot.reception.language import Bilingual, Lang
from bot.reception.lifecycle import State
from bot.reception.report import Mark, Names, Numbered, Reply, Report, Trait

Write: TypeAlias = Callable[[Say], str]
"""Writes a text in the language of the report."""

SECTIONS: Final[tuple[tuple[str, tuple[Trait, ...]], ...]] = (
    ("numbered", tuple(Numbered)),
    ("replies", tuple(Reply)),
    ("states", tuple(State)),
    ("marks", tuple(Mark)),
)
"""What a report counts, in order; all parts of the first three add up to the requests there are."""


class Words(Struct, frozen=True):
    """Labels in one language."""

    write: Write
    lang: Lang
    names: Names

    def __call__(self, key: str, **args: Value) -> str:
        return self.write(Say(key, args))

    def trait(self, trait: Trait) -> str:
        """Return the name of what is counted."""
        return self.write(say("report-trait", trait=trait.value))

    def column(self, column: str) -> str:
        """Return the heading of a column of the list."""
        return self.write(say("report-column", column=column))

    def sheet(self, sheet: str) -> str:
        """Return the name of a sheet."""
        return self.write(say("report-sheet", sheet=sheet))

    def value(self, dimension: Dimension, key: str) -> str:
        """Return the name of one value of a dimension; its key where the name is gone."""
        if not key:
            return self.write(say("report-nothing"))
        match dimension:
            case Dimension.OFFICE:
                return self._name(self.names.offices, key)
            case Dimension.OFFICIAL:
                return self._name(self.names.officials, key)
            case Dimension.TOPIC:
                return self._name(self.names.topics, key)
            case Dimension.SOURCE:
                return self.write(say("report-source", source=key))
            case Dimension.CHANNEL:
                return self.write(say("report-channel", channel=key))
            case Dimension.LANGUAGE:
                return self.write(say("report-lang", lang=key))

    def ground(self, key: str) -> str:
        """Return the name of a ground of refusal."""
        return self._name(self.names.grounds, key) if key else self.write(say("report-nothing"))

    def scope(self, report: Report, offices: tuple[str, ...]) -> str:
        """Name the offices a report is about."""
        every = offices or tuple(sorted({line.office for line in report.lines}))
        return "; ".join(self.value(Dimension.OFFICE, key) for key in every)

    def title(self, report: Report) -> str:
        """Return the heading of a report."""
        quarter = report.quarter
        return self.write(say("report-title", quarter=quarter.number, year=quarter.year))

    def _name(self, names: Mapping[str, Bilingual], key: str) -> str:
        found = names.get(key)
        return key if found is None else found.get(self.lang)
