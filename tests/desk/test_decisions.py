"""What staff decide: who may, who is first, what the applicant hears, and taking it back."""

import asyncio
from datetime import timedelta

import pytest

from bot.dialogs import commands as do
from bot.dialogs.incoming import Typed
from bot.messages import Notice, Screen
from bot.reception.language import Lang
from bot.reception.lifecycle import Act, State
from tests.desk.acting import LATER, NEAR, SLOT, brought_to, by_staff, why
from tests.turns.house import CHAT, Citizen, Clerk, House, key_of, keys, remarks, telegram, to

PERSON = telegram(100)


async def booked(house: House, where: int = 100, official: str = "togyzbaev") -> str:
    return await Citizen(house, telegram(where)).books(official)


async def test_the_applicant_hears_a_decision_only_when_it_cannot_be_undone(
    house: House,
) -> None:
    number = await booked(house)
    assert SLOT == await Clerk(house).confirms(number)
    assert [] == keys(await house.wait(seconds=59), PERSON)
    assert ["notice-confirmed"] == keys(await house.wait(seconds=1), PERSON)
    request = await house.request(number)
    assert (SLOT, 20, house.now) == (request.starts_at, request.minutes, request.replied_at)


async def test_a_decision_undone_is_never_heard_of_and_the_slot_is_free(house: House) -> None:
    number = await booked(house)
    before = await house.request(number)
    clerk = Clerk(house)
    await clerk.confirms(number)
    reply = await clerk.presses(number, "undo")
    assert reply.toast is not None
    assert "undone" == reply.toast.key
    after = await house.request(number)
    same = (before.state, None, None, None, None)
    assert same == (after.state, after.slot, after.starts_at, after.minutes, after.decided_by)
    assert [] == keys(await house.wait(minutes=5), PERSON)
    assert SLOT == await clerk.confirms(await booked(house, 101))


async def test_after_a_minute_it_is_too_late_to_undo(house: House) -> None:
    number = await booked(house)
    clerk = Clerk(house)
    await clerk.confirms(number)
    undo = await clerk.press(number, "undo")
    house.clock.moment += timedelta(seconds=60)
    await house.delivers()
    await clerk.does(number, undo)
    assert ["invalid-option-gone"] == remarks(await house.delivers())
    assert State.SCHEDULED is (await house.request(number)).state
    assert "undo-too-late" == why(await by_staff(house, do.Undo(number)))
    assert ("confirm", "refuse") != await clerk.options(number)


async def test_nothing_else_is_decided_while_it_may_be_undone(house: House) -> None:
    number = await booked(house)
    await Clerk(house).confirms(number)
    assert "already-decided" == why(await by_staff(house, do.Confirm(number, LATER), 9002))
    assert "already-decided" == why(
        await by_staff(house, do.Refuse(number, "repeat", None, None), 9002)
    )


async def test_a_move_undone_gives_the_old_time_back(house: House) -> None:
    """With its reminders, and nothing is said."""
    number = await booked(house)
    clerk = Clerk(house)
    await clerk.confirms(number)
    await house.wait(seconds=61)
    assert LATER == await clerk.confirms(number)
    await clerk.presses(number, "undo")
    request = await house.request(number)
    assert (State.SCHEDULED, SLOT, 20) == (request.state, request.starts_at, request.minutes)
    assert [] == keys(await house.wait(minutes=5), PERSON)
    sent = await house.wait_until(SLOT - timedelta(hours=2))
    assert ["reminder-comes"] == keys(sent, PERSON)
    assert SLOT == _argument(sent[0].message, "when")


async def test_a_move_is_not_undone_when_its_old_time_was_given_away(house: House) -> None:
    first, second = await booked(house), await booked(house, 101)
    await by_staff(house, do.Confirm(first, SLOT, "х"))
    await house.wait(seconds=61)
    await by_staff(house, do.Confirm(first, LATER, "х"))
    await by_staff(house, do.Confirm(second, SLOT, "х"))
    assert "undo-slot-taken" == why(await by_staff(house, do.Undo(first)))
    assert LATER == (await house.request(first)).starts_at


async def test_a_move_keeps_registration_and_tells_the_new_time(house: House) -> None:
    number = await booked(house)
    clerk = Clerk(house)
    await clerk.confirms(number)
    await house.wait(seconds=61)
    given = (await house.request(number)).given
    await clerk.confirms(number)
    sent = await house.wait(seconds=61)
    assert ["notice-moved", "moved-suits"] == keys(sent, PERSON)
    assert given == (await house.request(number)).given
    assert [number] == [(await house.request(number)).number]


async def test_a_refusal_frees_the_time_and_its_undo_takes_it_back(house: House) -> None:
    number = await booked(house)
    await brought_to(house, number, State.SCHEDULED)
    await by_staff(house, do.Refuse(number, "not-competent", "Әкімдікке", "Түсіндірме"))
    refused = await house.request(number)
    assert (None, None, "not-competent") == (refused.slot, refused.starts_at, refused.ground)
    await by_staff(house, do.Undo(number))
    back = await house.request(number)
    assert (State.SCHEDULED, SLOT, 20) == (back.state, back.starts_at, back.minutes)
    assert (None, None, None) == (back.ground, back.where, back.comment)


