"""A reminder of a booking left unfinished: go on with it, or throw it away."""

from bot.dialogs.conversation import Abandon, Ending
from bot.dialogs.question import Option, Style
from bot.dialogs.say import say
from bot.dialogs.talk import Talk


def nudge(talk: Talk) -> Ending:
    """Ask once whether to go on."""
    if not talk.facts.draft:
        return None
    options: tuple[Option[Abandon | None], ...] = (
        Option("yes", say("nudge-go-on-yes"), None, Style.SUCCESS),
        Option("no", say("nudge-go-on-no"), Abandon(), Style.DANGER),
    )
    ending = talk.choose("go-on", options, can_cancel=False)
    if ending is not None:
        talk.remark("draft-cancelled")
    return ending
