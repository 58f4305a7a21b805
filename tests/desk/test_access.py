"""Who is let in: inviting, joining, revoking, leaving; told to whom, and what it is worth after."""

import re
from datetime import timedelta

import pytest
from msgspec.structs import replace

from bot.desk.acts import Outcome
from bot.dialogs import commands as do
from bot.dialogs.incoming import Asked, Departed, Pressed
from bot.messages import Notice
from bot.reception.access import OPERATOR, digest
from bot.reception.directory import Directory, Office, Role, StaffMember
from bot.records import Address, ChannelName
from tests.desk.acting import by_citizen, by_member, by_staff, why
from tests.turns.house import CHAT, Citizen, Clerk, House, key_of, keys, said, telegram

ASEL, GULNAR, TIMUR, SANIYA = 9001, 9003, 9004, 777
GROUP = telegram(CHAT)
TOKEN = re.compile(r"start=i-([\w-]{20,})")


@pytest.fixture
async def house(house: House) -> House:
    """A house that knows what its bot is called."""
    house.reference.directory = replace(house.directory, bot_link="https://t.me/qabyldau_bot")
    house.__post_init__()
    house.reference.directory = replace(house.directory, bot_link="https://t.me/qabyldau_bot")
    return house


async def link_of(house: House, rest: str = "operator all", user: int = GULNAR) -> str:
    """Have a link made in the group; return its token, as shown in private."""
    await house.delivers()
    begun = len(house.sent)
    await Clerk(house, user).asks("invite", rest)
    await house.delivers()
    return token_in(house, begun)


def token_in(house: House, begun: int) -> str:
    for one in house.sent[begun:]:
        match one.message:
            case Notice(say=told) if told.key == "access-link":
                assert one.address.where in {str(GULNAR), "9005"}
                found = TOKEN.search(str(told.args["link"]))
                assert found
                return found[1]
    raise AssertionError([key_of(one) for one in house.sent[begun:]])


async def opens(house: House, token: str, who: int = SANIYA) -> Citizen:
    """Open a link in private, choosing the language on the way."""
    person = Citizen(house, telegram(who))
    await person.asks("start", f"i-{token}")
    if (await house.conversation(person.address)).step == "language":
        await person.presses("kk")
    return person


async def joins(house: House, token: str, name: str = "Сания", who: int = SANIYA) -> Citizen:
    """Go the whole way of somebody invited."""
    person = await opens(house, token, who)
    await person.types(name)
    await person.presses("yes")
    await house.wait(seconds=2)
    return person


def member(house: House, user: int) -> StaffMember | None:
    return house.reference.directory.member(user)


async def test_who_is_invited_sees_the_role_says_yes_and_is_a_member_within_a_tick(
    house: House,
) -> None:
    token = await link_of(house)
    group = [one for one in house.sent if one.address.where == str(CHAT)]
    assert all(token not in str(one.message) for one in group)
    person = await joins(house, token)
    offices = tuple(one.key for one in house.directory.offices)
    assert StaffMember(SANIYA, "Сания", Role.OPERATOR, offices) == member(house, SANIYA)
    told = next(one for one in house.sent if key_of(one) == "access-joined")
    assert str(CHAT) == told.address.where
    assert ("Сания", "Гүлнар") == (said(told).args["name"], said(told).args["by"])
    assert "joining-done" in keys(house.sent, person.address)
    number = await Citizen(house, telegram(100)).books()
    await Clerk(house, SANIYA).confirms(number)
    assert "Сания" == (await house.request(number)).decided_by


async def test_a_link_made_in_private_is_shown_there(house: House) -> None:
    head = Citizen(house, telegram(GULNAR))
    await head.asks("invite", "viewer centre")
    if (await house.conversation(head.address)).step == "language":
        await head.presses("kk")
        await head.asks("invite", "viewer centre")
    await house.delivers()
    await joins(house, token_in(house, 0))
    assert StaffMember(SANIYA, "Сания", Role.VIEWER, ("centre",)) == member(house, SANIYA)
    assert CHAT not in {
        int(one.address.where) for one in house.sent if key_of(one) == "access-link"
    }


