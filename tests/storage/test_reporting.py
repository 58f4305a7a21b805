"""Reports from the database: which requests belong to a quarter, and what they come to."""

from datetime import date, datetime
from typing import Any

from msgspec.structs import replace

from bot.dialogs.commands import Rate
from bot.dialogs.queries import Tally, TallyOf
from bot.reception.calendar import WorkingCalendar
from bot.reception.figures import count, put_together
from bot.reception.language import Lang
from bot.reception.lifecycle import LIVE, Act, State
from bot.reception.quarter import Quarter
from bot.reception.report import Answer, Asked, Line, Mark, Names, Piece, Reply, Report
from bot.reception.snapshot import Packed, pack
from bot.reception.survey import Settled
from bot.records import Event, Request
from storage.store import SqlStore
from tests.storage.samples import (
    DAY,
    MINUTE,
    NOW,
    OFFICE,
    OFFICIAL,
    change,
    moved,
    requested,
)  # fmt: skip

QUARTER = Quarter(2026, 1)
JUNE = NOW + 90 * DAY
CALENDAR = WorkingCalendar()


async def pieces(store: SqlStore, quarter: Quarter = QUARTER) -> list[Piece]:
    async with store.reading() as tx:
        return [piece async for piece in tx.report_lines(quarter, CALENDAR)]


async def lines(store: SqlStore, quarter: Quarter = QUARTER) -> list[Line]:
    return [line for piece in await pieces(store, quarter) for line in piece.lines]


async def tally(store: SqlStore, now: datetime = NOW, quarter: Quarter = QUARTER) -> Tally:
    async with store.reading() as tx:
        found = await tx.answer(TallyOf((OFFICE,), quarter), now)
    assert isinstance(found, Tally)
    return found


async def happens(store: SqlStore, request: Request, *kinds: str, **details: str) -> None:
    async with store.writing() as tx:
        await tx.record(
            [Event(request.id, NOW, kind, "staff:1", None, None, details) for kind in kinds]
        )


async def freeze(store: SqlStore, upto: int) -> Packed:
    found = await pieces(store)
    made = Report(QUARTER, JUNE, True, Names(), tuple(line for one in found for line in one.lines))
    packed = replace(pack(made), upto=upto)
    async with store.writing() as tx:
        assert await tx.keep_report(packed)
    return packed


async def test_a_line_tells_all_but_who_it_was(store: SqlStore) -> None:
    request = await requested(store)
    told = NOW + 4 * DAY
    scheduled = moved(request, State.SCHEDULED, replied_at=told, starts_at=JUNE, breached_at=told)
    assert await change(store, request, scheduled)
    await happens(store, request, Act.CONFIRM, out_of_order="…", reason="…")
    await happens(store, request, Act.MOVE, "reg", "extend")
    expected = Line(
        number=request.number,
        office=OFFICE,
        official=OFFICIAL,
        topic="housing",
        source="bot",
        channel="telegram",
        lang=Lang.KK,
        received_at=NOW,
        registered_on=date(2026, 3, 2),
        numbered_on=date(2026, 3, 2),
        reply_due=date(2026, 3, 27),
        replied_at=told,
        days=4,
        state=State.SCHEDULED,
        ground=None,
        starts_at=JUNE,
        moves=1,
        marks=frozenset(
            {
                Mark.CONFIRMED, Mark.MOVED, Mark.OUT_OF_ORDER, Mark.NEAR, Mark.EXTENDED,
                Mark.BREACHED,
            }
        ),
    )  # fmt: skip
    assert [expected] == await lines(store)


async def test_a_consultation_is_itself_the_reply(store: SqlStore) -> None:
    request = await requested(store)
    decided = NOW + DAY
    assert await change(store, request, moved(request, State.CONSULTED, decided_at=decided))
    (line,) = await lines(store)
    assert (decided, 1, Reply.IN_TIME) == (line.replied_at, line.days, line.reply(JUNE))
    assert (1, 0) == ((await tally(store, JUNE)).in_time, (await tally(store, JUNE)).late)


async def test_answers_stand_apart_and_participation_with_the_line(store: SqlStore) -> None:
    silent, answering = await requested(store, 1), await requested(store, 2)
    for request in (silent, answering):
        assert await change(store, request, moved(request, State.ATTENDED))
        await happens(store, request, "survey")
    async with store.writing() as tx:
        await tx.rate(answering.id, Rate(answering.number, 4, Settled.PARTLY, None), NOW)
    (piece,) = await pieces(store)
    assert [Asked.SILENT, Asked.IN_CHAT] == [line.asked for line in piece.lines]
    answer = Answer(OFFICE, OFFICIAL, State.ATTENDED, "chat", 4, Settled.PARTLY)
    assert (answer,) == piece.answers


async def test_a_mark_alone_is_an_answer(store: SqlStore) -> None:
    request = await requested(store)
    assert await change(store, request, moved(request, State.ATTENDED))
    async with store.writing() as tx:
        await tx.rate(request.id, Rate(request.number, 2, None, None, complete=False), NOW)
    (piece,) = await pieces(store)
    assert [Asked.IN_CHAT] == [line.asked for line in piece.lines]
    assert (Answer(OFFICE, OFFICIAL, State.ATTENDED, "chat", 2, None),) == piece.answers


