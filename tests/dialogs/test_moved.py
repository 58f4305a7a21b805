"""After a move: the new time is kept, another offered one taken, or the reception given up."""

from datetime import UTC, datetime, timedelta

import pytest
from msgspec.structs import replace

from bot.dialogs.commands import Choose, Promise, Release, Withdraw
from bot.dialogs.incoming import Pressed
from bot.dialogs.queries import SlotView
from bot.reception.language import Lang
from bot.reception.lifecycle import State
from tests.dialogs.walking import EXPECTED, citizen
from tests.people import Person

STARTS_AT = datetime(2026, 3, 17, 5, 0, tzinfo=UTC)
FREE = tuple(
    SlotView("samuratov", datetime(2026, 3, day, 5, 0, tzinfo=UTC), 20)
    for day in (3, 10, 12, 18, 19, 24, 26, 31)
)
CLOSES = datetime(2026, 3, 16, 5, 0, tzinfo=UTC)


def moved(lang: Lang = Lang.KK, *, short: bool = False) -> Person:
    """Return someone whose reception was moved, and who is asked whether the time suits."""
    person = citizen(lang, short=short)
    person.world.free = FREE
    number = person.world.add(replace(EXPECTED, official="samuratov"), person.number)
    person.world.change(number, state=State.SCHEDULED, starts_at=STARTS_AT, place=None)
    return person.is_asked("moved", number=number, starts_at=STARTS_AT.isoformat())


def number_of(person: Person) -> str:
    return next(iter(person.world.requests))


@pytest.mark.parametrize("short", [False, True])
@pytest.mark.parametrize("lang", list(Lang))
def test_the_new_time_may_be_kept(lang: Lang, short: bool) -> None:
    person = moved(lang, short=short)
    assert person.keys == ["keep", "other", "release", "withdraw"]
    person.types("1")
    assert person.world.commands == [Promise(number_of(person))]


def test_five_times_that_leave_the_briefing_its_days_are_offered() -> None:
    person = moved().presses("other")
    assert person.keys == [f"{one.starts_at:%Y%m%d%H%M}" for one in FREE[1:6]]
    person.types("2")
    assert person.world.commands == [Choose(number_of(person), FREE[2].starts_at)]


def test_with_nothing_free_no_other_time_is_offered() -> None:
    person = moved()
    person.world.free = ()
    person.presses("other")
    assert (person.step, person.remarks) == ("suits", ["invalid-option-gone"])
    assert person.keys == ["keep", "release", "withdraw"]


def test_a_time_taken_meanwhile_is_no_answer_and_the_others_are_shown() -> None:
    person = moved().presses("other")
    person.world.free = FREE[2:]
    person.does(Pressed(person.conversation.turn, 1))
    assert (person.step, person.remarks) == ("time", ["invalid-option-gone"])
    assert person.keys[0] == f"{FREE[2].starts_at:%Y%m%d%H%M}"


@pytest.mark.parametrize(("key", "command"), [("release", Release), ("withdraw", Withdraw)])
def test_to_give_it_up_takes_a_second_yes(key: str, command: type[Release]) -> None:
    person = moved().presses(key).presses("no")
    assert (person.step, person.world.commands) == ("suits", [])
    person.presses(key).presses("yes")
    assert person.world.commands == [command(number_of(person))]


@pytest.mark.parametrize(
    "changes",
    [
        {"state": State.UNDER_REVIEW, "starts_at": None},
        {"state": State.WITHDRAWN},
        {"starts_at": STARTS_AT + timedelta(days=7)},
    ],
)
def test_of_a_time_that_is_another_by_now_nothing_is_asked(changes: dict[str, object]) -> None:
    person = moved()
    turn = person.conversation.turn
    person.asks("my")
    person.world.change(number_of(person), **changes)
    person.does(Pressed(turn, 1))
    assert (person.told, person.world.commands) == (["moved-over"], [])
    person.is_asked("moved", number=number_of(person), starts_at=STARTS_AT.isoformat())
    assert person.told == []


def test_a_working_day_before_it_is_too_late_to_choose() -> None:
    person = moved()
    person.world.now = CLOSES - timedelta(seconds=1)
    person.presses("other")
    person.world.now = CLOSES
    person.types("1")
    assert (person.told, person.world.commands) == (["moved-too-late"], [])


def test_another_person_is_asked_nothing() -> None:
    person = moved()
    stranger = Person(person.world, Lang.RU, number=2).asks("start")
    stranger.is_asked("moved", number=number_of(person), starts_at=STARTS_AT.isoformat())
    assert (stranger.turn.question, stranger.told) == (None, [])
