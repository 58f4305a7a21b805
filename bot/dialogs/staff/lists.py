"""What the staff chat lists: the queue and the free times."""

from typing import Final

from bot.dialogs.commands import Source
from bot.dialogs.conversation import Ending, Farewell
from bot.dialogs.queries import QueueOf, RequestView
from bot.dialogs.say import Say, say
from bot.dialogs.staff.card import row
from bot.dialogs.staff.giving import soonest_slots
from bot.dialogs.staff.naming import lines
from bot.dialogs.talk import Talk
from bot.reception.directory import StaffMember

QUEUE_SHOWN: Final = 10
SLOTS_SHOWN: Final = 3


def queue(talk: Talk, member: StaffMember, _rest: str) -> Ending:
    """List who waits, in the order in which they must be scheduled [D28]."""
    tally = talk.fetch(QueueOf(member.offices, QUEUE_SHOWN))
    if not tally.first:
        return Farewell((say("office-queue-empty"),))
    rows = lines(
        Say(
            "office-queue-row",
            {**row(view, talk), "place": view.place or "–", "initials": _who(view)},
        )
        for view in tally.first
    )
    return Farewell(
        (
            say(
                "office-queue",
                waiting=tally.waiting,
                rows=rows,
                more=max(0, tally.waiting - len(tally.first)),
                number=tally.first[0].number,
            ),
        )
    )


def _who(view: RequestView) -> Say | str:
    """Return the initials, and how the request came where not through the bot."""
    if view.source is Source.BOT:
        return view.initials
    return say("office-queue-who", initials=view.initials, source=view.source.value)


def slots(talk: Talk, member: StaffMember, _rest: str) -> Ending:
    """List the next free times of every official of the member's offices."""
    shown = []
    for key in member.offices:
        for official in talk.facts.directory.officials_of(key):
            free = soonest_slots(talk, official.key, SLOTS_SHOWN)
            times = lines(
                (say("office-slot", when=slot.starts_at) for slot in free), "staff-joined"
            )
            shown.append(
                say("office-slots-row", official=official.short, times=times)
                if free
                else say("office-slots-none", official=official.short)
            )
    return Farewell((say("office-slots", rows=lines(shown) or say("office-no-officials")),))
