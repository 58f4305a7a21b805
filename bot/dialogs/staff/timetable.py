"""The approved schedule in print, for the wall and the site [D8]."""

from typing import Final

from bot.dialogs.commands import SendPapers, WantedPaper
from bot.dialogs.conversation import Ending, Farewell
from bot.dialogs.say import say
from bot.dialogs.talk import Talk
from bot.reception.directory import StaffMember
from bot.reception.language import Lang

PAPER: Final = "schedule-pdf"


def timetable(talk: Talk, member: StaffMember, _rest: str) -> Ending:
    """Send the schedules of the member's offices, in both languages."""
    directory = talk.facts.directory
    receiving = [key for key in member.offices if directory.officials_of(key)]
    if not receiving:
        return Farewell((say("office-no-officials"),))
    args = {"offices": ",".join(receiving), "langs": ",".join(Lang)}
    caption = say("annex-caption", day=f"{talk.facts.today:%d.%m.%Y}")
    return SendPapers((WantedPaper(PAPER, args, caption),))
