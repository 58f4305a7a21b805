"""A year in three offices: holidays, moved days, absences, silent clerks, people who do not come.

At its end every history is lawful, nobody was passed over without a recorded reason, every term was
watched, and the four quarterly reports add up to what happened.
"""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path

from bot.desk.acts import Done
from bot.desk.desk import Desk
from bot.dialogs import commands as do
from bot.lived import Chance, Core, Life
from bot.reception.calendar import DAY, Override, at
from bot.reception.figures import Dimension, by, count, put_together
from bot.reception.language import Bilingual
from bot.reception.lifecycle import AWAITING_REPLY, Act, State, next_state
from bot.reception.quarter import Quarter
from bot.reception.report import Mark, Reply
from bot.reception.snapshot import unpack
from bot.records import DutyKind
from bot.reporting import Reporting
from tests.turns.fixtures import KEYS, opened
from tests.turns.house import House
from tests.year.diary import Diary, Entry, Kept, read
from tests.year.town import town

FIRST, AFTER = date(2026, 1, 5), date(2027, 1, 12)
ARRIVALS = 8
SILENT = {"akim": (date(2026, 4, 6), date(2026, 5, 22))}
"""When nobody decides anything in an office."""
SLOW = frozenset({"ministry"})
ABSENCES = {
    date(2026, 3, 16): ("togyzbaev", date(2026, 3, 23), date(2026, 4, 3)),
    date(2026, 7, 1): ("vishnevskaya", date(2026, 7, 6), date(2026, 7, 24)),
}
"""When an official's absence becomes known, and how long it is."""
KNOWN_ON, MOVED_DAY = date(2026, 8, 17), date(2026, 8, 28)
"""The government moves a day off, eleven days ahead."""
QUARTERS = tuple(Quarter(2026, number) for number in (1, 2, 3, 4))

Figure = Callable[[str, object], None]


async def test_a_year_of_life(sqlite_url: str, record_testsuite_property: Figure) -> None:
    async with opened(sqlite_url) as store:
        house = House(store, directory=town(), dutiful=True)
        life = begin(house)
        day = FIRST
        while day < AFTER:
            await happens(life, day)
            await life.live(day)
            day += DAY
        diary = read(Path(sqlite_url.removeprefix("sqlite+aiosqlite:///")), KEYS)
        record_testsuite_property("requests of the year", len(diary.requests))
        assert len(diary.requests) > 2000
        every_history_is_lawful(diary)
        nobody_is_passed_over_without_a_reason(diary)
        every_term_is_watched(diary, house, life.now)
        every_duty_is_done(diary, house)
        await the_reports_add_up(house, diary)


def begin(house: House) -> Life:
    """Begin the life of a house."""

    def set_clock(moment: datetime) -> None:
        house.clock.moment = moment

    set_clock(at(FIRST, time(8, 0)))
    desk = Desk(house.reference, house.settings)
    core = Core(house.store, desk, house.turns, house.watch, house.reference, set_clock)
    return Life(core, Chance("2026"), ARRIVALS, slow=SLOW)


async def happens(life: Life, day: date) -> None:
    """Let happen what this year has in store for the day."""
    life.silent = frozenset(
        office for office, (first, last) in SILENT.items() if first <= day <= last
    )
    if day in ABSENCES:
        official, first, last = ABSENCES[day]
        office = life.core.reference.directory.official(official).office
        await life.until(day, time(9, 30))
        assert isinstance(await life.head(office, do.Away(official, first, last)), Done)
    if day == KNOWN_ON:
        name = Bilingual("Демалыс күні ауыстырылды", "Перенос выходного дня")
        moved = Override(MOVED_DAY, False, name, "№ 1 қаулы, 2026 жылғы 17 тамыз")
        await life.until(day, time(9, 30))
        assert isinstance(await life.head("centre", do.AddOverride(moved)), Done)


def every_history_is_lawful(diary: Diary) -> None:
    """Played back by the table of states and acts, a history ends where the request stands."""
    for request in diary.requests.values():
        state: State | None = None
        for entry in diary.of[request.id]:
            assert entry.before == state, (request.number, entry)
            if entry.kind in set(Act) and entry.before is not None:
                assert entry.after == next_state(entry.before, Act(entry.kind)), entry
            state = entry.after
        assert request.state == state, request.number


