"""What a conversation is made of: dialogs, how they end, and what is remembered between turns."""

from collections.abc import Callable, Mapping
from typing import TypeAlias

from msgspec import Struct, field

from bot.dialogs.commands import Command
from bot.dialogs.question import Question
from bot.dialogs.say import Say
from bot.dialogs.talk import Talk
from bot.reception.language import Lang


class Goto(Struct, frozen=True):
    """Go on with another dialog in this one's place."""

    dialog: str
    args: Mapping[str, str] = field(default_factory=dict)


class Farewell(Struct, frozen=True):
    """End with these texts, each a message of its own."""

    says: tuple[Say, ...]


class Abandon(Struct, frozen=True):
    """End, and throw the drafts below away too."""


Ending: TypeAlias = Command | Goto | Farewell | Abandon | None


class Dialog(Struct, frozen=True):
    """A dialog and how it lives: a `draft` survives other dialogs.

    `staff`: for the staff chat only. `member`: for one member of staff in private. `undo`: what is
    to be undone when it is left without a decision.
    """

    run: Callable[[Talk], Ending]
    draft: bool = False
    staff: bool = False
    member: bool = False
    undo: Callable[["Frame"], Command | None] | None = None


class Frame(Struct, frozen=True):
    """A dialog under way: its name, what it was opened with, and the raw answers so far."""

    dialog: str
    args: Mapping[str, str] = field(default_factory=dict)
    answers: Mapping[str, str] = field(default_factory=dict)

    def same(self, other: "Frame") -> bool:
        """Tell whether both are the same dialog about the same thing."""
        return self.dialog == other.dialog and self.args == other.args


class Conversation(Struct, frozen=True):
    """All that is remembered of a conversation between two turns.

    `frames`: the last one is on the screen, those below wait. `options`: keys of the options on the
    screen, `step` its question's. `prompts`: by turn, what time opened and nobody has answered to
    the end. `asks_contact`: the question on the screen takes a contact. `home`: the dialog of an
    idle conversation; None rests without a question.
    """

    lang: Lang | None = None
    turn: int = 0
    page: int = 0
    frames: tuple[Frame, ...] = ()
    options: tuple[str, ...] = ()
    prompts: Mapping[int, Frame] = field(default_factory=dict)
    asks_contact: bool = False
    home: Frame | None = Frame("menu")
    step: str = ""


class Turn(Struct, frozen=True):
    """What a turn comes to. `toast`: a word for whoever pressed a button, if there is one to say.

    With a `command`, the question comes from `show` once it has been carried out.
    """

    conversation: Conversation
    question: Question | None = None
    remarks: tuple[Say, ...] = ()
    says: tuple[Say, ...] = ()
    command: Command | None = None
    toast: Say | None = None


Opening: TypeAlias = Callable[[str], Frame]
"""What a command opens, from the words after it."""


class Dialogs(Struct, frozen=True):
    """Every dialog by name, and what each command opens.

    `in_private`: what it opens for a member of staff in private, where that is something else.
    """

    by_name: Mapping[str, Dialog]
    openings: Mapping[str, Opening]
    in_private: Mapping[str, Opening] = field(default_factory=dict)

    def __getitem__(self, name: str) -> Dialog:
        return self.by_name[name]

    def of_staff(self, conversation: "Conversation") -> bool:
        """Tell whether it is a conversation of staff: their chat, or a card in it."""
        return conversation.home is None or self[conversation.home.dialog].staff
