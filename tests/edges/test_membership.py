"""Who left the staff chat: heard at once, or found by asking once a day."""

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest
from aiogram import Bot

from bot.dialogs.incoming import Departed
from bot.handlers.membership import Membership
from bot.handlers.polling import UPDATES, Polling
from bot.handlers.reading import NOTHING, Aside, Me, Turning
from bot.handlers.telegram import decode
from bot.reception.calendar import WorkingCalendar
from bot.records import Address, ChannelName, Incoming, Reference
from sandbox.server import Sandbox
from sandbox.world import STAFF_CHAT
from storage.store import SqlStore
from tests.edges.conftest import Core
from tests.people import directory
from tests.sandbox.conftest import bot_of
from tests.turns.fixtures import opened
from tests.turns.house import HandClock

ME = Me(77, "qabyldau_bot", lambda chat: chat == STAFF_CHAT)
CHAT = {"id": STAFF_CHAT, "type": "supergroup"}
CLERK = {"id": 9001, "is_bot": False, "first_name": "Әсел"}


def news(**content: object) -> dict[str, Any]:
    return {"update_id": 100, **content}


def written(**content: object) -> dict[str, Any]:
    message = {"message_id": 1, "from": CLERK, "chat": CHAT, "date": 1} | content
    return news(message=message)


def changed(status: str, **more: object) -> dict[str, Any]:
    now = {"status": status, "user": CLERK, **more}
    return news(chat_member={"chat": CHAT, "from": CLERK, "date": 1, "new_chat_member": now})


GONE = Turning(Incoming(Address(ChannelName.TELEGRAM, str(STAFF_CHAT)), "100", Departed(9001)))


@pytest.mark.parametrize(
    ("update", "expected"),
    [
        (written(left_chat_member=CLERK), GONE),
        (changed("left"), GONE),
        (changed("kicked", until_date=0), GONE),
        (changed("restricted", is_member=False), GONE),
        (changed("restricted", is_member=True), NOTHING),
        (changed("member"), NOTHING),
        (changed("administrator"), NOTHING),
        (written(new_chat_members=[CLERK]), NOTHING),
        (written(left_chat_member={"id": 77, "is_bot": True}), NOTHING),
    ],
)
def test_who_leaves_or_is_sent_away_is_read(update: object, expected: object) -> None:
    assert expected == decode(update, ME)


@pytest.mark.parametrize(
    "content",
    [
        {"text": "/queue", "sender_chat": {"id": -5, "type": "channel"}},
        {"text": "/queue", "from": {"id": 136817688, "is_bot": True}},
        {"text": "/queue", "sender_chat": {"id": -5}, "is_automatic_forward": True},
    ],
)
def test_a_channel_that_writes_as_itself_is_told_why_nothing_happens(content: Any) -> None:
    assert Aside(STAFF_CHAT, "anonymous-admin") == decode(written(**content), ME)


def test_a_press_of_an_anonymous_administrator_is_told_why_nothing_happens() -> None:
    under = {"message_id": 4, "date": 1, "chat": CHAT}
    query = {"id": "q", "from": {"id": 1087968824}, "message": under, "data": "1.1"}
    assert Aside(STAFF_CHAT, "anonymous-admin", press="q") == decode(news(callback_query=query), ME)


def test_what_is_forwarded_is_not_done() -> None:
    origin = {"type": "user", "date": 1, "sender_user": CLERK}
    command = written(text="/confirm 12", forward_origin=origin)
    assert Aside(STAFF_CHAT, "forwarded-command") == decode(command, ME)
    card = {"from": {"id": 77}, "text": "№ 2026-000123-8"}
    answer = written(text="15.12", forward_origin=origin, reply_to_message=card)
    assert Aside(STAFF_CHAT, "forwarded-command") == decode(answer, ME)


def test_an_answer_to_a_forwarded_card_is_sent_to_the_card_itself() -> None:
    origin = {"type": "user", "date": 1, "sender_user": {"id": 77, "is_bot": True}}
    copy = {"from": CLERK, "text": "№ 2026-000123-8", "forward_origin": origin}
    read = decode(written(text="15.12", reply_to_message=copy), ME)
    assert Aside(STAFF_CHAT, "forwarded-card") == read