def nobody_is_passed_over_without_a_reason(diary: Diary) -> None:
    """Whoever gets a time without a recorded reason is the first who waits for the official."""
    waiting: dict[str, dict[int, Kept]] = defaultdict(dict)
    for entry in diary.entries:
        request = diary.requests[entry.request]
        queue = waiting[request.official]
        if entry.kind == Act.CONFIRM and "out_of_order" not in entry.details:
            first = min(queue.values(), key=lambda one: one.order)
            assert first is request, (request.number, first.number, entry.details)
        if entry.after in {State.REGISTERED, State.UNDER_REVIEW}:
            queue[request.id] = request
        else:
            queue.pop(request.id, None)


def every_term_is_watched(diary: Diary, house: House, now: datetime) -> None:
    """Where the term passed in silence it is a breach, once, on the last day; and only there."""
    calendar = house.reference.calendar
    breached = 0
    for request in diary.requests.values():
        told = [entry for entry in diary.of[request.id] if entry.kind == "breach"]
        silent = _silent_on(diary.of[request.id], at(request.reply_due, time(17, 0)))
        passed = at(request.reply_due, time(17, 0)) <= now
        assert int(silent and passed) == len(told), (request, told)
        assert (request.breached_at is not None) == bool(told)
        breached += len(told)
        assert calendar.is_working(request.reply_due), request
    assert breached > 50


def _silent_on(entries: list[Entry], moment: datetime) -> bool:
    """Tell whether nobody had answered by then, and the applicant still waited."""
    state = None
    replied = False
    for entry in entries:
        if entry.at > moment:
            break
        state = entry.after
        replied = replied or (state is not None and state not in AWAITING_REPLY)
    return not replied and state in AWAITING_REPLY


def every_duty_is_done(diary: Diary, house: House) -> None:
    """On every working day every office had its digest, its alert and its last look."""
    kinds = (DutyKind.DIGEST, DutyKind.LAST_DAY_ALERT, DutyKind.LAST_DAY_NOTICE)
    day = FIRST
    while day < AFTER:
        working = house.reference.calendar.is_working(day)
        for office in house.directory.offices:
            for kind in kinds:
                assert working == ((office.key, kind, day) in diary.duties), (office.key, kind, day)
        day += DAY


async def the_reports_add_up(house: House, diary: Diary) -> None:
    """The four frozen reports together are the diary of the year, however they are cut."""
    reporting = Reporting(house.store, house.reference, house.clock)
    told = 0
    for quarter in QUARTERS:
        packed = await reporting.report(quarter)
        assert packed.frozen
        assert packed.checksum == (await reporting.report(quarter)).checksum
        report = unpack(packed.body, packed.checksum)
        mine = [one for one in diary.requests.values() if Quarter.of(one.registered_on) == quarter]
        assert {line.number for line in report.lines} == {one.number for one in mine}
        told += len(report.lines)
        alike = put_together(report.lines, report.at)
        whole = count(alike.items())
        stood = [_as_of(diary.of[one.id], report.at) for one in mine]
        for state in State:
            assert whole[state] == sum(one.state is state for one in stood), (quarter, state)
        for mark, kind in ((Mark.CONFIRMED, Act.CONFIRM), (Mark.BREACHED, "breach")):
            assert whole[mark] == sum(kind in one.kinds for one in stood), (quarter, mark)
        for dimension in Dimension:
            parts = by(alike, dimension).values()
            assert whole.registered == sum(part.registered for part in parts)
            for trait in (*State, *Reply, *Mark):
                assert whole[trait] == sum(part[trait] for part in parts), (dimension, trait)
    in_year = [one for one in diary.requests.values() if one.registered_on.year == FIRST.year]
    assert told == len(in_year)


@dataclass(frozen=True, slots=True)
class Stood:
    """How a request stood at a moment, and what had been done to it by then."""

    state: State | None
    kinds: frozenset[str]


def _as_of(entries: list[Entry], moment: datetime) -> Stood:
    done = [entry for entry in entries if entry.at <= moment]
    return Stood(done[-1].after if done else None, frozenset(entry.kind for entry in done))
