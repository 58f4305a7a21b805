"""What applicants do to their requests: only to their own, and never into a dead end."""

import pytest
from msgspec.structs import replace

from bot.desk.acts import Done
from bot.dialogs import commands as do
from bot.messages import Screen
from bot.reception.lifecycle import State
from bot.reception.survey import Settled
from tests.desk.acting import SLOT, brought_to, by_citizen, by_staff, why
from tests.turns.house import CHAT, Citizen, Clerk, House, keys, remarks, telegram

PERSON = telegram(100)


async def booked(house: House, where: int = 100) -> str:
    return await Citizen(house, telegram(where)).books()


async def test_a_ticket_is_the_answer_to_a_request(house: House) -> None:
    person = Citizen(house, PERSON)
    await person.begins()
    await person.answers(until="review")
    await house.delivers()
    await person.presses("yes")
    sent = await house.delivers()
    assert ["strip", "notice-ticket", "menu-choice"] == keys(sent, PERSON)
    assert ["card-action"] == keys(sent, telegram(CHAT))
    assert [True] == [one.statutory for one in sent if one.request is not None]


@pytest.mark.parametrize(
    "command",
    [
        do.Withdraw,
        do.Release,
        do.Promise,
        lambda number: do.Rate(number, 5, Settled.YES, None),
    ],
)
async def test_requests_of_others_are_unreachable(house: House, command: type[do.Withdraw]) -> None:
    """Whoever guesses a number hears the same as of one that is not there."""
    number = await booked(house)
    before = await brought_to(house, number, State.SCHEDULED)
    other = Citizen(house, telegram(101))
    await other.begins()
    theirs = await by_citizen(house, command(number), 101)
    nobodys = await by_citizen(house, command("2026-000777-0"), 101)
    assert why(theirs) == why(nobodys) != ""
    assert before == await house.request(number)


async def test_a_release_frees_the_time_and_keeps_the_place(house: House) -> None:
    number = await booked(house)
    await Clerk(house).confirms(number)
    await house.wait(seconds=61)
    given = (await house.request(number)).given
    await by_citizen(house, do.Release(number))
    request = await house.request(number)
    assert (State.UNDER_REVIEW, None, None, given) == (
        request.state,
        request.slot,
        request.starts_at,
        request.given,
    )
    assert request.decided_by is None
    other = await booked(house, 101)
    assert SLOT == await Clerk(house).confirms(other)
    assert "reminder-comes" not in keys(await house.wait_until(SLOT), PERSON)


async def test_withdrawing_what_is_scheduled_is_heard_by_staff_anew(house: House) -> None:
    number = await booked(house)
    await Clerk(house).confirms(number)
    await house.wait(seconds=61)
    await by_citizen(house, do.Withdraw(number))
    (card,) = await house.delivers()
    assert isinstance(card.message, Screen)
    assert "" == card.message.edit
    assert ("details", "more") == await Clerk(house).options(number)


async def test_withdrawing_while_staff_may_undo_means_nothing_else_is_said(house: House) -> None:
    number = await booked(house)
    await Clerk(house).confirms(number)
    assert "" == why(await by_citizen(house, do.Withdraw(number)))
    assert [] == keys(await house.wait(minutes=5), PERSON)
    assert "undo-too-late" == why(await by_staff(house, do.Undo(number)))


async def test_a_request_decided_meanwhile_is_shown_as_it_is_now(house: House) -> None:
    """The person is asked whether to withdraw; staff have closed it before the yes."""
    number = await booked(house)
    person = Citizen(house, PERSON)
    await person.asks("my")
    await person.presses("withdraw")
    await brought_to(house, number, State.REFUSED)
    await house.delivers()
    await person.presses("yes")
    sent = await house.delivers()
    assert ["requests-refused"] == keys(sent)
    assert ("close",) == (await house.conversation(PERSON)).options


async def test_a_second_request_sent_at_the_last_moment_leads_to_the_first(house: House) -> None:
    """Staff undid a refusal while the person was filling a new one in."""
    first = await booked(house)
    await Clerk(house).refuses(first)
    person = Citizen(house, PERSON)
    await person.begins()
    await person.answers(until="review")
    await Clerk(house).presses(first, "undo")
    await house.delivers()
    await person.presses("yes")
    sent = await house.delivers()
    assert ["live-exists"] == remarks(sent)
    assert ["requests-waiting"] == keys(sent, PERSON)
    assert [first] == await house.numbers_given()


async def test_a_promise_shows_on_the_card_and_leaves_a_clerks_choice_alone(house: House) -> None:
    number = await booked(house)
    clerk = Clerk(house)
    await clerk.confirms(number)
    await house.wait(seconds=61)
    await clerk.presses(number, "move")
    choice = await clerk.options(number)
    await by_citizen(house, do.Promise(number))
    assert (await house.request(number)).promised
    assert choice == await clerk.options(number)
    await by_citizen(house, do.Withdraw(number))
    assert ("details", "more") == await clerk.options(number)


async def test_the_survey_is_answered_once(house: House) -> None:
    number = await booked(house)
    await brought_to(house, number, State.ATTENDED)
    answers = do.Rate(number, 4, Settled.PARTLY, "Рақмет")
    assert "" == why(await by_citizen(house, answers))
    assert "survey-closed" == why(await by_citizen(house, answers))
    assert ["rate"] == [event.kind for event in await house.history(number)][1:]


async def test_a_mark_is_kept_at_once_and_thanked_for_at_the_end(house: House) -> None:
    number = await booked(house)
    await brought_to(house, number, State.ATTENDED)
    mark = do.Rate(number, 4, None, None, complete=False)
    told: list[list[str]] = []
    for answers in (mark, replace(mark, settled=Settled.YES), replace(mark, complete=True)):
        outcome = await by_citizen(house, answers)
        assert isinstance(outcome, Done)
        told.append([one.key for one in outcome.says])
    assert [[], [], ["notice-thanks"]] == told
    assert ["rate"] == [event.kind for event in await house.history(number)][1:]


async def test_another_mark_is_another_event(house: House) -> None:
    number = await booked(house)
    await brought_to(house, number, State.ATTENDED)
    mark = do.Rate(number, 4, None, None, complete=False)
    for answers in (mark, replace(mark, rating=1), replace(mark, rating=1, complete=True)):
        assert "" == why(await by_citizen(house, answers))
    assert ["rate", "rate"] == [event.kind for event in await house.history(number)][1:]


async def test_staff_do_nothing_as_citizens_and_citizens_nothing_as_staff(house: House) -> None:
    number = await booked(house)
    staffs: list[do.Command] = [do.Confirm(number, SLOT), do.Undo(number), do.ShowDetails(number)]
    assert ["staff-only"] * 3 == [why(await by_citizen(house, one)) for one in staffs]
    citizens: list[do.Command] = [do.Withdraw(number), do.Promise(number)]
    assert ["unknown-command"] * 2 == [why(await by_staff(house, one)) for one in citizens]


async def test_a_withdrawn_consent_is_asked_for_again(house: House) -> None:
    number = await booked(house)
    await by_citizen(house, do.Withdraw(number))
    assert "" == why(await by_citizen(house, do.WithdrawConsent()))
    person = Citizen(house, PERSON)
    await person.begins()
    await person.presses("individual")
    assert "consent" == (await house.conversation(PERSON)).step
