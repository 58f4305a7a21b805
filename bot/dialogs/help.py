"""Help: the phone, hours and address of an office, where a person answers."""

from bot.dialogs.conversation import Ending, Farewell
from bot.dialogs.question import Option
from bot.dialogs.say import say
from bot.dialogs.talk import Talk
from bot.reception.directory import Office


def help_(talk: Talk) -> Ending:
    """Tell how to reach the office, after asking which where there are several."""
    office = one_office(talk)
    hours = office.hours
    about = say(
        "help-about",
        office=office.name,
        short=office.short,
        address=office.address,
        room=office.room or "",
        phone=office.phone,
        email=office.email,
        portal=office.portal,
        opens=f"{hours.opens:%H:%M}",
        closes=f"{hours.closes:%H:%M}",
        lunch_from=f"{hours.lunch_from:%H:%M}",
        lunch_to=f"{hours.lunch_to:%H:%M}",
    )
    return Farewell((about,))


def one_office(talk: Talk, **shown: object) -> Office:
    """Return the only office, or the one that is picked at the step `office`."""
    offices = talk.facts.directory.offices
    if len(offices) == 1:
        return offices[0]
    options = [
        Option(one.key, say("office-option", name=one.name, short=one.short), one)
        for one in offices
    ]
    return talk.choose("office", options, **shown)
