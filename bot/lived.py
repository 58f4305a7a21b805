"""Time lived in advance: invented people come, clerks decide or are silent, receptions are held.

The demonstration begins with such a quarter, so that its report has something to say, and a test
lives through a whole year. Everything is done at the desk, at the hours of the offices, by the same
rules as for everybody; only nothing leaves the house. The same seed lives the same life.
"""

from collections import Counter
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from hashlib import sha256
from typing import Final, TypeVar

from msgspec import Struct

from bot.desk.acts import By, Done, Outcome, Problem
from bot.desk.desk import Desk
from bot.dialogs import commands as do
from bot.dialogs.queries import FreeSlots, MyRequests, QueueOf, QueueTally, RequestView, SlotView
from bot.dialogs.question import Citizen
from bot.notices import STAFF_CHANNEL, Invitation
from bot.ports import Store, Tx
from bot.reception import identity, terms
from bot.reception.calendar import at, local
from bot.reception.directory import Official, Role, StaffMember
from bot.reception.language import Lang
from bot.reception.lifecycle import Act, State
from bot.reception.survey import Settled
from bot.records import Address, ChannelName, Reference, Request, Sent, Settlement
from bot.turns import Turns
from bot.watch import Watch

T = TypeVar("T")

FIRST_PERSON: Final = 5_000_000
"""Invented people have numbers from here on."""
LEASE: Final = timedelta(minutes=1)
AT_ONCE: Final = 200
SLOTS_SEEN: Final = 40
QUEUE_SEEN: Final = 200
TURN: Final = 40
"""On how many of a hundred days the queue of an official is gone through."""
PATIENCE: Final = 7
"""Working days after which a slow office looks at a request."""

NAMES: Final = (
    "Бекмағамбетов Асқар Серікұлы",
    "Сейтқали Айжан",
    "Ковалева Мария Петровна",
    "Ким Алексей Викторович",
    "Жақсылықова Гүлнар Ерланқызы",
    "Тұрғынбай Нұржан",
)
ELSEWHERE: Final = "Астана қ., Орынбор көшесі, 8, Министрліктер үйі"
UNCLEAR: Final = "Мәселенің мәнін толығырақ жазыңыз: қай мекенжай және қай құжат туралы."
OUT_OF_ORDER: Final = "Алдыңғы өтінім бойынша материалдар әлі дайын емес"
ESSENCE: Final = "Тұрғын үй кезегі туралы мәселе бойынша түсіндіру қажет"


class Chance:
    """Draws by names: the same seed and the same names draw the same."""

    def __init__(self, seed: str) -> None:
        self._seed = seed

    def number(self, most: int, *of: object) -> int:
        """Draw a whole number from 0 up to, not including, `most`."""
        named = "|".join(map(str, (self._seed, *of)))
        return int.from_bytes(sha256(named.encode()).digest()[:8], "big") % most

    def percent(self, share: int, *of: object) -> bool:
        """Say yes in `share` of a hundred cases."""
        return self.number(100, *of) < share

    def one(self, values: Sequence[T], *of: object) -> T:
        """Draw one of several values."""
        return values[self.number(len(values), *of)]


class Core(Struct, frozen=True):
    """What a life is lived in: the parts of the program, and a clock that can be set."""

    store: Store
    desk: Desk
    turns: Turns
    watch: Watch
    reference: Reference
    set_clock: Callable[[datetime], None]


