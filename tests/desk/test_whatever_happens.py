"""Several people and clerks do whatever they like, in any order: what must hold, holds."""

import asyncio
import shutil
from collections import Counter
from collections.abc import Callable, Coroutine
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, TypeVar

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from bot.dialogs import commands as do
from bot.dialogs.incoming import Pressed
from bot.messages import Notice, Screen
from bot.reception.lifecycle import LIVE, Act, State
from bot.records import Incoming
from storage.engine import open_database
from storage.store import SqlStore
from tests.desk.acting import LATER, SLOT, by_citizen, by_staff
from tests.turns.fixtures import KEYS
from tests.turns.house import ANSWERS, CHAT, Citizen, Clerk, House, telegram

T = TypeVar("T")

PEOPLE = st.integers(100, 102)
CLERKS = st.sampled_from([9001, 9002, 9003, 9004, 1])
OFFICIALS = st.sampled_from(["togyzbaev", "bulakbaeva"])
CITIZENS_WORDS = ["1", "2", "иә", "жоқ", "артқа", "болдырмау", "күй", *ANSWERS.values()]
STAFFS_WORDS = ["10.03 10:00", "10.03", "03.03 10:00", "Шұғыл мәселе", "1", "артқа", "болдырмау"]
COMMANDS = [("confirm", "1 10.03 10:00"), ("confirm", "2 10.03 10:00"), ("refuse", "1"),
            ("done", "1 attended"), ("done", "2 noshow"), ("done", "3 consulted"), ("request", "1"),
            ("queue", ""), ("confirm", "3 17.03 10:20"), ("allocate", ""),
            ("away", "togyzbaev 10.03"), ("away", "togyzbaev 10.03 20.03"),
            ("away", "cancel 1")]  # fmt: skip
DECISIONS: st.SearchStrategy[Callable[[str], do.Command]] = st.sampled_from(
    [
        do.Undo,
        partial(do.Declare, act=Act.DECLARE_ATTENDED),
        partial(do.Declare, act=Act.DECLARE_NO_SHOW),
        partial(do.Declare, act=Act.DECLARE_NOT_HELD),
        partial(do.Declare, act=Act.CONSULT),
        partial(do.Confirm, starts_at=SLOT),
        partial(do.Confirm, starts_at=LATER),
        partial(do.Confirm, starts_at=LATER, reason="Шұғыл мәселе"),
    ]
)
LEAVINGS: st.SearchStrategy[Callable[[str], do.Command]] = st.sampled_from(
    [do.Withdraw, do.Release, do.Promise, partial(do.Choose, starts_at=LATER)]
)
SPANS = [timedelta(seconds=20), timedelta(seconds=61), timedelta(hours=3), timedelta(days=1),
         timedelta(days=8)]  # fmt: skip
TOLD_A_TIME = {"notice-confirmed", "notice-moved", "notice-chosen"}
DECIDED = {*TOLD_A_TIME, "notice-refused"}


