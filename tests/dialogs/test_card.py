"""The card: always the present state, a few presses to a decision, nothing personal on it."""

from datetime import date, time, timedelta

import pytest
from msgspec.structs import replace

from bot.dialogs.commands import Confirm, Declare, Refuse, ShowDetails, Undo
from bot.dialogs.conversation import Frame
from bot.dialogs.incoming import Key
from bot.reception.calendar import at
from bot.reception.language import Lang
from bot.reception.lifecycle import Act, State
from tests.dialogs.staff_chat import (
    AIGUL,
    MARAT,
    NOW,
    NUMBER,
    REQUEST,
    SLOTS,
    STRANGER_TO_IT,
    VIEWER,
    StaffChat,
    times,
)

FAR = [
    slot
    for slot in SLOTS
    if slot.official == "togyz" and slot.starts_at >= at(date(2026, 3, 10), time.min)
]
SLOT = FAR[0]


def a_card(**args: str) -> StaffChat:
    return StaffChat(Frame("card", {"number": NUMBER, **args}))


def scheduled(**fields: object) -> dict[str, object]:
    return {
        "state": State.SCHEDULED,
        "starts_at": SLOT.starts_at,
        "minutes": 20,
        "decided_by": "Айгүл",
        "decided_at": NOW,
        "undo_until": None,
        "place": None,
        **fields,
    }


def test_a_new_request_shows_its_number_place_and_days_left() -> None:
    chat = a_card()
    assert chat.card.splitlines() == [
        "№ 2026-000123-8 · зарегистрирована",
        "Должностное лицо: Togyz S.",
        "Приемная: centre",
        "Тема: housing",
        "Заявитель: А. Б., физическое лицо",
        "Форма приема: лично",
        "Вне очереди: veterans",
        "Нужна помощь с документами",
        "Поступила через: Telegram",
        "Язык заявки: казахский",
        "Дата регистрации: понедельник, 2 марта 2026 г.",
        "Срок ответа: пятница, 27 марта 2026 г.",
        "Осталось рабочих дней: 15",
        "Место в очереди: 1",
    ]


def test_what_a_request_has_not_is_not_on_the_card() -> None:
    chat = a_card()
    chat.changes(topic=None, category=None, needs_help=False)
    assert "Тема" not in chat.card
    assert "Вне очереди" not in chat.card
    assert "помощь" not in chat.card


@pytest.mark.parametrize(
    ("fields", "options"),
    [
        ({}, ["confirm", "refuse", "details", "more"]),
        ({"state": State.UNDER_REVIEW}, ["confirm", "refuse", "details", "more"]),
        (scheduled(undo_until=NOW + timedelta(seconds=60)), ["undo", "details", "more"]),
        (scheduled(undo_until=NOW), ["move", "details", "more"]),
        (scheduled(), ["move", "details", "more"]),
        (
            scheduled(starts_at=NOW - timedelta(minutes=20)),
            ["attended", "no-show", "not-held", "details", "more"],
        ),
        (scheduled(starts_at=NOW - timedelta(minutes=19)), ["move", "details", "more"]),
        (
            {"state": State.REFUSED, "undo_until": NOW + timedelta(seconds=1)},
            ["undo", "details", "more"],
        ),
        ({"state": State.REFUSED}, ["details", "more"]),
        ({"state": State.ATTENDED}, ["details", "more"]),
        ({"state": State.NO_SHOW}, ["details", "more"]),
        ({"state": State.NOT_HELD}, ["move", "details", "more"]),
        ({"state": State.WITHDRAWN}, ["details", "more"]),
    ],
)
def test_a_card_offers_what_its_state_allows(fields: dict[str, object], options: list[str]) -> None:
    chat = a_card()
    chat.changes(**fields)
    assert chat.options == options
    assert (chat.question.can_cancel, chat.question.can_go_back) == (False, False)


def test_a_decision_shows_who_when_and_until_when_it_can_be_undone() -> None:
    chat = a_card()
    chat.changes(**scheduled(undo_until=NOW + timedelta(seconds=60)))
    assert "Решение: Айгүл, понедельник, 2 марта 2026 г., 10:00" in chat.card
    assert "Заявителю сообщим в 10:01." in chat.card
    assert "Время приема: четверг, 12 марта 2026 г., 10:00" in chat.card
    chat.presses("undo")
    assert chat.command == Undo(NUMBER)


def test_a_late_reply_says_so() -> None:
    chat = a_card()
    chat.now = at(date(2026, 3, 30), time(10, 0))
    chat.shows()
    assert "Срок ответа прошел, рабочих дней назад: 1" in chat.card


def test_the_last_day_says_so() -> None:
    chat = a_card()
    chat.now = at(date(2026, 3, 27), time(10, 0))
    chat.shows()
    assert "Сегодня последний день ответа" in chat.card


