"""What the decree asks of an office, on the page: a queue laid out, an absence, the report."""

import os
from collections.abc import AsyncIterator
from datetime import UTC, time
from pathlib import Path

import pytest
import pytest_asyncio
from msgspec.structs import replace
from playwright.async_api import Browser, expect

from bot.demo import DIRECTORY
from bot.opening import read_directory
from bot.reception.calendar import at
from bot.reception.language import Lang
from bot.reception.quarter import Quarter
from tests.browser.conftest import DESKTOP, opened_window
from tests.browser.panes import Window, books, books_by_sms
from tests.e2e.installation import MONDAY, installation
from tests.e2e.phrases import KK, RU, SMS_KK, SMS_RU

pytestmark = pytest.mark.asyncio(loop_scope="module")

PICTURES = Path("docs/pictures")
QUARTER = Quarter(2026, 1)
LARGEST_PICTURE = 300_000
BOARD = {
    Lang.KK: ("Барлығын бекіту", "Кезек кестеге бөлінді", "Жақын бос", "ауыстырылды: 2"),
    Lang.RU: ("Утвердить все", "Очередь распределена", "Перенести на", "Перенесено: 2"),
}


@pytest_asyncio.fixture(loop_scope="module")
async def window(
    browser: Browser, tmp_path: Path, request: pytest.FixtureRequest
) -> AsyncIterator[Window]:
    """The page of an office whose staff speak a language; `lived`: after a quarter of life."""
    lang, lived = request.param
    sample = read_directory(DIRECTORY)
    offices = tuple(replace(one, staff_language=lang) for one in sample.offices)
    begins = at(MONDAY, time(10, 0)).astimezone(UTC)
    async with (
        installation(
            tmp_path,
            begins=begins,
            lived=QUARTER if lived else None,
            directory=replace(sample, offices=offices),
        ) as town,
        opened_window(browser, town.sandbox.url, DESKTOP) as opened,
    ):
        await opened.opens(lang)
        await opened.clicks("guide-close")
        yield opened


@pytest.mark.parametrize(
    "window", [(Lang.KK, False), (Lang.RU, False)], ids=["kk", "ru"], indirect=True
)
async def test_a_queue_is_laid_out_and_moved_when_the_official_falls_away(
    window: Window, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    """Both citizens get their time; both are moved, and one chooses another."""
    lang: Lang = request.node.callspec.params["window"][0]
    words, by_sms = (KK, SMS_KK) if lang is Lang.KK else (RU, SMS_RU)
    approve, laid_out, nearest, moved = BOARD[lang]
    staff = window.staff
    first = await books(window, words)
    second = await books_by_sms(window, by_sms)
    await staff.types("/allocate")
    proposal = await staff.sees("2. ")
    assert first in proposal
    assert second in proposal
    await picture(window, f"allocate-{lang}", tmp_path)
    await staff.presses(approve)
    await staff.sees(laid_out)
    await window.clicks("clock-minute")
    await window.telegram.sees(words.scheduled)
    await window.sms.sees(by_sms.scheduled)

    await staff.types("/away karlygashev 13.03 13.03")
    await staff.sees(first)
    await staff.presses(nearest)
    await staff.sees(moved)
    await window.clicks("clock-minute")
    await window.telegram.sees(words.moved)
    await expect(window.sms.received.filter(has_text="27")).not_to_have_count(0)


@pytest.mark.parametrize(
    "window", [(Lang.KK, True), (Lang.RU, True)], ids=["kk", "ru"], indirect=True
)
async def test_the_report_of_a_quarter_arrives_by_itself(
    window: Window, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    """On the first working day after the quarter: the figures, the book, the charts."""
    lang: Lang = request.node.callspec.params["window"][0]
    staff = window.staff
    await window.clicks("clock-working-day")
    await staff.sees(f"report-{QUARTER}-{lang}.xlsx")
    charts = staff.root.get_by_test_id("photo").locator("img").last
    await expect(charts).to_be_visible()
    await expect(charts).to_have_js_property("complete", True)
    await picture(window, f"report-{lang}", tmp_path)


async def picture(window: Window, name: str, tmp_path: Path) -> None:
    """Take a picture of the staff chat; PICTURE=1 puts it into docs/."""
    folder = PICTURES if os.environ.get("PICTURE") else tmp_path
    folder.mkdir(exist_ok=True)
    path = folder / f"{name}.png"
    await window.page.mouse.move(720, 5)
    await window.page.get_by_test_id("staff-chat").screenshot(path=path, animations="disabled")
    assert path.stat().st_size < LARGEST_PICTURE
