"""The page's API: the state it draws and everything its buttons do."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest
from aiogram import Bot
from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup
from twilio.rest import Client

from sandbox.control import Hooks
from sandbox.server import STAFF_TITLE, Sandbox
from sandbox.world import FIRST_PERSON, STAFF_CHAT
from tests.sandbox.conftest import StandingClock, bot_of

AIGUL = FIRST_PERSON


@pytest.fixture
async def page(sandbox: Sandbox) -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession(sandbox.url) as client:
        yield client


async def tell(page: aiohttp.ClientSession, path: str, **body: Any) -> Any:
    async with page.post(f"/api/{path}", json=body) as response:
        return await response.json()


async def state(page: aiohttp.ClientSession) -> Any:
    async with page.get("/api/state") as response:
        return await response.json()


async def test_a_demonstration_starts_with_four_people_and_the_staff(
    page: aiohttp.ClientSession,
) -> None:
    shown = await state(page)
    people = [(one["name"], one["kind"], one["phone"]) for one in shown["people"]]
    assert people == [
        ("Айгүл Қасымова", "telegram", "+77017654321"),
        ("Сергей Иванов", "telegram", "+77059876543"),
        ("Гүлжан", "sms", "+77012223344"),
        ("Виктор", "sms", "+77053334455"),
    ]
    assert shown["staff"]["chat_id"] == STAFF_CHAT
    assert shown["staff"]["title"] == STAFF_TITLE
    roles = [(one["id"], one["name"], one["role"]) for one in shown["staff"]["members"]]
    assert roles == [
        (9001, "Әсел", "operator"),
        (9002, "Дмитрий", "operator"),
        (9003, "Гүлнар", "head"),
        (9004, "Тимур", "viewer"),
    ]
    assert shown["now"] == "2026-03-02T04:00:00.000Z"
    assert shown["bot"] == {"username": "qabyldau_sandbox_bot"}
    assert shown["faults"] == {"telegram_down": False, "sms_undelivered": False, "sms_down": False}


async def test_messages_are_shown_as_the_phone_shows_them(
    page: aiohttp.ClientSession, bot: Bot
) -> None:
    await tell(page, f"people/{AIGUL}/type", text="/start <b>")
    button = InlineKeyboardButton(text="Иә", callback_data="1:1", style="success")
    await bot.send_message(
        AIGUL,
        "<b>Тіл</b> &lt;",
        reply_markup=InlineKeyboardMarkup(inline_keyboard=[[button]]),
        reply_to_message_id=1,
    )
    typed, answered = (await state(page))["people"][0]["messages"]
    assert typed["html"] == '<span class="command">/start</span> &lt;b&gt;'
    assert answered == {
        "id": 2,
        "from": "bot",
        "text": "Тіл <",
        "html": "<b>Тіл</b> &lt;",
        "file": None,
        "date": "2026-03-02T04:00:00.000Z",
        "edited": False,
        "buttons": [[{"text": "Иә", "data": "1:1", "style": "success", "url": None}]],
        "reply_to": 1,
        "status": None,
        "segments": None,
        "deleted": False,
        "for_member": None,
    }


async def test_a_press_waits_for_its_answer(
    sandbox: Sandbox, page: aiohttp.ClientSession, bot: Bot
) -> None:
    button = InlineKeyboardButton(text="Растау", callback_data="1:1")
    sent = await bot.send_message(
        STAFF_CHAT, "x", reply_markup=InlineKeyboardMarkup(inline_keyboard=[[button]])
    )
    async with asyncio.TaskGroup() as group:
        pressing = group.create_task(
            tell(page, "staff/press", member=9001, message_id=sent.message_id, data="1:1")
        )
        query = (await bot.get_updates(timeout=5))[0].callback_query
        assert query is not None
        await bot.answer_callback_query(query.id, "Дайын", show_alert=True)
    assert pressing.result() == {"answer": {"text": "Дайын", "show_alert": True}}


async def test_staff_write_by_name_and_reply(page: aiohttp.ClientSession, bot: Bot) -> None:
    sent = await bot.send_message(STAFF_CHAT, "x")
    await tell(page, "staff/type", member=9002, text="да", reply_to=sent.message_id)
    message = (await state(page))["staff"]["messages"][-1]
    shown = (message["from"], message["member"], message["reply_to"])
    assert shown == ("Дмитрий", 9002, sent.message_id)
    assert "error" in await tell(page, "staff/type", member=5, text="x")


async def test_contacts_things_and_blocking(page: aiohttp.ClientSession, bot: Bot) -> None:
    await tell(page, f"people/{AIGUL}/contact")
    for kind in ("sticker", "voice", "photo"):
        await tell(page, f"people/{AIGUL}/send", kind=kind)
    await tell(page, f"people/{AIGUL}/block", blocked=True)
    kinds = [
        one.message.content_type if one.message else one.event_type
        for one in await bot.get_updates()
    ]
    assert kinds == ["contact", "sticker", "voice", "photo", "my_chat_member"]
    person = (await state(page))["people"][0]
    assert person["blocked"]
    texts = [one["text"] for one in person["messages"]]
    assert texts == ["👤 Айгүл +77017654321", "🙂", "🎤 0:03", "🖼"]
    assert "error" in await tell(page, f"people/{AIGUL}/type", text="x")


async def test_people_can_be_added(sandbox: Sandbox, page: aiohttp.ClientSession) -> None:
    telegram = await tell(page, "people", kind="telegram", name="Нұрлан Ахметов", language="kk")
    plain = await tell(page, "people", kind="sms", name="Ольга", phone="+77771112233")
    taken = await tell(page, "people", kind="sms", phone="+77771112233")
    landline = await tell(page, "people", kind="sms", phone="+77172123456")
    assert (telegram["kind"], telegram["name"]) == ("telegram", "Нұрлан Ахметов")
    assert (plain["phone"], plain["kind"]) == ("+77771112233", "sms")
    assert "error" in taken
    assert "error" in landline
    names = [one["name"] for one in (await state(page))["people"]]
    assert {"Нұрлан Ахметов", "Ольга"} <= set(names)


async def test_sms_show_their_status_and_segments(
    sandbox: Sandbox, page: aiohttp.ClientSession, twilio: Client
) -> None:
    number = "+77012223344"
    phone = sandbox.network.phones[number]
    await tell(page, f"people/{phone.id}/type", text="ЖАЗЫЛУ")
    await twilio.messages.create_async(to=number, from_=sandbox.account.number, body="қ" * 71 + "<")
    await sandbox.sms_person(number).sees("ққ")
    sandbox.world.faults.sms_undelivered = True
    await twilio.messages.create_async(to=number, from_=sandbox.account.number, body="x")
    await phone.bell.wait_for(lambda: phone.messages[-1].error_code, 5)
    shown = (await state(page))["people"][2]["messages"]
    assert [(one["from"], one["status"], one["segments"]) for one in shown] == [
        ("me", None, 1),
        ("bot", "delivered", 2),
        ("bot", "undelivered", 1),
    ]
    assert shown[1]["html"].endswith("&lt;")


async def test_an_sms_to_a_telegram_persons_number_opens_their_plain_phone(
    sandbox: Sandbox, page: aiohttp.ClientSession, twilio: Client
) -> None:
    await twilio.messages.create_async(
        to="+77017654321", from_=sandbox.account.number, body="Хабарлама"
    )
    last = (await state(page))["people"][-1]
    assert (last["kind"], last["name"]) == ("sms", "Айгүл Қасымова")


async def test_a_clerks_private_chat_is_shown_once_it_is_used(
    page: aiohttp.ClientSession, bot: Bot
) -> None:
    await bot.send_message(9001, "Толығырақ")
    staff = [one for one in (await state(page))["people"] if one.get("staff")]
    assert [(one["id"], one["kind"]) for one in staff] == [(9001, "telegram")]


async def test_switches_go_on_and_off(sandbox: Sandbox, page: aiohttp.ClientSession) -> None:
    shown = await tell(page, "faults", sms_undelivered=True)
    assert (shown["sms_undelivered"], sandbox.world.faults.sms_undelivered) == (True, True)
    assert "error" in await tell(page, "faults", earthquake=True)


async def test_the_clock_and_the_story_are_asked_of_the_program(clock: StandingClock) -> None:
    async def move(kind: str) -> None:
        clock.move(hours={"hour": 1, "working-day": 24}[kind])

    async def requests() -> list[dict[str, Any]]:
        return [{"number": "2026-000001-4"}]

    hooks = Hooks(clock.now, move, requests)
    async with (
        await Sandbox.start(hooks=hooks) as running,
        aiohttp.ClientSession(running.url) as page,
    ):
        moved = await tell(page, "clock", move="hour")
        refused = await tell(page, "clock", move="century")
        shown = await state(page)
    assert moved == {"now": "2026-03-02T05:00:00.000Z"}
    assert "error" in refused
    assert (shown["requests"], shown["about"]) == ([{"number": "2026-000001-4"}], {})


async def test_alone_the_sandbox_has_a_clock_of_its_own() -> None:
    async with await Sandbox.start() as running, aiohttp.ClientSession(running.url) as page:
        before = running.world.now()
        await tell(page, "clock", move="hour")
        assert 3600 <= (running.world.now() - before).total_seconds() < 3660


async def test_events_tell_every_change_once(sandbox: Sandbox, page: aiohttp.ClientSession) -> None:
    async with page.get("/api/events") as events:
        first = await events.content.readline()
        await events.content.readline()
        await sandbox.person("Айгүл").types("сәлем")
        second = await events.content.readline()
    assert first.startswith(b'data: {"revision": ')
    assert second == f'data: {{"revision": {sandbox.world.bell.revision}}}\n'.encode()


async def test_the_page_and_only_the_page_is_served(page: aiohttp.ClientSession) -> None:
    async with page.get("/") as index:
        assert (index.status, index.content_type) == (200, "text/html")
    for path in ("/page/..%2Fserver.py", "/page/nothing.js", "/api/people/5/type"):
        async with page.get(path) as response:
            assert response.status in (404, 405)


async def test_nobody_is_found_by_a_wrong_number(page: aiohttp.ClientSession) -> None:
    async with page.post("/api/people/5/type", json={"text": "x"}) as response:
        assert response.status == 404


async def test_a_reply_keyboard_is_shown(page: aiohttp.ClientSession, sandbox: Sandbox) -> None:
    await tell(page, f"people/{AIGUL}/type", text="/start")
    async with bot_of(sandbox) as bot:
        await bot.send_message(
            AIGUL,
            "Телефон?",
            reply_markup={  # type: ignore[arg-type]
                "keyboard": [[{"text": "Жіберу", "request_contact": True}]]
            },
        )
    keyboard = (await state(page))["people"][0]["reply_keyboard"]
    assert keyboard == [[{"text": "Жіберу", "request_contact": True}]]
