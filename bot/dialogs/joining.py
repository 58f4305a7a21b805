"""Becoming a member of staff by an invitation: what it is to, the name, and a yes.

Args of the dialog: `link`, the digest of the link that was opened.
"""

from collections.abc import Callable, Mapping, Sequence

from bot.dialogs.commands import Join
from bot.dialogs.conversation import Ending, Farewell
from bot.dialogs.queries import InvitationBy
from bot.dialogs.question import Citizen
from bot.dialogs.say import Say, Value, say
from bot.dialogs.staff.members import by_whom, office_names, role_words
from bot.dialogs.talk import Talk
from bot.dialogs.understand import fold
from bot.reception.access import Standing, member_name, standing
from bot.reception.directory import StaffMember
from bot.reception.identity import Invalid


def joining(talk: Talk) -> Ending:
    """Show who is invited to what, ask for the name, and let them in."""
    who, directory = talk.facts.who, talk.facts.directory
    if not isinstance(who, Citizen):
        talk.deny("staff-in-private")
    if who.member is not None:
        return Farewell((say("invitation-member-already"),))
    invitation = talk.fetch(InvitationBy(talk.args["link"]))
    worth = standing(invitation, directory.staff, talk.facts.now)
    if invitation is None or worth is not Standing.OPEN:
        return Farewell((denied(worth),))
    shown: Mapping[str, Value] = {
        "role": role_words(invitation.role),
        "offices": office_names(invitation.offices, directory),
        "by": by_whom(invitation.by, directory),
    }
    name = talk.text("name", _name_not_of(directory.staff), prompt="joining-name", args=shown)
    sure = talk.confirm(
        "sure",
        Say("joining-yes"),
        Say("joining-no"),
        prompt="joining-sure",
        args={**shown, "name": name},
    )
    return Join(talk.args["link"], name) if sure else Farewell((say("joining-declined"),))


def _name_not_of(staff: Sequence[StaffMember]) -> Callable[[str], str]:
    """Return the reader of a name: nobody takes a colleague's, cards would show it for both."""
    taken = {fold(one.name) for one in staff}

    def read(text: str) -> str:
        name = member_name(text)
        if fold(name) in taken:
            raise Invalid("member-name-taken")
        return name

    return read


def denied(worth: Standing) -> Say:
    """Say why a link lets nobody in."""
    return say(f"invitation-{worth}")
