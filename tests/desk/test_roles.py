"""Roles hold on every command: a viewer, a member of another office, and somebody let go."""

from datetime import date, timedelta
from typing import get_args

import pytest
from msgspec import Struct
from msgspec.structs import fields, replace

from bot.dialogs import commands as do
from bot.dialogs.commands import ApplicantKind, Command, Format, Register
from bot.dialogs.say import say
from bot.reception.allocation import TimeFor
from bot.reception.calendar import Override
from bot.reception.calling import Result
from bot.reception.directory import Role, StaffMember
from bot.reception.language import Bilingual, Lang
from bot.reception.lifecycle import Act
from bot.reception.survey import Settled
from tests.desk.acting import LATER, by_citizen, by_member, by_staff, why
from tests.turns.house import Citizen, Clerk, House, telegram

VIEWER, ELSEWHERE, NOBODY = 9004, 555, 1
DENIED = {"staff-only", "role-may-not", "not-your-office", "heads-only", "calendar-heads-only",
          "access-may-not-invite", "access-may-not-revoke", "unknown-command",
          "access-no-invitation", "access-not-a-member"}  # fmt: skip
DAY = date(2026, 8, 31)
GIVEN = Register(
    office="akim", official="togyzbaev", topic=None, applicant=ApplicantKind.INDIVIDUAL,
    organisation=None, bin=None, name="А Б", phone=None, iin=None, postal_address=None,
    essence="x" * 30, format=Format.IN_PERSON, unfit_days=None, category=None, needs_help=False,
)  # fmt: skip


def deciding(number: str) -> tuple[Command, ...]:
    """Return everything that only those who decide may do, about one request or a whole office."""
    return (
        do.Confirm(number, LATER),
        do.Refuse(number, "repeat", None, None),
        do.Return(number, "толықтырыңыз", DAY),
        do.Redirect(number, "басқа орган"),
        do.Tell(number),
        do.Undo(number),
        do.Declare(number, Act.CONSULT),
        do.EnterExternal(number, "ЗТ-1"),
        do.Extend(number, DAY, "негізі бар"),
        do.Hold((TimeFor(number, LATER),)),
        do.Allocate((TimeFor(number, LATER),)),
        do.Away("togyzbaev", DAY, DAY),
        do.AddOverride(Override(DAY, False, Bilingual("а", "б"), "қаулы")),
        do.RemoveOverride(DAY),
        do.SignYear(2027),
        do.Invite(Role.VIEWER, ("akim",)),
        do.Revoke(9002),
        do.WithdrawInvitation(1),
    )


async def booked(house: House) -> str:
    """Book at the office of the official; somebody else works elsewhere only."""
    number = await Citizen(house, telegram(100)).books()
    home = (await house.request(number)).given.office
    keys = [one.key for one in house.directory.offices if one.key != home]
    other = StaffMember(ELSEWHERE, "Дана", Role.OPERATOR, (keys[0],))
    house.directory = replace(house.directory, staff=(*house.directory.staff, other))
    house.reference.directory = house.directory
    return number


@pytest.mark.parametrize("user", [VIEWER, NOBODY])
async def test_who_does_not_decide_changes_nothing(house: House, user: int) -> None:
    number = await booked(house)
    before = await house.request(number)
    for command in deciding(number):
        outcome = await by_staff(house, command, user)
        said = {why(outcome), *(one for one in DENIED if f"key='{one}'" in str(outcome))}
        assert said & DENIED, (command, outcome)
    assert before == await house.request(number)
    assert house.directory == house.reference.directory


async def test_a_member_of_another_office_changes_nothing(house: House) -> None:
    number = await booked(house)
    before = await house.request(number)
    about_it = [
        one for one in deciding(number) if "number" in _names(one) or "times" in _names(one)
    ]
    for command in [*about_it, do.ShowDetails(number), do.OpenCard(number), do.Revoke(9001)]:
        outcome = await by_staff(house, command, ELSEWHERE)
        said = why(outcome)
        skipped = str(outcome) if not said else ""
        assert said in DENIED or "not-your-office" in skipped or "skipped" in skipped, command
    assert before == await house.request(number)
    assert "not-your-office" == why(
        await by_member(house, _entered(before.given.office), ELSEWHERE)
    )