@pytest.mark.parametrize(
    ("user", "rest", "expected"),
    [
        (ASEL, "viewer all", "heads-only"),
        (TIMUR, "viewer all", "heads-only"),
        (GULNAR, "head all", "access-may-not-invite"),
        (GULNAR, "admin all", "access-may-not-invite"),
        (GULNAR, "", "access-invite-form"),
        (GULNAR, "king", "access-invite-form"),
        (GULNAR, "operator", "access-invite-offices"),
        (GULNAR, "operator nowhere", "access-invite-offices"),
        (555, "operator all", "staff-only"),
    ],
)
async def test_nobody_gives_more_than_they_may(
    house: House, user: int, rest: str, expected: str
) -> None:
    await Clerk(house, user).asks("invite", rest)
    assert [expected] == keys(await house.delivers())


async def test_the_desk_itself_refuses_what_no_dialog_offers(house: House) -> None:
    assert "access-may-not-invite" == why(
        await by_staff(house, do.Invite(Role.ADMIN, ("akim",)), GULNAR)
    )
    assert "access-may-not-invite" == why(
        await by_staff(house, do.Invite(Role.VIEWER, ("akim",)), ASEL)
    )
    assert "not-your-office" == why(await by_staff(house, do.Invite(Role.VIEWER, ("x",)), GULNAR))
    assert "not-your-office" == why(await by_staff(house, do.Invite(Role.VIEWER, ()), GULNAR))
    assert "staff-only" == why(await by_citizen(house, do.Invite(Role.VIEWER, ("akim",))))
    assert "staff-only" == why(await by_citizen(house, do.Revoke(ASEL)))
    assert "access-may-not-revoke" == why(await by_staff(house, do.Revoke(GULNAR), ASEL))
    assert "access-may-not-revoke" == why(await by_member(house, do.Revoke(ASEL), TIMUR))
    assert "access-last-leader" == why(await by_staff(house, do.Revoke(GULNAR), GULNAR))
    assert "access-not-a-member" == why(await by_staff(house, do.Revoke(1), GULNAR))
    assert "invitation-unknown" == why(await by_citizen(house, do.Join("x", "Сания")))
    token = await link_of(house, "viewer all")
    opened = do.WithdrawInvitation(1)
    assert "staff-only" == why(await by_citizen(house, opened))
    assert "access-may-not-revoke" == why(await by_staff(house, opened, ASEL))
    assert "access-no-invitation" == why(await by_staff(house, do.WithdrawInvitation(2), GULNAR))
    assert "invitation-member-already" == why(await by_member(house, do.Join(digest(token), "Ә Ә")))


async def test_a_link_lets_one_person_in_once(house: House) -> None:
    token = await link_of(house)
    second = await opens(house, token, 778)
    await second.types("Дана")
    await joins(house, token)
    await second.presses("yes")
    assert "invitation-used" in str([one.message for one in await house.delivers()])
    assert member(house, 778) is None
    await opens(house, token, 779)
    assert ["invitation-used"] == [key for key in keys(await house.delivers()) if "inv" in key]


async def test_two_who_say_yes_at_once_are_not_both_let_in(house: House) -> None:
    token = await link_of(house)
    people = [await opens(house, token, who) for who in (SANIYA, 778)]
    for nth, one in enumerate(people):
        await one.types(("Сания", "Дана")[nth])
    updates = [house.update(one.address, await one.press("yes")) for one in people]
    await house.turns.accept(updates)
    await house.wait(seconds=2)
    assert [True, False] == [member(house, who) is not None for who in (SANIYA, 778)]


async def test_a_link_ends_after_a_day_and_with_who_made_it(house: House) -> None:
    late, orphan = await link_of(house), await link_of(house)
    house.clock.moment += timedelta(hours=23)
    async with house.store.writing() as tx:
        await tx.add_invitation(digest("o" * 30), Role.ADMIN, ("centre",), OPERATOR, house.now)
    await joins(house, "o" * 30, "Ержан", 9005)
    assert "" == why(await by_staff_now(house, do.Revoke(ASEL), 9005))
    house.clock.moment += timedelta(hours=1)
    await opens(house, late)
    assert "invitation-expired" in keys(await house.delivers())
    del orphan


async def by_staff_now(house: House, command: do.Command, user: int) -> Outcome:
    house.directory = house.reference.directory
    return await by_staff(house, command, user)