def test_confirm_offers_the_next_slots_and_takes_one() -> None:
    chat = a_card()
    chat.presses("confirm")
    assert chat.options == [*times(FAR), "other-day"]
    assert chat.question.can_go_back
    chat.presses(times(FAR)[1])
    assert chat.command == Confirm(NUMBER, FAR[1].starts_at)


def test_another_day_is_typed_and_offers_the_slots_of_that_day() -> None:
    chat = a_card()
    chat.presses("confirm")
    chat.presses("other-day")
    chat.types("17.03")
    assert chat.options == times(FAR[2:4])
    chat.presses(times(FAR)[3])
    assert chat.command == Confirm(NUMBER, FAR[3].starts_at)


def test_a_typed_day_and_time_decide_at_once() -> None:
    chat = a_card()
    chat.presses("confirm")
    chat.presses("other-day")
    chat.types("31.03 10:20")
    assert chat.command == Confirm(NUMBER, at(date(2026, 3, 31), time(10, 20)))


def test_a_typed_time_that_is_taken_offers_the_rest_of_the_day() -> None:
    chat = a_card()
    chat.presses("confirm")
    chat.presses("other-day")
    chat.types("31.03 15:00")
    assert chat.words == "15:00 занято."
    assert chat.options == times(FAR[4:6])


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("когда-нибудь", "invalid-when-format"),
        ("31.02", "invalid-when-date"),
        ("15.12 25:00", "invalid-when-time"),
        ("15.12.2020", "invalid-when-past"),
        ("18.03", "invalid-no-slots-day"),
    ],
)
def test_a_day_that_will_not_do_is_asked_again(typed: str, told: str) -> None:
    chat = a_card()
    chat.presses("confirm")
    chat.presses("other-day")
    chat.types(typed)
    assert chat.told == [told]
    assert chat.words
    assert chat.question.step == "day"


def test_a_day_nearer_than_the_briefing_note_needs_a_reason() -> None:
    chat = a_card()
    chat.presses("confirm")
    chat.presses("other-day")
    chat.types("4.03 10:00")
    assert chat.question.step == "reason"
    assert "№ 2026-000123-8" in chat.card.splitlines()[0]
    chat.types("-")
    assert chat.told == ["invalid-words-short"]
    chat.types("x" * 501)
    assert chat.told == ["invalid-words-long"]
    chat.types("Өтініш берушінің денсаулығы")
    assert chat.command == Confirm(
        NUMBER, at(date(2026, 3, 4), time(10, 0)), "Өтініш берушінің денсаулығы"
    )


def test_without_free_slots_a_day_can_still_be_typed() -> None:
    chat = a_card()
    chat.slots = tuple(slot for slot in SLOTS if slot.starts_at < SLOT.starts_at)
    chat.presses("confirm")
    assert chat.question.prompt.key == "card-no-slots"
    assert chat.options == ["other-day"]


def test_a_scheduled_request_is_moved_the_same_way() -> None:
    chat = a_card()
    chat.changes(**scheduled())
    chat.presses("move")
    chat.presses(times(FAR)[2])
    assert chat.command == Confirm(NUMBER, FAR[2].starts_at)


def test_a_refusal_is_shown_as_it_will_be_read_before_it_is_sent() -> None:
    chat = a_card()
    chat.presses("refuse")
    assert chat.options == ["repeat", "not-competent"]
    chat.presses("repeat")
    chat.types("Ответ дан 2 февраля")
    assert chat.card.splitlines() == [
        "№ 2026-000123-8",
        "Заявитель прочитает:",
        "",
        "В личном приеме отказано",
        "Талон: № 2026-000123-8",
        "Должностное лицо: Togyz long, minister",
        "Основание отказа: It was answered in full.",
        "Пояснение: Ответ дан 2 февраля",
        "",
        "You may complain.",
        "",
        "Телефон приемной: 1414",
        "",
        "Отправить?",
    ]
    chat.presses("yes")
    assert chat.command == Refuse(NUMBER, "repeat", None, "Ответ дан 2 февраля")


def test_a_ground_that_asks_where_to_go_asks_it_and_the_comment_can_be_left_out() -> None:
    chat = a_card()
    chat.presses("refuse")
    chat.presses("not-competent")
    chat.types("Министерство труда")
    chat.presses("skip")
    assert "Куда обратиться: Министерство труда" in chat.card
    chat.presses("yes")
    assert chat.command == Refuse(NUMBER, "not-competent", "Министерство труда", None)


@pytest.mark.parametrize(
    ("lang", "told"),
    [(Lang.KK, "Заявитель читает по-казахски."), (Lang.RU, "Заявитель читает по-русски.")],
)
@pytest.mark.parametrize(
    "asks",
    [
        ("refuse", "not-competent"),
        ("refuse", "repeat"),
        ("more", "return"),
        ("more", "redirect"),
        ("more", "consult"),
    ],
    ids="-".join,
)
def test_who_writes_to_an_applicant_is_told_in_which_language(
    asks: tuple[str, ...], lang: Lang, told: str
) -> None:
    chat = a_card()
    chat.changes(lang=lang)
    for key in asks:
        chat.presses(key)
    assert told in chat.card


