"""How a term was counted, as a card shows it, and the mark of a term that may still move."""

from datetime import date

from msgspec.structs import replace

from bot.dialogs.conversation import Frame
from bot.dialogs.incoming import Key
from tests.dialogs.staff_chat import NUMBER, REQUEST, VIEWER, StaffChat


def a_card(**fields: object) -> StaffChat:
    request = replace(REQUEST, **fields)
    return StaffChat(Frame("card", {"number": NUMBER}), requests={NUMBER: request})


def test_a_card_tells_how_its_term_was_counted_to_whoever_reads() -> None:
    chat = a_card()
    chat.presses("more", VIEWER)
    chat.presses("counted", VIEWER)
    assert chat.card.splitlines() == [
        f"№ {NUMBER}",
        "Дата регистрации: понедельник, 2 марта 2026 г.",
        "Срок ответа: пятница, 27 марта 2026 г.",
        "Рабочих дней: 15, первый – рабочий день после регистрации",
        "",
        "Не считаются:",
        "07.03: выходной день",
        "08.03: Международный женский день",
        "09.03: Международный женский день (перенесенный выходной)",
        "14–15.03: выходной день",
        "21–23.03: Наурыз мейрамы",
        "24–25.03: Наурыз мейрамы (перенесенный выходной)",
    ]


def test_a_worked_weekend_and_an_unsigned_year_are_told() -> None:
    chat = a_card(registered_on=date(2024, 4, 22), reply_due=date(2024, 5, 16))
    chat.presses("more")
    chat.presses("counted")
    assert "04.05: работали, день считается" in chat.card
    chat = a_card(registered_on=date(2026, 12, 28), reply_due=date(2027, 1, 21))
    mark = "Срок может уточниться: праздничные дни 2027 года еще не утверждены."
    assert mark in chat.card.splitlines()
    chat.presses("more")
    chat.presses("counted")
    assert mark == chat.card.splitlines()[-1]


def test_back_leads_to_the_card() -> None:
    chat = a_card()
    chat.presses("more")
    chat.presses("counted")
    for step in ("choice", "action"):
        chat.presses_old(chat.conversation.turn, Key.BACK, VIEWER)
        assert step == chat.question.step
