"""What heads change in the working calendar, for every office."""

from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

from bot.reception.calendar import Override


@dataclass(frozen=True, slots=True)
class AddOverride:
    """A head makes a day working or free, by the document that says so."""

    override: Override


@dataclass(frozen=True, slots=True)
class RemoveOverride:
    """A head takes back what was entered for a day."""

    day: date


@dataclass(frozen=True, slots=True)
class SignYear:
    """A head says that the days off of a year are final."""

    year: int


CalendarChange: TypeAlias = AddOverride | RemoveOverride | SignYear
"""What changes the working calendar, for every office."""
