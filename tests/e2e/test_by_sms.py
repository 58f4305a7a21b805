"""The main job by SMS, in both languages, over real HTTP, with nothing but a plain phone."""

from collections.abc import AsyncIterator
from datetime import date, time
from pathlib import Path

import pytest

from sandbox.people import SmsPerson
from tests.e2e.citizens import books_by_sms, confirms, number_in, tells_by_sms, texts_through
from tests.e2e.installation import Changed, Installation, installation
from tests.e2e.network import look_at_every_sms
from tests.e2e.phrases import SMS_KK, SMS_RU, SmsPhrases

PHONE = "+77012223344"
DAY_BEFORE, DAY = date(2026, 3, 12), date(2026, 3, 13)
"""The minister receives on the second Friday of the month, from 10:00."""


@pytest.fixture
async def town(tmp_path: Path, database: Changed) -> AsyncIterator[Installation]:
    """The program and the sandbox; afterwards every SMS is looked at."""
    async with installation(tmp_path, changed=database) as running:
        yield running
        look_at_every_sms(running)


@pytest.fixture
def sms(town: Installation) -> SmsPerson:
    """Someone with a plain phone."""
    return town.sandbox.sms_person(PHONE)


@pytest.fixture
def words(language: str) -> SmsPhrases:
    """What people text and read."""
    return {"kk": SMS_KK, "ru": SMS_RU}[language]


async def test_a_citizen_books_by_numbers_and_everything_follows(
    town: Installation, sms: SmsPerson, words: SmsPhrases
) -> None:
    """Ticket, card, date and time after the undo, reminder, survey: numbers are enough."""
    clerk = town.sandbox.clerk(9001)
    number = await books_by_sms(sms, words)

    card = await clerk.sees(number)
    for personal in (words.name, words.name.split()[0], PHONE[1:], words.essence):
        assert personal not in card.text
    await confirms(clerk, number)
    assert words.registered in sms.last.text

    await town.wait(seconds=61)
    reply = await sms.sees(words.scheduled)
    assert number == number_in(reply.text)
    assert words.reception in reply.text

    await town.wait_until(DAY_BEFORE, time(16, 59))
    assert reply == sms.last
    await town.wait_until(DAY_BEFORE, time(17, 0))
    await sms.sees(words.come)
    await sms.texts("1")
    await sms.sees(words.expected)

    await town.wait_until(DAY, time(10, 40))
    await clerk.presses("Қабылдау өткізілді", on=number)
    await clerk.sees("қабылдау өткізілді")
    await town.next_working_day(time(11, 0))
    await sms.sees(words.rate)
    await sms.texts("5")
    await texts_through(sms, [(words.settled, "2"), (words.comment, "1")])
    await sms.sees(words.thanks)
    await clerk.sees("Берген бағасы: 5")


async def test_words_do_as_well_as_numbers_however_they_are_typed(
    town: Installation, sms: SmsPerson, words: SmsPhrases
) -> None:
    """Labels and usual words in any case, without Kazakh letters; the reminder and survey too."""
    clerk = town.sandbox.clerk(9001)
    office, official, behalf, agree, phone, day, category, help_, send = words.by_words
    await sms.texts(words.book.capitalize())
    await texts_through(
        sms,
        [
            (words.which_office, office),
            (words.whom, official),
            (words.on_whose_behalf, behalf),
            (words.consent, agree),
            (words.ask_name, words.name.lower()),
            (words.ask_phone, phone),
            (words.ask_essence, words.essence),
            (words.unfit, day),
            (words.category, category),
            (words.ask_help, help_),
            (words.review, send),
        ],
    )
    number = number_in((await sms.sees(words.registered, new=True)).text)
    await confirms(clerk, number)
    await town.wait_until(DAY_BEFORE, time(17, 0))
    await sms.sees(words.come)
    await sms.texts(words.will_come)
    await sms.sees(words.expected)
    await town.wait_until(DAY, time(10, 40))
    await clerk.presses("Қабылдау өткізілді", on=number)
    await clerk.sees("қабылдау өткізілді")
    await town.next_working_day(time(11, 0))
    await sms.sees(words.rate)
    await sms.texts("5️⃣")
    await texts_through(sms, [(words.settled, words.yes), (words.comment, words.skip)])
    await sms.sees(words.thanks)


async def test_a_refusal_names_its_ground_and_the_right_to_complain(
    town: Installation, sms: SmsPerson, words: SmsPhrases
) -> None:
    """By SMS it says where the ground is told: a lock screen is no place for it."""
    clerk = town.sandbox.clerk(9002)
    number = await books_by_sms(sms, words)
    await clerk.presses("Бас тарту", on=number)
    await clerk.sees("негізін таңдаңыз")
    await clerk.presses(clerk.last.buttons[0][0], on=number)
    await clerk.sees("түсіндірме керек болса")
    await clerk.presses("Өткізіп жіберу", on=number)
    await clerk.presses("Бас тартуды жіберу", on=number)
    await clerk.sees("· бас тартылды")
    assert words.registered in sms.last.text
    await town.wait(seconds=61)
    refusal = await sms.sees(words.refused)
    assert words.complaint in refusal.text
    assert "+7 7172 00 00 02" in refusal.text
    await sms.texts(words.my)
    status = await sms.sees(number, new=True)
    assert words.refused in status.text


