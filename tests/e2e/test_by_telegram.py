"""The main job in Telegram, in both languages, over real HTTP: from /start to the survey."""

from datetime import date, time

from tests.e2e.citizens import begins_booking, books, number_in, starts, tells
from tests.e2e.installation import Installation
from tests.e2e.phrases import KK, RU, Phrases

PHONE = "+77017654321"
DAY_BEFORE, DAY = date(2026, 3, 12), date(2026, 3, 13)
"""The minister receives on the second Friday of the month, from 10:00."""


async def test_a_citizen_books_staff_confirm_and_everything_follows(
    town: Installation, words: Phrases
) -> None:
    """Ticket, card, date and time after the undo, reminders, attended, survey."""
    person = town.sandbox.person("Айгүл", language=words.code, phone=PHONE)
    clerk = town.sandbox.clerk(9001)
    number = await books(person, words)

    card = await clerk.sees(number)
    for personal in (words.name, words.name.split()[0], PHONE[1:], words.essence):
        assert personal not in card.text
    await clerk.presses("Тағайындау", on=number)
    await clerk.sees("Уақытын таңдаңыз")
    await clerk.presses(", 10:20", on=number)
    await clerk.sees("· тағайындалды")
    assert not [one for one in person.messages if words.scheduled in one.text]

    await town.wait(seconds=61)
    reply = await person.sees(words.scheduled)
    assert number == number_in(reply.text)

    await town.wait_until(DAY_BEFORE, time(16, 59))
    assert not [one for one in person.messages if words.reminder in one.text]
    await town.wait_until(DAY_BEFORE, time(17, 0))
    await person.sees(words.reminder)
    await person.presses(words.will_come)
    await person.sees(words.expected)

    await town.wait_until(DAY, time(10, 40))
    await clerk.presses("Қабылдау өткізілді", on=number)
    await clerk.sees("қабылдау өткізілді")

    await town.next_working_day(time(11, 0))
    await person.sees(words.how_was_it)
    await person.presses(words.best)
    await person.sees(words.settled_asked)
    await person.presses(words.yes)
    await person.sees(words.comment_asked)
    await person.presses(words.skip)
    await person.sees(words.thanks)
    await clerk.sees("Берген бағасы: 5")


async def test_a_refusal_names_its_ground_and_the_right_to_complain(
    town: Installation, words: Phrases
) -> None:
    """A person refuses, sees what will be read, and the citizen reads it after the undo."""
    person = town.sandbox.person("Айгүл", language=words.code, phone=PHONE)
    clerk = town.sandbox.clerk(9002)
    number = await books(person, words)
    await clerk.presses("Бас тарту", on=number)
    await clerk.sees("негізін таңдаңыз")
    ground = clerk.last.buttons[0][0]
    await clerk.presses(ground, on=number)
    await clerk.sees("түсіндірме керек болса")
    await clerk.presses("Өткізіп жіберу", on=number)
    await clerk.sees("мынаны оқиды")
    await clerk.presses("Бас тартуды жіберу", on=number)
    await clerk.sees("· бас тартылды")
    await town.wait(seconds=61)
    refusal = await person.sees(words.refused)
    assert words.complaint in refusal.text


async def test_a_decision_undone_within_a_minute_is_never_heard_of(town: Installation) -> None:
    """The citizen gets nothing; the request waits again."""
    person = town.sandbox.person("Сергей", language="ru", phone=PHONE)
    clerk = town.sandbox.clerk(9001)
    number = await books(person, RU)
    await clerk.presses("Тағайындау", on=number)
    await clerk.presses(", 10:20", on=number)
    await clerk.presses("Шешімді болдырмау", on=number)
    await clerk.hears("болдырылмады")
    await clerk.sees("Кезектегі орны: 1", new=True)
    before = len(person.messages)
    await town.wait(hours=1)
    assert before == len(person.messages)


async def test_the_citizen_withdraws_and_the_card_says_so(
    town: Installation, words: Phrases
) -> None:
    """A withdrawal is confirmed, told to staff, and nothing more is sent."""
    person = town.sandbox.person("Айгүл", language=words.code, phone=PHONE)
    clerk = town.sandbox.clerk(9001)
    number = await books(person, words)
    await person.presses(words.my)
    await person.sees(number, new=True)
    await person.presses(words.withdraw)
    await person.presses(words.yes)
    await person.sees(words.withdrawn)
    await clerk.sees("жазылуды жойды")


