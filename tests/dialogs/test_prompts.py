"""What time brings into a conversation: reminders, the survey, the nudge over a draft."""

from datetime import UTC, datetime, timedelta

import pytest
from msgspec.structs import replace

from bot.dialogs.commands import Format, Promise, Rate, Release
from bot.dialogs.incoming import Key, Pressed
from bot.reception.language import Lang
from bot.reception.lifecycle import State
from bot.reception.survey import Settled
from tests.dialogs.walking import EXPECTED, NAME, citizen, walk
from tests.people import Person

STARTS_AT = datetime(2026, 3, 24, 10, 0, tzinfo=UTC)
AFTER = datetime(2026, 3, 25, 6, 0, tzinfo=UTC)


def invited(lang: Lang = Lang.KK, *, short: bool = False) -> Person:
    """Return someone whose reception has a date and time."""
    person = citizen(lang, short=short)
    number = person.world.add(replace(EXPECTED, official="samuratov"), person.number)
    person.world.change(number, state=State.SCHEDULED, starts_at=STARTS_AT, place=None)
    return person


def received(lang: Lang = Lang.KK, *, short: bool = False) -> Person:
    """Return someone who was received yesterday."""
    person = invited(lang, short=short)
    person.world.change(number_of(person), state=State.ATTENDED)
    person.world.now = AFTER
    return person


def number_of(person: Person) -> str:
    return next(iter(person.world.requests))


def reminded(person: Person, starts_at: datetime = STARTS_AT) -> Person:
    return person.is_asked("reminder", number=number_of(person), starts_at=starts_at.isoformat())


def surveyed(person: Person) -> Person:
    return person.is_asked("survey", number=number_of(person))


def test_a_reminder_is_answered_with_a_promise() -> None:
    person = reminded(invited())
    assert "2026 жылғы 24 наурыз, сейсенбі, сағат 15:00" in person.screen
    person.types("келемін")
    assert person.world.commands == [Promise(number_of(person))]
    assert person.step == "menu"


def test_a_reception_by_video_has_no_room_to_go_to() -> None:
    person = invited()
    person.world.change(number_of(person), format=Format.IN_PERSON)
    assert "Мекенжай" in reminded(person).screen
    person.world.change(number_of(person), format=Format.VIDEO)
    assert "Мекенжай" not in reminded(person).screen
    assert "Бейнебайланыс арқылы" in person.screen


def test_who_cannot_come_gives_the_time_back_after_a_second_yes() -> None:
    person = reminded(invited(Lang.RU)).types("Не смогу прийти").types("нет")
    assert (person.step, person.world.commands) == ("comes", [])
    person.presses("no").presses("yes")
    assert person.world.commands == [Release(number_of(person))]


@pytest.mark.parametrize(
    "changes",
    [
        {"state": State.UNDER_REVIEW, "starts_at": None},
        {"state": State.WITHDRAWN},
        {"starts_at": STARTS_AT + timedelta(days=7)},
    ],
)
def test_of_a_moved_or_cancelled_reception_nothing_is_said(changes: dict[str, object]) -> None:
    person = invited()
    before = person.conversation
    person.world.change(number_of(person), **changes)
    reminded(person)
    assert (person.turn.question, person.turn.says, person.conversation) == (None, (), before)


@pytest.mark.parametrize("args", [{}, {"number": "x"}, {"number": "x", "starts_at": "never"}])
def test_a_reminder_of_nothing_is_silent(args: dict[str, str]) -> None:
    assert invited().is_asked("reminder", **args).turn.question is None


def test_a_reminder_after_the_start_is_silent() -> None:
    person = invited()
    person.world.now = STARTS_AT
    assert reminded(person).turn.question is None


def test_a_reminder_over_a_draft_is_answered_and_the_draft_goes_on() -> None:
    person = reminded(walk(invited(), until="name"))
    assert person.dialog == "reminder"
    assert person.presses("yes").step == "name"
    assert person.types(NAME).step == "phone"


def test_a_reminder_left_unanswered_can_be_answered_by_its_own_buttons_later() -> None:
    person = reminded(invited())
    press = Pressed(person.conversation.turn, person.keys.index("yes") + 1)
    person.asks("book").presses("centre")
    person.does(press)
    assert person.world.commands == [Promise(number_of(person))]
    assert person.step == "official"
    assert person.does(press).remarks == ["already-answered"]


def test_the_buttons_of_a_reminder_that_means_nothing_any_more_do_nothing() -> None:
    person = reminded(invited())
    press = Pressed(person.conversation.turn, person.keys.index("yes") + 1)
    person.asks("start")
    person.world.change(number_of(person), starts_at=STARTS_AT + timedelta(days=7))
    person.does(press)
    assert (person.world.commands, person.step) == ([], "menu")


@pytest.mark.parametrize("short", [False, True])
@pytest.mark.parametrize("lang", list(Lang))
def test_the_survey_is_answered_by_numbers(lang: Lang, short: bool) -> None:
    person = surveyed(received(lang, short=short))
    assert person.question.at == (1, 3)
    person.types("5").types("2").types("1")
    assert person.world.rates[-1] == Rate(number_of(person), 5, Settled.PARTLY, None)


