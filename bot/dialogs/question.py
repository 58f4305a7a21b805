"""What a dialog asks and what it may know: options, questions, and the facts of a turn."""

from collections.abc import Mapping
from datetime import date, datetime
from enum import StrEnum
from typing import Generic, Protocol, TypeAlias, TypeVar

from msgspec import Struct, field

from bot.dialogs.say import Label, Say
from bot.reception.calendar import WorkingCalendar
from bot.reception.directory import Directory, StaffMember
from bot.reception.language import Lang

T = TypeVar("T")


class Style(StrEnum):
    """How a button may be coloured where the channel can."""

    PLAIN = "plain"
    SUCCESS = "success"
    DANGER = "danger"


class Option(Struct, Generic[T], frozen=True):
    """One possible answer. `key` is stored, `label` is shown, `value` is what the dialog gets."""

    key: str
    label: Label
    value: T
    style: Style = Style.PLAIN


class Question(Struct, frozen=True):
    """The question on the screen. `at` is (step, of how many); `rests` marks an idle menu."""

    step: str
    prompt: Say
    options: tuple[Option[object], ...] = ()
    takes_text: bool = False
    takes_contact: bool = False
    at: tuple[int, int] | None = None
    can_go_back: bool = False
    can_cancel: bool = True
    rests: bool = False


class Citizen(Struct, frozen=True):
    """Who speaks: what is known of a citizen.

    `phone` only where the channel itself proves it. `member`: who they are among staff, if any,
    in a conversation of their own, where personal data may be shown.
    """

    person: int
    consent: str | None = None
    phone: str | None = None
    member: StaffMember | None = None


Who: TypeAlias = Citizen | StaffMember | None


class Words(Protocol):
    """Writes a label in a language, in its long form or the one for a text message."""

    def __call__(self, value: Label, lang: Lang, *, short: bool = False) -> str: ...


class Facts(Struct, frozen=True):
    """What a dialog may know: who speaks, what day it is, the directory, and fetched answers.

    `words` writes a label in a language, so that a typed label is understood in both its forms.
    """

    who: Who
    now: datetime
    today: date
    lang: Lang
    directory: Directory
    calendar: WorkingCalendar
    words: Words
    draft: bool = False
    answers: Mapping[object, object] = field(default_factory=dict)