@dataclass
class Life:
    """The offices through time. `arrivals`: people on a working day, on average.

    `silent`: offices where nobody decides anything now; `slow`: those that take their time.
    `did`: how often each command was carried out, or (with "!") was not.
    """

    core: Core
    chance: Chance
    arrivals: int
    silent: frozenset[str] = frozenset()
    slow: frozenset[str] = frozenset()
    people: int = 0
    did: Counter[str] = field(default_factory=Counter)
    now: datetime = field(init=False)
    _given_a_time: set[str] = field(default_factory=set)
    _returned: set[str] = field(default_factory=set)
    _opened: list[Invitation] = field(default_factory=list)

    async def until(self, day: date, clock: time) -> None:
        """Let time pass, with what it brings; what leaves then has arrived."""
        self.now = at(day, clock)
        self.core.set_clock(self.now)
        await self.core.watch.tick()
        await self.deliver()

    async def live(self, day: date) -> None:
        """Live through one day."""
        if not self.core.reference.calendar.is_working(day):
            await self.until(day, time(12, 0))
            await self.come(1)
            return
        await self.until(day, time(9, 0))
        few = self.arrivals // 2
        await self.come(few + self.chance.number(self.arrivals + 1, day, "come"))
        await self.until(day, time(12, 0))
        for official in self.core.reference.directory.officials:
            looked_at = self.chance.percent(TURN, official.key, day, "turn")
            if official.office not in self.silent and looked_at:
                await self.decide(official, day)
        await self.change_minds(day)
        await self.until(day, time(17, 1))
        await self.number()
        await self.close(day)
        await self.until(day, time(18, 40))
        await self.come(1)
        await self.deliver()

    # citizens ------------------------------------------------------------------------------------
    async def come(self, how_many: int) -> None:
        """Let people come and register."""
        async with self._acting() as tx:
            for _ in range(how_many):
                self.people += 1
                await self._by_citizen(tx, self.people, self._asked(self.people))

    async def change_minds(self, day: date) -> None:
        """Let some of those who came lately withdraw, give their time back, or promise to come."""
        async with self._acting() as tx:
            for who in range(max(1, self.people - 12 * self.arrivals), self.people + 1):
                returned = self.chance.percent(10, who, "looks")
                if not self.chance.percent(30 if returned else 1, who, day, "changes"):
                    continue
                for view in await self._of(tx, who):
                    if view.state is State.SCHEDULED and self.chance.percent(50, who, day):
                        await self._by_citizen(tx, who, do.Release(view.number))
                    elif view.state is State.RETURNED:
                        await self._by_citizen(tx, who, do.Correct(view.number, ESSENCE))
                    elif view.state in {State.SCHEDULED, State.REGISTERED, State.UNDER_REVIEW}:
                        await self._by_citizen(tx, who, do.Withdraw(view.number))

    async def answer_survey(self, number: str, who: int) -> None:
        """Let the person answer the survey about their reception."""
        mark = 1 + max(self.chance.number(5, number, "a"), self.chance.number(5, number, "b"))
        settled = self.chance.one(tuple(Settled), number, "settled")
        async with self._acting() as tx:
            await self._by_citizen(tx, who, do.Rate(number, mark, settled, None))

    def _asked(self, who: int) -> do.Register:
        directory = self.core.reference.directory
        official = self.chance.one(directory.officials, who, "official")
        categories = directory.categories
        out_of_turn = categories and self.chance.percent(3, who, "category")
        return do.Register(
            office=official.office,
            official=official.key,
            topic=None,
            applicant=do.ApplicantKind.INDIVIDUAL,
            organisation=None,
            bin=None,
            name=self.chance.one(NAMES, who, "name"),
            phone=identity.phone(f"+7701{who:07d}"),
            iin=None,
            postal_address=None,
            essence=ESSENCE,
            format=do.Format.IN_PERSON,
            unfit_days=None,
            category=self.chance.one(categories, who).key if out_of_turn else None,
            needs_help=self.chance.percent(10, who, "help"),
        )

    async def _of(self, tx: Tx, who: int) -> Sequence[RequestView]:
        address = self._address(who)
        loaded = (await tx.load([address], self.now))[address]
        found = await tx.answer(MyRequests(loaded.person or 0), self.now)
        return found if isinstance(found, tuple) else ()

    def _address(self, who: int) -> Address:
        by_text = self.chance.percent(20, who, "channel")
        if by_text:
            return Address(ChannelName.SMS, f"+7701{who:07d}")
        return Address(ChannelName.TELEGRAM, str(FIRST_PERSON + who))

    async def _by_citizen(self, tx: Tx, who: int, command: do.Command) -> Outcome:
        address = self._address(who)
        loaded = (await tx.load([address], self.now))[address]
        lang = Lang.KK if self.chance.percent(60, who, "lang") else Lang.RU
        citizen = Citizen(loaded.person or 0)
        return await self._do(tx, command, By(citizen, loaded.contact, address.channel, lang))

    # staff ---------------------------------------------------------------------------------------
    async def decide(self, official: Official, day: date) -> None:
        """Go through those who wait for `official`, in their order, while there is free time."""
        reason = None
        async with self._acting() as tx:
            free = await self._free(tx, official, day)
            for view in await self._waiting(tx, official):
                waited = self.core.reference.calendar.between(view.registered_on, day)
                if not free or (official.office in self.slow and waited < PATIENCE):
                    return
                if self.chance.percent(2, view.number, day, "later"):
                    reason = OUT_OF_ORDER  # from here on somebody is passed over
                    continue
                command = self._decision(view) or do.Confirm(view.number, free[0].starts_at, reason)
                done = await self._by_staff(tx, view.office, command)
                if isinstance(command, do.Confirm) and isinstance(done, Done):
                    free.pop(0)
                    self._given_a_time.add(view.number)

    def _decision(self, view: RequestView) -> do.Command | None:
        """Return what becomes of a request that gets no time; None for those that get one."""
        grounds = [one for one in self.core.reference.directory.grounds if not one.after_return]
        match self.chance.number(100, view.number, "decision"):
            case 0 | 1 | 2 | 3:
                ground = self.chance.one(grounds, view.number)
                where = ELSEWHERE if ground.asks_where else None
                return do.Refuse(view.number, ground.key, where, None)
            case 4 | 5:
                return do.Redirect(view.number, ELSEWHERE)
            case 6 | 7 | 8 if view.number not in self._returned:
                self._returned.add(view.number)
                term = self.core.reference.calendar.add(local(self.now).date(), 5)
                return do.Return(view.number, UNCLEAR, term)
            case 9:
                return do.Declare(view.number, Act.CONSULT)
        return None

    async def number(self) -> None:
        """Enter the numbers of the records system for what came lately; a few are forgotten."""
        async with self._acting() as tx:
            for number in await tx.numbers(3 * self.arrivals):
                request = await tx.request(number)
                if request is None or request.external is not None:
                    continue
                if self.chance.percent(90, number, local(self.now).date()):
                    entered = do.EnterExternal(number, f"ЖТ-{number}")
                    await self._by_staff(tx, request.given.office, entered)

    async def head(self, office: str, command: do.Command) -> Outcome:
        """Have the head of an office decide something."""
        async with self._acting() as tx:
            return await self._by_staff(tx, office, command)

    async def close(self, day: date) -> None:
        """Say what became of the receptions of the day, and let those received answer."""
        held: list[tuple[str, int]] = []
        async with self._acting() as tx:
            for request in await self._received(tx, day):
                number = request.number
                act = Act.DECLARE_ATTENDED
                if self.chance.percent(8, number, "no-show"):
                    act = Act.DECLARE_NO_SHOW
                elif self.chance.percent(3, number, "not held"):
                    act = Act.DECLARE_NOT_HELD
                done = await self._by_staff(tx, request.given.office, do.Declare(number, act))
                if isinstance(done, Done) and act is Act.DECLARE_ATTENDED:
                    held.append((number, int(request.given.phone[-7:])))
        for number, who in held:
            if self.chance.percent(40, number, "answers"):
                await self.answer_survey(number, who)

    async def _free(self, tx: Tx, official: Official, day: date) -> list[SlotView]:
        soonest = terms.earliest_slot_day(day, self.core.reference.calendar)
        asked = FreeSlots(official.key, at(soonest, time()), limit=SLOTS_SEEN)
        found = await tx.answer(asked, self.now)
        return list(found) if isinstance(found, tuple) else []

    async def _waiting(self, tx: Tx, official: Official) -> list[RequestView]:
        found = await tx.answer(QueueOf((official.office,), QUEUE_SEEN), self.now)
        first = found.first if isinstance(found, QueueTally) else ()
        return [one for one in first if one.official == official.key]

    async def _received(self, tx: Tx, day: date) -> list[Request]:
        """Return the requests whose reception was on `day`."""
        found = []
        for number in sorted(self._given_a_time):
            request = await tx.request(number)
            if request is None or request.state is not State.SCHEDULED or not request.starts_at:
                self._given_a_time.discard(number)
            elif local(request.starts_at).date() == day:
                found.append(request)
        return found

    async def _by_staff(self, tx: Tx, office_key: str, command: do.Command) -> Outcome:
        directory = self.core.reference.directory
        office = directory.office(office_key)
        address = Address(STAFF_CHANNEL, str(office.staff_chat))
        contact = await tx.contact(address, office.staff_language, self.now)
        by = By(self._clerk(office_key), contact, STAFF_CHANNEL, office.staff_language)
        return await self._do(tx, command, by)

    def _clerk(self, office: str) -> StaffMember:
        """Return who decides in an office: its head."""
        staff = self.core.reference.directory.staff
        heads = {Role.HEAD, Role.ADMIN}
        return next(one for one in staff if office in one.offices and one.role in heads)

    # the house -----------------------------------------------------------------------------------
    @asynccontextmanager
    async def _acting(self) -> AsyncIterator[Tx]:
        """Give one transaction for several acts; what they open is opened at its end."""
        async with self.core.store.writing() as tx:
            self._opened = []
            yield tx
            await self.core.turns.prompt(tx, self._opened)

    async def _do(self, tx: Tx, command: do.Command, by: By) -> Outcome:
        outcome = await self.core.desk.carry_out(tx, command, by, self.now)
        missed = "!" if isinstance(outcome, Problem) else ""
        self.did[type(command).__name__ + missed] += 1
        if isinstance(outcome, Done):
            await tx.put(list(outcome.put), self.now)
            self._opened += outcome.invitations
        return outcome

    async def deliver(self) -> None:
        """Have everything that may leave by now arrive."""
        for channel in ChannelName:
            while True:
                async with self.core.store.writing() as tx:
                    taken = await tx.claim(channel, self.now, self.now + LEASE, AT_ONCE)
                    arrived = [
                        Settlement(one, Sent(f"lived-{one.id}"), self.now, None) for one in taken
                    ]
                    await tx.settle(arrived)
                if not taken:
                    break
