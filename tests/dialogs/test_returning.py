"""Behind the card's "more": return, redirect, consulted, given up, told; and the history."""

from datetime import date, timedelta

import pytest
from msgspec.structs import replace

from bot.dialogs.commands import Declare, Redirect, Return, Source, Tell
from bot.dialogs.conversation import Frame
from bot.dialogs.say import say
from bot.reception.directory import Ground
from bot.reception.language import Lang
from bot.reception.lifecycle import Act, State
from tests.dialogs import staff_chat
from tests.dialogs.staff_chat import (
    NOW,
    NUMBER,
    REQUEST,
    STRANGER_TO_IT,
    TEXTS,
    VIEWER,
    StaffChat,
    same,
)

WANTED = "Напишите, о каком доме идет речь"


def a_card(**fields: object) -> StaffChat:
    return StaffChat(
        Frame("card", {"number": NUMBER}),
        requests={NUMBER: replace(REQUEST, **fields)},
    )


def more(chat: StaffChat, key: str) -> StaffChat:
    chat.presses("more")
    chat.presses(key)
    return chat


@pytest.mark.parametrize(
    ("term", "day"),
    [("3", date(2026, 3, 5)), ("10", date(2026, 3, 17)), ("6.03", date(2026, 3, 6))],
)
def test_a_request_is_returned_with_what_to_correct_and_by_when(term: str, day: date) -> None:
    chat = more(a_card(), "return")
    chat.types(WANTED)
    assert "Срок ответа не приостанавливается: пятница, 27 марта 2026 г." in chat.card
    if term in chat.options:
        chat.presses(term)
    else:
        chat.types(term)
    assert f"Что нужно исправить: {WANTED}" in chat.card
    chat.presses("yes")
    assert chat.command == Return(NUMBER, WANTED, day)


@pytest.mark.parametrize(
    ("text", "remark"),
    [
        ("07.03", "invalid-term-day-off"),
        ("02.03", "invalid-when-past"),
        ("01.06", "invalid-term-far"),
        ("скоро", "invalid-when-format"),
    ],
)
def test_a_term_that_will_not_do_is_asked_again(text: str, remark: str) -> None:
    chat = more(a_card(), "return")
    chat.types(WANTED)
    chat.types(text)
    assert chat.told == [remark]
    assert chat.question.step == "term"


@pytest.mark.parametrize(
    ("text", "remark"),
    [
        ("?", "invalid-wanted-short"),
        ("12345", "invalid-wanted-short"),
        ("ж" * 121, "invalid-wanted-long"),
    ],
)
def test_what_to_correct_is_said_in_words_and_shortly(text: str, remark: str) -> None:
    chat = more(a_card(), "return")
    chat.types(text)
    assert chat.told == [remark]


def test_a_redirection_shows_until_when_it_is_in_time() -> None:
    chat = more(a_card(), "redirect")
    assert "нужно до: четверг, 5 марта 2026 г." in chat.card
    chat.types("В акимат района, ул. Бирлик, 5")
    assert "Куда обратиться: В акимат района, ул. Бирлик, 5" in chat.card
    chat.presses("yes")
    assert chat.command == Redirect(NUMBER, "В акимат района, ул. Бирлик, 5")
    chat = a_card()
    chat.now = NOW + timedelta(days=4)
    assert "Этот срок прошел" in more(chat, "redirect").card


@pytest.mark.parametrize(
    ("said", "note"), [("skip", None), ("Помогли с бланком", "Помогли с бланком")]
)
def test_a_consultation_may_be_explained(said: str, note: str | None) -> None:
    chat = more(a_card(), "consult")
    if note is None:
        chat.presses(said)
    else:
        chat.types(said)
    chat.presses("yes")
    assert chat.command == Declare(NUMBER, Act.CONSULT, note)


def test_who_gives_up_by_telephone_is_believed_but_asked_to_be_sure() -> None:
    chat = more(a_card(), "withdraw")
    chat.presses("no")
    assert chat.command is None
    more(chat, "withdraw").presses("yes")
    assert chat.command == Declare(NUMBER, Act.WITHDRAW)


