"""What heads change in the working calendar, for every office."""

from datetime import date
from typing import TypeAlias

from msgspec import Struct

from bot.reception.calendar import Override


class AddOverride(Struct, frozen=True):
    """A head makes a day working or free, by the document that says so."""

    override: Override


class RemoveOverride(Struct, frozen=True):
    """A head takes back what was entered for a day."""

    day: date


class SignYear(Struct, frozen=True):
    """A head says that the days off of a year are final."""

    year: int


CalendarChange: TypeAlias = AddOverride | RemoveOverride | SignYear
"""What changes the working calendar, for every office."""