async def test_a_refusal_says_its_ground_and_the_right_to_complain(house: House) -> None:
    number = await booked(house)
    await Clerk(house).refuses(number, "court")
    (sent,) = [one for one in await house.wait(seconds=61) if to(one) == PERSON]
    assert "notice-refused" == key_of(sent)
    assert sent.statutory
    assert house.directory.complaint == _argument(sent.message, "complaint")
    assert house.directory.ground("court").text == _argument(sent.message, "ground")


async def test_a_consultation_gives_the_time_free(house: House) -> None:
    number = await booked(house)
    await brought_to(house, number, State.SCHEDULED)
    await by_staff(house, do.Declare(number, Act.CONSULT))
    other = await booked(house, 101)
    assert "" == why(await by_staff(house, do.Confirm(other, SLOT)))


async def test_two_decisions_at_once_one_wins_and_the_other_hears_who(house: House) -> None:
    number = await booked(house)
    clerk, other = Clerk(house, 9001), Clerk(house, 9002)
    await clerk.presses(number, "confirm")
    slot = (await clerk.options(number))[0]
    press = await clerk.press(number, slot)
    address = telegram(CHAT, number)
    replies = await house.turns.accept(
        [house.update(address, press, clerk.user), house.update(address, press, other.user)]
    )
    assert [None, "already-decided"] == [r.toast.key if r.toast else None for r in replies]
    assert replies[1].toast is not None
    assert "Әсел" == replies[1].toast.args["by"]
    assert ["notice-confirmed"] == keys(await house.wait(seconds=61), PERSON)


async def test_two_processes_deciding_at_once_tell_the_applicant_one_thing(
    two_houses: tuple[House, House],
) -> None:
    first, second = two_houses
    for where in range(100, 110):
        number = await booked(first, where)
        outcomes = await asyncio.gather(
            by_staff(first, do.Confirm(number, SLOT + timedelta(minutes=20) * (where % 2)), 9001),
            by_staff(second, do.Refuse(number, "repeat", None, None), 9002),
        )
        assert 1 == len([one for one in outcomes if not why(one)]), where
        sent = keys(await first.wait(seconds=61), telegram(where))
        assert 1 == len(sent), sent
        await brought_to(first, number, State.WITHDRAWN)


async def test_two_processes_never_give_one_time_twice(two_houses: tuple[House, House]) -> None:
    first, second = two_houses
    numbers = [await booked(first, 100), await booked(first, 101)]
    outcomes = await asyncio.gather(
        by_staff(first, do.Confirm(numbers[0], SLOT)),
        by_staff(second, do.Confirm(numbers[1], SLOT)),
    )
    assert ["", "slot-taken"] == sorted(map(why, outcomes))


async def test_a_time_that_is_taken_past_or_unknown_is_not_given(house: House) -> None:
    holder, number = await booked(house), await booked(house, 101)
    await brought_to(house, holder, State.SCHEDULED)
    taken = await by_staff(house, do.Confirm(number, SLOT))
    assert "slot-taken" == why(taken)
    assert "slot-gone" == why(
        await by_staff(house, do.Confirm(number, SLOT + timedelta(minutes=1)))
    )
    house.clock.moment = NEAR
    assert "slot-gone" == why(await by_staff(house, do.Confirm(number, NEAR)))


async def test_a_near_time_needs_a_reason_which_the_history_keeps(house: House) -> None:
    number = await booked(house)
    clerk = Clerk(house)
    await clerk.presses(number, "confirm")
    await clerk.presses(number, "other-day")
    await clerk.replies(number, "03.03 10:00")
    assert State.REGISTERED is (await house.request(number)).state
    await clerk.replies(number, "Келісілген уақыт")
    assert NEAR == (await house.request(number)).starts_at
    details = (await house.history(number))[-1].details
    assert "Келісілген уақыт" == details["reason"]


async def test_a_command_decides_as_a_button_and_lays_the_card_anew(house: House) -> None:
    number = await booked(house)
    await Clerk(house).asks("confirm", "1 10.03 10:00")
    sent = await house.delivers()
    assert SLOT == (await house.request(number)).starts_at
    assert ["card-action"] == keys(sent)
    screen = sent[0].message
    assert isinstance(screen, Screen)
    assert "" == screen.edit  # a new message at the bottom of the chat
    assert ("undo", "details", "more") == await Clerk(house).options(number)


