"""The directory, whole and as last edited, and the slots of the schedule."""

from dataclasses import replace
from pathlib import Path

from bot.dialogs.queries import FreeSlots, SlotView
from bot.reception.directory_toml import parse_directory
from bot.reception.lifecycle import State
from storage.store import SqlStore
from tests.storage.samples import HOUR, NOW, OFFICIAL, change, moved, requested, slots

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
