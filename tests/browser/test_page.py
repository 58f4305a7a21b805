"""The demonstration's page in a real browser, by clicks: what a visitor does, in both languages."""

import os
from pathlib import Path

import aiohttp
import pytest
from playwright.async_api import expect

from bot.reception.lifecycle import Act, State
from bot.records import TimerKind
from tests.browser.panes import Window, books, books_by_sms, confirms
from tests.e2e.installation import Installation
from tests.e2e.phrases import KK, RU, SMS_KK, SMS_RU, Phrases, SmsPhrases
from tests.sandbox.drawn import png

pytestmark = pytest.mark.asyncio(loop_scope="module")

SERVER = pytest.mark.needs("postgres")
PICTURE = Path("docs/picture.png")
PHONE = (390, 844)
LARGEST_PICTURE = 500_000
LATIN = r"() => document.querySelector('.sheet').innerText.match(/[A-Za-z_]{2,}/g) ?? []"


@pytest.mark.parametrize(
    ("words", "database"),
    [(KK, "sqlite"), pytest.param(RU, "postgres", marks=SERVER)],
    ids=["kk", "ru-postgres"],
    indirect=["database"],
)
async def test_a_telegram_citizen_is_led_from_booking_to_survey(
    window: Window, words: Phrases
) -> None:
    """Book, confirm, a minute, the reply, reminders, attended, survey; the guide is ticked."""
    await window.opens(words.code)
    citizen, staff = window.telegram, window.staff
    number = await books(window, words)
    await window.shows_state(number, "registered")
    await confirms(window, number)
    await window.shows_state(number, "scheduled")

    await expect(citizen.received.filter(has_text=words.scheduled)).to_have_count(0)
    await window.clicks("clock-minute")
    reply = await citizen.sees(words.scheduled)
    assert number in reply
    assert "10:20" in reply
    await expect(window.page.locator('.axis [data-kind="replied"]')).to_be_visible()

    await window.next_event("reminder_day")
    await citizen.sees_last(words.reminder)
    await citizen.presses(words.will_come)
    await citizen.sees(words.expected)
    await window.next_event("reminder_hours")
    await expect(citizen.received.filter(has_text=words.reminder)).to_have_count(2)

    await window.next_event("ask_outcome")
    await staff.presses("Қабылдау өткізілді")
    await window.shows_state(number, "attended")
    await window.next_event("final")
    await window.next_event("survey")
    await citizen.sees_last(words.how_was_it)
    await citizen.presses(words.best)
    await citizen.sees_last(words.settled_asked)
    await citizen.presses(words.yes)
    await citizen.sees_last(words.comment_asked)
    await citizen.presses(words.skip)
    await citizen.sees(words.thanks)
    await staff.sees("Берген бағасы: 5")

    await expect(window.page.locator('.history [data-kind="rate"]')).to_be_visible()
    await expect(window.page.locator('[data-testid="guide-step"][data-done="true"]')).to_have_count(
        6
    )
    button = window.page.get_by_test_id("clock-next-event")
    await expect(button).to_have_attribute("aria-disabled", "true")


@pytest.mark.parametrize(
    ("words", "database"),
    [pytest.param(SMS_KK, "postgres", marks=SERVER), (SMS_RU, "sqlite")],
    ids=["kk-postgres", "ru"],
    indirect=["database"],
)
async def test_a_citizen_with_a_plain_phone_goes_the_same_way(
    window: Window, words: SmsPhrases
) -> None:
    """Numbers are enough, from the first word to the survey."""
    await window.opens(words.code)
    citizen = window.sms
    number = await books_by_sms(window, words)
    await confirms(window, number)
    await window.clicks("clock-minute")
    assert words.reception in await citizen.sees(words.scheduled)

    await window.next_event("reminder_day")
    await citizen.sees_last(words.come)
    await citizen.types("1")
    await citizen.sees_last(words.expected)
    await window.next_event("reminder_hours")
    await citizen.sees_last(words.come)

    await window.next_event("ask_outcome")
    await window.staff.presses("Қабылдау өткізілді")
    await window.next_event("final")
    await window.next_event("survey")
    for seen, answer in ((words.rate, "5"), (words.settled, "1"), (words.comment, "1")):
        await citizen.sees_last(seen)
        await citizen.types(answer)
    await citizen.sees_last(words.thanks)
    await window.shows_state(number, "attended")