async def test_who_cannot_come_keeps_the_place_and_gets_another_time(town: Installation) -> None:
    """Released from the reminder; the slot is free again, and no reminder comes for it."""
    person = town.sandbox.person("Айгүл", language="kk", phone=PHONE)
    clerk = town.sandbox.clerk(9001)
    number = await books(person, KK)
    await clerk.presses("Тағайындау", on=number)
    await clerk.presses(", 10:20", on=number)
    await clerk.sees("· тағайындалды")
    await town.wait(seconds=61)
    await person.sees(KK.scheduled)
    await town.wait_until(DAY_BEFORE, time(17, 0))
    await person.presses(KK.cannot_come)
    await person.presses(KK.yes)
    await person.sees(KK.released)
    await clerk.sees("Кезектегі орны: 1")
    seen = len([one for one in person.messages if KK.reminder in one.text])
    await town.wait(days=3)
    assert seen == len([one for one in person.messages if KK.reminder in one.text])


async def test_two_clerks_pressing_at_once_are_told_who_was_first(town: Installation) -> None:
    """One wins; the other hears who and when."""
    person = town.sandbox.person("Айгүл", language="kk", phone=PHONE)
    first, second = town.sandbox.clerk(9001), town.sandbox.clerk(9002)
    number = await books(person, KK)
    await first.presses("Тағайындау", on=number)
    slots = await second.sees("Уақытын таңдаңыз")
    await first.presses(", 10:20", on=slots)
    await second.presses(", 10:20", on=slots)
    await second.hears("Әсел")


async def test_whoever_is_not_staff_gets_a_polite_no(town: Installation) -> None:
    """A stranger in the staff chat changes nothing; a viewer only reads."""
    person = town.sandbox.person("Айгүл", language="kk", phone=PHONE)
    number = await books(person, KK)
    stranger = town.sandbox.stranger(town.sandbox.person("Бөтен", language="kk"))
    await stranger.presses("Тағайындау", on=number)
    await stranger.hears("тіркелген қызметкерлер")
    viewer = town.sandbox.clerk(9004)
    await viewer.presses("Тағайындау", on=number)
    await viewer.hears("тек қарауға")
    await stranger.sees("Кезектегі орны: 1")


async def test_details_are_read_in_private_and_gone_after_a_minute(town: Installation) -> None:
    """The personal data never stand in the staff chat."""
    person = town.sandbox.person("Айгүл", language="kk", phone=PHONE)
    clerk = town.sandbox.clerk(9001)
    number = await books(person, KK)
    await clerk.presses("Толық мәлімет", on=number)
    await clerk.private.sees(KK.essence)
    assert not [one for one in clerk.messages if KK.essence in one.text]
    await town.wait(seconds=62)
    await clerk.private.eyes.wait(
        lambda: not [one for one in clerk.private.messages if KK.essence in one.text],
        "nothing of it",
        5,
    )


async def test_without_consent_nothing_personal_is_asked(
    town: Installation, words: Phrases
) -> None:
    """Who does not agree gets the office's phone, address and portal."""
    person = town.sandbox.person("Айгүл", language=words.code, phone=PHONE)
    await starts(person, words)
    await begins_booking(person, words)
    await person.presses(words.disagree)
    refused = await person.sees("+7 7172", new=True)
    assert "http" in refused.text
    assert not [one for one in person.messages if words.ask_name in one.text]