async def test_the_mark_given_anew_leaves_the_other_answer(store: SqlStore) -> None:
    request = await requested(store)
    assert await change(store, request, moved(request, State.ATTENDED))
    mark = Rate(request.number, 5, None, None, complete=False)
    async with store.writing() as tx:
        await tx.rate(request.id, replace(mark, settled=Settled.YES), NOW)
        await tx.rate(request.id, replace(mark, rating=3), NOW)
    (piece,) = await pieces(store)
    assert (Answer(OFFICE, OFFICIAL, State.ATTENDED, "chat", 3, Settled.YES),) == piece.answers


async def test_only_requests_registered_in_the_quarter_belong_to_it(store: SqlStore) -> None:
    days = (date(2025, 12, 31), QUARTER.first, QUARTER.last, date(2026, 4, 1))
    before, first, last, after = [
        await requested(store, n, registered_on=day) for n, day in enumerate(days)
    ]
    assert [first.number, last.number] == [line.number for line in await lines(store)]
    assert [before.number] == [line.number for line in await lines(store, QUARTER.before)]
    assert [after.number] == [line.number for line in await lines(store, QUARTER.after)]
    async with store.reading() as tx:
        assert (2, before.id + 3) == (await tx.report_size(QUARTER), await tx.last_request())
        assert date(2025, 12, 31) == await tx.first_registered()


async def test_what_was_entered_after_the_freezing_belongs_to_the_next_quarter(
    store: SqlStore,
) -> None:
    known = await requested(store, 1, registered_on=QUARTER.last)
    packed = await freeze(store, known.id)
    late = await requested(store, 2, registered_on=QUARTER.last)
    new = await requested(store, 3, registered_on=QUARTER.after.first)
    found = [line.number for line in await lines(store, QUARTER.after)]
    assert [late.number, new.number] == found
    assert 2 == (await tally(store, quarter=QUARTER.after)).registered
    async with store.reading() as tx:
        assert 2 == await tx.report_size(QUARTER.after)
        assert packed == await tx.frozen_report(QUARTER)
        assert {"2026Q1"} == await tx.frozen_quarters()


async def test_a_frozen_report_is_kept_as_it_was(store: SqlStore) -> None:
    request = await requested(store)
    packed = await freeze(store, request.id)
    before = await tally(store)
    assert await change(store, request, moved(request, State.REFUSED, replied_at=NOW))
    assert before == await tally(store)
    assert (1, JUNE) == (before.registered, before.frozen_at)
    async with store.writing() as tx:
        assert not await tx.keep_report(replace(packed, checksum="another"))
    async with store.reading() as tx:
        assert packed == await tx.frozen_report(QUARTER)
        assert await tx.frozen_report(QUARTER.before) is None


async def test_the_tally_is_what_the_lines_come_to(store: SqlStore) -> None:
    requests = [await requested(store, n) for n in range(7)]
    due = requests[0].given.reply_due
    last_moment = NOW.replace(month=due.month, day=due.day, hour=18, minute=59)
    changes: list[tuple[State, dict[str, Any]]] = [
        (State.SCHEDULED, {"replied_at": last_moment}),
        (State.REFUSED, {"replied_at": last_moment + MINUTE, "breached_at": last_moment}),
        (State.ATTENDED, {"replied_at": NOW}),
        (State.CONSULTED, {"decided_at": NOW}),
        (State.WITHDRAWN, {}),
        (State.UNDER_REVIEW, {}),
    ]
    for request, (state, other) in zip(requests, changes, strict=False):
        assert await change(store, request, moved(request, state, **other))
    await requested(store, 8, registered_on=date(2026, 4, 1))
    await requested(store, 9, office="other")
    async with store.writing() as tx:
        for request, mark in zip(requests[2:4], (5, 2), strict=True):
            await tx.rate(request.id, Rate(request.number, mark, Settled.NO, None), NOW)
    by_state = (
        (State.REGISTERED, 1), (State.UNDER_REVIEW, 1), (State.SCHEDULED, 1), (State.ATTENDED, 1),
        (State.REFUSED, 1), (State.CONSULTED, 1), (State.WITHDRAWN, 1),
    )  # fmt: skip
    assert Tally(7, 3, 1, 3, by_state, 2, 3.5, breached=1) == await tally(store)
    assert Tally(7, 3, 3, 3, by_state, 2, 3.5, breached=1) == await tally(store, JUNE)
    own = [line for line in await lines(store) if line.office == OFFICE]
    figures = count(put_together(own, JUNE).items())
    assert (7, 3, 3) == (
        figures.registered,
        figures[Reply.IN_TIME],
        figures[Reply.LATE] + figures[Reply.OVERDUE],
    )
    assert (1, 3) == (figures[Mark.BREACHED], sum(figures[state] for state in LIVE))


async def test_a_duty_that_was_done_lately_is_known(store: SqlStore) -> None:
    async with store.writing() as tx:
        assert await tx.begin_duty(OFFICE, "quarter", date(2026, 4, 1), NOW)
        asked = (OFFICE, "quarter", date(2026, 3, 31))
        assert await tx.duty_done_since(*asked, date(2026, 4, 2))
        assert not await tx.duty_done_since(*asked, date(2026, 4, 1))
        assert not await tx.duty_done_since(OFFICE, "digest", *asked[2:], date(2026, 4, 2))
