"""Tasks of staff in both databases: who is given which, what came of it, what was never proven."""

from datetime import timedelta
from typing import Any

from msgspec.structs import replace

from bot.dialogs.queries import HeldTask, RequestByNumber, RequestView, TasksListed, TasksWaiting
from bot.reception.lifecycle import State
from bot.reception.tasks import (
    NewTask,
    OpenTask,
    TaskCount,
    TaskKind,
    TaskResult,
    TaskState,
    TaskTried,
    TaskView,
)
from bot.records import ChannelName, Request, Sent, Settlement
from storage.store import SqlStore
from tests.storage.samples import (
    DAY,
    HOUR,
    MINUTE,
    NAME,
    NOW,
    OFFICE,
    PHONE,
    change,
    moved,
    notice,
    put,
    requested,
)

ASEL, TIMUR = "staff:9001", "staff:9004"


async def task(store: SqlStore, request: Request, message: int = 1, **other: Any) -> None:
    new = NewTask(TaskKind.CALL, OFFICE, request.id, "30005", NOW + HOUR, "notice-refused", message)
    async with store.writing() as tx:
        await tx.add_task(replace(new, **other), NOW)


async def take(
    store: SqlStore, who: str = ASEL, now: Any = NOW, *, leads: bool = False
) -> TaskView | None:
    async with store.writing() as tx:
        return await tx.take_task([OFFICE], leads, who, now, now + 15 * MINUTE)


async def tried(store: SqlStore, of: int, result: TaskResult, again: Any = None) -> bool:
    state = TaskState.DONE if again is None else TaskState.OPEN
    async with store.writing() as tx:
        return await tx.close_task(TaskTried(of, state, result, 1, NOW, ASEL, again))


async def open_one(store: SqlStore, request: Request) -> OpenTask | None:
    async with store.reading() as tx:
        return await tx.open_task(request.id)


async def by_sms(store: SqlStore, request: Request, version: int | None = None) -> None:
    """Send a statutory SMS about a request, that the provider takes as SM1."""
    async with store.writing() as tx:
        contact = await tx.contact(PHONE, request.given.lang, NOW)
    told = notice(contact, "notice-refused", request=request.id, version=version, statutory=True)
    await put(store, told)
    async with store.writing() as tx:
        taken = await tx.claim(ChannelName.SMS, NOW, NOW + MINUTE, 10)
        await tx.settle([Settlement(one, Sent("SM1"), NOW, None) for one in taken])


async def reached(store: SqlStore, request: Request) -> Any:
    async with store.reading() as tx:
        view = await tx.answer(RequestByNumber(request.number), NOW)
    assert isinstance(view, RequestView)
    return view.reached


async def test_the_most_urgent_task_is_given_first_each_to_one_member(store: SqlStore) -> None:
    first, second = await requested(store, 701), await requested(store, 702)
    await task(store, second, due=NOW + 2 * HOUR)
    await task(store, first)
    mine, other = await take(store), await take(store, TIMUR)
    assert mine is not None
    assert other is not None
    assert (first.number, second.number) == (mine.number, other.number)
    assert (NAME, "+77011234567", "30005") == (mine.name, mine.phone, mine.text)
    assert mine == await take(store)
    async with store.reading() as tx:
        assert mine == await tx.answer(HeldTask(9001), NOW)
        assert 1 == await tx.answer(TasksWaiting((OFFICE,), False, 9001), NOW)


async def test_a_task_tried_in_vain_waits_and_one_done_is_closed_once(store: SqlStore) -> None:
    request = await requested(store)
    await task(store, request)
    mine = await take(store)
    assert mine is not None
    assert await tried(store, mine.id, TaskResult.NOT_REACHED, NOW + HOUR)
    assert await take(store) is None
    again = await take(store, TIMUR, NOW + HOUR)
    assert again is not None
    assert (1, TaskResult.NOT_REACHED) == (again.tries, again.last)
    assert await tried(store, mine.id, TaskResult.TOLD)
    assert not await tried(store, mine.id, TaskResult.TOLD)
    assert await open_one(store, request) is None


async def test_what_was_decided_a_moment_ago_is_given_to_nobody_yet(store: SqlStore) -> None:
    request = await requested(store)
    after = moved(request, State.REFUSED, undo_until=NOW + MINUTE, decided_at=NOW)
    assert await change(store, request, after)
    await task(store, request)
    assert await take(store) is None
    assert await take(store, now=NOW + MINUTE) is not None


