"""Who has access, as an operator sees it; and an import that brings nobody back."""

import asyncio
import json
from datetime import timedelta
from pathlib import Path

import pytest

from bot.inforce import Renewal, begin, left_out, put_in_force
from bot.reception.access import Ended, Member, digest
from bot.reception.directory import Role
from bot.records import Event
from storage.encryption import Keys
from storage.store import SqlStore, open_store
from tests.cli.terminal import SAMPLE, give
from tests.databases import KEY
from tests.people import directory
from tests.storage.samples import NOW, requested

ASEL = directory().staff[0]


@pytest.fixture
def url(address: str) -> str:
    """A database with the directory in force, for the commands of this process."""

    async def fill() -> None:
        store = await open_store(address, Keys.parse(KEY))
        await put_in_force(store, directory(), NOW)
        request = await requested(store, 700)
        async with store.writing() as tx:
            await tx.end_member(ASEL, NOW + timedelta(days=1), "staff:9003", Ended.REVOKED)
            await tx.add_member(
                Member(777, "Сания", Role.OPERATOR, ("centre",), "staff:9003", since=NOW)
            )
            await tx.add_invitation("ab", Role.VIEWER, ("akim",), "staff:9003", NOW)
            read = Event(request.id, NOW, "details_read", "staff:777", None, None)
            await tx.record([read])
        await store.close()

    asyncio.run(fill())
    return address


def test_everybody_who_has_or_had_access_is_listed(url: str) -> None:
    said = give("access-list")
    assert 0 == said.code, said.text
    for words in (
        "777  Сания  operator  centre",
        "9001  Әсел  operator",
        "OUT since 2026-03-03 10:30, by staff:9003 (revoked)",
        "by directory",
        "viewer    queue",
    ):
        assert words in said.text, words


def test_the_list_as_an_object_tells_who_read_how_often(url: str) -> None:
    found = json.loads(give("access-list", "--json").text)
    members = {one["user_id"]: one for one in found["members"]}
    assert {777, 9001, 9002, 9003, 9004} == set(members)
    assert [True, False] == [members[777]["has_access"], members[9001]["has_access"]]
    assert (30, set(Role)) == (found["days"], set(found["roles"]))
    assert "revoked" == members[9001]["why"]


def test_an_import_says_who_stays_out(url: str) -> None:
    said = give("import", str(SAMPLE))
    assert 0 == said.code, said.text
    assert "Stays out: Әсел (9001), revoked" in said.text
    assert "invite them" in said.text


def test_an_operator_can_invite_where_nobody_is_left_who_may(url: str) -> None:
    said = give("invite", "admin", "--office", "centre")
    assert 0 == said.code, said.text
    token = said.text.splitlines()[0].partition("i-")[2].strip()

    async def found() -> Role | None:
        store = await open_store(url, Keys.parse(KEY))
        async with store.reading() as tx:
            invitation = await tx.invitation(digest(token))
        await store.close()
        return invitation.role if invitation else None

    assert Role.ADMIN is asyncio.run(found())
    assert 1 == give("invite", "admin").code
    assert 1 == give("invite", "admin", "--office", "nowhere").code
    assert 2 == give("invite", "king").code


def test_without_a_database_nobody_has_access(tmp_path: Path) -> None:
    said = give("access-list")
    assert 1 == said.code
    assert "DATABASE_URL" in said.text


async def test_a_new_directory_does_not_bring_a_revoked_member_back(address: str) -> None:
    store: SqlStore = await open_store(address, Keys.parse(KEY))
    reference = await begin(store, None, directory(), NOW)
    renewal = Renewal(store, reference)
    await renewal.tick()
    async with store.writing() as tx:
        await tx.end_member(ASEL, NOW, "staff:9003", Ended.REVOKED)
    assert await renewal.tick()
    assert reference.directory.member(9001) is None
    assert not await renewal.tick()
    await put_in_force(store, directory(), NOW)
    await renewal.tick()
    assert reference.directory.member(9001) is None
    assert [9001] == [one.user_id for one in await left_out(store, directory())]
    again = await begin(store, None, None, NOW)
    assert again.directory.member(9001) is None
    await store.close()