@pytest.mark.parametrize(
    ("fields", "offered"),
    [
        ({}, {"return", "redirect", "consult", "withdraw"}),
        ({"state": State.RETURNED}, {"redirect", "consult", "withdraw"}),
        ({"state": State.REFUSED}, {"tell"}),
        ({"state": State.REFUSED, "undo_until": NOW + timedelta(seconds=9)}, set()),
        ({"state": State.REFUSED, "replied_at": NOW}, set()),
        ({"state": State.WITHDRAWN}, set()),
    ],
)
def test_more_offers_what_the_state_allows(fields: dict[str, object], offered: set[str]) -> None:
    chat = a_card(**fields)
    chat.presses("more")
    ours = {"return", "redirect", "consult", "withdraw", "tell"}
    assert ours & set(chat.options) == offered
    assert "history" in chat.options


def test_what_was_told_by_word_of_mouth_is_noted() -> None:
    chat = more(a_card(state=State.SCHEDULED, starts_at=NOW + timedelta(days=9)), "tell")
    assert chat.command == Tell(NUMBER)


def test_a_viewer_decides_nothing_but_reads_the_history() -> None:
    chat = a_card()
    chat.presses("more")
    chat.presses("return", who=VIEWER)
    assert chat.command is None
    chat = a_card()
    chat.presses("more")
    chat.presses("history", who=VIEWER)
    assert chat.told == ["office-history"]


def test_the_history_says_when_who_and_what_and_nothing_personal() -> None:
    chat = StaffChat()
    chat.commands("history", NUMBER)
    assert chat.words.splitlines() == [
        f"История заявки № {NUMBER}",
        "",
        "пн 02.03.2026, 10:00: заявка принята (заявитель), теперь: зарегистрирована",
        "пн 02.03.2026, 10:00: просмотр персональных данных (Айгүл)",
        "пн 02.03.2026, 10:00: назначено время (Марат), теперь: прием назначен",
        "пн 02.03.2026, 10:00: срок ответа пересчитан (программа)",
        "пн 02.03.2026, 10:00: прием отмечен как проведенный (сотрудник), теперь: прием проведен",
    ]


@pytest.mark.parametrize("act", Act)
def test_every_act_has_its_word_in_the_history(act: Act) -> None:
    for lang in Lang:
        assert act.value != TEXTS.write(say("office-history-act", kind=act.value), lang)


def test_the_queue_says_who_came_some_other_way() -> None:
    chat = a_card(source=Source.PHONE)
    chat.home = None
    chat.conversation = replace(chat.conversation, home=None)
    chat.commands("queue")
    assert "А. Б. (по телефону)" in chat.words


def test_the_history_is_for_the_own_office() -> None:
    chat = StaffChat()
    chat.commands("history", NUMBER, who=STRANGER_TO_IT)
    assert chat.told == ["not-your-office"]


def test_a_returned_request_says_on_its_card_what_is_to_be_corrected_and_then_what_was() -> None:
    chat = a_card(state=State.RETURNED, correct=WANTED, correct_by=date(2026, 3, 5))
    assert f"Нужно исправить: {WANTED}\nИсправить до: четверг, 5 марта 2026 г." in chat.card
    chat.changes(state=State.UNDER_REVIEW, corrected="essence,address")
    assert "Исправлено заявителем: Суть вопроса; Адрес" in chat.card
    assert "Исправить" not in chat.card


def test_a_ground_that_comes_after_a_return_is_offered_only_then() -> None:
    ground = Ground("no-essence", same("none"), same("none"), asks_where=False, after_return=True)
    grounds = (*staff_chat.DIRECTORY.grounds, ground)
    chat = a_card()
    chat.directory = replace(staff_chat.DIRECTORY, grounds=grounds)
    chat.presses("refuse")
    assert "no-essence" not in chat.options
    chat = a_card(correct=WANTED)
    chat.directory = replace(staff_chat.DIRECTORY, grounds=grounds)
    chat.presses("refuse")
    assert "no-essence" in chat.options


def test_a_request_entered_by_staff_says_how_it_came() -> None:
    assert "Поступила через: бумажное заявление" in a_card(source=Source.PAPER).card
