"""Members, invitations, who was seen where, and how many requests came on a day."""

from datetime import date, timedelta

import pytest

from bot.dialogs.queries import AccessKept, AccessView, InvitationBy
from bot.reception.access import DIRECTORY, Ended, Member
from bot.reception.directory import Role, StaffMember
from bot.records import Event
from storage.store import SqlStore
from tests.people import directory
from tests.storage.samples import NOW, requested

HOUR = timedelta(hours=1)
ASEL = StaffMember(9001, "Әсел", Role.OPERATOR, ("centre", "akim"))
SANIYA = Member(2**40, "Сания", Role.OPERATOR, ("centre",), "staff:9003", since=NOW)


async def test_members_come_back_as_they_were_let_in(store: SqlStore) -> None:
    async with store.writing() as tx:
        assert 0 == await tx.roster_version()
        await tx.add_member(SANIYA)
    async with store.reading() as tx:
        assert [SANIYA] == await tx.roster()
        assert 1 == await tx.roster_version()


async def test_ending_a_membership_is_done_once_and_seen_by_its_version(store: SqlStore) -> None:
    member = StaffMember(SANIYA.user_id, SANIYA.name, SANIYA.role, SANIYA.offices)
    async with store.writing() as tx:
        await tx.add_member(SANIYA)
        assert await tx.end_member(member, NOW + HOUR, "staff:9003", Ended.LEFT)
        assert not await tx.end_member(member, NOW + HOUR, "staff:9003", Ended.LEFT)
        assert 2 == await tx.roster_version()
        (ended,) = await tx.roster()
        assert (NOW + HOUR, "staff:9003", Ended.LEFT) == (ended.until, ended.until_by, ended.why)
        await tx.add_member(SANIYA)
        assert 3 == await tx.roster_version()


async def test_ending_what_the_file_gave_leaves_a_line(store: SqlStore) -> None:
    async with store.writing() as tx:
        assert await tx.end_member(ASEL, NOW, "staff:9003", Ended.REVOKED)
        assert not await tx.end_member(ASEL, NOW, "staff:9003", Ended.REVOKED)
        assert [
            Member(
                9001, "Әсел", Role.OPERATOR, ("centre", "akim"), DIRECTORY,
                until=NOW, until_by="staff:9003", why=Ended.REVOKED,
            )
        ] == await tx.roster()  # fmt: skip


async def test_nobody_is_let_in_twice(store: SqlStore) -> None:
    async with store.writing() as tx:
        await tx.add_member(SANIYA)
    with pytest.raises(Exception, match=r"(?i)unique"):
        async with store.writing() as tx:
            await tx.add_member(SANIYA)


async def test_a_link_is_found_by_its_digest_and_used_once(store: SqlStore) -> None:
    async with store.writing() as tx:
        made = await tx.add_invitation("ab", Role.VIEWER, ("centre",), "staff:9003", NOW)
        assert made == await tx.invitation("ab")
        assert made == await tx.answer(InvitationBy("ab"), NOW)
        assert await tx.invitation("cd") is None
        assert [made] == await tx.open_invitations(NOW)
        assert AccessView((), (made,)) == await tx.answer(AccessKept(), NOW)
        assert await tx.use_invitation(made.id, 2**40, NOW)
        assert not await tx.use_invitation(made.id, 5, NOW)
        assert not await tx.withdraw_invitation(made.id, "staff:9003", NOW)
        used = await tx.invitation("ab")
        assert used is not None
        assert 2**40 == used.used_by
        assert [] == await tx.open_invitations(NOW)


async def test_a_link_withdrawn_or_expired_is_open_no_longer(store: SqlStore) -> None:
    async with store.writing() as tx:
        first = await tx.add_invitation("ab", Role.VIEWER, ("centre",), "staff:9003", NOW)
        second = await tx.add_invitation("cd", Role.VIEWER, ("centre",), "staff:9003", NOW)
        assert await tx.withdraw_invitation(first.id, "staff:9003", NOW)
        assert not await tx.use_invitation(first.id, 5, NOW)
        assert [second] == await tx.open_invitations(NOW)
        assert [] == await tx.open_invitations(second.expires_at)


async def test_who_was_seen_in_a_chat_is_kept_and_forgotten(store: SqlStore) -> None:
    async with store.writing() as tx:
        for _ in range(2):
            await tx.note_seen(2**40, -1001000000001, NOW)
        await tx.note_seen(5, -1, NOW)
        assert {(2**40, -1001000000001), (5, -1)} == await tx.seen_in_chats()
        await tx.forget_seen(5, -1)
        assert {(2**40, -1001000000001)} == await tx.seen_in_chats()


async def test_requests_of_a_day_are_counted_by_person_and_by_telephone(store: SqlStore) -> None:
    day, next_day = date(2026, 3, 2), date(2026, 3, 3)
    async with store.writing() as tx:
        await tx.count_request(day, ("person:1", "phone:+77011234567"))
        await tx.count_request(day, ("person:2", "phone:+77011234567"))
        assert 2 == await tx.requests_on(day, ("person:3", "phone:+77011234567"))
        assert 1 == await tx.requests_on(day, ("person:1",))
        assert 0 == await tx.requests_on(next_day, ("person:1", "phone:+77011234567"))
        await tx.count_request(next_day, ("person:1",))
        assert 0 == await tx.requests_on(day, ("person:1",))


async def test_who_read_personal_data_is_counted_since_a_moment(store: SqlStore) -> None:
    request = await requested(store, 700)
    async with store.writing() as tx:
        for who, at in (("staff:1", 0), ("staff:2", 1), ("staff:2", 2), ("staff:2", -100)):
            read = Event(request.id, NOW + at * HOUR, "details_read", who, None, None)
            await tx.record([read])
        found = await tx.readings_since(NOW)
    assert [("staff:2", 2, NOW + 2 * HOUR), ("staff:1", 1, NOW)] == [
        (one.who, one.count, one.last) for one in found
    ]


async def test_the_staff_of_every_version_of_the_directory_is_told(store: SqlStore) -> None:
    async with store.writing() as tx:
        await tx.save_directory(directory(), NOW)
        (listed,) = await tx.staff_listed()
    assert (NOW, directory().staff) == (listed.at, listed.staff)
