"""The backup of the night: once, when its time has come, and the oldest are taken away."""

import os
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import pytest

from bot.backups import Backups, Plan, age_of_newest, kept
from bot.reception.calendar import at
from storage.backup import AnotherAtIt, BackupFailed, Copy, make_backup
from tests.turns.fixtures import KEYS
from tests.turns.house import House

SATURDAY = date(2026, 3, 7)


class Night:
    """An installation that makes backups by itself."""

    def __init__(self, house: House, url: str, folder: Path, keep: int = 3) -> None:
        self.house, self.folder = house, folder
        self.wrong: Exception | None = None
        self.told: list[tuple[bool, str]] = []
        self.made = 0
        self.url, self.keep = url, keep
        self.begins()

    def begins(self) -> None:
        """Start anew, as after a restart."""
        self.backups = Backups(
            Plan(self.url, self.folder, self.keep),
            self.house.store,
            self.house.clock,
            self._make,
            lambda failed, why: self.told.append((failed, why)),
        )

    async def _make(self, file: Path) -> Copy:
        if self.wrong is not None:
            raise self.wrong
        self.made += 1
        return await make_backup(self.url, KEYS, file)

    def name(self, day: int) -> str:
        """Return how the backup of that day of March is called."""
        return f"qabyldau-2026-03-0{day}{'.db' if 'sqlite' in self.url else '.dump'}"

    async def at(self, day: date, clock: time) -> list[str]:
        """Look at that time; return the names of the backups there are then."""
        self.house.clock.moment = at(day, clock)
        await self.backups.work()
        return [path.name for path in kept(self.folder)]


@pytest.fixture
def night(house: House, any_url: str, tmp_path: Path) -> Night:
    return Night(house, any_url, tmp_path / "backups" / "here")


def touch(folder: Path, *names: str) -> None:
    """Put files into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in names:
        (folder / name).touch()


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


async def test_it_is_made_after_three_and_once_a_day(night: Night) -> None:
    assert [] == await night.at(SATURDAY, time(2, 59))
    first = [night.name(7)]
    assert first == await night.at(SATURDAY, time(3, 0))
    assert first == await night.at(SATURDAY, time(3, 5))
    assert first == await night.at(SATURDAY, time(23, 55))
    assert 1 == night.made
    assert [*first, night.name(8)] == (await night.at(SATURDAY + timedelta(days=1), time(3, 1)))
    assert [(False, ""), (False, "")] == night.told


async def test_a_night_that_was_slept_through_is_made_up_for_at_the_first_chance(
    night: Night,
) -> None:
    assert [night.name(7)] == await night.at(SATURDAY, time(14, 20))
    night.begins()
    assert [night.name(7)] == await night.at(SATURDAY, time(14, 25))
    assert 1 == night.made


async def test_another_process_sees_that_it_is_done_also_with_another_folder(
    night: Night, tmp_path: Path
) -> None:
    await night.at(SATURDAY, time(3, 0))
    night.folder = tmp_path / "elsewhere"
    night.begins()
    assert [] == await night.at(SATURDAY, time(3, 5))
    assert 1 == night.made


async def test_the_newest_are_kept_and_nothing_else_is_touched(night: Night) -> None:
    old = [night.name(day) for day in (2, 3, 4)]
    others = ["notes.txt", f"{night.name(1)}.gz", "reception.db"]
    touch(night.folder, *old, *others)
    await night.at(SATURDAY, time(3, 0))
    assert sorted([*old[1:], night.name(7), *others]) == names(night.folder)


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        (BackupFailed("No room on the disk."), "No room on the disk."),
        (ValueError("Бекмағамбетов"), "ValueError"),
    ],
)
async def test_what_fails_is_told_takes_nothing_away_and_is_tried_in_an_hour(
    night: Night, wrong: Exception, told: str
) -> None:
    old = [night.name(day) for day in (1, 2, 3, 4)]
    touch(night.folder, *old)
    night.wrong = wrong
    assert old == await night.at(SATURDAY, time(3, 0))
    assert [(True, told)] == night.told
    night.wrong = None
    assert old == await night.at(SATURDAY, time(3, 59))
    assert night.name(7) in await night.at(SATURDAY, time(4, 0))
    assert [(True, told), (False, "")] == night.told


async def test_while_another_process_is_at_it_nothing_is_told(night: Night) -> None:
    night.wrong = AnotherAtIt("Another process makes a backup at this moment.")
    assert [] == await night.at(SATURDAY, time(3, 0))
    assert [] == night.told


def aged(tmp_path: Path) -> Callable[[int, str], None]:
    """Return what makes a backup that was finished so many seconds after 1970."""

    def make(seconds: int, name: str) -> None:
        touch(tmp_path, name)
        os.utime(tmp_path / name, (seconds, seconds))

    return make


def test_the_age_is_that_of_the_newest(tmp_path: Path) -> None:
    now = datetime.fromtimestamp(10_000, UTC)
    assert age_of_newest(tmp_path / "nowhere", now) is None
    assert age_of_newest(tmp_path, now) is None
    make = aged(tmp_path)
    make(4_000, "qabyldau-2026-03-07.db")
    make(7_000, "qabyldau-2026-03-08.dump")
    make(9_000, "notes.txt")
    assert timedelta(seconds=3_000) == age_of_newest(tmp_path, now)
