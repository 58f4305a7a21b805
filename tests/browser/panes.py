"""The demonstration's page as people use it: panes with phones, a clock, a timeline; by clicks."""

import re
from dataclasses import dataclass, field

from playwright.async_api import ConsoleMessage, Locator, Page, Request, expect

from tests.e2e.phrases import Phrases, SmsPhrases

NUMBER = re.compile(r"\d{4}-\d{6}-\d")
PATIENCE = 15_000
expect.set_options(timeout=PATIENCE)


@dataclass(frozen=True, slots=True)
class Pane:
    """One chat on the page: somebody's phone, or the staff chat."""

    root: Locator

    @property
    def received(self) -> Locator:
        """What the bot wrote here, oldest first."""
        return self.root.locator('[data-testid="message"][data-from="bot"]')

    async def types(self, text: str) -> None:
        """Write into the box and send."""
        await self.root.get_by_test_id("composer").fill(text)
        await self.root.get_by_test_id("send").click()

    async def presses(self, label: str) -> None:
        """Click the newest button with this in its label."""
        exact = re.compile(re.escape(label))  # a plain text would be found in any case of letters
        await self.root.locator(".key").filter(has_text=exact).last.click()

    async def begins(self, label: str) -> None:
        """Click what an empty chat offers to begin with."""
        await self.root.locator(".chat__starters button").filter(has_text=label).click()

    async def sees(self, text: str) -> str:
        """Wait until a message of the bot contains this; return the newest such message."""
        found = self.received.filter(has_text=text).last
        await found.wait_for(timeout=PATIENCE)
        return await found.inner_text()

    async def sees_last(self, text: str) -> None:
        """Wait until the newest message of the bot contains this; nothing is in every message."""
        await self.received.last.filter(has_text=text).wait_for(timeout=PATIENCE)


@dataclass(frozen=True, slots=True)
class Window:
    """The page in a browser, and everything it complained of or asked other servers for."""

    page: Page
    address: str
    complaints: list[str] = field(default_factory=list)

    def listen(self) -> None:
        """Remember complaints, and requests that leave for another server."""

        def hear(message: ConsoleMessage) -> None:
            if message.type in {"error", "warning"}:
                self.complaints.append(f"{message.type}: {message.text}")

        def watch(request: Request) -> None:
            if not request.url.startswith((self.address, "data:")):
                self.complaints.append(f"asked for {request.url}")

        self.page.on("console", hear)
        self.page.on("request", watch)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))

    async def opens(self, lang: str) -> None:
        """Open the page in a language and wait until it shows the state."""
        await self.page.goto(f"{self.address}/?lang={lang}")
        await expect(self.page.locator("body[data-ready]")).to_be_attached()

    @property
    def telegram(self) -> Pane:
        """The phone with Telegram."""
        return Pane(self.page.get_by_test_id("phone-telegram"))

    @property
    def sms(self) -> Pane:
        """The phone without."""
        return Pane(self.page.get_by_test_id("phone-sms"))

    @property
    def staff(self) -> Pane:
        """The staff chat."""
        return Pane(self.page.get_by_test_id("staff-chat"))

    async def clicks(self, testid: str) -> None:
        """Click what carries this `data-testid`."""
        await self.page.get_by_test_id(testid).click()

    async def next_event(self, kind: str) -> None:
        """Move the clock to the next event, once the page says that this is the one."""
        button = self.page.get_by_test_id("clock-next-event")
        await expect(button).to_have_attribute("data-kind", kind)
        # While the clock is still moving, a click says nothing to it.
        await expect(button).not_to_have_attribute("aria-busy", "true")
        await button.click()

    async def shows_state(self, number: str, state: str) -> None:
        """Wait until the timeline tells this state of the request."""
        row = self.page.locator(f'[data-testid="request-row"][data-number="{number}"]')
        await expect(row.get_by_test_id("state")).to_have_attribute("data-state", state)


async def books(window: Window, words: Phrases) -> str:
    """Book a reception with the minister in Telegram; return the public number."""
    phone = window.telegram
    await phone.begins("")
    await phone.sees_last("Выберите язык")
    for label, seen in (
        (words.language, words.choose),
        (words.book, words.which_office),
        (words.ministry, words.whom),
        (words.minister, ""),
        (words.myself, words.consent),
        (words.agree, words.ask_name),
    ):
        await phone.presses(label)
        await phone.sees_last(seen)
    await phone.types(words.name)
    await phone.sees_last(words.ask_phone)
    await phone.root.get_by_test_id("share-contact").click()
    await phone.sees_last(words.ask_essence)
    await phone.types(words.essence)
    await phone.sees_last(words.any_day_asked)
    for label, seen in (
        (words.any_day, words.category_asked),
        (words.no, words.help_asked),
        (words.no, words.review),
    ):
        await phone.presses(label)
        await phone.sees_last(seen)
    await phone.presses(words.send)
    return number_in(await phone.sees(words.registered))


async def books_by_sms(window: Window, words: SmsPhrases) -> str:
    """Book a reception with the minister by numbers; return the public number."""
    phone = window.sms
    await phone.begins(words.book)
    for seen, answer in (
        (words.which_office, "2"),
        (words.whom, "1"),
        (words.on_whose_behalf, "1"),
        (words.consent, "1"),
        (words.ask_name, words.name),
        (words.ask_phone, "1"),
        (words.ask_essence, words.essence),
        (words.unfit, "1"),
        (words.category, "1"),
        (words.ask_help, "2"),
        (words.review, "1"),
    ):
        await phone.sees_last(seen)
        await phone.types(answer)
    return number_in(await phone.sees(words.registered))


async def confirms(window: Window, number: str) -> None:
    """As a clerk, give the request the second slot of the minister's next day."""
    await window.staff.sees_last(number)
    await window.staff.presses("Тағайындау")
    await window.staff.presses(", 10:20")
    await window.staff.sees("· тағайындалды")


def number_in(text: str) -> str:
    """Return the public number in a text."""
    found = NUMBER.search(text)
    assert found is not None, text
    return found[0]