async def test_who_types_an_answer_to_a_card_reads_why_it_will_not_do(house: House) -> None:
    """The time was given away while it was being typed."""
    number, other = await booked(house), await booked(house, 101)
    clerk = Clerk(house)
    await clerk.presses(number, "confirm")
    await clerk.presses(number, "other-day")
    await house.delivers()
    both = [
        house.update(telegram(CHAT, other), await clerk.press(other, "confirm"), 9002),
        house.update(telegram(CHAT, number), Typed("10.03 10:00"), 9001),
    ]
    await house.turns.accept(both[:1])
    slot = await clerk.press(other, (await clerk.options(other))[0])
    await house.turns.accept([house.update(telegram(CHAT, other), slot, 9002), both[1]])
    sent = await house.delivers()
    assert State.REGISTERED is (await house.request(number)).state
    # The other one is asked for a reason meanwhile: somebody is ahead of them.
    assert ["slot-held"] == remarks(sent)


@pytest.mark.parametrize(
    ("user", "expected"), [(9004, "role-may-not"), (1, "staff-only"), (9001, "")]
)
async def test_only_staff_who_may_decide_do(house: House, user: int, expected: str) -> None:
    number = await booked(house)
    decisions: list[do.Command] = [do.Confirm(number, SLOT), do.Undo(number)]
    assert [expected] * 2 == [why(await by_staff(house, one, user)) for one in decisions]


async def test_a_viewer_reads_the_details_and_nothing_else(house: House) -> None:
    number = await booked(house)
    assert "" == why(await by_staff(house, do.ShowDetails(number), 9004))
    assert ["staff-details"] == keys(await house.delivers(), telegram(9004))
    assert State.REGISTERED is (await house.request(number)).state


async def test_reading_the_details_is_logged_with_who_read_them(house: House) -> None:
    number = await booked(house)
    reply = await Clerk(house, 9002).presses(number, "details")
    assert reply.toast is not None
    assert "details-sent" == reply.toast.key
    (sent,) = [one for one in await house.delivers() if key_of(one) == "staff-details"]
    assert ("9002", Notice) == (sent.address.where, type(sent.message))
    read = (await house.history(number))[1]
    assert ("details_read", "staff:9002") == (read.kind, read.who)


async def test_whoever_may_decide_and_reads_a_new_request_takes_it_under_review(
    house: House,
) -> None:
    number = await booked(house)
    before = await house.request(number)
    for _ in range(2):
        await Clerk(house).presses(number, "details")
    after = await house.request(number)
    assert (State.UNDER_REVIEW, before.version) == (after.state, after.version)
    done = [event.kind for event in await house.history(number)]
    assert ["register", "details_read", "review", "details_read"] == done
    assert ("confirm", "refuse") == (await Clerk(house).options(number))[:2]


async def test_details_that_could_not_be_shown_soon_are_not_shown_later(house: House) -> None:
    number = await booked(house)
    await Clerk(house).presses(number, "details")
    assert [] == keys(await house.wait(minutes=11), telegram(9001))


async def test_the_office_is_told_about_a_request_of_another_person_only_by_its_own(
    house: House,
) -> None:
    assert "request-unknown" == why(await by_staff(house, do.ShowDetails("2026-000009-9")))


async def test_another_live_request_stands_in_the_way_of_a_new_time(house: House) -> None:
    """A reception was not held, the person booked again, and staff move the first one."""
    first = await booked(house)
    await brought_to(house, first, State.NOT_HELD)
    second = await booked(house)
    outcome = await by_staff(house, do.Confirm(first, LATER))
    assert "another-live" == why(outcome)
    assert State.NOT_HELD is (await house.request(first)).state
    assert State.REGISTERED is (await house.request(second)).state


@pytest.mark.parametrize(
    ("act", "expected"),
    [
        (Act.DECLARE_NO_SHOW, ["notice-no-show"]),
        (Act.DECLARE_NOT_HELD, ["notice-not-held"]),
        (Act.DECLARE_ATTENDED, []),
    ],
)
async def test_what_became_of_the_reception_is_told_where_it_matters(
    house: House, act: Act, expected: list[str]
) -> None:
    number = await booked(house)
    await brought_to(house, number, State.SCHEDULED)
    assert "reception-not-over" == why(await by_staff(house, do.Declare(number, act)))
    house.clock.moment = SLOT + timedelta(minutes=20)
    assert "" == why(await by_staff(house, do.Declare(number, act)))
    assert expected == keys(await house.wait(seconds=61), PERSON)


async def test_notices_speak_the_persons_language_and_cards_the_chats(house: House) -> None:
    await Citizen(house, PERSON).begins(lang=Lang.RU)
    person = Citizen(house, PERSON)
    await person.answers()
    (number,) = await house.numbers_given()
    await Clerk(house).confirms(number)
    spoken = {(key_of(one), one.lang) for one in await house.wait(seconds=61)}
    assert ("notice-confirmed", Lang.RU) in spoken
    assert ("card-action", Lang.KK) in spoken
    await person.asks("lang")
    await person.presses("kk")
    await Clerk(house).confirms(number)
    spoken = {(key_of(one), one.lang) for one in await house.wait(seconds=61)}
    assert ("notice-moved", Lang.KK) in spoken


def _argument(message: object, name: str) -> object:
    said = message.say if isinstance(message, Notice) else message.prompt  # type: ignore[attr-defined]
    return said.args[name]