async def test_a_refusal_names_its_ground(window: Window) -> None:
    """The clerk chooses a ground, sees what will be read; the citizen reads it a minute later."""
    await window.opens("ru")
    number = await books(window, RU)
    staff = window.staff
    await staff.sees_last(number)
    await staff.presses("Бас тарту")
    await staff.sees_last("негізін таңдаңыз")
    await staff.presses("Қайталама өтінім")
    await staff.sees_last("түсіндірме керек болса")
    await staff.presses("Өткізіп жіберу")
    await staff.sees_last("мынаны оқиды")
    await staff.presses("Бас тартуды жіберу")
    await window.shows_state(number, "refused")
    await window.clicks("clock-minute")
    refusal = await window.telegram.sees(RU.refused)
    assert "новых обстоятельств в заявке нет" in refusal
    assert RU.complaint in refusal


async def test_a_withdrawal_is_shown_to_staff_and_leaves_nothing_ahead(window: Window) -> None:
    """The timeline closes the request, and nothing is left to wait for."""
    await window.opens("kk")
    number = await books(window, KK)
    citizen = window.telegram
    await citizen.presses(KK.my)
    await citizen.sees_last(number)
    await citizen.presses(KK.withdraw)
    await citizen.presses(KK.yes)
    await citizen.sees(KK.withdrawn)
    await window.staff.sees("жазылуды жойды")
    await window.shows_state(number, "withdrawn")
    await expect(window.page.locator(".law--still")).to_be_visible()
    button = window.page.get_by_test_id("clock-next-event")
    await expect(button).to_have_attribute("aria-disabled", "true")


async def test_what_is_switched_off_is_shown_and_comes_back(window: Window) -> None:
    """Telegram goes down and up again, a citizen blocks the bot and lets it write again."""
    await window.opens("en")
    citizen = window.telegram
    strip = citizen.root.locator('[data-role="strip"]')
    await window.clicks("fault-telegram_down")
    await expect(strip).to_have_text("No connection to Telegram")
    await citizen.types("/start")
    await window.clicks("fault-telegram_down")
    await citizen.sees_last("Выберите язык")
    await window.clicks("block")
    await expect(strip).to_have_text("The bot is blocked")
    await expect(citizen.root.get_by_test_id("composer")).to_be_disabled()
    await window.clicks("block")
    await citizen.types("/start")
    await expect(citizen.received).to_have_count(2)


async def test_people_can_be_added_to_both_kinds_of_phone(window: Window) -> None:
    """A new person is chosen at once, with an empty phone of their own."""
    await window.opens("ru")
    for kind, name in (("telegram", "Мадина Оспанова"), ("sms", "Олег")):
        await window.clicks(f"person-add-{kind}")
        await window.page.get_by_test_id("person-name").fill(name)
        await window.clicks("person-save")
        chosen = window.page.get_by_test_id(f"person-select-{kind}").locator("option:checked")
        await expect(chosen).to_have_text(name)
    await window.sms.begins("БРОНЬ")
    await window.sms.sees_last(SMS_RU.which_office)


async def test_details_come_to_one_member_in_private_and_go_after_a_minute(window: Window) -> None:
    """The group sees no personal data; the private chat shows it until the minute is over."""
    await window.opens("kk")
    number = await books(window, KK)
    staff = window.staff
    await staff.sees_last(number)
    await staff.presses("Толық мәлімет")
    await window.clicks("alert-close")
    await expect(staff.root.get_by_text(KK.essence)).to_have_count(0)
    await window.clicks("staff-private")
    await staff.sees_last(KK.essence)
    await window.clicks("clock-minute")
    await expect(staff.root.get_by_text(KK.essence)).to_have_count(0)
    await expect(window.page.locator('.history [data-kind="details_read"]')).to_be_visible()


