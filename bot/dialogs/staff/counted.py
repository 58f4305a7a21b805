"""How a term was counted: day by day in short, from the registration to the last day [D29]."""

from typing import Final

from bot.dialogs.conversation import Ending
from bot.dialogs.queries import RequestView
from bot.dialogs.say import Say, Value, say
from bot.dialogs.staff.naming import lines
from bot.dialogs.talk import Talk
from bot.dialogs.uncertain import uncertain
from bot.reception.calendar import DAY
from bot.reception.days_off import Stretch, stretches

WORKED: Final = Say("counted-worked")


def counted(talk: Talk, view: RequestView) -> Ending:
    """Show how the term of the reply was counted; back leads to the card."""
    calendar, first, last = talk.facts.calendar, view.registered_on, view.reply_due
    shown: dict[str, Value] = {
        "number": view.number,
        "registered": first,
        "due": last,
        "days": calendar.between(first, last),
        "rows": lines(map(row, stretches(calendar, first + DAY, last, weekends=True))) or "",
        "uncertain": uncertain(calendar, first, last),
    }
    talk.choose("counted", (), prompt="counted", args=shown, can_cancel=False, can_go_back=True)
    return None


def row(stretch: Stretch) -> Say:
    """Return a line of a list of days off."""
    return say("counted-row", span=stretch.span, reason=stretch.reason or WORKED)
