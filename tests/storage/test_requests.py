"""Requests: numbers without gaps, one live one, one slot, and only the first of two who change."""

import asyncio
from datetime import date

import pytest
from msgspec.structs import replace

from bot.dialogs.commands import Rate
from bot.dialogs.queries import RequestByNumber, RequestView
from bot.ports import Tx
from bot.reception.lifecycle import CLOSED, State
from bot.reception.number import public_number
from bot.reception.survey import Settled
from bot.reception.tasks import NewTask, TaskKind
from bot.records import Event, Request
from storage.store import SqlStore
from tests.storage.samples import (
    HOUR,
    MINUTE,
    NAME,
    NOW,
    OFFICIAL,
    change,
    given,
    moved,
    requested,
    slots,
    someone,
)  # fmt: skip


async def stored(store: SqlStore, request: Request) -> Request | None:
    async with store.reading() as tx:
        return await tx.request(request.number)


async def slot_of(store: SqlStore, nth: int = 0) -> int:
    async with store.writing() as tx:
        await tx.add_slots(OFFICIAL, slots(3))
        found = await tx.free_slot(OFFICIAL, slots(3)[nth].starts_at)
    assert found is not None
    return found


async def confirmed(store: SqlStore, request: Request, slot: int) -> Request:
    after = moved(
        request,
        State.SCHEDULED,
        slot=slot,
        starts_at=slots(1)[0].starts_at,
        minutes=30,
        before=State.REGISTERED,
        undo_until=NOW + MINUTE,
        decided_by="Айгүл",
        decided_at=NOW,
    )
    assert await change(store, request, after)
    return after


async def test_a_request_comes_back_whole(store: SqlStore) -> None:
    loaded = await someone(store)
    new = given(loaded)
    async with store.writing() as tx:
        request = await tx.add_request(new)
    assert request is not None
    assert request == Request(request.id, public_number(2026, 1), 1, State.REGISTERED, new)
    assert request == await stored(store, request)
    async with store.reading() as tx:
        assert request == await tx.request_by_id(request.id)
        assert await tx.request("2026-000002-2") is None
        assert await tx.request_by_id(request.id + 1) is None


async def test_a_request_without_what_is_optional_comes_back_whole(store: SqlStore) -> None:
    request = await requested(
        store, topic=None, organisation=None, bin=None, iin=None, postal_address=None,
        unfit_days=None, category="veteran",
    )  # fmt: skip
    assert request == await stored(store, request)


async def test_numbers_run_without_gaps_from_one_in_every_year(store: SqlStore) -> None:
    days = (date(2026, 12, 31), date(2027, 1, 4), date(2026, 12, 31), date(2027, 1, 4))
    numbers = [(await requested(store, n, registered_on=day)).number for n, day in enumerate(days)]
    expected = [(2026, 1), (2027, 1), (2026, 2), (2027, 2)]
    assert [public_number(*one) for one in expected] == numbers
    async with store.reading() as tx:
        assert numbers[:1:-1] == await tx.numbers(2)


async def test_there_is_one_live_request_of_a_person_to_an_official(store: SqlStore) -> None:
    request = await requested(store)
    loaded = await someone(store)
    async with store.writing() as tx:
        assert await tx.add_request(given(loaded)) is None
        other = await tx.add_request(given(loaded, official="deputy"))
    assert other is not None
    assert public_number(2026, 2) == other.number
    assert await change(store, request, moved(request, State.WITHDRAWN))
    again = await requested(store)
    assert public_number(2026, 3) == again.number


async def test_of_two_bookings_at_once_one_is_stored(store: SqlStore) -> None:
    loaded = await someone(store)

    async def book() -> Request | None:
        async with store.writing() as tx:
            return await tx.add_request(given(loaded))

    booked = await asyncio.gather(*(book() for _ in range(5)))
    assert 1 == sum(one is not None for one in booked)


async def test_a_changed_request_comes_back_as_it_was_changed(store: SqlStore) -> None:
    request = await requested(store)
    slot = await slot_of(store)
    scheduled = await confirmed(store, request, slot)
    assert scheduled == await stored(store, request)
    refused = moved(
        scheduled, State.REFUSED, slot=None, starts_at=None, minutes=None, slot_before=slot,
        before=State.SCHEDULED, ground="court", where="Сот", comment=NAME, promised=True,
        replied_at=NOW + HOUR, given=replace(request.given, reply_due=date(2026, 3, 30)),
    )  # fmt: skip
    assert await change(store, scheduled, refused)
    assert refused == await stored(store, request)


async def test_of_two_changes_from_one_version_the_first_wins(store: SqlStore) -> None:
    request = await requested(store)
    first, second = moved(request, State.UNDER_REVIEW), moved(request, State.REFUSED)
    assert [True, False] == sorted(
        await asyncio.gather(change(store, request, first), change(store, request, second)),
        reverse=True,
    )
    assert not await change(store, request, second)