async def test_nonsense_gets_a_clear_answer_and_loses_nothing(
    town: Installation, words: Phrases
) -> None:
    """Stickers, voices, albums, forwards, huge texts, HTML, a foreign contact, old buttons."""
    person = town.sandbox.person("Айгүл", language=words.code, phone=PHONE)
    other = town.sandbox.person("Басқа", phone="+77059876543")
    await starts(person, words)
    await begins_booking(person, words)
    old = person.last
    await person.presses(words.agree)
    await person.sees(words.ask_name)
    await person.sends_sticker()
    await person.sees(words.ask_name, new=True)
    await person.sends_voice()
    await person.sees(words.ask_name, new=True)
    await person.sends_album(3)
    await person.sees(words.ask_name, new=True)
    await person.types("<b>Айгүл</b>")
    await person.sees(words.ask_name, new=True)
    await person.types("a" * 4096)
    await person.sees(words.ask_name, new=True)
    await person.presses(words.agree, on=old)
    await person.sees(words.answered, new=True)
    await person.types("/nosuchcommand")
    await person.sees(words.ask_name, new=True)
    await person.types(words.name)
    await person.sees(words.ask_phone)
    await person.shares_contact(of=other)
    await person.sees(words.ask_phone, new=True)
    await person.types("+1 415 555 26 71")
    await person.sees(words.ask_essence)


async def test_the_draft_survives_the_language_and_other_dialogs(town: Installation) -> None:
    """Answers are kept when the language changes on the way, and after /my and /start."""
    person = town.sandbox.person("Айгүл", language="kk", phone=PHONE)
    await starts(person, KK)
    await begins_booking(person, KK)
    await person.presses(KK.agree)
    await person.sees(KK.ask_name)
    await person.types("/lang")
    await person.presses("Русский")
    await person.sees(RU.ask_name)
    await person.types(KK.name)
    await person.sees(RU.ask_phone)
    await person.types("/start")
    await person.presses("Продолжить")
    await person.sees(RU.ask_phone, new=True)
    await person.shares_contact()
    await person.sees(RU.ask_essence)


async def test_one_answer_changed_from_the_review_comes_straight_back(town: Installation) -> None:
    """The phone is asked again, and nothing else."""
    person = town.sandbox.person("Айгүл", language="kk", phone=PHONE)
    await starts(person, KK)
    await begins_booking(person, KK)
    await tells(person, KK)
    await person.presses("Өзгерту")
    await person.presses("Телефон")
    await person.sees(KK.ask_phone, new=True)
    await person.types("8 705 111 22 33")
    review = await person.sees(KK.review, new=True)
    assert "+77051112233" in review.text


async def test_a_second_request_to_the_same_official_is_not_made(town: Installation) -> None:
    """The live one is shown instead."""
    person = town.sandbox.person("Айгүл", language="kk", phone=PHONE)
    number = await books(person, KK)
    await person.presses(KK.book)
    await person.presses(KK.ministry)
    await person.presses(KK.minister)
    await person.sees(number, new=True)


async def test_staff_work_by_commands_as_by_buttons(town: Installation) -> None:
    """/queue, /confirm with a date, a wrong one, /request, /slots, /report, /help."""
    person = town.sandbox.person("Айгүл", language="kk", phone=PHONE)
    clerk = town.sandbox.clerk(9003)
    number = await books(person, KK)
    await clerk.types("/queue")
    await clerk.sees("күтіп тұрған өтінім: 1")
    await clerk.types("/slots")
    await clerk.sees("Жақын бос уақыттар", new=True)
    await clerk.types("/confirm 1 99.99")
    await clerk.sees("/confirm", new=True)
    await clerk.types("/report")
    await clerk.sees("2026 жыл, 1-тоқсан", new=True)
    await clerk.types("/help")
    await clerk.sees("/refuse N", new=True)
    await clerk.types("/request 1")
    await clerk.sees("Кезектегі орны: 1", new=True)
    await clerk.presses("Тағайындау", on=number)
    await clerk.presses("Басқа күн", on=number)
    await clerk.sees("күнін жазыңыз", new=True)
    await clerk.replies(number, "13.03 10:40")
    await clerk.sees("· тағайындалды", new=True)
    await town.wait(seconds=61)
    await person.sees("13 наурыз")


async def test_a_blocked_bot_is_no_way_so_the_reply_goes_by_sms(town: Installation) -> None:
    """A statutory notice finds another way."""
    person = town.sandbox.person("Айгүл", language="kk", phone=PHONE)
    clerk = town.sandbox.clerk(9001)
    number = await books(person, KK)
    person.blocks()
    await clerk.presses("Тағайындау", on=number)
    await clerk.presses(", 10:20", on=number)
    await clerk.sees("· тағайындалды")
    await town.wait(seconds=65)
    sms = town.sandbox.sms_person(PHONE)
    await sms.sees(number)