async def test_a_link_of_somebody_revoked_or_withdrawn_is_worth_nothing(house: House) -> None:
    async with house.store.writing() as tx:
        await tx.add_invitation(
            digest("o" * 30), Role.ADMIN, ("centre", "ministry", "akim"), OPERATOR, house.now
        )
    await joins(house, "o" * 30, "Ержан", 9005)
    first, second = await link_of(house), await link_of(house)
    await Clerk(house, GULNAR).asks("revoke", "2")
    await house.hears(GROUP, await press(house, "yes"), GULNAR)
    await opens(house, first)
    assert "invitation-withdrawn" in keys(await house.delivers())
    await Clerk(house, 9005).asks("revoke", "Гүлнар")
    await house.hears(GROUP, await press(house, "yes"), 9005)
    await house.wait(seconds=2)
    assert member(house, GULNAR) is None
    await opens(house, second, 778)
    await house.delivers()
    assert "invitation-withdrawn" in keys(house.sent, telegram(778))


async def press(house: House, key: str) -> Pressed:
    return await Citizen(house, GROUP).press(key)


@pytest.mark.parametrize("token", ["", "x", "i-", "a" * 500, "қазақ", "' OR 1=1 --", "-" * 32])
async def test_a_guessed_link_opens_nothing(house: House, token: str) -> None:
    await link_of(house)
    await opens(house, token)
    assert "invitation-unknown" in keys(await house.delivers())
    assert 4 == len(house.reference.directory.staff)


async def test_a_link_opened_by_a_member_stays_for_the_other(house: House) -> None:
    token = await link_of(house)
    await opens(house, token, ASEL)
    assert "invitation-member-already" in keys(await house.delivers())
    await joins(house, token)
    assert member(house, SANIYA) is not None


async def test_whoever_declines_is_not_let_in_and_may_think_again(house: House) -> None:
    token = await link_of(house)
    person = await opens(house, token)
    await person.types("Сания")
    await person.presses("no")
    assert member(house, SANIYA) is None
    await joins(house, token)
    assert member(house, SANIYA) is not None


async def test_nobody_takes_a_colleagues_name(house: House) -> None:
    person = await opens(house, await link_of(house))
    await person.types("  ӘСЕЛ ")
    now = await house.conversation(person.address)
    assert ("joining", "name") == (now.frames[-1].dialog, now.step)


async def test_an_sms_opens_no_link(house: House) -> None:
    token = await link_of(house)
    sms = Citizen(house, Address(ChannelName.SMS, "+77011234567"))
    await sms.asks("start", f"i-{token}")
    await sms.presses("kk")
    await sms.types("Сания")
    await sms.presses("yes")
    await house.wait(seconds=2)
    assert 4 == len(house.reference.directory.staff)


# Out --------------------------------------------------------------------------------------------


async def test_a_head_takes_an_operators_access_and_it_is_gone_within_a_tick(house: House) -> None:
    number = await Citizen(house, telegram(100)).books()
    old = await Clerk(house, ASEL).press(number, "refuse")
    await Clerk(house, GULNAR).asks("revoke", "Әсел")
    await house.hears(GROUP, await press(house, "yes"), GULNAR)
    told = [one for one in await house.wait(seconds=2) if key_of(one) == "access-revoked"]
    assert [str(CHAT)] == [one.address.where for one in told]
    assert member(house, ASEL) is None
    reply = await house.hears(telegram(CHAT, number), old, ASEL)
    assert reply.toast is not None
    assert "staff-only" == reply.toast.key
    await Clerk(house, ASEL).asks("queue")
    assert ["staff-only"] == keys(await house.delivers())
    private = Citizen(house, telegram(ASEL))
    for command in ("new", "fix", "calls", "invite", "members", "revoke", "queue"):
        await private.asks(command)
        if (await house.conversation(private.address)).step == "language":
            await private.presses("kk")
            await private.asks(command)
        assert "staff-only" in keys(await house.delivers()), command


async def test_what_a_member_has_open_in_private_ends_with_their_access(house: House) -> None:
    private = Citizen(house, telegram(ASEL))
    await private.asks("new")
    await private.presses("kk")
    assert "entry" == (await house.conversation(private.address)).frames[-1].dialog
    await by_staff(house, do.Revoke(ASEL), GULNAR)
    await house.wait(seconds=2)
    options = (await house.conversation(private.address)).options
    await private.presses(options[0])
    assert "staff-only" in keys(await house.delivers())
    assert not (await house.conversation(private.address)).frames


