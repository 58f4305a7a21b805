"""The menu: where an idle conversation rests."""

from bot.dialogs.conversation import Ending, Goto
from bot.dialogs.language import CHANGE
from bot.dialogs.question import Citizen, Option, Style
from bot.dialogs.say import say
from bot.dialogs.talk import Talk


def menu(talk: Talk) -> Ending:
    """Offer what can be done here; first of all to go on, where something is unfinished."""
    options: list[Option[Goto | None]] = [
        Option("book", say("menu-book"), Goto("booking"), Style.SUCCESS),
        Option("my", say("menu-my"), Goto("requests")),
        Option("schedule", say("menu-schedule"), Goto("schedule")),
        Option("help", say("menu-help"), Goto("help")),
        Option("language", say("menu-language"), Goto("language", CHANGE)),
    ]
    who = talk.facts.who
    if isinstance(who, Citizen) and who.member is not None and who.member.role.may_decide:
        options.append(Option("entry", say("menu-entry"), Goto("entry")))
    if talk.facts.draft:
        options[0] = Option("continue", say("menu-continue"), None, Style.SUCCESS)
    return talk.choose("menu", options, prompt="menu-choice", rests=True, can_cancel=False)
