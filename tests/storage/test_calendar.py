"""The calendar as staff keep it: overrides, signed years, terms that are counted anew."""

from datetime import date

from msgspec.structs import replace

from bot.reception.calendar import Override
from bot.reception.language import Bilingual
from bot.reception.lifecycle import State
from bot.records import Event, Request
from storage.store import SqlStore
from tests.storage.samples import NOW, OFFICE, change, moved, requested, slots

FREE = Override(date(2026, 3, 10), False, Bilingual("Қосымша", "Дополнительный"), "№ 1")
WORKED = Override(date(2026, 3, 7), True, Bilingual("Жұмыс", "Рабочий"), "№ 2")
DUE = date(2026, 3, 27)


async def request_of(store: SqlStore, number: str) -> Request:
    async with store.reading() as tx:
        found = await tx.request(number)
    assert found is not None
    return found


async def test_overrides_are_kept_in_order_one_for_a_day(store: SqlStore) -> None:
    async with store.writing() as tx:
        assert () == await tx.overrides()
        assert await tx.put_override(FREE, "staff:1", NOW)
        assert await tx.put_override(WORKED, "staff:1", NOW)
        assert not await tx.put_override(replace(FREE, working=True), "staff:2", NOW)
        assert (WORKED, FREE) == await tx.overrides()
        assert await tx.drop_override(FREE.day, "staff:2", NOW)
        assert not await tx.drop_override(FREE.day, "staff:2", NOW)
        assert (WORKED,) == await tx.overrides()


async def test_a_year_is_signed_once(store: SqlStore) -> None:
    async with store.writing() as tx:
        assert await tx.sign_year(2027, "staff:1", NOW)
        assert not await tx.sign_year(2027, "staff:2", NOW)
        assert frozenset({2027}) == await tx.signed_years()


async def test_every_change_gives_the_calendar_a_greater_version(store: SqlStore) -> None:
    versions: list[int | None] = []
    async with store.writing() as tx:
        versions.append(await tx.calendar_version())
        await tx.put_override(FREE, "staff:1", NOW)
        versions.append(await tx.calendar_version())
        await tx.put_override(FREE, "staff:1", NOW)
        versions.append(await tx.calendar_version())
        await tx.drop_override(FREE.day, "staff:1", NOW)
        versions.append(await tx.calendar_version())
        await tx.sign_year(2027, "staff:1", NOW)
        versions.append(await tx.calendar_version())
    assert [None, 1, 1, 2, 3] == versions


async def test_only_terms_still_open_from_that_day_on_are_counted_anew(store: SqlStore) -> None:
    waiting = await requested(store, 1)
    await requested(store, 2, reply_due=date(2026, 3, 20))
    for where, changes in enumerate(({"replied_at": NOW}, {"state": State.WITHDRAWN}), start=3):
        request = await requested(store, where)
        closed = replace(request, version=2, **changes)  # type: ignore[arg-type]
        assert await change(store, request, closed)
    extended = await requested(store, 5)
    async with store.writing() as tx:
        await tx.record(
            [Event(extended.id, NOW, "extend", "staff:1", extended.state, extended.state)]
        )
        (term,) = await tx.open_terms(DUE)
    assert (waiting.number, OFFICE, DUE) == (term.number, term.office, term.reply_due)


async def test_a_term_gets_another_end_and_keeps_its_version(store: SqlStore) -> None:
    request = await requested(store)
    later = date(2026, 3, 30)
    async with store.writing() as tx:
        (term,) = await tx.open_terms(DUE)
        assert await tx.set_due(term, term.registered_on, later)
        assert not await tx.set_due(term, term.registered_on, DUE)
    stored = await request_of(store, request.number)
    assert (request.version, later) == (stored.version, stored.given.reply_due)


async def test_a_term_answered_meanwhile_stays(store: SqlStore) -> None:
    request = await requested(store)
    async with store.reading() as tx:
        (term,) = await tx.open_terms(DUE)
    assert await change(store, request, replace(request, version=2, replied_at=NOW))
    async with store.writing() as tx:
        assert not await tx.set_due(term, term.registered_on, date(2026, 3, 30))


async def test_a_breach_by_the_old_term_is_none_by_a_later_one(store: SqlStore) -> None:
    request = await requested(store)
    assert await change(store, request, replace(request, version=2, breached_at=NOW))
    async with store.writing() as tx:
        (term,) = await tx.open_terms(DUE)
        assert await tx.set_due(term, term.registered_on, date(2026, 3, 1))
    assert NOW == (await request_of(store, request.number)).breached_at
    async with store.writing() as tx:
        (term,) = await tx.open_terms(date(2026, 3, 1))
        assert await tx.set_due(term, term.registered_on, DUE)
    assert (await request_of(store, request.number)).breached_at is None


async def test_receptions_to_come_are_listed_soonest_first(store: SqlStore) -> None:
    times = slots(2)
    for where, time in enumerate(reversed(times), start=1):
        request = await requested(store, where, official=f"official-{where}")
        held = moved(request, State.SCHEDULED, starts_at=time.starts_at, minutes=30)
        assert await change(store, request, held)
    async with store.reading() as tx:
        first, second = await tx.planned_receptions(NOW)
        assert [second] == await tx.planned_receptions(second.starts_at)
    assert [one.starts_at for one in times] == [first.starts_at, second.starts_at]