def test_the_survey_is_answered_in_words() -> None:
    person = surveyed(received(Lang.RU)).types("4 – хорошо").types("нет").types("Долго ждали.")
    assert person.world.rates[-1] == Rate(number_of(person), 4, Settled.NO, "Долго ждали.")


@pytest.mark.parametrize("short", [False, True])
@pytest.mark.parametrize("lang", list(Lang))
@pytest.mark.parametrize("state", [State.REFUSED, State.NO_SHOW])
def test_who_was_not_received_is_asked_about_the_procedure(
    state: State, lang: Lang, short: bool
) -> None:
    person = received(lang, short=short)
    person.world.change(number_of(person), state=state)
    assert surveyed(person).step == "clear"
    person.types("3").types("2")
    kept = Rate(number_of(person), 2, Settled.NO, None, complete=False)
    assert person.world.rates == [kept]
    person.types("1")
    assert person.world.rates == [kept, replace(kept, complete=True)]


@pytest.mark.parametrize("mark", ["0", "6", "ten", "-1"])
def test_a_mark_is_from_one_to_five(mark: str) -> None:
    person = surveyed(received()).types(mark)
    assert (person.step, person.remarks) == ("rating", ["invalid-answer"])


@pytest.mark.parametrize(
    "changes",
    [{"rating": 5, "answered": True}, {"state": State.NOT_HELD}, {"state": State.SCHEDULED}],
)
def test_a_survey_that_is_over_is_not_asked(changes: dict[str, object]) -> None:
    person = received()
    person.world.change(number_of(person), **changes)
    assert surveyed(person).turn.question is None


def test_a_survey_that_is_broken_off_keeps_what_was_answered() -> None:
    person = surveyed(received())
    mark = Rate(number_of(person), 5, None, None, complete=False)
    assert person.presses("5").step == "settled"
    assert person.world.rates == [mark]
    person.presses("partly").asks("start")
    assert person.world.rates[1:] == [replace(mark, settled=Settled.PARTLY)]
    assert person.step == "menu"


def test_who_goes_back_in_the_survey_gives_another_mark() -> None:
    person = surveyed(received()).presses("5").presses("no").types("назад").types("назад")
    assert person.step == "rating"
    person.presses("5").types("назад").presses("1")
    given = [(one.rating, one.settled) for one in person.world.rates]
    assert given == [(5, None), (5, Settled.NO), (5, None), (1, None)]


def test_a_survey_that_was_broken_off_is_answered_to_its_end_by_its_own_buttons() -> None:
    person = surveyed(received())
    press = Pressed(person.conversation.turn, 5)
    person.presses("4").asks("start").does(press)
    assert (person.step, person.world.rates[-1].rating) == ("settled", 5)
    person.presses("yes").types("Рақмет")
    assert person.world.rates[-1] == Rate(number_of(person), 5, Settled.YES, "Рақмет")
    assert person.does(press).remarks == ["already-answered"]


def test_the_second_question_of_a_survey_can_be_answered_later_too() -> None:
    person = surveyed(received()).presses("5")
    press = Pressed(person.conversation.turn, person.keys.index("no") + 1)
    person.asks("start").does(press)
    assert (person.step, person.remarks) == ("comment", [])
    person.types("Рақмет")
    assert person.world.rates[-1] == Rate(number_of(person), 5, Settled.NO, "Рақмет")
    assert person.conversation.prompts == {}


@pytest.mark.parametrize(("key", "step"), [(Key.BACK, "rating"), (Key.CANCEL, "menu")])
def test_the_keys_under_a_question_left_behind_work_too(key: Key, step: str) -> None:
    person = surveyed(received()).presses("5")
    press = Pressed(person.conversation.turn, key)
    person.asks("start").does(press)
    assert (person.dialog if step == "menu" else person.step, person.remarks) == (step, [])


def test_the_buttons_of_a_survey_work_for_fourteen_days() -> None:
    person = surveyed(received())
    press = Pressed(person.conversation.turn, 5)
    person.asks("start")
    person.world.now = AFTER + timedelta(days=13)
    assert person.does(press).step == "settled"
    person.asks("start")
    person.world.now = AFTER + timedelta(days=15)
    person.does(press)
    assert (person.told, person.step) == (["survey-closed"], "menu")


def test_the_nudge_goes_on_with_the_draft_or_throws_it_away() -> None:
    person = walk(citizen(), until="essence").is_asked("nudge")
    assert person.dialog == "nudge"
    assert person.types("иә").step == "essence"
    person.is_asked("nudge").types("Өшіру")
    assert (person.step, person.remarks) == ("menu", ["draft-cancelled"])
    assert person.conversation.frames == ()


def test_without_a_draft_nobody_is_nudged() -> None:
    assert citizen().is_asked("nudge").turn.question is None
