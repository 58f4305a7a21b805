"""My data: all that is held is shown, can be put right, and erased; a lock screen tells nothing."""

from datetime import timedelta

import pytest
from msgspec.structs import replace

from bot.dialogs.commands import Amend, Command, Erase
from bot.reception.identity import iin, phone
from bot.reception.language import Lang
from bot.reception.lifecycle import State
from tests.dialogs.walking import ADDRESS, ESSENCE, EXPECTED, IIN, NAME, PHONE, citizen
from tests.people import NOW, Person

RIGHT = "Ахметова Сара Болатқызы"


def applicant(
    *officials: str, state: State = State.REGISTERED, lang: Lang = Lang.KK, short: bool = False
) -> Person:
    """Return someone with a request to each of these officials, who looks at their data."""
    person = citizen(lang, short=short)
    person.world.given.append(EXPECTED)
    person.world.consents[person.number] = "2026-1"
    for official in officials:
        person.world.add(replace(EXPECTED, official=official), person.number)
    for number in person.world.requests:
        person.world.change(number, state=state)
    return person.asks("mydata")


def decided(person: Person) -> list[Command]:
    return person.world.commands


@pytest.mark.parametrize("lang", list(Lang))
def test_the_data_of_a_request_are_shown_one_by_one(lang: Lang) -> None:
    person = applicant("prilutsky", "samuratov", lang=lang).presses("requests")
    numbers = list(person.world.requests)
    assert sorted(numbers) == sorted(person.keys)
    person.presses(numbers[0])
    for words in (numbers[0], NAME, PHONE, ADDRESS, ESSENCE, "********0017"):
        assert words in person.screen
    assert "show" == person.presses("back").step
    assert "menu" == person.presses("requests").presses(numbers[1]).presses("close").step


@pytest.mark.parametrize("lang", list(Lang))
def test_a_lock_screen_tells_neither_the_name_nor_the_number_nor_the_matter(lang: Lang) -> None:
    person = applicant("prilutsky", lang=lang, short=True)
    screens = [person.screen, person.presses("requests").screen]
    for kept in (NAME, "Ахметов", PHONE, PHONE[2:], ADDRESS, ESSENCE, "0017"):
        assert all(kept not in screen for screen in screens)
    assert all("А. С. Б." in screen for screen in screens)


def test_whoever_has_no_live_request_erases_after_one_question() -> None:
    person = applicant("prilutsky", state=State.ATTENDED).presses("erase").presses("yes")
    assert [Erase()] == decided(person)


def test_live_requests_are_withdrawn_in_the_same_step_or_nothing_happens() -> None:
    person = applicant("prilutsky", "samuratov").presses("erase")
    numbers = tuple(person.world.requests)
    assert all(number in person.screen for number in numbers)
    assert "show" == person.presses("close").step
    assert "list" == person.presses("erase").presses("my").step
    person.asks("mydata").presses("erase").presses("withdraw").presses("no")
    assert ("show", []) == (person.step, decided(person))
    person.presses("erase").presses("withdraw").presses("yes")
    assert [Erase(tuple(reversed(numbers)))] == decided(person)


def test_nothing_is_erased_while_a_decision_may_be_undone() -> None:
    person = applicant("prilutsky", state=State.REFUSED)
    (number,) = person.world.requests
    person.world.change(number, undo_until=NOW + timedelta(seconds=30))
    person.presses("erase")
    assert (["mydata-erase-wait"], []) == (person.told, decided(person))


@pytest.mark.parametrize("lang", list(Lang))
@pytest.mark.parametrize(
    ("what", "typed", "command"),
    [
        ("name", RIGHT, Amend(name=RIGHT)),
        ("phone", "87770001122", Amend(phone=phone("87770001122"))),
        ("iin", IIN, Amend(iin=iin(IIN))),
        ("address", "Бірлік ауылы, 7-үй", Amend(postal_address="Бірлік ауылы, 7-үй")),
    ],
)
def test_what_is_wrong_is_put_right(lang: Lang, what: str, typed: str, command: Amend) -> None:
    person = applicant("prilutsky", lang=lang).presses("correct").presses(what).types(typed)
    person.presses("send")
    assert [command] == decided(person)


def test_a_correction_that_is_not_sent_changes_nothing() -> None:
    person = applicant("prilutsky").presses("correct").presses("name").types(RIGHT)
    assert RIGHT in person.screen
    assert ("show", []) == (person.presses("cancel").step, decided(person))


def test_only_what_is_held_can_be_put_right() -> None:
    person = applicant("prilutsky")
    person.world.given[-1] = replace(EXPECTED, iin=None, postal_address=None)
    assert ["name", "phone"] == person.asks("mydata").presses("correct").keys


def test_a_returned_request_is_put_right_as_it_was_asked() -> None:
    person = applicant("prilutsky", state=State.RETURNED).presses("correct").presses("essence")
    assert "correction" == person.dialog


def test_whoever_has_asked_for_nothing_may_be_forgotten_all_the_same() -> None:
    person = citizen().asks("mydata")
    assert ["erase", "close"] == person.keys
    assert [Erase()] == decided(person.presses("erase").presses("yes"))
