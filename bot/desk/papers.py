"""Files that staff ask for: sent into the conversation they asked in, made at that moment."""

from collections.abc import Iterable

from bot.desk.acts import By, Done
from bot.dialogs.commands import WantedPaper
from bot.messages import Paper
from bot.records import Outgoing


def send(papers: Iterable[WantedPaper], by: By) -> Done:
    """Return the files as messages, in this order."""
    return Done(
        put=tuple(Outgoing(by.contact, Paper(one.name, one.args, one.caption)) for one in papers)
    )
