"""How the applicant was reached, in one line of a card: by what, when, and whether it arrived."""

from bot.dialogs.queries import RequestView
from bot.dialogs.say import Say, say
from bot.dialogs.staff.history import STAFF
from bot.reception.directory import Directory


def reached(view: RequestView, directory: Directory) -> Say | str:
    """Return the line; "" as long as nothing was told and nothing failed."""
    found = view.reached
    if found is None:
        return ""
    if found.open:
        return say("reached-task")
    if found.result is not None and found.done_at is not None:
        who = (found.who or "").removeprefix(STAFF)
        member = directory.member(int(who)) if who.isdigit() else None
        by = member.name if member else ""
        return say("reached-told", result=found.result.value, by=by, at=found.done_at)
    if found.channel is None or found.at is None:
        return ""
    how = "arrived" if found.arrived else "sent" if found.sent else "failed"
    return say(
        "reached-message", how=how, channel=say("card-channel", channel=found.channel), at=found.at
    )
