"""The commands of the staff chat: what they do, and a clear answer where they are mistyped."""

from datetime import date, time, timedelta

import pytest
from msgspec.structs import replace

from bot.dialogs.commands import Confirm, Declare, OpenCard, SendReport
from bot.reception.calendar import at
from bot.reception.lifecycle import Act, State
from bot.reception.quarter import Quarter
from tests.dialogs.staff_chat import (
    NOW,
    NUMBER,
    REQUEST,
    SLOTS,
    STRANGER_TO_IT,
    VIEWER,
    StaffChat,
)

SLOT = at(date(2026, 3, 12), time(10, 20))


def a_chat(**fields: object) -> StaffChat:
    request = replace(REQUEST, number=NUMBER, **fields)
    return StaffChat(requests={NUMBER: request})


def scheduled(starts_at: object = SLOT) -> StaffChat:
    return a_chat(state=State.SCHEDULED, starts_at=starts_at, minutes=20, place=None)


def test_the_queue_names_who_waits_and_what_to_do_next() -> None:
    chat = a_chat()
    chat.commands("queue")
    assert chat.words.splitlines() == [
        "Очередь, ждут заявок: 1",
        "",
        "1. № 2026-000123-8 · А. Б. · Togyz S. · Осталось рабочих дней: 15",
        "",
        "Открыть карточку: /request 2026-000123-8",
    ]


def test_a_long_queue_says_how_many_are_not_shown() -> None:
    chat = a_chat()
    for nth in range(1, 13):
        chat.requests[f"2026-{nth:06d}-0"] = replace(REQUEST, number=f"2026-{nth:06d}-0", place=nth)
    chat.commands("queue")
    assert len(chat.words.splitlines()) == 14
    assert "Не показано: 3." in chat.words


def test_a_member_sees_only_the_queue_of_the_own_offices() -> None:
    chat = a_chat()
    chat.commands("queue", who=STRANGER_TO_IT)
    assert chat.told == ["office-queue-empty"]
    assert chat.words


@pytest.mark.parametrize(
    "typed", ["123", "№123", "№ 123", "000123", "2026-000123-8", "2026 000123 8"]
)
def test_a_request_is_opened_by_either_number(typed: str) -> None:
    chat = a_chat()
    chat.commands("request", typed)
    assert chat.command == OpenCard(NUMBER)


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("", "office-number-form"),
        ("сто", "office-number-form"),
        ("124", "office-no-request"),
        ("2026-000124-6", "office-no-request"),
        ("2026-000123-9", "office-number-mistyped"),
    ],
)
@pytest.mark.parametrize("command", ["request", "confirm", "refuse", "done"])
def test_a_wrong_number_gets_the_right_form(command: str, typed: str, told: str) -> None:
    chat = a_chat()
    chat.commands(command, typed)
    assert chat.told == [told]
    assert chat.words
    assert chat.command is None


def test_a_request_of_another_office_is_not_opened() -> None:
    chat = a_chat()
    chat.commands("request", NUMBER, STRANGER_TO_IT)
    assert chat.told == ["not-your-office"]
    chat.commands("request", "123", STRANGER_TO_IT)
    assert chat.told == ["office-no-request"]


def test_confirm_with_a_free_time_decides() -> None:
    chat = a_chat()
    chat.commands("confirm", "123 12.03 10:20")
    assert chat.command == Confirm(NUMBER, SLOT)


def test_confirm_moves_a_request_that_has_a_time_already() -> None:
    chat = scheduled(at(date(2026, 3, 17), time(10, 0)))
    chat.commands("confirm", f"{NUMBER} 12.03 10:20")
    assert chat.command == Confirm(NUMBER, SLOT)


def test_confirm_without_a_time_opens_the_card_at_the_slots() -> None:
    chat = a_chat()
    chat.commands("confirm", "123")
    assert chat.command == OpenCard(NUMBER, Act.CONFIRM)
    chat.commands("confirm", "123 12.03")
    assert chat.command == OpenCard(NUMBER, Act.CONFIRM, date(2026, 3, 12))
    chat = scheduled()
    chat.commands("confirm", "123")
    assert chat.command == OpenCard(NUMBER, Act.MOVE)


def test_confirm_of_a_near_day_opens_the_card_which_asks_the_reason() -> None:
    chat = a_chat()
    chat.commands("confirm", "123 4.03 10:00")
    assert chat.command == OpenCard(NUMBER, Act.CONFIRM, date(2026, 3, 4), time(10, 0))


def test_confirm_of_a_time_that_is_taken_names_the_free_ones() -> None:
    chat = a_chat()
    chat.commands("confirm", "123 12.03 15:00")
    assert chat.command is None
    assert "Свободно: 10:00; 10:20" in chat.words


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("123 завтра", "office-when-form"),
        ("123 31.02 10:00", "office-when-form"),
        ("123 18.03 10:00", "office-no-slots-day"),
    ],
)
def test_confirm_with_a_wrong_time_gets_the_right_form(typed: str, told: str) -> None:
    chat = a_chat()
    chat.commands("confirm", typed)
    assert chat.told == [told]
    assert chat.words


