"""Who receives people, where and when: bodies, offices, officials, topics, grounds and staff.

All of it is data that an office edits; legal names and lists are never code.
"""

from collections.abc import Collection, Iterable, Mapping
from datetime import date, time
from enum import StrEnum
from functools import cached_property
from itertools import groupby
from operator import attrgetter
from typing import Final, Protocol, TypeVar

from msgspec import Struct

from bot.reception.calendar import Override, WorkingCalendar
from bot.reception.language import Bilingual, Lang
from bot.reception.schedule import Pattern, ReceptionDay, SlotTime, slot_times

SHORT_LENGTH: Final = 24


class OfficeKind(StrEnum):
    """The two places the Regulation knows [D2]."""

    PUBLIC_RECEPTION_OFFICE = "public_reception_office"
    CITIZEN_RECEPTION_CENTRE = "citizen_reception_centre"


class Role(StrEnum):
    """What a member of staff may do; each role may do all that the one before it may."""

    VIEWER = "viewer"
    OPERATOR = "operator"
    HEAD = "head"
    ADMIN = "admin"

    @property
    def may_decide(self) -> bool:
        """Whether this role may confirm, refuse, move and close requests."""
        return self is not Role.VIEWER

    @property
    def leads(self) -> bool:
        """Whether this role may change what holds for everybody, such as the calendar."""
        return self in {Role.HEAD, Role.ADMIN}


class OfficeHours(Struct, frozen=True):
    """The working hours of an office on a working day, local time."""

    opens: time = time(9, 0)
    closes: time = time(18, 30)
    lunch_from: time = time(13, 0)
    lunch_to: time = time(14, 30)


class Body(Struct, frozen=True):
    """A state body or an akim's office."""

    key: str
    name: Bilingual


class Office(Struct, frozen=True):
    """A place where people are received; `short` is its name where space is dear.

    `survey_share`: how many of a hundred are asked by telephone [D38]. `retention_months`: how
    long personal data are kept after a request has come to its end.
    """

    key: str
    body: str
    kind: OfficeKind
    name: Bilingual
    short: Bilingual
    address: Bilingual
    room: Bilingual | None
    phone: str
    email: str
    portal: str
    hours: OfficeHours
    staff_chat: int | None
    staff_language: Lang
    asks_iin: bool = False
    asks_address: bool = False
    video: bool = False
    out_of_turn_first: bool = True
    survey_share: int = 10
    retention_months: int = 12


class Official(Struct, frozen=True):
    """A first head or deputy who receives people; `short` is the form with initials.

    The approved schedule [D7-1]: `patterns`, single `days`, and `days_off` without reception.
    """

    key: str
    office: str
    name: Bilingual
    short: Bilingual
    position: Bilingual
    room: Bilingual | None
    patterns: tuple[Pattern, ...]
    days: tuple[ReceptionDay, ...] = ()
    days_off: tuple[date, ...] = ()

    def slots(
        self, first: date, last: date, calendar: WorkingCalendar, off: Collection[date] = ()
    ) -> tuple[SlotTime, ...]:
        """List the slots of the approved schedule from `first` to `last`, none on days in `off`."""
        without = {*self.days_off, *off}
        return slot_times(self.patterns, first, last, calendar, days=self.days, off=without)


class Topic(Struct, frozen=True):
    """A subject by which someone who is not sure finds the right official."""

    key: str
    office: str
    name: Bilingual
    short: Bilingual
    official: str


class Ground(Struct, frozen=True):
    """A lawful ground of refusal, as listed and as the citizen reads it.

    `asks_where` means staff must add where the person should go instead; `after_return` that it
    is a ground only once the request has been returned for correction [A64].
    """

    key: str
    name: Bilingual
    text: Bilingual
    asks_where: bool
    after_return: bool = False


class Category(Struct, frozen=True):
    """A category of people received out of turn."""

    key: str
    name: Bilingual


