"""Files that are asked for."""

from collections.abc import Mapping
from dataclasses import dataclass

from bot.dialogs.say import Say
from bot.reception.quarter import Quarter


@dataclass(frozen=True, slots=True)
class WantedPaper:
    """A file that is made when it is sent: which one, from what, and the words under it."""

    name: str
    args: Mapping[str, str]
    caption: Say


@dataclass(frozen=True, slots=True)
class SendPapers:
    """Send files into this conversation."""

    papers: tuple[WantedPaper, ...]


@dataclass(frozen=True, slots=True)
class SendReport:
    """Send the report of a quarter for these offices into this conversation [D40]."""

    quarter: Quarter
    offices: tuple[str, ...]
