"""Other ways in: somebody calls the office, and from then on everything comes by SMS."""

from tests.e2e.citizens import confirms, number_in
from tests.e2e.installation import Installation
from tests.e2e.network import look_at_every_sms
from tests.e2e.phrases import SMS_RU

PHONE = "+77012223344"


async def test_a_call_is_entered_by_staff_returned_corrected_and_answered_by_sms(
    town: Installation,
) -> None:
    """Ticket, what to correct, the correction by numbers, date and time; the card shows the way."""
    sms, clerk = town.sandbox.sms_person(PHONE), town.sandbox.clerk(9001)
    await clerk.types("/new")
    await clerk.sees("ботқа жеке жазыңыз")
    member = clerk.private
    await member.types("/start")
    await member.presses("Русский")
    await member.presses("Внести заявку")
    for button in ("министерства", "телефон", "Сегодня", "русский", "Карлыгашев", "От себя"):
        await member.presses(button)
    await member.presses("Да, устно")
    await member.sees("фамилию, имя", new=True)
    await member.types(SMS_RU.name)
    await member.sees("телефон заявителя", new=True)
    await member.types("8 701 222 33 44")
    await member.sees("суть вопроса", new=True)
    await member.types(SMS_RU.essence)
    await member.presses("Подходит любой день")
    for asked, button in (("вне очереди", "Нет"), ("помощь", "Нет"), ("Проверьте", "Отправить")):
        await member.sees(asked, new=True)
        await member.presses(button)
    number = number_in((await member.sees("Заявка внесена")).text)
    assert number == number_in((await sms.sees(SMS_RU.registered)).text)
    card = await clerk.sees("Түскен арнасы: телефон")
    for personal in (SMS_RU.name, PHONE[1:], SMS_RU.essence):
        assert personal not in card.text

    await clerk.presses("Басқа әрекеттер", on=number)
    await clerk.presses("Түзетуге қайтару", on=number)
    await clerk.replies("нені түзетуі керек", "Напишите, какой дом")
    await clerk.presses("5 жұмыс күні", on=number)
    await clerk.presses("Жіберу", on=number)
    await clerk.sees("· түзетуге қайтарылды")
    await town.wait(seconds=61)
    await sms.sees("возвращена на исправление")
    await sms.sees("Исправьте: Напишите, какой дом")
    await sms.texts("Дом 5 по улице Бирлик, два месяца нет света, прошу помочь.")
    await sms.sees("отправить исправления?", new=True)
    await sms.texts("1")
    await sms.sees("исправления приняты", new=True)
    await clerk.sees("Өтініш беруші түзеткені: Мәселенің мәні")

    await confirms(clerk, number)
    await town.wait(seconds=61)
    await sms.sees(SMS_RU.scheduled)
    look_at_every_sms(town)
