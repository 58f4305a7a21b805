"""A short torture: load, faults and kills, and every line of the books holds afterwards."""

from pathlib import Path

import pytest

from bot.demo import DIRECTORY
from bot.opening import read_directory
from sandbox.server import Sandbox
from tests.torture.fleet import ACCOUNT, fleet
from tests.torture.torture import Plan, torture

SHORT = Plan(seconds=16, kills=2, calm=1.5, seed=490, at_once=30)


async def test_nothing_is_lost_whatever_goes_wrong(tmp_path: Path) -> None:
    await nothing_is_lost(tmp_path)


@pytest.mark.needs("postgres")
async def test_two_processes_lose_nothing_whatever_goes_wrong(
    tmp_path: Path, migrated_postgres: str
) -> None:
    await nothing_is_lost(tmp_path, migrated_postgres, 2)


async def nothing_is_lost(folder: Path, database: str | None = None, processes: int = 1) -> None:
    """Tickets are requests, notices arrive or are somebody's task, and no time is given twice."""
    directory = read_directory(DIRECTORY)
    starting = Sandbox.start(limits=None, sample_people=False, account=ACCOUNT)
    async with await starting as sandbox, fleet(sandbox, folder, database, processes) as ours:
        verdict = await torture(SHORT, sandbox, ours, directory)
    assert [] == verdict.wrong, verdict.figures
    assert verdict.figures["requests stored"] == verdict.figures["citizens"]
