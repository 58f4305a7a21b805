"""What a person (or time) does to a conversation, whatever channel it came by."""

from collections.abc import Mapping
from enum import IntEnum, StrEnum
from typing import TypeAlias

from msgspec import Struct, field


class Key(IntEnum):
    """Numbers of a keyboard that are not an option: options are numbered from 1."""

    MORE = 0
    BACK = -1
    CANCEL = -2


class Pressed(Struct, frozen=True):
    """A button: the turn its question was asked in, and its number (1 is the first option)."""

    turn: int
    number: int
    message_id: str = ""


class Typed(Struct, frozen=True):
    """A text as the person wrote it."""

    text: str


class SharedContact(Struct, frozen=True):
    """A phone number sent as a contact; `own` only if the channel proves it is the sender's."""

    phone: str
    own: bool


class Asked(Struct, frozen=True):
    """A command: `start`, `book`, `my`, `queue` …, with the words after it."""

    name: str
    rest: str = ""


class Thing(StrEnum):
    """What can be sent that a conversation does not take."""

    STICKER = "sticker"
    VOICE = "voice"
    PHOTO = "photo"
    FILE = "file"
    LOCATION = "location"
    OTHER = "other"


class Unsupported(Struct, frozen=True):
    """Something that is no answer: a sticker, a voice message, a file."""

    thing: Thing


class Stopped(Struct, frozen=True):
    """The person blocked the bot or opted out: nothing may be sent until `Asked("start")`.

    `heard`: they know that it worked; else it is said once.
    """

    heard: bool = True


class Prompt(Struct, frozen=True):
    """Time or another conversation opens a dialog here: a reminder, the survey, a card.

    `fresh` asks for a new message where the dialog would otherwise change the one it has.
    """

    dialog: str
    args: Mapping[str, str] = field(default_factory=dict)
    fresh: bool = False


class Expired(Struct, frozen=True):
    """Time has run out for the drafts of a conversation: they are forgotten."""


class Departed(Struct, frozen=True):
    """Somebody left the place that several share, or was sent away: `who` acts there no longer."""

    who: int


What: TypeAlias = (
    Pressed | Typed | SharedContact | Asked | Unsupported | Stopped | Prompt | Expired | Departed
)