async def test_the_citizen_withdraws(town: Installation, sms: SmsPerson, words: SmsPhrases) -> None:
    """The word for the status, withdraw, make sure; staff see it, and nothing more is sent."""
    clerk = town.sandbox.clerk(9001)
    number = await books_by_sms(sms, words)
    await confirms(clerk, number)
    await town.wait(seconds=61)
    await sms.sees(words.scheduled)
    await sms.texts(words.my)
    await texts_through(sms, [(words.reception, "2"), (words.sure, "1")])
    last = await sms.sees(words.withdrawn, new=True)
    await clerk.sees("жазылуды жойды")
    await town.wait(days=14)
    assert last == sms.last


async def test_who_cannot_come_says_so_and_waits_for_another_time(
    town: Installation, sms: SmsPerson, words: SmsPhrases
) -> None:
    """The reminder answered by 2; the place in the queue is kept."""
    clerk = town.sandbox.clerk(9001)
    number = await books_by_sms(sms, words)
    await confirms(clerk, number)
    await town.wait_until(DAY_BEFORE, time(17, 0))
    await sms.sees(words.come)
    await sms.texts("2")
    await texts_through(sms, [(words.sure, words.yes)])
    last = await sms.sees(words.released, new=True)
    await clerk.sees("Кезектегі орны: 1", new=True)
    await town.wait(days=3)
    assert last == sms.last


async def test_after_a_notice_no_menu_is_sent_but_what_is_texted_is_understood(
    town: Installation, sms: SmsPerson, words: SmsPhrases
) -> None:
    """A number answers nothing that was never shown; it brings the menu, and then it counts."""
    await books_by_sms(sms, words)
    ticket = sms.last
    assert words.registered in ticket.text
    assert words.menu not in ticket.text
    await sms.texts("1")
    await sms.sees(words.menu, new=True)
    await sms.texts("2")
    await sms.sees(number_in(ticket.text), new=True)
    await sms.texts(words.book.lower())
    await sms.sees(words.which_office, new=True)


async def test_a_notice_in_between_leaves_the_question_answerable(
    town: Installation, sms: SmsPerson, words: SmsPhrases
) -> None:
    """The date and time arrive while another booking waits for an answer by number."""
    clerk = town.sandbox.clerk(9001)
    number = await books_by_sms(sms, words)
    await sms.texts(words.book)
    await sms.sees(words.which_office, new=True)
    await confirms(clerk, number)
    await town.wait(seconds=61)
    await sms.sees(words.scheduled)
    await sms.texts("1")
    await sms.sees(words.whom, new=True)


async def test_help_language_and_cancel_by_their_words(
    town: Installation, sms: SmsPerson, words: SmsPhrases
) -> None:
    """At any step; the answers given are kept when the language changes."""
    other = SMS_RU if words is SMS_KK else SMS_KK
    await sms.texts(words.book)
    await texts_through(sms, [(words.which_office, "2"), (words.whom, words.help)])
    await sms.sees("3 ", new=True)
    await sms.texts("1")
    told = await sms.sees(words.words, new=True)
    assert "+7 7172 00 00 01" in told.text
    await sms.sees(words.whom, new=True)
    await sms.texts(words.language)
    await sms.sees("1 Қазақша\n2 Русский", new=True)
    await sms.texts("2" if other is SMS_RU else "1")
    await sms.sees(other.whom, new=True)
    await sms.texts(other.cancel)
    await sms.sees(other.not_sent, new=True)
    await sms.texts(other.cancel.lower())
    at_rest = await sms.sees(other.menu, new=True)
    assert other.not_understood not in at_rest.text


async def test_zero_shows_more_and_numbers_go_on(town: Installation, sms: SmsPerson) -> None:
    """What can be changed in the review is longer than an SMS."""
    await tells_by_sms(sms, SMS_KK)
    await sms.texts("2")
    first = await sms.sees("Нені өзгертесіз?", new=True)
    assert "0 Тағы" in first.text
    await sms.texts("0")
    second = await sms.sees("Нені өзгертесіз?", new=True)
    number, label = second.text.splitlines()[1].split(maxsplit=1)
    assert ("6", "Мәселенің мәні") == (number, label)
    await sms.texts("6")
    await sms.sees(SMS_KK.ask_essence, new=True)
    await sms.texts("Енді мәселем басқа: су келмей тұр, көмектесіңіздер.")
    await sms.sees(SMS_KK.review, new=True)


async def test_the_consent_can_be_read_whole_and_denied(
    town: Installation, sms: SmsPerson, words: SmsPhrases
) -> None:
    """The third answer is its text; without consent there is the office's phone and portal."""
    await sms.texts(words.book)
    await texts_through(sms, [(words.which_office, "2"), (words.whom, "1")])
    await texts_through(sms, [(words.on_whose_behalf, "1"), (words.consent, "3")])
    whole = await sms.sees("94-V", new=True)
    assert words.consent in whole.text
    await sms.texts("2")
    elsewhere = await sms.sees("+7 7172 00 00 02", new=True)
    assert "https://eotinish.kz" in elsewhere.text
    assert not [one for one in sms.messages if words.ask_name in one.text]


async def test_a_second_request_to_the_same_official_is_not_made(
    town: Installation, sms: SmsPerson, words: SmsPhrases
) -> None:
    """The live one is shown instead."""
    number = await books_by_sms(sms, words)
    await sms.texts(words.book)
    await texts_through(sms, [(words.which_office, "2"), (words.whom, "1")])
    shown = await sms.sees(words.exists, new=True)
    assert number in shown.text
