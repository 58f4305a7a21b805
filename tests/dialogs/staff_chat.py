"""A staff chat for tests: members who press and type, and a small world that answers queries."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time

from msgspec.structs import replace

from bot.dialogs.commands import ApplicantKind, Command, Format
from bot.dialogs.conversation import Conversation, Dialog, Dialogs, Frame, Turn
from bot.dialogs.incoming import Asked, Pressed, Typed, What
from bot.dialogs.queries import (
    AbsencesNow,
    EventView,
    FreeSlots,
    HeldUntil,
    HistoryOf,
    HitBy,
    Query,
    QueueOf,
    QueueTally,
    RequestByNumber,
    RequestByRunning,
    RequestView,
    SlotView,
)
from bot.dialogs.question import Facts, Question
from bot.dialogs.say import Say
from bot.dialogs.staff.allocate import allocate
from bot.dialogs.staff.away import away
from bot.dialogs.staff.card import card
from bot.dialogs.staff.more import more
from bot.dialogs.staff.office import COMMANDS, office
from bot.dialogs.talk import Needs
from bot.dialogs.turn import show, take_turn
from bot.reception.absence import Absence
from bot.reception.calendar import WorkingCalendar, at, local
from bot.reception.directory import (
    Body,
    Category,
    Directory,
    Ground,
    Office,
    OfficeHours,
    OfficeKind,
    Official,
    Role,
    StaffMember,
    Topic,
)
from bot.reception.language import Bilingual, Lang
from bot.reception.lifecycle import State
from bot.reception.terms import HELD
from bot.texts import Texts

NUMBER = "2026-000123-8"
TODAY = date(2026, 3, 2)
NOW = at(TODAY, time(10, 0))
CALENDAR = WorkingCalendar()
TEXTS = Texts(strict=True)

AIGUL = StaffMember(1, "Айгүл", Role.OPERATOR, ("centre",))
MARAT = StaffMember(2, "Марат", Role.HEAD, ("centre",))
VIEWER = StaffMember(3, "Серік", Role.VIEWER, ("centre",))
STRANGER_TO_IT = StaffMember(4, "Дана", Role.OPERATOR, ("akim",))


def same(words: str) -> Bilingual:
    return Bilingual(words, words)


def an_office(key: str) -> Office:
    return Office(
        key=key,
        body="body",
        kind=OfficeKind.CITIZEN_RECEPTION_CENTRE,
        name=same(f"{key} office"),
        short=same(key),
        address=same("street 1"),
        room=None,
        phone="1414",
        email="a@example.org",
        portal="https://example.org",
        hours=OfficeHours(),
        staff_chat=-1,
        staff_language=Lang.RU,
    )


def an_official(key: str, office_key: str) -> Official:
    name = key.capitalize()
    return Official(
        key, office_key, same(f"{name} long"), same(f"{name} S."), same("minister"), None, ()
    )


DIRECTORY = Directory(
    bodies=(Body("body", same("body")),),
    offices=(an_office("centre"), an_office("akim")),
    officials=(
        an_official("togyz", "centre"),
        an_official("zhibek", "centre"),
        an_official("samurat", "akim"),
    ),
    topics=(Topic("housing", "centre", same("housing"), same("housing"), "togyz"),),
    grounds=(
        Ground("repeat", same("repeated"), same("It was answered in full."), asks_where=False),
        Ground("not-competent", same("not ours"), same("It is not ours."), asks_where=True),
    ),
    categories=(Category("veteran", same("veterans")),),
    staff=(AIGUL, MARAT, VIEWER, STRANGER_TO_IT),
    complaint=same("You may complain."),
    operator=same("body"),
)
DIALOGS = Dialogs(
    by_name={
        "card": Dialog(card, staff=True),
        "more": Dialog(more, staff=True),
        "office": Dialog(office, staff=True),
        "allocate": Dialog(allocate, staff=True),
        "away": Dialog(away, staff=True),
    },
    openings={
        name: lambda rest, name=name: Frame("office", {"command": name, "rest": rest})  # type: ignore[misc]
        for name in (*COMMANDS, "help")
    },
)
REQUEST = RequestView(
    id=123,
    number=NUMBER,
    version=1,
    state=State.REGISTERED,
    office="centre",
    official="togyz",
    topic="housing",
    applicant=ApplicantKind.INDIVIDUAL,
    initials="А. Б.",
    format=Format.IN_PERSON,
    category="veteran",
    needs_help=True,
    channel="telegram",
    lang=Lang.KK,
    received_at=NOW,
    registered_on=TODAY,
    reply_due=date(2026, 3, 27),
    place=1,
    starts_at=None,
    minutes=None,
    decided_by=None,
    decided_at=None,
    undo_until=None,
    ground=None,
    where=None,
    comment=None,
    promised=False,
    rating=None,
    out_of_turn=True,
)
SLOTS = tuple(
    SlotView(official, at(day, clock), 20)
    for official in ("togyz", "zhibek")
    for day in (date(2026, 3, 4), date(2026, 3, 12), date(2026, 3, 17), date(2026, 3, 31))
    for clock in (time(10, 0), time(10, 20))
)
HISTORY = (
    EventView(NOW, "register", "citizen", None, State.REGISTERED),
    EventView(NOW, "details_read", "staff:1", State.REGISTERED, State.REGISTERED),
    EventView(NOW, "confirm", "staff:2", State.REGISTERED, State.SCHEDULED),
    EventView(NOW, "recount", "system", State.SCHEDULED, State.SCHEDULED),
    EventView(NOW, "declare_attended", "staff:77", State.SCHEDULED, State.ATTENDED),
)


@dataclass
class StaffChat:
    """The chat: one card, or the commands where there is no home."""

    home: Frame | None = None
    who: StaffMember | None = AIGUL
    now: datetime = NOW
    requests: dict[str, RequestView] = field(default_factory=lambda: {NUMBER: REQUEST})
    slots: tuple[SlotView, ...] = SLOTS
    held: dict[tuple[str, datetime], str] = field(default_factory=dict)
    absences: tuple[Absence, ...] = ()
    directory: Directory = DIRECTORY
    dialogs: Dialogs = DIALOGS
    conversation: Conversation = field(init=False)
    turn: Turn = field(init=False)

    def __post_init__(self) -> None:
        """Lay the card, if there is one."""
        self.conversation = Conversation(lang=Lang.RU, home=self.home)
        self.turn = Turn(self.conversation)
        if self.home is not None:
            self.shows()

    def shows(self) -> None:
        """Show the card anew, as after a command or when time has passed."""
        self._take(None)

    def presses(self, key: str, who: StaffMember | None = None) -> None:
        """Press the button of an option of the question on the screen."""
        turn = self.conversation.turn
        self._take(Pressed(turn, self.conversation.options.index(key) + 1), who)

    def presses_old(self, turn: int, number: int, who: StaffMember) -> None:
        """Press a button of a question that was asked before."""
        self._take(Pressed(turn, number), who)

    def types(self, text: str, who: StaffMember | None = None) -> None:
        """Answer the card with a text."""
        self._take(Typed(text), who)

    def commands(self, name: str, rest: str = "", who: StaffMember | None = None) -> None:
        """Send a command to the chat."""
        self._take(Asked(name, rest), who)

    def changes(self, **fields: object) -> None:
        """Change the request of the card, as the desk does, and show it."""
        self.requests[NUMBER] = replace(self.requests[NUMBER], **fields)
        self.shows()

    @property
    def question(self) -> Question:
        """The question on the screen."""
        assert self.turn.question is not None
        return self.turn.question

    @property
    def options(self) -> list[str]:
        """Keys of the options on the screen."""
        return [option.key for option in self.question.options]

    @property
    def command(self) -> Command | None:
        """What was decided."""
        return self.turn.command

    @property
    def card(self) -> str:
        """The text on the screen, in Russian; it must have words in Kazakh too."""
        return written(self.question.prompt)

    @property
    def told(self) -> list[str]:
        """Keys of the texts that were said."""
        return [told.key for told in (*self.turn.says, *self.turn.remarks)]

    @property
    def words(self) -> str:
        """The texts that were said, in Russian."""
        return "\n".join(written(told) for told in (*self.turn.says, *self.turn.remarks))

    def _take(self, what: What | None, who: StaffMember | None = None) -> None:
        facts = Facts(
            who=who or self.who if what else None,
            now=self.now,
            today=local(self.now).date(),
            lang=Lang.RU,
            directory=self.directory,
            calendar=CALENDAR,
            words=TEXTS.write,
        )
        while True:
            try:
                if what is None:
                    self.turn = show(self.dialogs, self.conversation, facts)
                else:
                    self.turn = take_turn(self.dialogs, self.conversation, what, facts, 8)
            except Needs as need:
                answers = {**facts.answers, need.query: self._answer(need.query)}
                facts = replace(facts, answers=answers)
            else:
                break
        self.conversation = self.turn.conversation

    def _answer(self, query: Query[object]) -> object:
        match query:
            case RequestByNumber(number=number):
                return self.requests.get(number)
            case RequestByRunning(running=running, offices=offices):
                found = [
                    one
                    for one in self.requests.values()
                    if one.id == running and one.office in offices
                ]
                return found[0] if found else None
            case FreeSlots():
                last = query.until or datetime.max.replace(tzinfo=UTC)
                free = [
                    slot
                    for slot in self.slots
                    if slot.official == query.official
                    and query.since <= slot.starts_at < last
                    and self.held.get((slot.official, slot.starts_at), "") in {"", *query.numbers}
                ]
                return tuple(free[: query.limit])
            case HeldUntil(official=official, starts_at=starts_at, number=number):
                holder = self.held.get((official, starts_at), number)
                return self.now + HELD if holder != number else None
            case AbsencesNow():
                return self.absences
            case HitBy(official=official, since=since, until=until):
                return tuple(
                    one
                    for one in self.requests.values()
                    if one.official == official and one.starts_at and since <= one.starts_at < until
                )
            case QueueOf(offices=offices, limit=limit, official=whose):
                waiting = [
                    one
                    for one in self.requests.values()
                    if one.office in offices and one.place and whose in {None, one.official}
                ]
                return QueueTally(tuple(waiting[:limit]), len(waiting))
            case HistoryOf(number=number):
                return HISTORY if number in self.requests else ()
        raise AssertionError(query)


def written(told: Say) -> str:
    """Write a text strictly: in both languages, at length and shortly; return the Russian one."""
    for lang in Lang:
        TEXTS.write(told, lang, short=True)
        TEXTS.write(told, lang, markup=True)
    return TEXTS.write(told, Lang.RU)


def times(slots: Sequence[SlotView]) -> list[str]:
    """Return the keys of the options for `slots`."""
    return [f"{slot.starts_at:%Y%m%d%H%M}" for slot in slots]
