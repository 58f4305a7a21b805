"""The command that sends the schedule in print."""

from msgspec.structs import replace

from bot.dialogs.commands import SendPapers, WantedPaper
from bot.dialogs.say import say
from tests.dialogs.staff_chat import AIGUL, VIEWER, StaffChat


def test_the_schedule_of_the_members_offices_comes_in_both_languages() -> None:
    chat = StaffChat()
    chat.commands("timetable", who=VIEWER)
    caption = say("annex-caption", day="02.03.2026")
    args = {"offices": "centre", "langs": "kk,ru"}
    assert SendPapers((WantedPaper("schedule-pdf", args, caption),)) == chat.command


def test_where_nobody_receives_that_is_said() -> None:
    chat = StaffChat()
    chat.commands("timetable", who=replace(AIGUL, offices=()))
    assert ["office-no-officials"] == chat.told
    assert chat.words
