"""The choice of the language, at the first contact and at any later step."""

from typing import Final

from bot.dialogs.commands import UseLanguage
from bot.dialogs.conversation import Ending
from bot.dialogs.question import Option
from bot.dialogs.say import Say
from bot.dialogs.talk import Suspended, Talk
from bot.reception.language import Lang

CHANGE: Final = {"change": "yes"}
"""Opens the dialog for someone who has chosen a language before."""

# Everyone finds the own language by its own name, whatever is spoken now.
_LANGUAGES: Final = (Option("kk", "Қазақша", Lang.KK), Option("ru", "Русский", Lang.RU))


def language(talk: Talk) -> Ending:
    """Ask in both languages at once; all answers given so far are kept."""
    again = bool(talk.args)
    prompt = "language-change" if again else "language-first"
    try:
        return UseLanguage(talk.choose("language", _LANGUAGES, prompt=prompt, can_cancel=again))
    except Suspended:
        if talk.remarks and not again:
            talk.remarks = [Say("language-unclear")]
        raise
