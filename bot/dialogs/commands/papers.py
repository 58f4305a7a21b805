"""Files that are asked for."""

from collections.abc import Mapping

from msgspec import Struct

from bot.dialogs.say import Say
from bot.reception.quarter import Quarter


class WantedPaper(Struct, frozen=True):
    """A file that is made when it is sent: which one, from what, and the words under it."""

    name: str
    args: Mapping[str, str]
    caption: Say


class SendPapers(Struct, frozen=True):
    """Send files into this conversation."""

    papers: tuple[WantedPaper, ...]


class SendReport(Struct, frozen=True):
    """Send the report of a quarter for these offices into this conversation [D40]."""

    quarter: Quarter
    offices: tuple[str, ...]