def test_refuse_opens_the_card_at_the_grounds() -> None:
    chat = a_chat()
    chat.commands("refuse", "123")
    assert chat.command == OpenCard(NUMBER, Act.REFUSE)


@pytest.mark.parametrize("command", ["confirm", "refuse"])
def test_what_is_closed_is_not_decided_again(command: str) -> None:
    chat = a_chat(state=State.WITHDRAWN, place=None)
    chat.commands(command, "123")
    assert chat.told == ["office-not-now"]
    assert "запись отменена заявителем" in chat.words


@pytest.mark.parametrize(
    ("typed", "act"),
    [
        ("attended", Act.DECLARE_ATTENDED),
        ("Келді", Act.DECLARE_ATTENDED),
        ("пришёл", Act.DECLARE_ATTENDED),
        ("noshow", Act.DECLARE_NO_SHOW),
        ("келмеді", Act.DECLARE_NO_SHOW),
        ("неявка", Act.DECLARE_NO_SHOW),
        ("consulted", Act.CONSULT),
        ("кеңес", Act.CONSULT),
        ("консультация", Act.CONSULT),
    ],
)
def test_done_understands_both_languages(typed: str, act: Act) -> None:
    chat = scheduled(NOW - timedelta(minutes=5))
    chat.commands("done", f"123 {typed}")
    assert chat.command == Declare(NUMBER, act)


def test_done_without_an_outcome_names_them() -> None:
    chat = scheduled(NOW - timedelta(minutes=5))
    chat.commands("done", "123")
    assert chat.told == ["office-done-form"]
    assert "/done 2026-000123-8 пришел" in chat.words


def test_done_before_the_reception_is_too_early() -> None:
    chat = scheduled()
    chat.commands("done", "123 келді")
    assert chat.told == ["office-too-early"]
    assert chat.words


def test_a_request_that_waits_can_be_consulted_but_not_attended() -> None:
    chat = a_chat()
    chat.commands("done", "123 келді")
    assert chat.told == ["office-not-now"]
    chat.commands("done", "123 кеңес")
    assert chat.command == Declare(NUMBER, Act.CONSULT)


def test_done_waits_until_the_last_decision_can_no_longer_be_undone() -> None:
    chat = a_chat(
        state=State.SCHEDULED,
        starts_at=NOW - timedelta(hours=1),
        undo_until=NOW + timedelta(seconds=30),
    )
    chat.commands("done", "123 келді")
    assert chat.told == ["office-not-now"]


def test_slots_lists_the_next_free_times_of_every_official() -> None:
    chat = a_chat()
    chat.slots = tuple(slot for slot in SLOTS if slot.official == "togyz")
    chat.commands("slots")
    assert chat.words.splitlines() == [
        "Ближайшее свободное время",
        "",
        "Togyz S.: чт 12.03.2026, 10:00; чт 12.03.2026, 10:20; вт 17.03.2026, 10:00",
        "Zhibek S.: свободного времени нет",
    ]


def test_report_asks_for_the_report_of_a_quarter() -> None:
    chat = a_chat()
    chat.commands("report")
    assert chat.command == SendReport(Quarter(2026, 1), ("centre",))
    chat.commands("report", "2025 Q4")
    assert chat.command == SendReport(Quarter(2025, 4), ("centre",))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("весна", "Напишите квартал так: /report 2026Q1"),
        (
            "2026Q2",
            "Этот квартал еще не начался: 2026Q2. Отчет за текущий квартал: /report 2026Q1",
        ),
    ],
)
def test_report_of_a_wrong_quarter_is_explained(text: str, words: str) -> None:
    chat = a_chat()
    chat.commands("report", text)
    assert chat.words == words


@pytest.mark.parametrize("command", ["confirm", "refuse", "done"])
def test_a_viewer_only_reads(command: str) -> None:
    chat = a_chat()
    chat.commands(command, "123", VIEWER)
    assert chat.told == ["role-may-not"]


@pytest.mark.parametrize("command", ["queue", "slots", "help"])
def test_a_viewer_reads_what_the_office_has(command: str) -> None:
    chat = a_chat()
    chat.commands(command, who=VIEWER)
    assert len(chat.told) == 1
    assert chat.words


def test_a_viewer_opens_a_card() -> None:
    chat = a_chat()
    chat.commands("request", "123", VIEWER)
    assert chat.command == OpenCard(NUMBER)


@pytest.mark.parametrize("command", ["queue", "request", "help"])
def test_a_stranger_gets_a_polite_no(command: str) -> None:
    chat = a_chat()
    chat.who = None
    chat.commands(command, "123")
    assert chat.told == ["staff-only"]


@pytest.mark.parametrize(
    "typed", ["", "123", "<b>", "№", "123 " * 500, "0", "\u202e123", "-1 1.1 1"]
)
@pytest.mark.parametrize(
    "command", ["queue", "request", "confirm", "refuse", "done", "slots", "report", "help"]
)
def test_every_command_answers_whatever_is_typed(command: str, typed: str) -> None:
    chat = a_chat()
    chat.commands(command, typed)
    assert chat.words or chat.command is not None