def test_a_refusal_that_is_not_sent_leads_back_to_the_card() -> None:
    chat = a_card()
    for key in ("refuse", "repeat", "skip", "no"):
        chat.presses(key)
    assert chat.command is None
    assert chat.options == ["confirm", "refuse", "details", "more"]


def test_back_leads_from_the_slots_to_the_card() -> None:
    chat = a_card()
    chat.presses("confirm")
    chat.presses_old(chat.conversation.turn, Key.BACK, AIGUL)
    assert chat.options == ["confirm", "refuse", "details", "more"]


@pytest.mark.parametrize(
    ("key", "act"),
    [
        ("attended", Act.DECLARE_ATTENDED),
        ("no-show", Act.DECLARE_NO_SHOW),
        ("not-held", Act.DECLARE_NOT_HELD),
    ],
)
def test_after_the_reception_its_outcome_is_declared(key: str, act: Act) -> None:
    chat = a_card()
    chat.changes(**scheduled(starts_at=NOW - timedelta(hours=1)))
    chat.presses(key)
    assert chat.command == Declare(NUMBER, act)


def test_the_second_of_two_clerks_hears_that_the_question_is_answered() -> None:
    chat = a_card()
    turn = chat.conversation.turn
    chat.presses("confirm", AIGUL)
    chat.presses_old(turn, 1, MARAT)
    assert chat.turn.toast is not None
    assert chat.turn.toast.key == "already-answered"
    assert chat.question.step == "slot"


def test_one_clerk_goes_on_where_another_stopped() -> None:
    chat = a_card()
    chat.presses("confirm", AIGUL)
    chat.presses(times(FAR)[0], MARAT)
    assert chat.command == Confirm(NUMBER, SLOT.starts_at)


def test_a_decision_taken_meanwhile_puts_the_card_first_again() -> None:
    chat = a_card()
    chat.presses("confirm", AIGUL)
    chat.requests[NUMBER] = replace(REQUEST, **scheduled())
    chat.presses(times(FAR)[0], MARAT)
    assert chat.command is None
    assert chat.options == ["move", "details", "more"]


@pytest.mark.parametrize("key", ["confirm", "refuse"])
def test_a_viewer_may_not_decide(key: str) -> None:
    chat = a_card()
    before = chat.conversation
    chat.presses(key, VIEWER)
    assert chat.turn.toast is not None
    assert chat.turn.toast.key == "role-may-not"
    assert chat.conversation == before


def test_a_viewer_may_not_go_on_with_a_decision() -> None:
    chat = a_card()
    chat.presses("confirm", AIGUL)
    chat.presses(times(FAR)[0], VIEWER)
    assert chat.turn.toast is not None
    assert chat.turn.toast.key == "role-may-not"
    assert chat.command is None


def test_a_viewer_reads_the_details() -> None:
    chat = a_card()
    chat.presses("details", VIEWER)
    assert chat.command == ShowDetails(NUMBER)


@pytest.mark.parametrize("key", ["confirm", "details", "more"])
def test_a_member_of_another_office_may_do_nothing(key: str) -> None:
    chat = a_card()
    chat.presses(key, STRANGER_TO_IT)
    assert chat.turn.toast is not None
    assert chat.turn.toast.key == "not-your-office"


def test_a_stranger_gets_a_polite_no() -> None:
    chat = a_card()
    chat.who = None
    chat.presses("confirm")
    assert chat.turn.toast is not None
    assert chat.turn.toast.key == "staff-only"


def test_time_shows_a_card_anew_in_the_middle_of_a_decision() -> None:
    chat = a_card()
    chat.presses("confirm")
    chat.shows()
    assert chat.question.step == "slot"


def test_a_card_opened_at_an_act_starts_there_and_leads_back_to_the_card() -> None:
    chat = a_card()
    opened = Frame("card", {"number": NUMBER, "act": "refuse"})
    chat.conversation = replace(chat.conversation, frames=(opened,))
    chat.shows()
    assert chat.question.step == "ground"
    assert chat.question.can_cancel
    chat.presses_old(chat.conversation.turn, Key.CANCEL, AIGUL)
    assert chat.options == ["confirm", "refuse", "details", "more"]


def test_a_card_opened_at_a_day_offers_the_slots_of_that_day() -> None:
    chat = a_card(act="confirm", day="2026-03-17")
    assert chat.options == times(FAR[2:4])


def test_a_card_opened_at_an_act_that_is_not_open_shows_the_state() -> None:
    chat = a_card(act="undo")
    assert chat.options == ["confirm", "refuse", "details", "more"]


def test_a_request_that_is_gone_is_said_so_and_nothing_breaks() -> None:
    chat = a_card()
    del chat.requests[NUMBER]
    chat.shows()
    assert chat.card == "№ 2026-000123-8: заявка не найдена или удалена из архива."
    chat.presses_old(chat.conversation.turn, 1, AIGUL)
    assert chat.question.prompt.key == "card-gone"
