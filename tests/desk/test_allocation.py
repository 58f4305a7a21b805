"""A whole queue laid into the schedule: every time as if given by its own card."""

from datetime import datetime

from bot.dialogs import commands as do
from bot.dialogs.incoming import Pressed
from bot.messages import Notice
from bot.reception.allocation import TimeFor
from bot.reception.lifecycle import State
from tests.desk.acting import LATER, SLOT, brought_to, by_staff, why
from tests.turns.house import CHAT, Citizen, Clerk, House, keys, telegram

ROOM = telegram(CHAT)
PEOPLE = (100, 101, 102)


async def a_queue(house: House) -> list[str]:
    """Return three requests to one official, in the order in which they came."""
    return [await Citizen(house, telegram(where)).books() for where in PEOPLE]


async def presses(house: House, key: str, user: int = 9001) -> None:
    """Press a button of the question in the chat itself."""
    now = await house.conversation(ROOM)
    assert key in now.options, (key, now)
    await house.hears(ROOM, Pressed(now.turn, now.options.index(key) + 1, "66"), user)


async def times(house: House, numbers: list[str]) -> list[datetime | None]:
    return [(await house.request(number)).starts_at for number in numbers]


async def test_a_press_gives_the_whole_queue_its_times_and_each_applicant_hears_once(
    house: House,
) -> None:
    numbers = await a_queue(house)
    await Clerk(house).asks("allocate")
    assert ["allocate-choice"] == keys(await house.delivers(), ROOM)
    await presses(house, "all")
    sent = keys(await house.delivers(), ROOM)
    assert ["allocate-done"] == [key for key in sent if key.startswith("allocate")]
    assert 3 == sent.count("card-action")
    given = await times(house, numbers)
    assert [SLOT, LATER] == given[:2]
    assert given == sorted(moment for moment in given if moment is not None)
    for number in numbers:
        assert "yes" == (await house.history(number))[-1].details["allocated"]
    sent_then = await house.wait(seconds=61)
    for where in PEOPLE:
        assert ["notice-confirmed"] == keys(sent_then, telegram(where))


async def test_the_cards_change_in_their_places(house: House) -> None:
    numbers = await a_queue(house)
    before = {one.card: one.edit for one in house.sent if one.card is not None}
    await Clerk(house).asks("allocate")
    await presses(house, "all")
    shown = [one for one in await house.delivers() if one.card in before]
    assert 3 == len([one for one in shown if one.edit])
    assert "undo" in await Clerk(house).options(numbers[0])


async def test_each_can_be_undone_on_its_card(house: House) -> None:
    numbers = await a_queue(house)
    await Clerk(house).asks("allocate")
    await presses(house, "all")
    await Clerk(house).presses(numbers[2], "undo")
    assert State.REGISTERED is (await house.request(numbers[2])).state
    assert [SLOT, LATER, None] == await times(house, numbers)


async def test_what_changed_meanwhile_is_left_out_and_named(house: House) -> None:
    numbers = await a_queue(house)
    await Clerk(house).asks("allocate")
    await house.delivers()
    await brought_to(house, numbers[0], State.WITHDRAWN)
    await presses(house, "all")
    assert [None, LATER] == (await times(house, numbers))[:2]
    (told,) = [one for one in await house.delivers() if one.card is None and _told(one.message)]
    assert isinstance(told.message, Notice)
    assert numbers[0] in str(told.message.say.args["skipped"])


def _told(message: object) -> bool:
    return isinstance(message, Notice) and message.say.key == "allocate-done"


async def test_nobody_is_stepped_over_because_a_time_was_lost(house: House) -> None:
    """Where the first finds the time gone, those behind wait for the next proposal."""
    numbers = await a_queue(house)
    other = await Citizen(house, telegram(105)).books()
    await brought_to(house, other, State.SCHEDULED)
    approved = do.Allocate((TimeFor(numbers[0], SLOT), TimeFor(numbers[1], LATER)))
    await by_staff(house, approved)
    assert [None, None] == (await times(house, numbers))[:2]


async def test_a_reason_is_kept_only_for_those_who_overtake(house: House) -> None:
    numbers = await a_queue(house)
    approved = (TimeFor(numbers[0], SLOT), TimeFor(numbers[2], LATER))
    assert "" == why(await by_staff(house, do.Allocate(approved, "Өтініш беруші шетелде")))
    first, last = [(await house.history(numbers[nth]))[-1].details for nth in (0, 2)]
    assert {"starts_at": SLOT.isoformat(), "allocated": "yes"} == first
    assert ("Өтініш беруші шетелде", "2") == (last["out_of_order"], last["place"])


async def test_a_reason_is_typed_in_answer_to_the_chats_own_question(house: House) -> None:
    numbers = await a_queue(house)
    clerk = Clerk(house)
    await clerk.asks("allocate", "togyzbaev")
    await presses(house, "some")
    await presses(house, numbers[0])
    await presses(house, "enough")
    await clerk.replies("", "Өтініш беруші шетелде")
    assert [None, LATER] == (await times(house, numbers))[:2]
    assert "2" == (await house.history(numbers[1]))[-1].details["place"]


async def test_a_second_proposal_takes_the_place_of_the_first(house: House) -> None:
    """What is kept for the queue is laid anew, and nobody is proposed a later time for it."""
    numbers = await a_queue(house)
    await Clerk(house).asks("allocate")
    await Clerk(house, 9002).asks("allocate")
    await presses(house, "all", 9002)
    assert [SLOT, LATER] == (await times(house, numbers))[:2]


async def test_a_proposal_cancelled_lets_its_times_go(house: House) -> None:
    numbers = await a_queue(house)
    other = await Citizen(house, telegram(105)).books()
    await Clerk(house).asks("allocate")
    assert "slot-held" == why(await by_staff(house, do.Confirm(other, SLOT, "Шұғыл мәселе")))
    await presses(house, "none")
    assert "allocate-cancelled" in keys(await house.delivers(), ROOM)
    assert "" == why(await by_staff(house, do.Confirm(other, SLOT, "Шұғыл мәселе")))
    assert [None] * 3 == await times(house, numbers)


async def test_who_only_reads_gives_nobody_a_time(house: House) -> None:
    numbers = await a_queue(house)
    await by_staff(house, do.Allocate((TimeFor(numbers[0], SLOT),)), 9004)
    assert [None] * 3 == await times(house, numbers)