async def test_whoever_leaves_the_group_is_revoked_at_once_and_needs_a_new_invitation(
    house: House,
) -> None:
    await joins(house, await link_of(house))
    for user in (SANIYA, ASEL):
        await house.hears(GROUP, Departed(user))
        told = await house.wait(seconds=2)
        assert [("access-left", str(CHAT))] == [(key_of(one), one.address.where) for one in told]
        assert member(house, user) is None
        await house.hears(GROUP, Departed(user))
        assert [] == await house.wait(seconds=2)
    await joins(house, await link_of(house), "Сания")
    assert member(house, SANIYA) is not None


async def test_when_the_last_who_leads_leaves_the_group_is_told_what_to_do(house: House) -> None:
    await house.hears(GROUP, Departed(GULNAR))
    assert ["access-left", "access-nobody-leads"] == keys(await house.wait(seconds=2))
    assert member(house, GULNAR) is None


async def test_leaving_one_of_two_groups_takes_the_offices_of_that_one(house: House) -> None:
    directory = house.reference.directory
    moved = replace(directory.office("akim"), staff_chat=-1009)
    offices: list[Office] = [moved if one.key == "akim" else one for one in directory.offices]
    other: Directory = replace(directory, offices=tuple(offices))
    house.directory = other
    house.__post_init__()
    await house.hears(telegram(-1009), Departed(ASEL))
    await house.wait(seconds=2)
    left = house.reference.directory.member(ASEL)
    assert left is not None
    assert ("centre", "ministry") == left.offices


async def test_a_stranger_who_leaves_changes_nothing(house: House) -> None:
    before = house.reference.directory
    await house.hears(GROUP, Departed(1))
    assert [] == await house.wait(seconds=2)
    assert before == house.reference.directory


async def test_the_list_tells_who_is_in_and_heads_see_the_links_too(house: House) -> None:
    await joins(house, await link_of(house))
    await link_of(house, "viewer centre")
    for user, links in ((GULNAR, True), (ASEL, False)):
        await Clerk(house, user).asks("members")
        (listed,) = [one for one in await house.delivers() if key_of(one) == "access-members"]
        assert links is bool(said(listed).args["links"])
        assert "Сания" in str(said(listed).args["rows"])
    private = Citizen(house, telegram(GULNAR))
    await private.asks("members")
    if (await house.conversation(private.address)).step == "language":
        await private.presses("kk")
        await private.asks("members")
    assert "access-members" in keys(await house.delivers(), private.address)


async def test_revoking_by_the_list_asks_whom_and_whether(house: House) -> None:
    clerk = Clerk(house, GULNAR)
    await clerk.asks("revoke")
    options = (await house.conversation(GROUP)).options
    assert ("member-9001", "member-9002", "member-9004", "member-9003") == options
    await house.hears(GROUP, await press(house, "member-9002"), GULNAR)
    await house.hears(GROUP, await press(house, "yes"), ASEL)
    assert "access-may-not-revoke" not in keys(await house.wait(seconds=2))
    assert member(house, 9002) is not None
    await house.hears(GROUP, await press(house, "yes"), GULNAR)
    await house.wait(seconds=2)
    assert member(house, 9002) is None


async def test_a_name_that_fits_nobody_or_several_is_answered_with_the_names(house: House) -> None:
    for rest in ("Жоқ", "р"):
        await Clerk(house, GULNAR).asks("revoke", rest)
        assert ["access-revoke-whom"] == keys(await house.delivers())


async def test_nobody_can_take_the_access_of_the_only_one_who_leads(house: House) -> None:
    await Clerk(house, GULNAR).asks("revoke", "Гүлнар")
    assert ["access-last-leader"] == keys(await house.delivers())


async def test_a_member_may_give_up_their_own_access(house: House) -> None:
    await Clerk(house, TIMUR).asks("revoke", "Тимур")
    await house.hears(GROUP, await press(house, "yes"), TIMUR)
    await house.wait(seconds=2)
    assert member(house, TIMUR) is None


async def test_commands_of_access_are_for_staff(house: House) -> None:
    person = Citizen(house, telegram(100))
    await person.begins()
    for command in ("invite", "members", "revoke"):
        await house.hears(person.address, Asked(command, "operator all"))
        assert "staff-only" in keys(await house.delivers(), person.address)