async def test_what_is_done_in_private_takes_the_same_roles(house: House) -> None:
    number = await booked(house)
    for user, expected in ((VIEWER, "role-may-not"), (NOBODY, "staff-only")):
        closed = do.CloseCall(1, Result.DECLINED)
        for command in (_entered("akim"), do.TakeCall(), closed):
            assert expected == why(await by_member(house, command, user)), command
        assert why(await by_member(house, do.Correct(number, essence="y" * 30), user))


async def test_staff_do_nothing_in_a_citizens_name_and_citizens_nothing_as_staff(
    house: House,
) -> None:
    number = await booked(house)
    for command in (*deciding(number), do.ShowDetails(number), do.OpenCard(number)):
        assert why(await by_citizen(house, command)) in DENIED, command
    mine: tuple[Command, ...] = (
        do.Withdraw(number), do.Release(number), do.Promise(number),
        do.Rate(number, 5, Settled.YES, None), do.Choose(number, LATER), GIVEN,
    )  # fmt: skip
    for command in mine:
        assert "unknown-command" == why(await by_staff(house, command)), command


@pytest.mark.parametrize("user", [VIEWER, NOBODY])
async def test_every_button_of_a_card_is_closed_to_who_does_not_decide(
    house: House, user: int
) -> None:
    number = await booked(house)
    before = await house.request(number)
    asel = Clerk(house)
    for path in (("confirm",), ("refuse",), ("refuse", "repeat"), ("more",)):
        for key in path:
            await asel.presses(number, key)
        for key in await asel.options(number):
            if key not in {"details", "more", "history"}:
                if key not in await asel.options(number):
                    continue  # reading what was counted closes the question before it
                press = await asel.press(number, key)
                await house.hears(telegram(_chat(house), number), press, user)
        await asel.asks("request", number)
    after = await house.request(number)
    assert (before.state, before.slot) == (after.state, after.slot)
    assert before.decided_by == after.decided_by


async def test_an_old_card_is_dead_for_somebody_let_go(house: House) -> None:
    number = await booked(house)
    old = await Clerk(house, 9002).press(number, "confirm")
    await by_staff(house, do.Revoke(9002), 9003)
    await house.wait(seconds=2)
    house.clock.moment += timedelta(days=3)
    reply = await house.hears(telegram(_chat(house), number), old, 9002)
    assert reply.toast == say("staff-only")


def test_every_command_there_is_was_looked_at() -> None:
    looked = {type(one) for one in deciding("")} | {
        do.ShowDetails, do.OpenCard, do.Enter, do.Correct, do.TakeCall, do.CloseCall, do.Withdraw,
        do.Release, do.Promise, do.Rate, do.Choose, do.Register, do.Join,
    }  # fmt: skip
    # These are open to everybody who speaks, for themselves, or to every member for their offices.
    open_to_all = {"UseLanguage", "GiveConsent", "WithdrawConsent", "LetGo", "EndAbsence",
                   "SendPapers", "SendReport"}  # fmt: skip
    others = {one.__name__ for one in get_args(Command)} - {one.__name__ for one in looked}
    assert open_to_all <= others
    assert others - open_to_all <= OF_OTHER_ROOMS


OF_OTHER_ROOMS = {"TakeTask", "CloseTask", "Amend", "Erase"}
"""Each has tests of its own for who may."""


def _names(command: Command) -> set[str]:
    assert isinstance(command, Struct)
    return {one.name for one in fields(command)}


def _entered(office: str) -> do.Enter:
    return do.Enter(replace(GIVEN, office=office), do.Source.ORAL, Lang.KK, None, "oral")


def _chat(house: House) -> int:
    chat = house.directory.offices[0].staff_chat
    assert chat is not None
    return chat


async def test_nobody_lets_go_of_a_time_that_others_keep_in_hand(house: House) -> None:
    number = await booked(house)
    keep = do.Hold((TimeFor(number, LATER),))
    assert "" == why(await by_staff(house, keep))
    for user in (VIEWER, ELSEWHERE, NOBODY):
        await by_staff(house, keep, user)
        await by_staff(house, do.LetGo((number,)), user)
        async with house.store.reading() as tx:
            slot = await tx.free_slot("togyzbaev", LATER)
            assert slot is not None
            held = await tx.held(slot, house.now)
        assert held is not None
        assert number == held.number
