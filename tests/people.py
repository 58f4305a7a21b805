"""People who speak with the dialogs: what they type and press, what they are shown, what is done.

Between every two inputs the conversation is written down as JSON and read back. Everything shown is
written in words, so that a missing text or argument fails at once.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import cache, partial
from pathlib import Path

import msgspec
from msgspec.structs import replace

from bot.dialogs import commands as do
from bot.dialogs import queries as ask
from bot.dialogs.conversation import Conversation, Frame, Turn
from bot.dialogs.held import DataOf, HeldRequest, MyData
from bot.dialogs.incoming import (
    Asked,
    Expired,
    Key,
    Pressed,
    Prompt,
    SharedContact,
    Thing,
    Typed,
    Unsupported,
    What,
)
from bot.dialogs.index import DIALOGS
from bot.dialogs.question import Citizen, Facts, Question
from bot.dialogs.talk import Needs
from bot.dialogs.turn import show, take_turn
from bot.reception.calendar import WorkingCalendar, local
from bot.reception.directory import Directory, StaffMember
from bot.reception.directory_toml import parse_directory
from bot.reception.identity import initials
from bot.reception.language import Lang
from bot.reception.lifecycle import LIVE, State
from bot.reception.number import public_number
from bot.reception.terms import registered_on, reply_due
from bot.texts import Texts

NOW = datetime(2026, 3, 2, 5, 0, tzinfo=UTC)  # Monday, 10:00 on the wall
PAGE, SHORT_PAGE = 8, 5
MOST_COMMANDS = 3
"""Of one turn: a language, a consent, and what waited for them."""


@cache
def directory() -> Directory:
    """Return the sample directory of the demonstration."""
    path = Path(__file__).parent.parent / "sandbox" / "directory.toml"
    return parse_directory(path.read_text("utf-8"), path.name)


@cache
def texts() -> Texts:
    """Return all texts; what is missing raises."""
    return Texts(strict=True)


@dataclass
class World:
    """The store and the desk, as far as dialogs can tell."""

    directory: Directory = field(default_factory=directory)
    now: datetime = NOW
    requests: dict[str, ask.RequestView] = field(default_factory=dict)
    owners: dict[str, int] = field(default_factory=dict)
    given: list[do.Register] = field(default_factory=list)
    rates: list[do.Rate] = field(default_factory=list)
    consents: dict[int, str] = field(default_factory=dict)
    commands: list[do.Command] = field(default_factory=list)
    calendar: WorkingCalendar = field(default_factory=WorkingCalendar)
    free: tuple[ask.SlotView, ...] = ()

    def answer(self, query: ask.Query[object]) -> object:
        """Answer a query as the store would."""
        match query:
            case ask.MyRequests(person=person):
                own = [one for one in self.requests.values() if self.owners[one.number] == person]
                return tuple(sorted(own, key=lambda one: one.state not in LIVE))[:10]
            case ask.LiveRequest(person=person, official=official):
                return next(
                    (
                        one
                        for one in self.requests.values()
                        if self.owners[one.number] == person
                        and one.official == official
                        and one.state in LIVE
                    ),
                    None,
                )
            case ask.RequestByNumber(number=number, person=person):
                found = self.requests.get(number)
                mine = person is None or self.owners.get(number) == person
                return found if mine else None
            case ask.RequestByRunning(running=running, offices=offices):
                return next(
                    (
                        one
                        for one in self.requests.values()
                        if one.id == running and one.office in offices
                    ),
                    None,
                )
            case ask.FreeSlots(official=official, since=since, limit=limit):
                free = [
                    one for one in self.free if one.official == official and one.starts_at >= since
                ]
                return tuple(free[:limit])
            case DataOf(person=person):
                return self.held(person)
        raise LookupError(query)

    def held(self, person: int) -> MyData:
        """Return what is held about a person."""
        consent = self.consents.get(person)
        own = [one for one in self.requests.values() if self.owners[one.number] == person]
        last = self.given[-1] if self.given else None
        return MyData(
            consent=consent,
            consented_at=self.now if consent else None,
            language="kk",
            since=self.now,
            where=(("telegram", str(person)),),
            requests=tuple(
                HeldRequest(
                    number=one.number,
                    state=one.state,
                    office=one.office,
                    official=one.official,
                    registered_on=one.registered_on,
                    kept_months=12,
                    name=last.name if last else "",
                    phone=last.phone.e164 if last and last.phone else "",
                    iin_tail=last.iin.tail if last and last.iin else None,
                    postal_address=last.postal_address if last else None,
                    essence=last.essence if last else "",
                    ended_on=None if one.state in LIVE else local(self.now).date(),
                    undoable=one.undo_until is not None and one.undo_until > self.now,
                    rating=one.rating,
                )
                for one in reversed(own)
            ),
        )

    def carry_out(self, command: do.Command, person: int) -> None:
        """Do what a dialog decided."""
        self.commands.append(command)
        match command:
            case do.GiveConsent(version=version):
                self.consents[person] = version
            case do.WithdrawConsent():
                self.consents.pop(person, None)
            case do.Register():
                self.given.append(command)
                self.add(command, person)
            case do.Enter(given=given):
                self.add(given, len(self.owners) + 1000)
            case do.Correct(number=number):
                self.change(number, state=State.UNDER_REVIEW, place=1)
            case do.Withdraw(number=number):
                self.change(number, state=State.WITHDRAWN, place=None)
            case do.Release(number=number):
                self.change(number, state=State.UNDER_REVIEW, starts_at=None, place=1)
            case do.Choose(number=number, starts_at=starts_at):
                self.change(number, starts_at=starts_at)
            case do.Promise(number=number):
                self.change(number, promised=True)
            case do.Rate(number=number, rating=rating, complete=complete):
                self.rates.append(command)
                self.change(number, rating=rating, answered=complete)

    def change(self, number: str, **changes: object) -> None:
        """Let something become of a request."""
        self.requests[number] = replace(
            self.requests[number],
            **changes,
        )

    def add(self, given: do.Register, person: int) -> str:
        """Register a request; return its number."""
        number = public_number(2026, len(self.requests) + 1)
        hours = self.directory.office(given.office).hours
        registered = registered_on(self.now, hours, self.calendar)
        self.owners[number] = person
        self.requests[number] = ask.RequestView(
            id=len(self.requests) + 1,
            number=number,
            version=1,
            state=State.REGISTERED,
            office=given.office,
            official=given.official,
            topic=given.topic,
            applicant=given.applicant,
            initials=initials(given.name),
            format=given.format,
            category=given.category,
            needs_help=given.needs_help,
            channel="one",
            lang=Lang.KK,
            received_at=self.now,
            registered_on=registered,
            reply_due=reply_due(registered, self.calendar),
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
        )
        return number


def written_down(conversation: Conversation) -> Conversation:
    """Return the conversation as it comes back from the database."""
    data = msgspec.json.decode(msgspec.json.encode(conversation))
    return Conversation(
        lang=Lang(data["lang"]) if data["lang"] else None,
        turn=data["turn"],
        page=data["page"],
        frames=tuple(Frame(**one) for one in data["frames"]),
        options=tuple(data["options"]),
        prompts={int(turn): Frame(**one) for turn, one in data["prompts"].items()},
        asks_contact=data["asks_contact"],
        home=Frame(**data["home"]),
        step=data["step"],
    )


class Person:
    """A citizen with a phone; `short` is a phone that shows only short texts."""

    def __init__(
        self,
        world: World,
        lang: Lang | None = None,
        *,
        phone: str | None = None,
        short: bool = False,
        number: int = 1,
        member: StaffMember | None = None,
    ) -> None:
        self.world, self.phone, self.short, self.number = world, phone, short, number
        self.member = member
        self.conversation = Conversation(lang)
        self.turn: Turn = Turn(self.conversation)

    # What a person does -------------------------------------------------------------------------

    def types(self, text: str) -> "Person":
        """Send a text."""
        return self.does(Typed(text))

    def presses(self, key: str) -> "Person":
        """Press the option with this key."""
        return self.does(Pressed(self.conversation.turn, self.keys.index(key) + 1))

    def presses_key(self, key: Key, turn: int | None = None) -> "Person":
        """Press more, back or cancel."""
        return self.does(Pressed(self.conversation.turn if turn is None else turn, key))

    def shares(self, phone: str, *, own: bool = True) -> "Person":
        """Send a contact."""
        return self.does(SharedContact(phone, own))

    def sends(self, thing: Thing) -> "Person":
        """Send something that is no text."""
        return self.does(Unsupported(thing))

    def asks(self, command: str, rest: str = "") -> "Person":
        """Send a command."""
        return self.does(Asked(command, rest))

    def is_asked(self, dialog: str, **args: str) -> "Person":
        """Let time open a dialog."""
        return self.does(Prompt(dialog, args))

    def forgets(self) -> "Person":
        """Let the time for drafts run out."""
        return self.does(Expired())

    def does(self, what: What) -> "Person":
        """Do anything; what comes of it is carried out and shown."""
        page = SHORT_PAGE if self.short else PAGE
        turn = self._answered(
            lambda facts: take_turn(DIALOGS, self.conversation, what, facts, page)
        )
        one_after_another = 0
        while turn.command is not None:
            one_after_another += 1
            assert one_after_another <= MOST_COMMANDS
            turn = self._carried_out(turn, turn.command)
        self.turn = turn
        self.conversation = written_down(turn.conversation)
        assert self.conversation == turn.conversation
        self.screen = self._written()
        return self

    def _carried_out(self, turn: Turn, command: do.Command) -> Turn:
        """Have a command carried out; return what stands there then."""
        conversation, remarks = turn.conversation, turn.remarks
        self.world.carry_out(command, self.number)
        if isinstance(command, do.UseLanguage):
            conversation = replace(conversation, lang=command.lang)
        return self._answered(lambda facts: show(DIALOGS, conversation, facts, remarks))

    # What a person sees -------------------------------------------------------------------------

    @property
    def question(self) -> Question:
        """The question on the screen."""
        assert self.turn.question is not None
        return self.turn.question

    @property
    def step(self) -> str:
        """The step of the question on the screen."""
        return self.question.step

    @property
    def dialog(self) -> str:
        """The dialog on the screen."""
        frames = self.conversation.frames
        return frames[-1].dialog if frames else "menu"

    @property
    def keys(self) -> list[str]:
        """The keys of the options on the screen."""
        return [option.key for option in self.question.options]

    @property
    def remarks(self) -> list[str]:
        """The keys of the remarks above the question."""
        return [remark.key for remark in self.turn.remarks]

    @property
    def told(self) -> list[str]:
        """The keys of what is said besides."""
        return [one.key for one in self.turn.says]

    @property
    def lang(self) -> Lang:
        """The language spoken with the person."""
        return self.conversation.lang or Lang.KK

    def label(self, key: str) -> str:
        """Return the label of an option as it is shown."""
        (label,) = (one.label for one in self.question.options if one.key == key)
        return texts().write(label, self.lang, short=self.short)

    def facts(self, answers: Mapping[object, object]) -> Facts:
        """Return what a dialog may know when this person speaks."""
        world = self.world
        who = Citizen(self.number, world.consents.get(self.number), self.phone, self.member)
        today: date = local(world.now).date()
        return Facts(
            who=who,
            now=world.now,
            today=today,
            lang=self.lang,
            directory=world.directory,
            calendar=world.calendar,
            words=texts().write,
            answers=answers,
        )

    def _answered(self, run: Callable[[Facts], Turn]) -> Turn:
        answers: dict[object, object] = {}
        while True:
            try:
                return run(self.facts(answers))
            except Needs as needs:
                answers[needs.query] = self.world.answer(needs.query)

    def _written(self) -> str:
        write = partial(texts().write, lang=self.lang, short=self.short)
        lines = [write(one) for one in (*self.turn.says, *self.turn.remarks)]
        if self.turn.question is not None:
            lines += [write(self.question.prompt)]
            lines += [write(option.label) for option in self.question.options]
        return "\n".join(lines)
