"""The directory, whole and as last edited, and the slots of the schedule."""

from pathlib import Path

from msgspec.structs import replace

from bot.dialogs.queries import FreeSlots, SlotView
from bot.reception.directory_toml import parse_directory
from bot.reception.lifecycle import State
from bot.reception.schedule import SlotTime
from storage.store import SqlStore
from tests.storage.samples import HOUR, NOW, OFFICE, OFFICIAL, change, moved, requested, slots

SAMPLE = Path(__file__).parents[2] / "sandbox" / "directory.toml"


async def test_the_directory_is_the_one_saved_last(store: SqlStore) -> None:
    first = parse_directory(SAMPLE.read_text("utf-8"), SAMPLE.name)
    second = replace(first, bot_link="https://t.me/example")
    async with store.writing() as tx:
        assert await tx.directory() is None
        await tx.save_directory(first, NOW)
        assert first == await tx.directory()
        await tx.save_directory(second, NOW)
    async with store.reading() as tx:
        assert second == await tx.directory()


async def test_a_slot_is_added_once(store: SqlStore) -> None:
    async with store.writing() as tx:
        assert 2 == await tx.add_slots(OFFICIAL, slots(2))
        assert 1 == await tx.add_slots(OFFICIAL, slots(3))
        assert 3 == await tx.add_slots("deputy", slots(3))
        assert 0 == await tx.add_slots(OFFICIAL, [])


async def test_a_year_of_slots_is_added_at_once(store: SqlStore) -> None:
    async with store.writing() as tx:
        assert 5000 == await tx.add_slots(OFFICIAL, slots(5000))
        assert 0 == await tx.add_slots(OFFICIAL, slots(5000))


async def test_free_slots_come_soonest_first_without_the_ones_taken(store: SqlStore) -> None:
    times = slots(5)
    async with store.writing() as tx:
        await tx.add_slots(OFFICIAL, times)
        await tx.add_slots("deputy", times)
        taken = await tx.free_slot(OFFICIAL, times[2].starts_at)
    request = await requested(store)
    assert await change(store, request, moved(request, State.SCHEDULED, slot=taken))
    shown = [SlotView(OFFICIAL, one.starts_at, one.minutes) for one in times]
    async with store.reading() as tx:
        ask = FreeSlots(OFFICIAL, NOW)
        assert (shown[0], shown[1], shown[3], shown[4]) == await tx.answer(ask, NOW)
        assert (shown[0],) == await tx.answer(replace(ask, limit=1), NOW)
        since = replace(ask, since=times[1].starts_at)
        assert (shown[1], shown[3], shown[4]) == await tx.answer(since, NOW)
        until = replace(since, until=times[3].starts_at)
        assert (shown[1],) == await tx.answer(until, NOW)
        until = replace(since, until=times[3].starts_at + HOUR / 2)
        assert (shown[1], shown[3]) == await tx.answer(until, NOW)


async def test_every_directory_stored_has_a_greater_version(store: SqlStore) -> None:
    directory = parse_directory(SAMPLE.read_text("utf-8"), SAMPLE.name)
    async with store.writing() as tx:
        assert await tx.directory_version() is None
        await tx.save_directory(directory, NOW)
        first = await tx.directory_version()
        assert first == await tx.directory_version()
        await tx.save_directory(directory, NOW)
        second = await tx.directory_version()
    assert first is not None
    assert second is not None
    assert first < second


async def test_what_requests_point_to_is_in_use(store: SqlStore) -> None:
    async with store.reading() as tx:
        assert set() == await tx.keys_in_use()
    request = await requested(store, 1, category="veteran")
    await requested(store, 2, topic=None, official="deputy")
    assert await change(store, request, moved(request, State.REFUSED, ground="court"))
    async with store.reading() as tx:
        used = await tx.keys_in_use()
    assert used == {
        ("office", OFFICE),
        ("official", OFFICIAL),
        ("official", "deputy"),
        ("topic", "housing"),
        ("category", "veteran"),
        ("ground", "court"),
    }


async def test_free_slots_that_the_schedule_no_longer_has_are_dropped(store: SqlStore) -> None:
    times = slots(6)
    longer = SlotTime(times[3].starts_at, 45)
    async with store.writing() as tx:
        await tx.add_slots(OFFICIAL, times)
        await tx.add_slots("deputy", times)
        taken = await tx.free_slot(OFFICIAL, times[1].starts_at)
        left = await tx.free_slot(OFFICIAL, times[2].starts_at)
    request = await requested(store)
    held = moved(request, State.SCHEDULED, slot=taken, slot_before=left)
    assert await change(store, request, held)
    async with store.writing() as tx:
        keep = [times[5], longer]
        assert 2 == await tx.drop_slots(OFFICIAL, times[1].starts_at, keep)
        assert 0 == await tx.drop_slots(OFFICIAL, times[1].starts_at, keep)
        assert 1 == await tx.add_slots(OFFICIAL, keep)
        free = await tx.answer(FreeSlots(OFFICIAL, NOW), NOW)
        others = await tx.answer(FreeSlots("deputy", NOW), NOW)
    kept = [times[0], times[2], longer, times[5]]
    assert tuple(SlotView(OFFICIAL, one.starts_at, one.minutes) for one in kept) == free
    assert tuple(SlotView("deputy", one.starts_at, one.minutes) for one in times) == others
