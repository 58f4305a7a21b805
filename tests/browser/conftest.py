"""A browser for all tests of a file, and for each test an installation with its page open."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, async_playwright

from tests.browser.panes import Window
from tests.e2e.installation import Installation, installation

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


@pytest_asyncio.fixture(loop_scope="module")
async def town(tmp_path: Path) -> AsyncIterator[Installation]:
    """The program and the sandbox, on a Monday morning."""
    async with installation(tmp_path) as running:
        yield running


@pytest_asyncio.fixture(loop_scope="module")
async def window(
    browser: Browser, town: Installation, request: pytest.FixtureRequest
) -> AsyncIterator[Window]:
    """The page of the installation; in the end nobody has complained. A parameter is its size."""
    width, height = getattr(request, "param", DESKTOP)
    context = await browser.new_context(
        viewport={"width": width, "height": height},
        has_touch=width < 900,
        color_scheme="light",
        reduced_motion="reduce",
    )
    opened = Window(await context.new_page(), town.sandbox.url)
    opened.listen()
    yield opened
    await context.close()
    assert opened.complaints == []
