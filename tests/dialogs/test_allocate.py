"""Laying the queue into the schedule: one proposal, approved whole, in part, or not at all."""

from datetime import date, time

import pytest
from msgspec.structs import replace

from bot.dialogs.commands import Allocate, Hold, LetGo
from bot.reception.allocation import TimeFor
from bot.reception.calendar import at
from bot.reception.lifecycle import State
from tests.dialogs.staff_chat import MARAT, REQUEST, SLOTS, VIEWER, StaffChat

NUMBERS = ["2026-000001-5", "2026-000002-3", "2026-000003-1", "2026-000004-9"]
FAR = [one for one in SLOTS if one.starts_at >= at(date(2026, 3, 10), time())]
TOGYZ = [one.starts_at for one in FAR if one.official == "togyz"]
ZHIBEK = [one.starts_at for one in FAR if one.official == "zhibek"]
TIMES = (
    TimeFor(NUMBERS[0], TOGYZ[0]),
    TimeFor(NUMBERS[3], ZHIBEK[0]),
    TimeFor(NUMBERS[1], TOGYZ[1]),
    TimeFor(NUMBERS[2], TOGYZ[2]),
)


def a_chat(rest: str = "") -> StaffChat:
    """Return a chat with three who wait for one official and one who waits for another."""
    waiting = {
        number: replace(REQUEST, id=nth, number=number, place=nth)
        for nth, number in enumerate(NUMBERS, 1)
    }
    waiting[NUMBERS[3]] = replace(waiting[NUMBERS[3]], official="zhibek", place=1, wishes=True)
    chat = StaffChat(requests=waiting)
    chat.commands("allocate", rest)
    return chat


def test_the_whole_queue_is_proposed_in_order_and_its_times_are_kept() -> None:
    chat = a_chat()
    assert chat.command == Hold(TIMES)
    assert chat.options == ["all", "some", "none"]
    assert chat.card.splitlines()[2:8] == [
        "1. чт 12.03.2026, 10:00 · № 2026-000001-5 · А. Б. · Togyz S. · в очереди: 1",
        "2. чт 12.03.2026, 10:00 · № 2026-000004-9 · А. Б. · Zhibek S. · в очереди: 1",
        "– указаны неудобные дни, см. на карточке кнопку «Подробно»",
        "3. чт 12.03.2026, 10:20 · № 2026-000002-3 · А. Б. · Togyz S. · в очереди: 2",
        "4. вт 17.03.2026, 10:00 · № 2026-000003-1 · А. Б. · Togyz S. · в очереди: 3",
        "",
    ]


@pytest.mark.parametrize("named", ["zhibek", "Zhibek long", "ZHIB"])
def test_one_official_is_named_by_key_or_by_part_of_the_name(named: str) -> None:
    chat = a_chat(named)
    assert chat.command == Hold((TimeFor(NUMBERS[3], ZHIBEK[0]),))


@pytest.mark.parametrize(("named", "told"), [("s.", "which"), ("nobody", "unknown")])
def test_a_name_of_none_or_several_lists_whom_there_is(named: str, told: str) -> None:
    chat = a_chat(named)
    assert chat.told == [f"office-official-{told}"]
    assert "Togyz S. (togyz)" in chat.words
    assert "/allocate togyz" in chat.words


def test_approved_it_is_carried_out_as_it_was_shown() -> None:
    """What became free or was taken meanwhile changes nothing of it."""
    chat = a_chat()
    chat.slots = ()
    chat.presses("all")
    assert chat.command == Allocate(TIMES)


def test_cancelled_it_lets_its_times_go() -> None:
    chat = a_chat()
    chat.presses("none")
    assert chat.command == LetGo(tuple(one.number for one in TIMES))


def test_who_stands_last_is_taken_out_without_a_reason() -> None:
    chat = a_chat()
    chat.presses("some")
    assert chat.options == [one.number for one in TIMES]
    chat.presses(NUMBERS[2])
    chat.presses("enough")
    assert chat.command == Allocate(TIMES[:3])


def test_who_is_overtaken_by_others_needs_a_reason() -> None:
    chat = a_chat()
    chat.presses("some")
    chat.presses(NUMBERS[0])
    chat.presses("enough")
    assert "Заявок, которые получат время раньше стоящих впереди: 2." in chat.card
    chat.types("Өз")
    assert chat.told == ["invalid-words-short"]
    chat.types("Өтініш беруші шетелде")
    assert chat.command == Allocate(TIMES[1:], "Өтініш беруші шетелде")


def test_with_everybody_taken_out_nothing_is_given() -> None:
    chat = a_chat("zhibek")
    chat.presses("some")
    chat.presses(NUMBERS[3])
    assert chat.command == LetGo((NUMBERS[3],))


def test_another_command_of_the_chat_leaves_the_proposals_buttons_working() -> None:
    chat = a_chat()
    turn = chat.conversation.turn
    chat.commands("queue")
    assert chat.told == ["office-queue"]
    assert chat.conversation.frames == ()
    chat.presses_old(turn, 1, MARAT)
    assert chat.command == Allocate(TIMES)


def test_a_request_that_moved_on_is_shown_as_such() -> None:
    chat = a_chat()
    moved = replace(chat.requests[NUMBERS[0]], state=State.WITHDRAWN, place=None)
    chat.requests[NUMBERS[0]] = moved
    chat.shows()
    assert "1. № 2026-000001-5 · состояние изменилось, будет пропущена" in chat.card


def test_a_viewer_neither_proposes_nor_approves() -> None:
    chat = a_chat()
    turn = chat.turn.conversation
    chat.presses("all", VIEWER)
    assert chat.turn.toast is not None
    assert ("role-may-not", turn) == (chat.turn.toast.key, chat.conversation)
    chat.commands("allocate", who=VIEWER)
    assert chat.told == ["role-may-not"]


def test_an_empty_queue_and_a_full_schedule_are_told_apart() -> None:
    chat = a_chat()
    chat.slots = ()
    chat.commands("allocate")
    assert chat.told == ["allocate-no-times"]
    chat.requests.clear()
    chat.commands("allocate")
    assert chat.told == ["office-queue-empty"]


def test_a_time_another_clerk_has_in_hand_is_proposed_to_nobody_else() -> None:
    chat = a_chat()
    chat.held[("togyz", TOGYZ[0])] = "2026-000777-0"
    chat.commands("allocate", "togyz")
    assert isinstance(chat.command, Hold)
    assert [TOGYZ[1], TOGYZ[2], TOGYZ[3]] == [one.starts_at for one in chat.command.times]
    chat.held[("togyz", TOGYZ[0])] = NUMBERS[1]
    chat.commands("allocate", "togyz")
    assert isinstance(chat.command, Hold)
    assert TimeFor(NUMBERS[0], TOGYZ[0]) == chat.command.times[0]
