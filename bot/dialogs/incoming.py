"""What a person (or time) does to a conversation, whatever channel it came by."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import IntEnum, StrEnum
from typing import TypeAlias


class Key(IntEnum):
    """Numbers of a keyboard that are not an option: options are numbered from 1."""

    MORE = 0
    BACK = -1
    CANCEL = -2


@dataclass(frozen=True, slots=True)
class Pressed:
    """A button: the turn its question was asked in, and its number (1 is the first option)."""

    turn: int
    number: int
    message_id: str = ""


@dataclass(frozen=True, slots=True)
class Typed:
    """A text as the person wrote it."""

    text: str


@dataclass(frozen=True, slots=True)
class SharedContact:
    """A phone number sent as a contact; `own` only if the channel proves it is the sender's."""

    phone: str
    own: bool


@dataclass(frozen=True, slots=True)
class Asked:
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


@dataclass(frozen=True, slots=True)
class Unsupported:
    """Something that is no answer: a sticker, a voice message, a file."""

    thing: Thing


@dataclass(frozen=True, slots=True)
class Stopped:
    """The person blocked the bot or opted out: nothing may be sent until `Asked("start")`.

    `heard`: they know that it worked; else it is said once.
    """

    heard: bool = True


@dataclass(frozen=True, slots=True)
class Prompt:
    """Time or another conversation opens a dialog here: a reminder, the survey, a card.

    `fresh` asks for a new message where the dialog would otherwise change the one it has.
    """

    dialog: str
    args: Mapping[str, str] = field(default_factory=dict)
    fresh: bool = False


@dataclass(frozen=True, slots=True)
class Expired:
    """Time has run out for the drafts of a conversation: they are forgotten."""


@dataclass(frozen=True, slots=True)
class Departed:
    """Somebody left the place that several share, or was sent away: `who` acts there no longer."""

    who: int


What: TypeAlias = (
    Pressed | Typed | SharedContact | Asked | Unsupported | Stopped | Prompt | Expired | Departed
)
