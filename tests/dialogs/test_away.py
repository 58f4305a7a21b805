"""An official is away: what is understood, whom it hits, and one confirmation."""

from datetime import date, time

import pytest
from msgspec.structs import replace

from bot.dialogs.commands import Away, EndAbsence
from bot.reception.absence import Absence
from bot.reception.calendar import at
from bot.reception.lifecycle import State
from tests.dialogs.staff_chat import (
    NUMBER,
    REQUEST,
    STRANGER_TO_IT,
    VIEWER,
    StaffChat,
)

FIRST, LAST = date(2026, 3, 10), date(2026, 3, 12)
KNOWN = Absence("togyz", FIRST, LAST, "staff:1", 7)


def a_chat(rest: str = "Togyz 10.03 12.03", *absences: Absence) -> StaffChat:
    """Return a chat where one reception falls on the last day; the command was given."""
    starts = at(LAST, time(10, 0))
    hit = replace(REQUEST, state=State.SCHEDULED, starts_at=starts, minutes=20, place=None)
    chat = StaffChat(requests={NUMBER: hit}, absences=absences)
    chat.commands("away", rest)
    return chat


def test_the_receptions_hit_are_shown_and_one_press_decides() -> None:
    chat = a_chat()
    assert chat.options == ["move", "queue"]
    assert "Назначено приемов на эти дни: 1" in chat.card
    assert "чт 12.03.2026, 10:00 · № 2026-000123-8 · А. Б." in chat.card
    chat.presses("move")
    assert chat.command == Away("togyz", FIRST, LAST)


def test_all_can_be_returned_to_the_queue() -> None:
    chat = a_chat()
    chat.presses("queue")
    assert chat.command == Away("togyz", FIRST, LAST, to_queue=True)


def test_with_nobody_hit_it_is_recorded_all_the_same() -> None:
    chat = a_chat("zhibek 10.03")
    assert chat.options == ["record"]
    chat.presses("record")
    assert chat.command == Away("zhibek", FIRST, FIRST)


@pytest.mark.parametrize(
    ("typed", "first", "last"),
    [
        ("togyz 10.03 12.03", FIRST, LAST),
        ("Togyz S. 10.03-12.03", FIRST, LAST),
        ("togyz, 10.03.2026 – 12/03/26", FIRST, LAST),
        ("togyz 28.02 12.03", date(2026, 3, 2), LAST),
        ("togyz 01.03.2026 12.03.2026", date(2026, 3, 2), LAST),
        ("togyz 29.07 10.01", date(2026, 7, 29), date(2027, 1, 10)),
    ],
)
def test_days_are_understood_as_they_are_written(typed: str, first: date, last: date) -> None:
    """What began already begins today."""
    chat = a_chat(typed)
    chat.presses(chat.options[0])
    assert chat.command == Away("togyz", first, last)


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("togyz", "away-form"),
        ("10.03 12.03", "away-form"),
        ("togyz 31.02 12.03", "away-form"),
        ("togyz 12.03 10.03", "away-order"),
        ("togyz 10.03 12.03.2025", "away-order"),
        ("togyz 10.03.2026 12.03.2027", "away-order"),
        ("nobody 10.03 12.03", "office-official-unknown"),
        ("s. 10.03 12.03", "office-official-which"),
        ("cancel 8", "away-unknown"),
        ("cancel", "away-form"),
    ],
)
def test_what_is_mistyped_gets_an_example(typed: str, told: str) -> None:
    chat = a_chat(typed)
    assert (chat.told, chat.command) == ([told], None)
    assert "/away" in chat.words or told == "office-official-which"


def test_the_list_shows_the_own_officials_absences() -> None:
    other = Absence("samurat", FIRST, LAST, "staff:4", 8)
    chat = a_chat("", KNOWN, other)
    assert "7. Togyz S.: вт 10.03.2026 – чт 12.03.2026" in chat.words
    assert "samurat" not in chat.words.lower()
    assert a_chat("").told == ["away-list-empty"]


def test_an_absence_is_taken_back_by_its_number() -> None:
    assert a_chat("cancel 7", KNOWN).command == EndAbsence(7)
    assert a_chat("болдырмау №7", KNOWN).command == EndAbsence(7)
    chat = a_chat("", KNOWN)
    chat.commands("away", "cancel 7", STRANGER_TO_IT)
    assert chat.told == ["away-unknown"]


def test_what_is_recorded_already_is_not_recorded_twice() -> None:
    assert a_chat("togyz 11.03", KNOWN).told == ["away-known"]


def test_only_those_who_decide_at_that_office_do() -> None:
    chat = a_chat()
    for who, told in ((VIEWER, "role-may-not"), (STRANGER_TO_IT, "not-your-office")):
        chat.presses("move", who)
        assert chat.turn.toast is not None
        assert (chat.turn.toast.key, chat.command) == (told, None)
    chat.commands("away", "togyz 10.03", VIEWER)
    assert chat.told == ["role-may-not"]
