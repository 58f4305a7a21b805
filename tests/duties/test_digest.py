"""The morning digest: once a working day, only what there is, and short enough to be sent."""

from collections.abc import Awaitable, Callable
from datetime import date, time

from msgspec.structs import replace

from bot.dialogs import commands as do
from bot.dialogs.say import Say
from bot.duties.digest import RECEPTIONS_SHOWN, ROWS_SHOWN, Digest
from bot.messages import Notice
from bot.preview import LONGEST_MESSAGE
from bot.reception.calendar import WorkingCalendar, at
from bot.reception.directory import SHORT_LENGTH
from bot.reception.language import Lang
from bot.reception.lifecycle import State
from bot.reception.tasks import TaskCount
from bot.reception.watching import MARKS, Listing, Watched
from bot.records import Reference
from tests.desk.acting import brought_to, by_staff
from tests.duties.days import DUE, MORNING, march, numbers, sections, told
from tests.people import directory, texts
from tests.turns.house import Citizen, Clerk, House, telegram


async def booked(house: House, where: int = 100, official: str = "togyzbaev") -> str:
    return await Citizen(house, telegram(where)).books(official)


async def digests(house: House, day: int) -> list[Say]:
    return [one for one in await told(house, march(day, MORNING)) if one.key == "watch-digest"]


async def test_an_office_without_anything_to_do_is_left_in_peace(office: House) -> None:
    assert [] == await told(office, march(3, MORNING))


OPERATORS, HEADS = "watch-operators", "watch-heads"


async def test_a_request_is_named_at_its_marks_only_and_the_later_the_higher_whoever_is_called(
    office: House,
) -> None:
    number = await booked(office)
    seen = {}
    for day in (13, 16, 17, 18, 19, 20, 26):
        (digest,) = await digests(office, day)
        assert 1 == digest.args["waiting"]
        marks = sections(digest, "watch-mark")
        assert [[number]] * len(marks) == [numbers(one) for one in marks]
        called = [*sections(digest, OPERATORS), *sections(digest, HEADS)]
        seen[day] = ([one.args["mark"] for one in marks], {c.key: c.args["names"] for c in called})
    operators = {OPERATORS: "Әсел, Дмитрий"}
    assert {
        13: ([8], {}),
        16: ([], {}),
        17: ([10], {}),
        18: ([], {}),
        19: ([12], operators),
        20: ([13], operators),
        26: ([14], {**operators, HEADS: "Гүлнар"}),
    } == seen


async def test_it_comes_once_and_never_at_night_or_on_a_day_off(office: House) -> None:
    await booked(office)
    assert [] == await told(office, march(3, time(8, 59)))
    assert ["watch-digest"] == [one.key for one in await told(office, march(3, MORNING))]
    assert [] == await told(office, march(3, time(9, 1)))
    assert [] == await told(office, march(7, time(10, 0)))
    assert [] == await told(office, march(8, time(10, 0)))
    assert [] == await told(office, march(10, time(20, 0)))
    assert [] == await told(office, march(11, time(8, 0)))


async def test_a_process_that_starts_anew_does_not_say_it_again(office: House) -> None:
    await booked(office)
    await told(office, march(3, MORNING))
    office.__post_init__()
    assert [] == await told(office, march(3, time(9, 5)))


async def test_on_the_third_working_day_what_nobody_looked_at_is_named(office: House) -> None:
    number, seen = await booked(office), await booked(office, 101)
    await brought_to(office, seen, State.UNDER_REVIEW)
    assert [] == [one for day in (3, 4) for one in await late_first(office, day)]
    (found,) = await late_first(office, 5)
    assert [number] == numbers(found)
    assert [] == await late_first(office, 6)


async def late_first(house: House, day: int) -> list[Say]:
    return [
        part
        for digest in await digests(house, day)
        for part in sections(digest, "watch-not-competent")
    ]


async def test_receptions_and_their_briefing_notes_are_named_on_their_days(
    office: House,
) -> None:
    number = await booked(office)
    slot = at(date(2026, 3, 17), time(10, 0))
    await by_staff(office, do.Confirm(number, slot))
    await office.wait(seconds=61)
    seen = {}
    for day in (3, 4, 5, 6, 10, 11, 16, 17):
        said = await digests(office, day)
        seen[day] = [
            key
            for one in said
            for key in ("watch-receptions", "watch-briefing-today", "watch-briefing-week")
            if [number] == [n for part in sections(one, key) for n in numbers(part)]
        ]
    assert {
        3: [], 4: [], 5: [], 6: [], 10: ["watch-briefing-today"], 11: [], 16: [],
        17: ["watch-receptions"],
    } == seen  # fmt: skip


async def test_a_note_due_later_this_week_is_announced(office: House) -> None:
    number = await booked(office)
    await by_staff(office, do.Confirm(number, at(date(2026, 3, 19), time(15, 0))))
    await brought_to(office, number, State.SCHEDULED, at(date(2026, 3, 17), time(10, 20)))
    office.clock.moment = march(9, time(10, 0))
    (said,) = await told(office, march(10, MORNING))
    assert [number] == [n for one in sections(said, "watch-briefing-today") for n in numbers(one)]


async def test_what_should_have_been_corrected_is_named(office: House) -> None:
    number = await booked(office)
    await brought_to(office, number, State.RETURNED)
    async with office.store.writing() as tx:
        before = await tx.request(number)
        assert before is not None
        assert await tx.change(before, replace(before, correct_by=date(2026, 3, 5)))
    assert [] == [s for d in await digests(office, 5) for s in sections(d, "watch-uncorrected")]
    (digest,) = await digests(office, 6)
    (found,) = sections(digest, "watch-uncorrected")
    assert [number] == numbers(found)


async def test_a_decided_request_is_named_no_more(office: House) -> None:
    number = await booked(office)
    await Clerk(office).refuses(number)
    await office.wait(seconds=61)
    assert [] == await told(office, march(20, MORNING))


async def test_late_replies_lead_the_digest(office: House) -> None:
    number = await booked(office)
    await office.wait_until(march(28, MORNING))
    (digest,) = await digests(office, 30)
    (found,) = sections(digest, "watch-overdue")
    assert [number] == numbers(found)
    assert DUE < date(2026, 3, 30)


class Crowded:
    """A store where every list there is is full, with more than it shows."""

    def __init__(self, official: str) -> None:
        self.official = official

    async def tasks_counted(self, *_asked: object) -> TaskCount:
        return TaskCount(100_000, 100_000)

    def __getattr__(self, name: str) -> Callable[..., Awaitable[object]]:
        async def answer(*asked: object) -> object:
            limit = asked[-1]
            if not isinstance(limit, int):
                return 100_000
            one = Watched("2026-000123-4", self.official, DUE, march(17, time(10, 0)))
            return Listing((one,) * limit, 10_000)

        return answer


async def test_the_longest_digest_is_one_message() -> None:
    known = directory()
    official = max(known.officials, key=lambda one: len(one.short.ru))
    digest = Digest(Reference(known, WorkingCalendar()))
    crowded = Crowded(official.key)
    done = await digest(crowded, known.offices[0], march(3, MORNING))  # type: ignore[arg-type]
    (sent,) = done.put
    assert isinstance(sent.message, Notice)
    rows = (len(MARKS) + 1 + 2 + 2) * ROWS_SHOWN + RECEPTIONS_SHOWN
    assert rows == len(numbers(sent.message.say))
    for lang in Lang:
        written = texts().write(sent.message.say, lang, markup=True)
        spare = rows * max(0, SHORT_LENGTH - len(official.short.get(lang)))
        assert len(written) + spare < LONGEST_MESSAGE
