"""The chain of the audit in both databases: kept up, never rewritten, and true to its rows."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from msgspec.structs import replace
from sqlalchemy import Text, delete, text, update
from sqlalchemy.exc import DBAPIError

from bot.chaining import Chaining
from bot.reception.access import Ended, digest
from bot.reception.breach import Reach, Seen
from bot.reception.calendar import Override
from bot.reception.chain import Fault
from bot.reception.directory import Role, StaffMember
from bot.reception.language import Bilingual
from bot.records import Event, Request
from storage.audit import LOOKED_BACK, SOURCES
from storage.audit_tables import seal
from storage.columns import Moment
from storage.encryption import Keys
from storage.engine import engine_for_migrations
from storage.store import SqlStore, open_store
from storage.tables import event, request
from tests.storage.samples import DAY, HOUR, NAME, NOW, requested

CLERK = "staff:9001"


def act(of: Request, kind: str = "confirm", who: str = CLERK, **details: str) -> Event:
    return Event(of.id, NOW, kind, who, of.state, of.state, details)


async def record(store: SqlStore, *events: Event) -> None:
    async with store.writing() as tx:
        await tx.record(events)


async def lived(store: SqlStore) -> Request:
    """Fill every source of the audit, and chain it all."""
    one = await requested(store)
    await requested(store, 701)
    await record(store, act(one, "register"), act(one, reason="Шұғыл"), act(one, Seen.DETAILS))
    staff = StaffMember(9007, "Асель", Role.OPERATOR, ("ministry",))
    async with store.writing() as tx:
        await tx.set_consent(one.given.contact, one.given.person, "2026-1", NOW)
        await tx.set_consent(one.given.contact, one.given.person, None, NOW)
        day = Override((NOW + DAY).date(), False, Bilingual("Күн", "День"), "№ 1")
        await tx.put_override(day, CLERK, NOW)
        made = await tx.add_invitation(digest("t"), Role.OPERATOR, ["ministry"], CLERK, NOW)
        await tx.use_invitation(made.id, 9007, NOW)
        second = await tx.add_invitation(digest("u"), Role.OPERATOR, ["ministry"], CLERK, NOW)
        await tx.withdraw_invitation(second.id, CLERK, NOW)
        await tx.end_member(staff, NOW, CLERK, Ended.REVOKED)
    await chain(store)
    return one


async def chain(store: SqlStore) -> int:
    return await Chaining(store).work()


async def broken(store: SqlStore) -> set[tuple[Fault, str, int | None]]:
    """Return what is wrong with the chain, and with which rows."""
    async with store.reading() as tx:
        found = (*(await tx.check_links(None, 1000)).broken, *(await tx.inserted(100)))
    return {(one.fault, one.source, one.row) for one in found}


async def unsealed(store: SqlStore) -> dict[str, int]:
    async with store.reading() as tx:
        return {one.source: one.rows for one in await tx.unsealed()}


async def tamper(url: str, *statements: Any, guarded: bool = False) -> None:
    """Write into the database as somebody who owns it may: past the triggers, unless `guarded`."""
    engine = engine_for_migrations(url)
    postgres = url.startswith("postgresql")
    try:
        async with engine.begin() as connection:
            if not guarded and postgres:
                await connection.execute(text("SET LOCAL session_replication_role = replica"))
            kept = []
            if not guarded and not postgres:
                query = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"
                kept = list(await connection.execute(text(query)))
                for name, _ in kept:
                    await connection.execute(text(f"DROP TRIGGER {name}"))
            for statement in statements:
                await connection.execute(statement)
            for _, sql in kept:
                await connection.exec_driver_sql(sql)
    finally:
        await engine.dispose()


async def test_every_row_of_the_audit_gets_a_link_once(store: SqlStore) -> None:
    one = await lived(store)
    assert {} == await unsealed(store)
    assert set() == await broken(store)
    assert 0 == await chain(store)
    await record(store, act(one))
    assert {"event": 1} == await unsealed(store)
    assert 1 == await chain(store)
    async with store.reading() as tx:
        sources = {link.source for link in (await tx.check_links(None, 1000)).links}
    assert {source.name for source in SOURCES} - {"member"} <= sources


async def test_more_rows_than_a_piece_are_chained_at_once_and_in_order(store: SqlStore) -> None:
    one = await requested(store)
    await record(store, *(act(one, who=f"staff:{nth}") for nth in range(250)))
    assert 250 == await chain(store)
    assert set() == await broken(store)


async def test_two_processes_give_each_row_one_link(store: SqlStore, url: str, keys: Keys) -> None:
    one, other = await requested(store), await open_store(url, keys)
    try:
        for _ in range(5):
            await record(store, *(act(one) for _ in range(30)))
            await asyncio.gather(chain(store), chain(other))
        await chain(store)
    finally:
        await other.close()
    assert {} == await unsealed(store)
    assert set() == await broken(store)


CHANGES = [
    (source.name, column.name)
    for source in SOURCES
    for column in source.content
    if source.name != "member"
]


def _other(column: Any) -> Any:
    """Return another value than any that stands in a column."""
    if isinstance(column.type, Moment):
        return NOW + timedelta(microseconds=1)
    return "x" if isinstance(column.type, Text) else column + 1


async def test_another_value_in_any_covered_column_is_found(store: SqlStore, url: str) -> None:
    await lived(store)
    by_name = {source.name: source for source in SOURCES}
    for name, column in CHANGES:
        source = by_name[name]
        table = source.table
        async with store.reading() as tx:
            links = (await tx.check_links(None, 1000)).links
        row = next(link.row for link in links if link.source == name)
        where = table.c.id == row
        before = await value(store, table, column, row)
        changed = update(table).where(where).values({column: _other(table.c[column])})
        # References are not looked at: it is the content that is.
        await tamper(url, changed)
        assert (Fault.ROW_CHANGED, name, row) in await broken(store), (name, column)
        await tamper(url, update(table).where(where).values({column: before}))
        assert set() == await broken(store), (name, column)


async def value(store: SqlStore, table: Any, column: str, row: int) -> Any:
    async with store.reading() as tx:
        (found,) = await tx._rows(table.select().where(table.c.id == row))
    return getattr(found, column)


async def test_details_that_were_changed_or_put_elsewhere_are_found(
    store: SqlStore, url: str, keys: Keys
) -> None:
    one = await lived(store)
    await record(store, act(one, reason="Ауырды"))
    await chain(store)
    forged = keys.seal_json({"reason": "Басқа"})
    told = event.c.details.is_not(None)
    first, second = 2, 4
    for other in (forged, await value(store, event, "details", second), b"garbage of some length."):
        kept = await value(store, event, "details", first)
        await tamper(url, update(event).where(event.c.id == first).values(details=other))
        assert {(Fault.DETAILS_CHANGED, "event", first)} == await broken(store)
        await tamper(url, update(event).where(event.c.id == first).values(details=kept))
    await tamper(url, update(event).where(told).values(details=None))
    erased = {(Fault.DETAILS_ERASED, "event", row) for row in (first, second)}
    assert erased == await broken(store)


async def test_details_may_be_erased_where_the_request_is_anonymised(
    store: SqlStore, url: str
) -> None:
    one = await lived(store)
    at = update(request).where(request.c.id == one.id).values(anonymised_at=NOW)
    await tamper(url, at, update(event).values(details=None), guarded=True)
    assert set() == await broken(store)


async def test_a_row_removed_inserted_or_moved_is_found(store: SqlStore, url: str) -> None:
    one = await requested(store)
    await record(store, *(act(one, who=f"staff:{nth}") for nth in range(5)))
    await chain(store)
    await tamper(url, delete(event).where(event.c.id == 3))
    assert {(Fault.ROW_REMOVED, "event", 3)} == await broken(store)
    moved = [(2, 100), (4, 2), (100, 4)]
    swaps = [update(event).where(event.c.id == old).values(id=new) for old, new in moved]
    await tamper(url, *swaps)
    expected = {(Fault.ROW_REMOVED, "event", 3)}
    expected |= {(Fault.ROW_CHANGED, "event", row) for row in (2, 4)}
    assert expected == await broken(store)


async def test_a_row_written_in_among_old_ones_is_found(store: SqlStore, url: str) -> None:
    one = await requested(store)
    await record(store, act(one))
    await tamper(url, update(event).values(id=LOOKED_BACK * 2))
    await chain(store)
    row = {"id": 5, "request_id": one.id, "at": NOW, "kind": "confirm", "who": CLERK}
    await tamper(url, event.insert().values(row))
    await chain(store)
    assert {(Fault.ROW_INSERTED, "event", 5)} == await broken(store)


async def test_a_link_removed_or_put_elsewhere_is_found(store: SqlStore, url: str) -> None:
    one = await requested(store)
    await record(store, *(act(one, who=f"staff:{nth}") for nth in range(6)))
    await chain(store)
    await tamper(url, delete(seal).where(seal.c.seq == 2))
    assert (Fault.LINK_MISSING, "", None) in await broken(store)
    await tamper(url, update(seal).where(seal.c.seq == 4).values(hash=bytes(32)))
    assert (Fault.LINK_CHANGED, "event", 4) in await broken(store)


async def test_a_chain_cut_off_no_longer_has_the_head_kept_elsewhere(
    store: SqlStore, url: str
) -> None:
    one = await lived(store)
    async with store.reading() as tx:
        head = await tx.chain_head()
    await record(store, act(one))
    await chain(store)
    assert head in await links(store)
    assert head is not None
    await tamper(url, delete(seal).where(seal.c.seq >= 3))
    await tamper(url, delete(event).where(event.c.id > 2))
    await chain(store)
    assert head not in await links(store)


async def links(store: SqlStore) -> tuple[Any, ...]:
    async with store.reading() as tx:
        return (await tx.check_links(None, 1000)).links


REFUSED = (
    update(event).values(who="staff:1"),
    update(event).where(event.c.id == 1).values(at=NOW + HOUR),
    delete(event),
    update(event).values(details=event.c.details),
    update(event).where(event.c.details.is_(None)).values(details=b"0123 and more"),
    update(seal).values(hash=bytes(32)),
    delete(seal),
)


async def test_an_event_and_a_link_can_be_neither_changed_nor_removed(
    store: SqlStore, url: str
) -> None:
    await lived(store)
    for forbidden in REFUSED:
        with pytest.raises(DBAPIError, match="never"):
            await tamper(url, forbidden, guarded=True)
    assert set() == await broken(store)


async def test_details_may_be_erased_or_sealed_with_another_key(store: SqlStore, url: str) -> None:
    await lived(store)
    other = update(event).where(event.c.id == 2).values(details=b"another key")
    await tamper(url, other, update(event).values(details=None), guarded=True)
    assert {(Fault.DETAILS_ERASED, "event", 2)} == await broken(store)


async def test_whose_data_were_read_is_told_by_time_and_reader(store: SqlStore) -> None:
    one, two = await requested(store), await requested(store, 701)
    await record(store, act(one, "register"), act(two, Seen.DETAILS))
    await record(store, replace(act(one, Seen.DETAILS, "staff:9002"), at=NOW + HOUR))
    async with store.reading() as tx:
        both = await tx.readings(NOW, NOW + 2 * HOUR)
        early = await tx.readings(NOW, NOW + HOUR)
        his = await tx.readings(NOW, NOW + 2 * HOUR, "staff:9002")
        everybody = await tx.everybody(NOW + DAY)
        reach = await tx.reach([one.id, two.id])
    assert [(two.number, CLERK), (one.number, "staff:9002")] == [(r.number, r.by) for r in both]
    assert [two.number] == [r.number for r in early]
    assert [one.number] == [r.number for r in his]
    assert [one.number, two.number] == [r.number for r in everybody]
    assert Reach(NAME, "+77011234567", "701", "kk") == reach[two.id]
