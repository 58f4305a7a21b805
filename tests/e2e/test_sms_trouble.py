"""What goes wrong by SMS: nonsense, strangers' calls, opt-outs, and a network with bad days."""

from collections.abc import AsyncIterator
from datetime import UTC, date, time
from pathlib import Path

import pytest

from bot.reception.calendar import at
from bot.settings import SmsInbound
from sandbox.people import SmsPerson
from tests.e2e.books import Books
from tests.e2e.citizens import books, books_by_sms, confirms, tells_by_sms, texts_through
from tests.e2e.installation import Changed, Installation, installation
from tests.e2e.network import inbound, look_at_every_sms, posts, sent_by_us
from tests.e2e.phrases import KK, SMS_KK, SMS_RU, SmsPhrases

PHONE = "+77012223344"
DAY_BEFORE = date(2026, 3, 12)
NO_ANSWERS = {"sms_inbound": SmsInbound.NONE}
NONSENSE = ("😀😀", "???", "<b>1</b>", "\u202e12345", "я не знаю что писать", "ұ" * 5000)


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


# ------------------------------------------------------------------------------- what people send


@pytest.mark.parametrize("first", [*NONSENSE, "1", "Сәлем!", "Здравствуйте"])
async def test_a_first_contact_is_answered_in_both_languages(sms: SmsPerson, first: str) -> None:
    """Whatever it was; then the menu in the language chosen."""
    await sms.texts(first)
    asked = await sms.sees("1 Қазақша\n2 Русский")
    assert "Жеке қабылдау" in asked.text
    assert "личный прием" in asked.text
    await sms.texts("русский")
    await sms.sees(SMS_RU.menu, new=True)


async def test_nonsense_gets_the_question_again_and_loses_nothing(
    sms: SmsPerson, words: SmsPhrases
) -> None:
    """A choice, then a text: emoji, signs, markup, 5,000 characters."""
    await sms.texts(words.book)
    await texts_through(sms, [(words.which_office, "2")])
    await sms.sees(words.whom, new=True)
    for text in (*NONSENSE, "4", "99", "0"):
        await sms.texts(text)
        again = await sms.sees(words.whom, new=True)
        assert words.not_understood in again.text
    await sms.texts("1")
    await texts_through(sms, [(words.on_whose_behalf, "1"), (words.consent, "1")])
    await sms.sees(words.ask_name, new=True)
    for text in ("😀😀", "12345", "ұ" * 5000):
        await sms.texts(text)
        await sms.sees("\n" + words.ask_name, new=True)
    await sms.texts(words.name)
    await sms.sees(words.ask_phone, new=True)


async def test_a_picture_is_not_taken(town: Installation, sms: SmsPerson) -> None:
    """Copies of identity documents may not be collected."""
    await tells_by_sms(sms, SMS_KK)
    media = {"NumMedia": "1", "MediaContentType0": "image/jpeg", "MediaUrl0": "https://x.example/1"}
    assert 200 == await posts(town, "/twilio/sms", inbound(PHONE, "", "MM1", **media))
    again = await sms.sees("Сурет қабылданбайды")
    assert SMS_KK.review in again.text


async def test_a_call_not_signed_by_twilio_changes_nothing(
    town: Installation, sms: SmsPerson
) -> None:
    """403 without a signature and with a wrong one, on both webhooks."""
    for proof in ("", "bm90IHRoZSBzaWduYXR1cmU="):
        assert 403 == await posts(town, "/twilio/sms", inbound(PHONE, "БРОНЬ", "SM1"), proof)
        form = {"MessageSid": "SM1", "MessageStatus": "delivered"}
        assert 403 == await posts(town, "/twilio/status", form, proof)
    await sms.texts("?")
    await sms.sees("1 Қазақша")
    assert 1 == len(sent_by_us(town))


async def test_the_same_message_told_twice_counts_once(town: Installation, sms: SmsPerson) -> None:
    """Twilio may call again; the second call answers nothing."""
    await sms.texts(SMS_KK.book)
    await sms.sees(SMS_KK.which_office)
    form = inbound(PHONE, "2", "SM-twice")
    assert 200 == await posts(town, "/twilio/sms", form)
    await sms.sees(SMS_KK.whom)
    before = len(sent_by_us(town))
    assert [200, 200] == [await posts(town, "/twilio/sms", form) for _ in range(2)]
    await sms.texts("1")
    await sms.sees(SMS_KK.on_whose_behalf)
    assert before + 1 == len(sent_by_us(town))


# ---------------------------------------------------------------------------------------- opt-outs


async def test_after_stop_nothing_more_is_sent_and_staff_call(
    town: Installation, sms: SmsPerson, words: SmsPhrases
) -> None:
    """The date and time become a task in the staff chat; START brings the person back."""
    clerk = town.sandbox.clerk(9001)
    number = await books_by_sms(sms, words)
    await sms.texts("STOP")
    await sms.sees("unsubscribed")
    silent = len(sent_by_us(town))
    await sms.texts(words.my)
    await confirms(clerk, number)
    await town.wait(seconds=61)
    call = await clerk.sees("Хабарлама өтініш берушіге жетпеді")
    assert number in call.text
    await town.wait_until(DAY_BEFORE, time(17, 0))
    assert silent == len(sent_by_us(town))
    await sms.texts("start")
    await sms.sees(words.menu, new=True)
    await sms.texts(words.my)
    await sms.sees(words.reception, new=True)


# --------------------------------------------------------------------------- the network's bad days


