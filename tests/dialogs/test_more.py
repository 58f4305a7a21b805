"""Behind the button "more": what is rarely needed, to whom it is open, and the way back."""

from datetime import date

import pytest

from bot.dialogs.commands import EnterExternal, Extend
from bot.dialogs.conversation import Frame
from bot.dialogs.incoming import Key
from bot.reception.lifecycle import State
from tests.dialogs.staff_chat import MARAT, NOW, NUMBER, STRANGER_TO_IT, VIEWER, StaffChat


def a_menu() -> StaffChat:
    chat = StaffChat(Frame("card", {"number": NUMBER}))
    chat.presses("more")
    return chat


def test_it_names_the_request_and_leads_back_to_the_card() -> None:
    chat = a_menu()
    assert chat.card.startswith(f"№ {NUMBER}")
    assert {"external", "extend"} <= set(chat.options)
    assert (True, False) == (chat.question.can_go_back, chat.question.can_cancel)
    chat.presses_old(chat.conversation.turn, Key.BACK, MARAT)
    assert "confirm" in chat.options


def test_an_answered_request_has_no_term_to_extend() -> None:
    chat = a_menu()
    chat.changes(replied_at=NOW)
    assert "extend" not in chat.options
    chat.changes(state=State.REFUSED, replied_at=None)
    assert "external" in chat.options
    assert "extend" not in chat.options


@pytest.mark.parametrize("who", [VIEWER, STRANGER_TO_IT])
def test_who_may_not_decide_enters_nothing(who: object) -> None:
    chat = a_menu()
    chat.presses("external", who)  # type: ignore[arg-type]
    assert chat.turn.toast is not None
    assert chat.turn.toast.key in {"role-may-not", "not-your-office"}
    assert "external" in chat.conversation.options


def test_the_external_number_is_typed_until_it_is_one() -> None:
    chat = a_menu()
    chat.presses("external")
    assert chat.card.startswith(f"№ {NUMBER}")
    chat.types("потом")
    assert ["invalid-external-digits"] == chat.told
    chat.types("зт-2026-1")
    assert EnterExternal(NUMBER, "ЗТ-2026-1") == chat.command


def test_the_number_there_is_stands_above_the_question() -> None:
    chat = StaffChat(Frame("card", {"number": NUMBER}))
    chat.changes(external="ЗТ-1")
    assert "Внешний номер: ЗТ-1" in chat.card
    chat.presses("more")
    chat.presses("external")
    assert "Записанный номер: ЗТ-1" in chat.card


def test_a_head_extends_a_term_by_a_day_and_a_basis_and_may_think_again() -> None:
    chat = a_menu()
    chat.who = MARAT
    chat.presses("extend")
    chat.types("15.04")
    chat.types("Запрос в архив")
    assert "Основание: Запрос в архив" in chat.card
    chat.presses("no")
    assert chat.command is None
    assert "more" in chat.options
    for key in ("more", "extend"):
        chat.presses(key)
    chat.types("15.04")
    chat.types("Запрос в архив")
    chat.presses("yes")
    assert Extend(NUMBER, date(2026, 4, 15), "Запрос в архив") == chat.command


def test_an_operator_is_told_that_heads_extend() -> None:
    chat = a_menu()
    chat.presses("extend")
    assert chat.turn.toast is not None
    assert "heads-only" == chat.turn.toast.key


def test_a_breach_stands_on_the_card() -> None:
    chat = StaffChat(Frame("card", {"number": NUMBER}))
    chat.changes(breached_at=NOW)
    assert "Срок ответа нарушен, заявителю сообщено: понедельник, 2 марта" in chat.card
