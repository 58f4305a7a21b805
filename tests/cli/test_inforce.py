"""A directory put in force while the program runs: keys in use stay, slots follow the schedule."""

from collections.abc import AsyncIterator
from datetime import time
from pathlib import Path

import pytest
from msgspec.structs import replace

from bot.dialogs.queries import FreeSlots
from bot.inforce import Renewal, begin, put_in_force
from bot.opening import NoDirectory, open_database, read_directory
from bot.reception.directory import Directory
from bot.reception.directory_toml import DirectoryError
from bot.settings import Settings
from storage.store import SqlStore
from tests.cli.terminal import SAMPLE
from tests.databases import settings_of
from tests.e2e.installation import Installation, installation
from tests.storage.samples import NOW, requested

OFFICIAL = "togyzbaev"


@pytest.fixture
async def store(address: str) -> AsyncIterator[SqlStore]:
    store = await open_database(Settings(database_url=address))
    yield store
    await store.close()


def without(directory: Directory, official: str) -> Directory:
    return replace(
        directory,
        officials=tuple(one for one in directory.officials if one.key != official),
        topics=tuple(one for one in directory.topics if one.official != official),
    )


async def test_what_requests_point_to_can_not_be_taken_out(store: SqlStore) -> None:
    directory = read_directory(SAMPLE)
    await put_in_force(store, directory, NOW)
    await requested(store, office="centre", official=OFFICIAL, topic=None)
    with pytest.raises(DirectoryError) as caught:
        await put_in_force(store, without(directory, OFFICIAL), NOW)
    assert "directory: official 'togyzbaev' has requests: it must stay" == str(caught.value)
    assert await put_in_force(store, without(directory, "prilutsky"), NOW)


async def test_the_first_start_takes_the_file_and_later_ones_what_is_stored(
    store: SqlStore,
) -> None:
    with pytest.raises(NoDirectory):
        await begin(store, None, None, NOW)
    first = await begin(store, SAMPLE, None, NOW)
    assert read_directory(SAMPLE) == first.directory
    other = without(first.directory, "prilutsky")
    await put_in_force(store, other, NOW)
    assert other == (await begin(store, SAMPLE, None, NOW)).directory


async def test_another_directory_is_noticed_once(store: SqlStore) -> None:
    reference = await begin(store, SAMPLE, None, NOW)
    renewal = Renewal(store, reference)
    assert not await renewal.tick()
    other = without(reference.directory, "prilutsky")
    await put_in_force(store, other, NOW)
    assert await renewal.tick()
    assert other == reference.directory
    assert not await renewal.tick()


@pytest.fixture
async def town(tmp_path: Path, address: str) -> AsyncIterator[Installation]:
    async with installation(tmp_path, changed=settings_of(address)) as running:
        yield running


async def free_times(town: Installation) -> set[time]:
    async with town.app.store.reading() as tx:
        slots = await tx.answer(FreeSlots(OFFICIAL, town.now, limit=500), town.now)
    assert isinstance(slots, tuple)
    return {slot.starts_at.time() for slot in slots}


async def test_slots_follow_the_schedule_in_force(town: Installation) -> None:
    directory = town.app.reference.directory
    before = await free_times(town)
    assert time(5, 0) in before
    official = directory.official(OFFICIAL)
    pattern = replace(official.patterns[0], starts=time(16, 0), ends=time(17, 0), minutes=30)
    officials = [
        replace(one, patterns=(pattern,)) if one.key == OFFICIAL else one
        for one in directory.officials
    ]
    await put_in_force(town.app.store, replace(directory, officials=tuple(officials)), town.now)
    assert await town.app.renewal.tick()
    await town.app.watch.tick()
    assert {time(11, 0), time(11, 30)} == await free_times(town)