async def test_a_task_of_no_office_is_for_those_who_lead(store: SqlStore) -> None:
    async with store.writing() as tx:
        await tx.add_task(NewTask(TaskKind.POISON, None, None, "telegram:7"), NOW)
    assert await take(store) is None
    seen = await take(store, leads=True)
    assert seen is not None
    assert (None, "telegram:7") == (seen.number, seen.text)


async def test_the_list_names_the_overdue_first_and_counts(store: SqlStore) -> None:
    late, soon = await requested(store, 701), await requested(store, 702)
    await task(store, soon)
    await task(store, late, due=NOW - HOUR)
    async with store.reading() as tx:
        tally = await tx.answer(TasksListed((OFFICE,), False), NOW)
        assert TaskCount(2, 1) == await tx.tasks_counted(OFFICE, NOW)
    assert tally is not None
    listed = [(one.number, one.due) for one in tally.first]  # type: ignore[attr-defined]
    assert [(late.number, NOW - HOUR), (soon.number, NOW + HOUR)] == listed


async def test_a_newer_notice_takes_the_place_of_the_one_before(store: SqlStore) -> None:
    request = await requested(store)
    await task(store, request, notice="notice-ticket")
    waits = await open_one(store, request)
    assert waits is not None
    await tried(store, waits.id, TaskResult.NOT_REACHED, NOW + DAY)
    new = NewTask(TaskKind.CALL, OFFICE, request.id, "x", NOW + DAY, "notice-refused", 9)
    async with store.writing() as tx:
        await tx.renew_task(waits.id, new)
        assert [waits.id] == [one.id for one in await tx.tasks_of([request.given.person])]
    mine = await take(store)
    assert mine is not None
    assert ("notice-refused", 0, "x") == (mine.notice, mine.tries, mine.text)


async def test_what_arrives_late_shows_on_the_task_and_on_the_card(store: SqlStore) -> None:
    request = await requested(store)
    assert await reached(store, request) is None
    await by_sms(store, request, 1)
    found = await reached(store, request)
    assert ("sms", True, False) == (found.channel, found.sent, found.arrived)
    await task(store, request)
    assert (await reached(store, request)).open
    waits = await open_one(store, request)
    assert waits is not None
    assert not waits.delivered
    async with store.writing() as tx:
        await tx.provider_status("SM1", "delivered", "", NOW + HOUR)
    waits = await open_one(store, request)
    assert waits is not None
    assert waits.delivered
    await tried(store, waits.id, TaskResult.DELIVERED)
    found = await reached(store, request)
    assert (True, False, NOW + HOUR) == (found.arrived, found.open, found.at)


async def test_who_told_it_is_on_the_card(store: SqlStore) -> None:
    request = await requested(store)
    await task(store, request)
    mine = await take(store)
    assert mine is not None
    await tried(store, mine.id, TaskResult.TOLD)
    found = await reached(store, request)
    assert (TaskResult.TOLD, ASEL, NOW) == (found.result, found.who, found.done_at)


async def test_a_statutory_sms_nobody_confirms_is_found_once_and_was_no_reply(
    store: SqlStore,
) -> None:
    request = await requested(store)
    refused = moved(request, State.REFUSED)
    assert await change(store, request, refused)
    await by_sms(store, request, 2)
    async with store.writing() as tx:
        assert NOW == (await tx.request(request.number) or refused).replied_at
        assert not await tx.any_unproven(NOW)
        later = NOW + DAY
        assert await tx.any_unproven(later)
        (envelope,) = await tx.never_proven(later, later, 10)
        assert [] == await tx.never_proven(later, later, 10)
        assert not await tx.any_unproven(later)
        assert (await tx.request(request.number) or refused).replied_at is None
    assert (request.id, ChannelName.SMS) == (envelope.request, envelope.address.channel)


async def test_what_arrived_or_has_moved_on_is_not_looked_for(store: SqlStore) -> None:
    request = await requested(store)
    await by_sms(store, request, 1)
    async with store.writing() as tx:
        await tx.provider_status("SM1", "delivered", "", NOW)
        assert not await tx.any_unproven(NOW + DAY)
    other = await requested(store, 702)
    await by_sms(store, other, 1)
    assert await change(store, other, moved(other, State.WITHDRAWN))
    async with store.writing() as tx:
        await tx.provider_status("SM2", "sent", "", NOW)
        later = NOW + timedelta(days=2)
        assert [] == await tx.never_proven(later, later, 10)
