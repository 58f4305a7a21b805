"""Timers come due once, and only for the version of the request they were set for."""

from bot.reception.lifecycle import State
from bot.records import Request, Timer, TimerKind
from storage.store import SqlStore
from tests.storage.samples import HOUR, NOW, change, moved, requested


def timer(request: Request, hours: int, kind: TimerKind = TimerKind.SURVEY) -> Timer:
    return Timer(kind, NOW + hours * HOUR, request.id, request.version)


def times(timers: list[Timer]) -> list[int]:
    return [int((one.due_at - NOW) / HOUR) for one in timers]


async def test_a_timer_comes_due_once_the_soonest_first(store: SqlStore) -> None:
    request = await requested(store)
    async with store.writing() as tx:
        assert await tx.next_timer() is None
        await tx.set_timers([timer(request, hours) for hours in (3, 1, 2)])
        assert NOW + HOUR == await tx.next_timer()
        assert [1, 2, 3] == times(await tx.timers_of(request.id))
        assert [] == await tx.due_timers(NOW, 10)
        assert 2 == (await tx.backlog(NOW + 2 * HOUR)).timers
        assert [1, 2] == times(await tx.due_timers(NOW + 2 * HOUR, 10))
        assert [] == await tx.due_timers(NOW + 2 * HOUR, 10)
        assert [3] == times(await tx.timers_of(request.id))


async def test_a_timer_comes_back_as_it_was_set(store: SqlStore) -> None:
    request = await requested(store)
    async with store.writing() as tx:
        await tx.set_timers([timer(request, 1, TimerKind.ASK_OUTCOME)])
        (due,) = await tx.due_timers(NOW + HOUR, 1)
    assert due.id > 0
    assert Timer(TimerKind.ASK_OUTCOME, NOW + HOUR, request.id, 1, due.id) == due


async def test_a_timer_of_an_older_version_is_taken_out_in_silence(store: SqlStore) -> None:
    request = await requested(store)
    after = moved(request, State.UNDER_REVIEW)
    assert await change(store, request, after)
    async with store.writing() as tx:
        await tx.set_timers([timer(request, 1), timer(after, 1)])
        assert [2] == [one.version for one in await tx.due_timers(NOW + HOUR, 10)]
        assert [] == await tx.timers_of(request.id)


async def test_no_more_timers_come_than_asked(store: SqlStore) -> None:
    request = await requested(store)
    async with store.writing() as tx:
        await tx.set_timers([timer(request, hours) for hours in (3, 1, 2)])
        await tx.set_timers([])
        assert [1, 2] == times(await tx.due_timers(NOW + 5 * HOUR, 2))
