"""Lists of the terms: the most urgent first, of one office, from small indexes."""

import sqlite3
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Select
from sqlalchemy.dialects import sqlite

from bot.reception.lifecycle import State
from bot.records import Request
from storage.store import SqlStore
from storage.watching import _DUE, _OVERDUE, _RECEPTIONS, _SILENT, _UNCORRECTED, _UNNUMBERED
from tests.storage.samples import DAY, NOW, OFFICE, change, moved, requested, slots

LATE, SOON, LATER = date(2026, 3, 20), date(2026, 3, 27), date(2026, 3, 30)


async def standing(store: SqlStore, request: Request, state: State, **other: object) -> Request:
    after = moved(request, state, **other)
    assert await change(store, request, after)
    return after


async def test_replies_due_are_listed_and_counted(store: SqlStore) -> None:
    due = [await requested(store, n, reply_due=SOON) for n in range(1, 4)]
    late = await requested(store, 4, reply_due=LATE)
    await requested(store, 5, reply_due=LATER)
    await requested(store, 6, reply_due=SOON, office="other")
    answered = await requested(store, 7, reply_due=SOON)
    await standing(store, answered, State.UNDER_REVIEW, replied_at=NOW)
    decided = await requested(store, 8, reply_due=LATE)
    await standing(store, decided, State.REFUSED)
    async with store.reading() as tx:
        found = await tx.due(OFFICE, SOON, SOON, 2)
        overdue = await tx.overdue(OFFICE, SOON, 5)
        silent = await tx.silent(OFFICE, SOON)
    assert ([one.number for one in due[:2]], 3) == (
        [one.number for one in found.first],
        found.count,
    )
    assert ([late.number], 1) == ([one.number for one in overdue.first], overdue.count)
    assert [late.id, *(one.id for one in due)] == [one.request for one in silent]


async def test_what_nobody_looked_at_and_what_was_not_corrected(store: SqlStore) -> None:
    fresh = await requested(store, 1)
    seen, back, done = [await requested(store, n) for n in (2, 3, 4)]
    await standing(store, seen, State.UNDER_REVIEW)
    await standing(store, back, State.RETURNED, correct="Мәнін жазыңыз", correct_by=LATE)
    await standing(store, done, State.UNDER_REVIEW, correct_by=LATE)
    day = fresh.given.registered_on
    async with store.reading() as tx:
        unreviewed = await tx.unreviewed(OFFICE, day, day, 5)
        none = await tx.unreviewed(OFFICE, day - DAY, day - DAY, 5)
        same_day = await tx.uncorrected(OFFICE, LATE, 5)
        next_day = await tx.uncorrected(OFFICE, LATE + DAY, 5)
    assert [fresh.number] == [one.number for one in unreviewed.first]
    assert (0, 0) == (none.count, same_day.count)
    assert [back.number] == [one.number for one in next_day.first]


async def test_receptions_of_a_day_in_their_order(store: SqlStore) -> None:
    first, second, third = [await requested(store, n) for n in (1, 2, 3)]
    times = slots(3)
    async with store.writing() as tx:
        await tx.add_slots(first.given.official, times)
        ids = [await tx.free_slot(first.given.official, one.starts_at) for one in times]
    for request, nth in ((first, 1), (second, 0), (third, 2)):
        starts = times[nth].starts_at
        await standing(store, request, State.SCHEDULED, slot=ids[nth], starts_at=starts)
    async with store.reading() as tx:
        found = await tx.receptions(OFFICE, times[0].starts_at, times[2].starts_at, 5)
    assert [(second.number, times[0].starts_at), (first.number, times[1].starts_at)] == [
        (one.number, one.starts_at) for one in found.first
    ]


async def test_a_number_of_the_records_system_leads_to_its_request(store: SqlStore) -> None:
    one, other = await requested(store, 1), await requested(store, 2)
    async with store.writing() as tx:
        assert await tx.change(one, moved(one, one.state, external="ЗТ-1"))
        assert one.number == await tx.number_of_external("ЗТ-1")
        assert await tx.number_of_external("ЗТ-2") is None
        day = one.given.registered_on
        found = await tx.unnumbered(OFFICE, day, 5)
        assert (await tx.unnumbered(OFFICE, day - DAY, 5)).count == 0
        assert 2 == await tx.waiting(OFFICE)
    assert [other.number] == [row.number for row in found.first]


@pytest.mark.parametrize(
    ("statement", "index"),
    [
        (_DUE.first, "ix_request_reply"),
        (_OVERDUE.first, "ix_request_reply"),
        (_SILENT, "ix_request_reply"),
        (_UNNUMBERED.first, "ix_request_unnumbered"),
        (_UNNUMBERED.count, "ix_request_unnumbered"),
        (_RECEPTIONS.first, "ix_request_reception"),
        (_UNCORRECTED.first, "ix_request_to_correct"),
    ],
)
def test_no_list_is_looked_for_among_all_requests(
    migrated_sqlite: Path, statement: Select[Any], index: str
) -> None:
    """Whatever the number of the requests that are through."""
    sql = str(statement.compile(dialect=sqlite.dialect()))
    with closing(sqlite3.connect(migrated_sqlite)) as database:
        plan = database.execute(f"EXPLAIN QUERY PLAN {sql}", [None] * sql.count("?")).fetchall()
    assert [f"SEARCH request USING INDEX {index}"] == [
        str(step[-1]).split(" (")[0].replace("COVERING ", "")
        for step in plan
        if "request" in step[-1]
    ]