async def test_telegram_tells_the_bot_of_who_leaves_and_of_who_is_sent_away(
    sandbox: Sandbox, polling: Polling, core: Core
) -> None:
    sandbox.updates.allow(UPDATES)
    asel, gulnar = sandbox.clerk(9001), sandbox.clerk(9003)
    asel.leaves()
    sandbox.hands.sends_away(sandbox.staff_chat, gulnar.user, sandbox.clerk(9002).user)
    taken = await core.has(4)
    assert [9001, 9001, 9002, 9002] == [
        one.what.who for one in taken if isinstance(one.what, Departed)
    ]


# Once a day -----------------------------------------------------------------------------------


@pytest.fixture
async def store(any_url: str) -> AsyncIterator[SqlStore]:
    async with opened(any_url) as found:
        yield found


@pytest.fixture
def reference() -> Reference:
    return Reference(directory(), WorkingCalendar())


@pytest.fixture
def day() -> HandClock:
    return HandClock()


@pytest.fixture
def looking(bot: Bot, me: Me, store: SqlStore, reference: Reference, day: HandClock) -> Membership:
    return Membership(bot, me, store, reference, day)


async def gone(store: SqlStore) -> set[int]:
    async with store.reading() as tx:
        return {one.user_id for one in await tx.roster() if one.until is not None}


async def next_day(looking: Membership, day: HandClock) -> None:
    day.moment += timedelta(days=1)
    await looking.look()


async def test_who_left_while_nobody_listened_is_found_the_next_day(
    sandbox: Sandbox, looking: Membership, store: SqlStore, day: HandClock
) -> None:
    await looking.look()
    sandbox.staff_chat.members.pop(9001)
    await looking.look()
    assert set() == await gone(store)
    await next_day(looking, day)
    assert {9001} == await gone(store)
    await next_day(looking, day)
    assert {9001} == await gone(store)


async def test_who_never_came_into_the_chat_has_not_left_it(
    sandbox: Sandbox, looking: Membership, store: SqlStore, day: HandClock
) -> None:
    sandbox.staff_chat.members.pop(9001)
    for _ in range(3):
        await next_day(looking, day)
    assert set() == await gone(store)


async def test_trouble_lets_nobody_go_and_the_asking_is_owed_until_it_is_done(
    sandbox: Sandbox, looking: Membership, store: SqlStore, day: HandClock
) -> None:
    await looking.look()
    sandbox.staff_chat.members.pop(9001)
    sandbox.world.faults.telegram_down = True
    await next_day(looking, day)
    assert set() == await gone(store)
    sandbox.world.faults.telegram_down = False
    await looking.look()
    assert {9001} == await gone(store)


async def test_a_bot_that_is_no_member_itself_lets_nobody_go(
    sandbox: Sandbox, looking: Membership, store: SqlStore, day: HandClock
) -> None:
    await looking.look()
    sandbox.hands.remove_bot(sandbox.staff_chat, sandbox.clerk(9003).user)
    await next_day(looking, day)
    assert set() == await gone(store)


async def test_an_account_telegram_knows_nothing_of_is_left_as_it_is(
    sandbox: Sandbox, looking: Membership, store: SqlStore, day: HandClock
) -> None:
    await looking.look()
    sandbox.staff_chat.members.pop(9001)
    sandbox.world.chats.pop(9001)
    await next_day(looking, day)
    assert set() == await gone(store)


async def test_before_telegram_answered_nobody_is_asked_after(
    sandbox: Sandbox, store: SqlStore, reference: Reference, day: HandClock
) -> None:
    async with bot_of(sandbox, "7000000001:wrong") as stranger:
        me = Me(1, "", lambda _chat: True)
        await Membership(stranger, me, store, reference, day).look()
    async with store.reading() as tx:
        assert set() == await tx.seen_in_chats()
