"""People who come into the staff chat and leave it, as Telegram tells the bot of them."""

import aiohttp
from aiogram import Bot

from sandbox.server import Sandbox
from sandbox.world import STAFF_CHAT


def kinds(sandbox: Sandbox) -> list[str]:
    return [one.kind for one in sandbox.updates.pending()]


async def test_the_page_lets_a_member_leave_and_come_back(sandbox: Sandbox, bot: Bot) -> None:
    sandbox.updates.allow(["message", "chat_member"])
    async with aiohttp.ClientSession() as client:

        async def does(what: str, member: int) -> int:
            url = f"{sandbox.url}/api/staff/{what}"
            async with client.post(url, json={"member": member}) as answer:
                return answer.status

        assert 200 == await does("leave", 9001)
        assert "left" == (await bot.get_chat_member(STAFF_CHAT, 9001)).status
        assert 409 == await does("leave", 9001)
        assert 200 == await does("join", 9001)
        assert "member" == (await bot.get_chat_member(STAFF_CHAT, 9001)).status
        assert 409 == await does("join", 9001)
        assert 409 == await does("join", 5)
    assert ["chat_member", "message"] * 2 == kinds(sandbox)


async def test_only_a_bot_that_runs_the_group_hears_of_its_members(sandbox: Sandbox) -> None:
    sandbox.updates.allow(["message", "chat_member"])
    person = sandbox.person("Бөтен")
    group = sandbox.group("Топ", person)
    group.invites_bot(person)
    sandbox.hands.leaves(group.chat, person.user)
    assert ["message", "message"] == kinds(sandbox)


async def test_updates_of_members_come_only_when_asked_for(sandbox: Sandbox) -> None:
    sandbox.clerk(9001).leaves()
    assert ["message"] == kinds(sandbox)