class Town(RuleBasedStateMachine):
    """A house, and everything people may do in it."""

    migrated: Path

    def __init__(self) -> None:
        super().__init__()
        self.runner = asyncio.Runner()
        self.folder = TemporaryDirectory()
        path = Path(self.folder.name) / "house.db"
        shutil.copy(self.migrated, path)
        self.house = House(SqlStore(open_database(f"sqlite+aiosqlite:///{path}"), KEYS))
        self.run(self.house.watch.tick())
        self.versions: dict[str, int] = {}
        self.last: Incoming | None = None

    def teardown(self) -> None:
        """Close the house."""
        self.run(self.house.store.close())
        self.runner.close()
        self.folder.cleanup()

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        """Do something in the house."""
        return self.runner.run(work)

    def hears(self, update: Incoming) -> None:
        """Take an update in; all that is due is sent."""
        self.last = update
        self.run(self.house.turns.accept([update]))
        self.run(self.house.delivers())

    def numbers(self) -> list[str]:
        return self.run(self.house.numbers_given())

    # What people do ----------------------------------------------------------------------------

    @initialize()
    def two_have_booked(self) -> None:
        """Begin with something to decide on."""
        self.books(100, "togyzbaev")
        self.books(101, "togyzbaev")

    @rule(where=PEOPLE, official=OFFICIALS)
    def books(self, where: int, official: str) -> None:
        """Book in one go, as far as it goes."""
        person = Citizen(self.house, telegram(where))

        async def book() -> None:
            await person.begins(official)
            now = await self.house.conversation(person.address)
            if now.frames and now.frames[-1].dialog == "booking":
                await person.answers()

        self.run(book())
        self.run(self.house.delivers())

    @rule(where=PEOPLE, number=st.integers(1, 6))
    def a_citizen_presses(self, where: int, number: int) -> None:
        """Press any button of the question on the screen."""
        address = telegram(where)
        now = self.run(self.house.conversation(address))
        if now.options:
            press = Pressed(now.turn, 1 + number % len(now.options), "7")
            self.hears(self.house.update(address, press))

    @rule(where=PEOPLE, text=st.sampled_from(CITIZENS_WORDS))
    def a_citizen_types(self, where: int, text: str) -> None:
        """Write anything."""
        self.run(Citizen(self.house, telegram(where)).types(text))

    @precondition(lambda self: self.versions)
    @rule(which=st.integers(0, 5), number=st.integers(0, 7), clerk=CLERKS)
    def a_clerk_presses(self, which: int, number: int, clerk: int) -> None:
        """Press any button of any card."""
        numbers = self.numbers()
        address = telegram(CHAT, numbers[which % len(numbers)])
        now = self.run(self.house.conversation(address))
        if now.options:
            press = Pressed(now.turn, 1 + number % len(now.options), "7")
            self.hears(self.house.update(address, press, clerk))

    @precondition(lambda self: self.versions)
    @rule(which=st.integers(0, 5), clerk=CLERKS, slot=st.integers(0, 1))
    def a_clerk_gives_a_time(self, which: int, clerk: int, slot: int) -> None:
        """Confirm or move, to the first or second free time."""
        numbers = self.numbers()
        address = telegram(CHAT, numbers[which % len(numbers)])
        for keys in (("confirm", "move"), None):
            now = self.run(self.house.conversation(address))
            wanted = now.options[slot : slot + 1] if keys is None else keys
            number = next((n for n, key in enumerate(now.options, 1) if key in wanted), None)
            if number is not None:
                self.hears(self.house.update(address, Pressed(now.turn, number, "7"), clerk))

    @precondition(lambda self: self.versions)
    @rule(which=st.integers(0, 5), clerk=CLERKS)
    def a_clerk_refuses(self, which: int, clerk: int) -> None:
        """Go through all the questions of a refusal."""
        numbers = self.numbers()
        address = telegram(CHAT, numbers[which % len(numbers)])
        for wanted in ("refuse", "repeat", "skip", "yes"):
            now = self.run(self.house.conversation(address))
            if wanted in now.options:
                press = Pressed(now.turn, now.options.index(wanted) + 1, "7")
                self.hears(self.house.update(address, press, clerk))

    @precondition(lambda self: self.versions)
    @rule(which=st.integers(0, 5), decided=DECISIONS, clerk=CLERKS)
    def the_desk_decides(
        self, which: int, decided: Callable[[str], do.Command], clerk: int
    ) -> None:
        """Decide without asking any dialog whether it may be."""
        numbers = self.numbers()
        self.run(by_staff(self.house, decided(numbers[which % len(numbers)]), clerk))

    @precondition(lambda self: self.versions)
    @rule(which=st.integers(0, 5), where=PEOPLE, left=LEAVINGS)
    def an_applicant_leaves(
        self, which: int, where: int, left: Callable[[str], do.Command]
    ) -> None:
        """Give something up without asking any dialog; the number may be another's."""
        numbers = self.numbers()
        self.run(by_citizen(self.house, left(numbers[which % len(numbers)]), where))

    @precondition(lambda self: self.versions)
    @rule(which=st.integers(0, 5), text=st.sampled_from(STAFFS_WORDS), clerk=CLERKS)
    def a_clerk_replies(self, which: int, text: str, clerk: int) -> None:
        """Write anything to any card."""
        numbers = self.numbers()
        self.run(Clerk(self.house, clerk).replies(numbers[which % len(numbers)], text))

    @rule(number=st.integers(0, 2), clerk=CLERKS)
    def a_clerk_presses_in_the_chat(self, number: int, clerk: int) -> None:
        """Press any button of the question of the chat itself: a proposal, an absence."""
        now = self.run(self.house.conversation(telegram(CHAT)))
        if now.frames and now.options:
            press = Pressed(now.turn, 1 + number % len(now.options), "7")
            self.hears(self.house.update(telegram(CHAT), press, clerk))

    @rule(command=st.sampled_from(COMMANDS), clerk=CLERKS)
    def a_clerk_commands(self, command: tuple[str, str], clerk: int) -> None:
        """Write a command into the chat."""
        self.run(Clerk(self.house, clerk).asks(*command))

    @precondition(lambda self: self.last is not None)
    @rule()
    def somebody_taps_twice(self) -> None:
        """Press the last button again."""
        assert self.last is not None
        self.hears(self.house.update(self.last.address, self.last.what, self.last.actor))

    @precondition(lambda self: self.last is not None)
    @rule()
    def a_provider_sends_twice(self) -> None:
        """Send the last update again."""
        assert self.last is not None
        self.hears(self.last)

    @rule(span=st.sampled_from(SPANS))
    def time_passes(self, span: timedelta) -> None:
        """Let time pass, with a tick at its end."""
        self.run(self.house.wait_until(self.house.now + span))

    # What must hold ----------------------------------------------------------------------------

    @invariant()
    def all_is_well(self) -> None:
        """Look at everything that must hold whatever happened."""
        self.run(self.house.delivers())
        requests = self.run(self.house.requests())
        slots = Counter(request.slot for request in requests if request.slot is not None)
        assert not [slot for slot, holders in slots.items() if holders > 1]
        live = Counter(
            (request.given.person, request.given.official)
            for request in requests
            if request.state in LIVE
        )
        assert not [whose for whose, count in live.items() if count > 1]
        for request in requests:
            assert request.version >= self.versions.get(request.number, 1)
            self.versions[request.number] = request.version
            told = self.told(request.number)
            assert 1 == [key for key, _ in told].count("notice-ticket"), request.number
            assert (request.slot is None) == (request.starts_at is None) == (not request.minutes)
            assert request.state is not State.SCHEDULED or request.slot is not None
            if request.undo_until is not None and request.undo_until > self.house.now:
                continue
            decisions = [one for one in told if one[0] in DECIDED]
            if request.state is State.SCHEDULED:
                assert decisions[-1][0] in TOLD_A_TIME
                assert request.starts_at == decisions[-1][1]
            if request.state is State.REFUSED:
                assert "notice-refused" == decisions[-1][0]

    def told(self, number: str) -> list[tuple[str, datetime | None]]:
        """Return what applicants were told of a request: the keys, and the time in them."""
        found = []
        for envelope in self.house.sent:
            match envelope.message:
                case Notice(say=said) if said.args.get("number") == number:
                    when = said.args.get("when")
                    found.append((said.key, when if isinstance(when, datetime) else None))
                case Screen() | Notice() | _:
                    pass
        return found


def test_whatever_people_do_the_rules_hold(migrated_sqlite: Path) -> None:
    Town.migrated = migrated_sqlite
    run_state_machine_as_test(
        Town,
        settings=settings(
            max_examples=12,
            stateful_step_count=40,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
