"""An installation for every test, and the two languages."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.e2e.installation import Installation, installation
from tests.e2e.phrases import KK, RU, Phrases


@pytest.fixture
async def town(tmp_path: Path) -> AsyncIterator[Installation]:
    """The program and the sandbox, on a Monday morning."""
    async with installation(tmp_path) as running:
        yield running


@pytest.fixture(params=[KK, RU], ids=["kk", "ru"])
def words(request: pytest.FixtureRequest) -> Phrases:
    """What people press and read, in each language in turn."""
    phrases: Phrases = request.param
    return phrases
