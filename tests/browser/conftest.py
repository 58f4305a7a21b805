"""A browser for all tests of a file, and for each test an installation with its page open."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, async_playwright

from tests.browser.panes import Window
from tests.databases import settings_of
from tests.e2e.installation import Changed, Installation, installation

ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
DESKTOP = (1440, 900)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser(chromium: Path) -> AsyncIterator[Browser]:
    """A browser without a window."""
    async with async_playwright() as playwright:
        started = await playwright.chromium.launch(
            executable_path=chromium, args=list(ARGUMENTS), env={"HOME": "/nonexistent"}
        )
        yield started
        await started.close()


@pytest.fixture
def database(request: pytest.FixtureRequest) -> Changed:
    """What the settings say of the database. A parameter is which: a file if there is none."""
    if getattr(request, "param", "sqlite") == "sqlite":
        return {}
    return settings_of(request.getfixturevalue("migrated_postgres"))


@pytest_asyncio.fixture(loop_scope="module")
async def town(tmp_path: Path, database: Changed) -> AsyncIterator[Installation]:
    """The program and the sandbox, on a Monday morning."""
    async with installation(tmp_path, changed=database) as running:
        yield running


@asynccontextmanager
async def opened_window(
    browser: Browser, address: str, size: tuple[int, int] = DESKTOP
) -> AsyncIterator[Window]:
    """Open the page in a window of that size; in the end nobody has complained."""
    width, height = size
    context = await browser.new_context(
        viewport={"width": width, "height": height},
        has_touch=width < 900,
        color_scheme="light",
        reduced_motion="reduce",
    )
    opened = Window(await context.new_page(), address)
    opened.listen()
    yield opened
    await context.close()
    assert opened.complaints == []


@pytest_asyncio.fixture(loop_scope="module")
async def window(
    browser: Browser, town: Installation, request: pytest.FixtureRequest
) -> AsyncIterator[Window]:
    """The page of the installation. A parameter is its size."""
    size = getattr(request, "param", DESKTOP)
    async with opened_window(browser, town.sandbox.url, size) as opened:
        yield opened
