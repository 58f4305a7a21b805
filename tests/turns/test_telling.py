"""Where an answer appears: in place of the question, below it, or only as a word to the presser."""

import pytest

from bot.dialogs.incoming import Key, Pressed
from bot.dialogs.say import say
from bot.messages import Notice, Screen, Strip
from bot.records import Address, ChannelName, Envelope
from tests.turns.house import CHAT, Citizen, Clerk, House, keys, shares, telegram

PERSON = telegram(100)
SMS = Address(ChannelName.SMS, "+77011234567")


@pytest.fixture
async def person(house: House) -> Citizen:
    """Give someone at the question for whom they ask."""
    person = Citizen(house, PERSON)
    await person.begins()
    await house.delivers()
    return person


def only_screen(sent: list[Envelope]) -> Screen:
    (screen,) = [one.message for one in sent if isinstance(one.message, Screen)]
    return screen


async def test_a_pressed_question_turns_into_the_next_one(house: House, person: Citizen) -> None:
    await person.says(await person.press("individual", "42"))
    sent = await house.delivers()
    assert ["consent-ask"] == keys(sent)
    assert "42" == only_screen(sent).edit


async def test_after_a_typed_answer_the_next_question_stands_below(
    house: House, person: Citizen
) -> None:
    await person.answers(until="name")
    await house.delivers()
    await person.types("Бекмағамбетов Асқар")
    sent = await house.delivers()
    assert ["booking-phone"] == keys(sent)
    assert None is only_screen(sent).edit


async def test_where_the_phones_keyboard_comes_the_question_is_a_new_message(
    house: House, person: Citizen
) -> None:
    """And the pressed one loses its buttons; the keyboard goes with the answer."""
    await person.answers(until="phone")
    await house.delivers()
    await person.says(Pressed((await house.conversation(PERSON)).turn, Key.BACK, "42"))
    await person.types("Бекмағамбетов Асқар")
    sent = await house.delivers()
    assert "booking-phone" == keys(sent)[-1]
    await person.says(shares())
    noted, question = await house.delivers()
    assert Notice(say("contact-noted"), clears=True) == noted.message
    assert None is only_screen([question]).edit


async def test_a_farewell_takes_the_buttons_off_and_stays_above_the_menu(
    house: House, person: Citizen
) -> None:
    await person.presses("individual")
    await house.delivers()
    await person.says(await person.press("no", "42"))
    sent = await house.delivers()
    assert ["strip", "consent-refused", "menu-choice"] == keys(sent)
    assert Strip("42") == sent[0].message
    assert None is only_screen(sent).edit


async def test_where_words_are_dear_no_menu_follows_a_notice(house: House) -> None:
    """And a number texted then is no answer to a menu that nobody has seen."""
    person = Citizen(house, SMS)
    await person.begins()
    await person.answers()
    assert keys(house.sent + await house.delivers(), SMS)[-1] == "notice-ticket"
    assert () == (await house.conversation(SMS)).options
    await person.types("1")
    assert ["menu-choice"] == keys(await house.delivers(), SMS)


async def test_whoever_may_not_press_leaves_the_card_as_it_was(house: House) -> None:
    number = await Citizen(house, PERSON).books()
    before = await house.conversation(telegram(CHAT, number))
    for user, why in ((1, "staff-only"), (9004, "role-may-not")):
        reply = await Clerk(house, user).presses(number, "confirm")
        assert reply.toast is not None
        assert why == reply.toast.key
    assert [] == await house.delivers()
    assert before == await house.conversation(telegram(CHAT, number))


async def test_a_double_tap_on_an_undecided_card_is_only_late(house: House) -> None:
    number = await Citizen(house, PERSON).books()
    clerk = Clerk(house)
    tap = await clerk.press(number, "refuse")
    await clerk.does(number, tap)
    reply = await clerk.does(number, tap)
    assert reply.toast is not None
    assert "already-answered" == reply.toast.key


async def test_a_group_that_is_no_staff_chat_any_more_is_not_spoken_to(house: House) -> None:
    await house.hears(Address(ChannelName.TELEGRAM, "-100999"), Pressed(1, 1, "1"), 9001)
    assert [] == await house.delivers()