async def test_a_slot_has_one_live_request_and_says_whose(store: SqlStore) -> None:
    starts_at = slots(1)[0].starts_at
    slot = await slot_of(store)
    first, second = await requested(store, 1), await requested(store, 2)
    scheduled = await confirmed(store, first, slot)
    async with store.writing() as tx:
        assert await tx.free_slot(OFFICIAL, starts_at) is None
        assert not await tx.slot_is_free(slot)
        assert first.number == await tx.who_has(OFFICIAL, starts_at)
        assert await tx.free_slot(OFFICIAL, starts_at + MINUTE) is None
        assert await tx.who_has(OFFICIAL, starts_at + MINUTE) is None
    assert not await change(store, second, moved(second, State.SCHEDULED, slot=slot))
    assert await change(store, scheduled, moved(scheduled, State.UNDER_REVIEW, slot=None))
    async with store.writing() as tx:
        assert await tx.who_has(OFFICIAL, starts_at) is None
        assert await tx.slot_is_free(slot)
        assert slot == await tx.free_slot(OFFICIAL, starts_at)
    assert await change(store, second, moved(second, State.SCHEDULED, slot=slot))


async def test_two_clerks_at_once_do_not_give_one_slot_twice(store: SqlStore) -> None:
    slot = await slot_of(store)
    requests = [await requested(store, n) for n in range(4)]

    async def give(request: Request) -> bool:
        async with store.writing() as tx:
            found = await tx.free_slot(OFFICIAL, slots(1)[0].starts_at)
            if found is None:
                return False
            assert found == slot
            return await tx.change(request, moved(request, State.SCHEDULED, slot=found))

    assert 1 == sum(await asyncio.gather(*map(give, requests)))


async def test_a_refusal_taken_back_gives_way_to_a_newer_live_request(store: SqlStore) -> None:
    request = await requested(store)
    refused = moved(request, State.REFUSED)
    assert await change(store, request, refused)
    await requested(store)
    assert not await change(store, refused, moved(refused, State.REGISTERED))


@pytest.mark.parametrize("state", sorted(CLOSED))
async def test_every_closed_request_lets_the_person_book_again(
    store: SqlStore, state: State
) -> None:
    request = await requested(store)
    assert await change(store, request, moved(request, state))
    assert request.number != (await requested(store)).number


async def test_history_is_written_on_in_order(store: SqlStore) -> None:
    request, other = await requested(store, 1), await requested(store, 2)
    events = [
        Event(request.id, NOW, "registered", "citizen", None, State.REGISTERED),
        Event(
            request.id, NOW, "refused", "Айгүл", State.REGISTERED, State.REFUSED, {"себебі": NAME}
        ),
    ]
    async with store.writing() as tx:
        await tx.record(events[:1])
        await tx.record([Event(other.id, NOW, "registered", "citizen", None, State.REGISTERED)])
        await tx.record(events[1:])
        await tx.record([])
        assert events == await tx.history(request.number)
        assert [] == await tx.history("2026-000009-9")


async def test_a_survey_is_answered_once(store: SqlStore) -> None:
    request = await requested(store)
    answers = Rate(request.number, 5, Settled.PARTLY, "Рақмет")
    async with store.writing() as tx:
        assert await tx.rate(request.id, answers, NOW)
        assert not await tx.rate(request.id, replace(answers, rating=1), NOW)


async def test_a_survey_is_answered_bit_by_bit(store: SqlStore) -> None:
    request = await requested(store)
    mark = Rate(request.number, 5, None, None, complete=False)
    async with store.writing() as tx:
        assert await tx.rate(request.id, mark, NOW)
        assert (5, False) == await _rated(tx, request)
        assert await tx.rate(request.id, replace(mark, rating=2, settled=Settled.NO), NOW)
        assert (2, False) == await _rated(tx, request)
        assert await tx.rate(request.id, replace(mark, comment="Рақмет", complete=True), NOW)
        assert (5, True) == await _rated(tx, request)
        assert not await tx.rate(request.id, mark, NOW)
        assert (5, True) == await _rated(tx, request)


async def _rated(tx: Tx, request: Request) -> tuple[int | None, bool]:
    """Return the mark, and whether the survey was answered to its end."""
    view = await tx.answer(RequestByNumber(request.number), NOW)
    assert isinstance(view, RequestView)
    return view.rating, view.answered


async def test_tasks_are_stored_with_and_without_a_request(store: SqlStore) -> None:
    request = await requested(store)
    async with store.writing() as tx:
        await tx.add_task(NewTask(TaskKind.CALL, "ministry", request.id, NAME, NOW), NOW)
        await tx.add_task(NewTask(TaskKind.POISON, None, None, "ValueError"), NOW)