async def test_statuses_out_of_order_end_in_delivered(town: Installation, sms: SmsPerson) -> None:
    """A final word is never taken back by an earlier one that comes later."""
    town.sandbox.world.faults.sms_statuses_out_of_order = True
    await books_by_sms(sms, SMS_KK)
    network = town.sandbox.network
    reports = 4 * len(sent_by_us(town))
    told = await network.bell.wait_for(
        lambda: [p for p in network.posted if p.url.endswith("/status")][reports - 1 :] or None, 10
    )
    assert told is not None
    assert {204} == {one.status for one in network.posted if one.url.endswith("/status")}
    assert {("sent", "delivered")} == Books(town.settings).by_sms()


async def test_a_notice_that_cannot_be_delivered_becomes_a_call(
    town: Installation, sms: SmsPerson
) -> None:
    """The network says for good that the phone gets none: staff call."""
    clerk = town.sandbox.clerk(9001)
    number = await books_by_sms(sms, SMS_KK)
    await confirms(clerk, number)
    faults = town.sandbox.world.faults
    faults.sms_undelivered, faults.sms_undelivered_code = True, 30005
    await town.wait(seconds=61)
    call = await clerk.sees("Хабарлама өтініш берушіге жетпеді")
    assert number in call.text
    assert not [one for one in sms.messages if SMS_KK.scheduled in one.text]


async def test_a_phone_that_is_off_is_tried_three_times_in_a_day(
    town: Installation, sms: SmsPerson
) -> None:
    """It arrives once the phone is on; nothing else waits for it."""
    clerk = town.sandbox.clerk(9001)
    number = await books_by_sms(sms, SMS_KK)
    await confirms(clerk, number)
    faults = town.sandbox.world.faults
    faults.sms_undelivered, faults.sms_undelivered_code = True, 30003
    await town.wait(seconds=61)
    lost = await town.sandbox.network.bell.wait_for(
        lambda: [one for one in sent_by_us(town) if one.error_code == 30003] or None, 10
    )
    assert lost is not None
    faults.sms_undelivered = False
    await sms.texts(SMS_KK.help)
    await sms.sees("Қай мекеменің телефоны", new=True)
    await town.wait(hours=13)
    arrived = await sms.sees(SMS_KK.scheduled)
    assert number in arrived.text
    assert not [one for one in clerk.messages if "жетпеді" in one.text]


async def test_an_answer_lost_on_the_way_makes_no_second_sms(
    town: Installation, sms: SmsPerson
) -> None:
    """Twilio took it and its yes never came: it is looked up before it is sent again."""
    faults = town.sandbox.world.faults
    faults.sms_timeout_after_accept = True
    await sms.texts(SMS_RU.book)
    await sms.sees(SMS_RU.which_office)
    faults.sms_timeout_after_accept = False
    await sms.texts("2")
    await sms.sees(SMS_RU.whom)
    assert 1 == len([one for one in sent_by_us(town) if SMS_RU.which_office in one.body])


async def test_what_waits_while_sms_is_down_leaves_when_it_is_up(
    town: Installation, sms: SmsPerson
) -> None:
    """Once, and in order."""
    clerk = town.sandbox.clerk(9001)
    number = await books_by_sms(sms, SMS_KK)
    await confirms(clerk, number)
    town.sandbox.world.faults.sms_down = True
    await town.wait(seconds=70)
    assert SMS_KK.registered in sms.last.text
    town.sandbox.world.faults.sms_down = False
    await sms.sees(SMS_KK.scheduled)
    assert 1 == len([one for one in sent_by_us(town) if SMS_KK.scheduled in one.body])


# -------------------------------------------------------------------- a number nobody can write to


async def test_where_nobody_can_answer_no_text_asks_for_an_answer(
    tmp_path: Path, database: Changed
) -> None:
    """Booked while texts could be answered; now the phone and the bot stand in the reminder."""
    async with installation(tmp_path, changed=database) as town:
        sms = town.sandbox.sms_person(PHONE)
        number = await books_by_sms(sms, SMS_KK)
        await confirms(town.sandbox.clerk(9001), number)
        await town.wait(seconds=61)
        await sms.sees(SMS_KK.scheduled)
        begins = town.now
    unanswered = {**NO_ANSWERS, **database}
    async with installation(tmp_path, begins=begins, changed=unanswered) as town:
        sms = town.sandbox.sms_person(PHONE)
        assert 404 == await posts(town, "/twilio/sms", inbound(PHONE, "1", "SM1"))
        await town.wait_until(DAY_BEFORE, time(17, 0))
        reminder = await sms.sees("13.03.2026, 10:20")
        assert "?" not in reminder.text
        assert "+7 7172 00 00 02" in reminder.text
        assert "https://t.me/qabyldau_bot" in reminder.text
        await town.wait_until(date(2026, 3, 20), time(12, 0))
        assert ["13.03.2026"] * 2 == [
            "13.03.2026" if "13.03.2026" in one.text else one.text for one in sms.messages
        ]
        look_at_every_sms(town)


async def test_a_notice_by_the_other_way_asks_for_no_answer(
    tmp_path: Path, database: Changed
) -> None:
    """Who blocked the bot reads the date and time by SMS, with a phone to call."""
    begins = at(date(2026, 3, 2), time(10, 0)).astimezone(UTC)
    unanswered = {**NO_ANSWERS, **database}
    async with installation(tmp_path, begins=begins, changed=unanswered) as town:
        person = town.sandbox.person("Айгүл", language="kk", phone=PHONE)
        number = await books(person, KK)
        person.blocks()
        await confirms(town.sandbox.clerk(9001), number)
        await town.wait(seconds=65)
        notice = await town.sandbox.sms_person(PHONE).sees(number)
        assert "?" not in notice.text
        assert "+7 7172 00 00 02" in notice.text
        look_at_every_sms(town)