@pytest.mark.parametrize("window", [PHONE], indirect=True)
async def test_files_are_looked_at_and_taken_away(window: Window, town: Installation) -> None:
    """A photo stands in the chat, a document is a card with its name and size."""
    chat = {"chat_id": str(town.sandbox.staff_chat.id)}
    async with aiohttp.ClientSession(town.sandbox.url) as client:
        for kind, name, content in (
            ("photo", "chart.png", png(40, 20)),
            ("document", "report.xlsx", b"PK" * 1024),
        ):
            form = aiohttp.FormData(chat)
            form.add_field(kind, content, filename=name)
            method = f"/bot{town.sandbox.token}/send{kind.capitalize()}"
            async with client.post(method, data=form) as answer:
                assert answer.status == 200
    await window.opens("kk")
    await window.clicks("tab-staff")
    looked = window.page.get_by_test_id("photo").locator("img")
    await expect(looked).to_be_visible()
    assert await looked.evaluate("(img) => img.decode().then(() => img.naturalWidth)") == 40
    card = window.page.get_by_test_id("file")
    await expect(card).to_contain_text("2 КБ")
    async with window.page.expect_download() as taken:
        await card.click()
    assert (await taken.value).suggested_filename == "report.xlsx"


async def test_the_page_has_every_word_in_three_languages(window: Window) -> None:
    """No word is missing, and Kazakh and Russian readers meet no foreign word in the timeline."""
    await window.opens("kk")
    number = await books(window, KK)
    await confirms(window, number)
    await window.clicks("clock-minute")
    await window.telegram.sees(KK.scheduled)
    needed = [f"state_{state}" for state in State]
    needed += [kind.value for kind in TimerKind] + [act.value for act in Act]
    needed += ["reg", "extend", "recount", "tell", "call", "breach"]
    missing = await window.page.evaluate(
        """async (needed) => {
          const words = (await import("/page/words.js")).WORDS;
          const events = (await import("/page/event-words.js")).EVENT_WORDS;
          const all = { ...words, ...events };
          const used = [...document.querySelectorAll("*")].flatMap((node) =>
            ["word", "wordLabel", "wordPlaceholder"].map((name) => node.dataset?.[name])
          ).filter(Boolean);
          const whole = (forms) => forms?.length === 3 && forms.every((form) =>
            typeof form === "string" ? form : Object.values(form).every(Boolean));
          return [...Object.keys(all), ...used, ...needed].filter((key) => !whole(all[key]));
        }""",
        needed,
    )
    assert missing == []
    for lang in ("kk", "ru", "en"):
        await window.clicks(f"lang-{lang}")
        await expect(window.page.locator("html")).to_have_attribute("lang", lang)
        if lang != "en":
            assert set(await window.page.evaluate(LATIN)) <= {"Telegram", "SMS"}


@pytest.mark.parametrize("window", [PHONE], indirect=True)
async def test_on_a_telephone_everything_is_reached_by_tabs(window: Window) -> None:
    """One pane at a time, nothing wider than the screen."""
    await window.opens("kk")
    number = await books(window, KK)
    for tab, testid in (
        ("tab-sms", "phone-sms"),
        ("tab-timeline", "timeline"),
        ("tab-staff", "staff-chat"),
    ):
        await window.clicks(tab)
        await expect(window.page.get_by_test_id(testid)).to_be_in_viewport(ratio=0.9)
    await confirms(window, number)
    await window.clicks("clock-minute")
    await window.clicks("tab-telegram")
    await window.telegram.sees(KK.scheduled)
    await window.clicks("tab-timeline")
    await window.shows_state(number, "scheduled")
    width = await window.page.evaluate("document.documentElement.scrollWidth")
    assert width == PHONE[0]


async def test_the_picture_of_the_readme_is_what_the_page_shows(
    window: Window, tmp_path: Path
) -> None:
    """A ticket by SMS, a confirmed reception in Telegram; PICTURE=1 puts it into docs/."""
    await window.opens("en")
    await window.clicks("guide-close")
    number = await books(window, KK)
    await confirms(window, number)
    by_sms = await books_by_sms(window, SMS_RU)
    await window.clicks("clock-minute")
    await window.telegram.sees(KK.scheduled)
    await window.shows_state(by_sms, "registered")
    await window.page.mouse.move(720, 5)
    path = PICTURE if os.environ.get("PICTURE") else tmp_path / "picture.png"
    await window.page.screenshot(path=path, animations="disabled")
    assert path.stat().st_size < LARGEST_PICTURE
