"""Who is let in: the roster over the file, and what a link is worth."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from bot.reception.access import (
    DIRECTORY,
    NAME_MAX,
    OPERATOR,
    Ended,
    Invitation,
    Member,
    Standing,
    accesses,
    digest,
    kept_out,
    leaderless_without,
    may_invite,
    may_revoke,
    member_name,
    standing,
    with_roster,
)
from bot.reception.directory import Role, StaffMember
from bot.reception.identity import Invalid
from tests.people import directory

NOW = datetime(2026, 3, 2, 5, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
FILE = directory()
OFFICES = {one.key for one in FILE.offices}
ASEL, GULNAR = FILE.staff[0], FILE.staff[2]
SANIYA = Member(777, "Сания", Role.OPERATOR, ("centre",), "staff:9003", since=NOW)
LINK = Invitation(1, Role.OPERATOR, ("centre",), "staff:9003", NOW, NOW + 24 * HOUR)


def ended(member: StaffMember, at: datetime = NOW, why: Ended = Ended.REVOKED) -> Member:
    return Member(
        member.user_id, member.name, member.role, member.offices, DIRECTORY,
        until=at, until_by="staff:9003", why=why,
    )  # fmt: skip


def test_without_a_roster_the_file_says_who_is_in() -> None:
    assert FILE is with_roster(FILE, ())


def test_whoever_was_revoked_is_out_whatever_the_file_says() -> None:
    staff = with_roster(FILE, [ended(ASEL)]).staff
    assert [9002, 9003, 9004] == [one.user_id for one in staff]
    assert (ended(ASEL),) == kept_out(FILE, [ended(ASEL)])


def test_whoever_was_invited_again_is_in_with_the_new_role() -> None:
    back = Member(9001, "Әсел", Role.VIEWER, ("akim",), "staff:9003", since=NOW + HOUR)
    in_force = with_roster(FILE, [ended(ASEL), back])
    assert StaffMember(9001, "Әсел", Role.VIEWER, ("akim",)) == in_force.member(9001)
    assert () == kept_out(FILE, [ended(ASEL), back])


def test_whoever_joined_is_in_beside_the_file_until_they_are_revoked() -> None:
    assert with_roster(FILE, [SANIYA]).member(777) is not None
    assert with_roster(FILE, [replace(SANIYA, until=NOW + HOUR)]).member(777) is None


def test_an_office_that_is_gone_gives_no_access() -> None:
    two = replace(SANIYA, offices=("centre", "gone"))
    found = with_roster(FILE, [two]).member(777)
    assert found is not None
    assert ("centre",) == found.offices
    assert with_roster(FILE, [replace(SANIYA, offices=("gone",))]).member(777) is None


@given(st.lists(st.tuples(st.sampled_from([9001, 9002, 9003, 777, 778]), st.booleans())))
def test_the_last_word_of_the_roster_decides_about_everybody(
    doings: list[tuple[int, bool]],
) -> None:
    roster = [replace(SANIYA, user_id=user, until=None if lets else NOW) for user, lets in doings]
    in_force = with_roster(FILE, roster)
    for user, lets in dict(doings).items():
        assert lets is (in_force.member(user) is not None)
    untouched = {one.user_id for one in FILE.staff} - {user for user, _ in doings}
    assert all(in_force.member(user) == FILE.member(user) for user in untouched)


def test_heads_let_in_operators_and_viewers_and_admins_everybody() -> None:
    assert {
        Role.VIEWER: (),
        Role.OPERATOR: (),
        Role.HEAD: (Role.VIEWER, Role.OPERATOR),
        Role.ADMIN: tuple(Role),
    } == {role: may_invite(role) for role in Role}


def test_access_is_taken_by_who_may_give_it_at_a_common_office() -> None:
    other = replace(ASEL, offices=("elsewhere",))
    assert may_revoke(GULNAR, ASEL)
    assert not may_revoke(GULNAR, other)
    assert not may_revoke(ASEL, FILE.staff[1])
    assert not may_revoke(GULNAR, replace(GULNAR, user_id=1))
    assert may_revoke(ASEL, ASEL)


def test_the_last_who_leads_an_office_is_known() -> None:
    assert GULNAR.offices == leaderless_without(FILE.staff, GULNAR)
    assert () == leaderless_without(FILE.staff, ASEL)
    admin = StaffMember(5, "Ержан", Role.ADMIN, ("centre", "akim"))
    assert ("ministry",) == leaderless_without((*FILE.staff, admin), GULNAR)


@pytest.mark.parametrize(
    ("link", "later", "expected"),
    [
        (LINK, HOUR, Standing.OPEN),
        (None, HOUR, Standing.UNKNOWN),
        (LINK, 24 * HOUR, Standing.EXPIRED),
        (replace(LINK, used_by=3), HOUR, Standing.USED),
        (replace(LINK, withdrawn_at=NOW), HOUR, Standing.WITHDRAWN),
        (replace(LINK, by="staff:9004"), HOUR, Standing.WITHDRAWN),
        (replace(LINK, by="staff:1"), HOUR, Standing.WITHDRAWN),
        (replace(LINK, role=Role.HEAD), HOUR, Standing.WITHDRAWN),
        (replace(LINK, offices=("gone",)), HOUR, Standing.WITHDRAWN),
        (replace(LINK, by=OPERATOR, role=Role.ADMIN), HOUR, Standing.OPEN),
    ],
)
def test_a_link_is_worth_what_whoever_made_it_may_still_give(
    link: Invitation | None, later: timedelta, expected: Standing
) -> None:
    assert expected is standing(link, FILE.staff, NOW + later)


@given(st.text())
def test_any_token_has_a_digest_that_does_not_hold_it(token: str) -> None:
    found = digest(token)
    assert 64 == len(found)
    assert len(token) < 8 or token not in found


@pytest.mark.parametrize("name", ["Сания", "Айгүл С.", "Нұр-Сұлтан Ә.", "Anna"])
def test_a_name_is_letters(name: str) -> None:
    assert name == member_name(f"  {name} ")


@pytest.mark.parametrize(
    "name", ["", "Я", "a" * (NAME_MAX + 1), "<b>x</b>", "/start", "77012345678"]
)
def test_what_is_no_name_is_not_taken(name: str) -> None:
    with pytest.raises(Invalid):
        member_name(name)


def test_the_list_of_accesses_tells_every_stretch() -> None:
    before, after = NOW - 48 * HOUR, NOW - 24 * HOUR
    changed = (replace(ASEL, role=Role.HEAD), *FILE.staff[2:])
    found = accesses(
        [(before, FILE.staff), (after, changed)],
        [ended(GULNAR), SANIYA, replace(SANIYA, user_id=778, until=NOW, why=Ended.LEFT)],
        OFFICES,
    )
    told = {(one.user_id, one.role, one.since, one.until) for one in found}
    assert {
        (9001, Role.OPERATOR, before, after),
        (9001, Role.HEAD, after, None),
        (9002, Role.OPERATOR, before, after),
        (9003, Role.HEAD, before, NOW),
        (9004, Role.VIEWER, before, None),
        (777, Role.OPERATOR, NOW, None),
        (778, Role.OPERATOR, NOW, NOW),
    } == told
    assert [True] * 3 + [False] * 4 == [one.until is None for one in found]