class StaffMember(Struct, frozen=True):
    """Someone known as staff, and the offices they work for."""

    user_id: int
    name: str
    role: Role
    offices: tuple[str, ...]


class _Keyed(Protocol):
    @property
    def key(self) -> str: ...


_K = TypeVar("_K", bound=_Keyed)


def _by_key(values: Iterable[_K]) -> Mapping[str, _K]:
    return {value.key: value for value in values}


# Its look-ups are made when they are first asked for, and kept beside the fields.
class Directory(Struct, frozen=True, dict=True):
    """Everything above, with its look-ups. An unknown key raises KeyError.

    `operator` is the legal operator of personal data, `complaint` the text on the right to complain
    (Art. 91 APPC), `bot_link` where the conversation can be opened from a text message.
    """

    bodies: tuple[Body, ...]
    offices: tuple[Office, ...]
    officials: tuple[Official, ...]
    topics: tuple[Topic, ...]
    grounds: tuple[Ground, ...]
    categories: tuple[Category, ...]
    staff: tuple[StaffMember, ...]
    complaint: Bilingual
    operator: Bilingual
    overrides: tuple[Override, ...] = ()
    bot_link: str | None = None

    def body(self, key: str) -> Body:
        """Return the body with this key."""
        return self._bodies[key]

    def office(self, key: str) -> Office:
        """Return the office with this key."""
        return self._offices[key]

    def official(self, key: str) -> Official:
        """Return the official with this key."""
        return self._officials[key]

    def topic(self, key: str) -> Topic:
        """Return the topic with this key."""
        return self._topics[key]

    def ground(self, key: str) -> Ground:
        """Return the ground of refusal with this key."""
        return self._grounds[key]

    def category(self, key: str) -> Category:
        """Return the out-of-turn category with this key."""
        return self._categories[key]

    def officials_of(self, office_key: str) -> tuple[Official, ...]:
        """Return the officials of an office, in the order of the file."""
        self.office(office_key)
        return self._officials_of.get(office_key, ())

    def topics_of(self, office_key: str) -> tuple[Topic, ...]:
        """Return the topics of an office, in the order of the file."""
        self.office(office_key)
        return self._topics_of.get(office_key, ())

    def member(self, user_id: int) -> StaffMember | None:
        """Return the member of staff with this id, or None for anyone else."""
        return self._staff.get(user_id)

    def office_of_chat(self, chat_id: int) -> Office | None:
        """Return the first office whose staff chat this is, or None."""
        return next((office for office in self.offices if office.staff_chat == chat_id), None)

    def offices_of_chat(self, chat_id: int) -> tuple[Office, ...]:
        """Return every office whose staff chat this is: offices may share one."""
        return tuple(office for office in self.offices if office.staff_chat == chat_id)

    @cached_property
    def _bodies(self) -> Mapping[str, Body]:
        return _by_key(self.bodies)

    @cached_property
    def _offices(self) -> Mapping[str, Office]:
        return _by_key(self.offices)

    @cached_property
    def _officials(self) -> Mapping[str, Official]:
        return _by_key(self.officials)

    @cached_property
    def _topics(self) -> Mapping[str, Topic]:
        return _by_key(self.topics)

    @cached_property
    def _grounds(self) -> Mapping[str, Ground]:
        return _by_key(self.grounds)

    @cached_property
    def _categories(self) -> Mapping[str, Category]:
        return _by_key(self.categories)

    @cached_property
    def _officials_of(self) -> Mapping[str, tuple[Official, ...]]:
        ordered = sorted(self.officials, key=attrgetter("office"))
        return {key: tuple(group) for key, group in groupby(ordered, attrgetter("office"))}

    @cached_property
    def _topics_of(self) -> Mapping[str, tuple[Topic, ...]]:
        ordered = sorted(self.topics, key=attrgetter("office"))
        return {key: tuple(group) for key, group in groupby(ordered, attrgetter("office"))}

    @cached_property
    def _staff(self) -> Mapping[int, StaffMember]:
        return {member.user_id: member for member in self.staff}
