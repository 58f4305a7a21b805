"""A sandbox for the commands, and a terminal in an empty folder."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.settings import Settings
from sandbox.server import Sandbox
from tests.cli.terminal import Terminal
from tests.databases import KEY


@pytest.fixture(autouse=True)
def _no_settings_around(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Keep the settings of whoever runs the tests out of them."""
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def address(any_url: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """The address of an empty database, once a file and once on the server, in the settings."""
    monkeypatch.setenv("DATABASE_URL", any_url)
    monkeypatch.setenv("DATA_KEY", KEY)
    return any_url


@pytest.fixture
async def sandbox() -> AsyncIterator[Sandbox]:
    """Both providers, without limits."""
    async with await Sandbox.start(limits=None) as running:
        yield running


@pytest.fixture
def terminal(tmp_path: Path) -> Terminal:
    """A terminal in an empty folder, with a database of its own."""
    return Terminal(tmp_path)
