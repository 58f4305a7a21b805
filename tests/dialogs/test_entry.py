"""A request that came some other way, entered by a member of staff in private with the bot."""

from datetime import date

import pytest
from msgspec.structs import replace

from bot.dialogs.commands import Enter, Format, Source
from bot.dialogs.consent import consent_given
from bot.dialogs.index import DIALOGS
from bot.reception.directory import Role, StaffMember
from bot.reception.language import Lang
from tests.dialogs.staff_chat import StaffChat
from tests.dialogs.walking import EXPECTED, NAME, PHONE
from tests.people import Person, World

MEMBER = StaffMember(9001, "Айгүл", Role.OPERATOR, ("centre",))
ESSENCE = EXPECTED.essence
BOTH = pytest.mark.parametrize("lang", list(Lang))


def a_member(lang: Lang = Lang.RU, **changes: object) -> Person:
    member = replace(MEMBER, **changes)
    return Person(World(), lang, member=member).asks("start")


def told_how_it_came(person: Person, received: str = "today") -> Person:
    """Answer what is asked before the questions of the booking."""
    person.asks("new").presses("phone")
    if received in person.keys:
        person.presses(received)
    else:
        person.types(received)
    return person.presses("ru").presses("zhibekova").presses("individual")


def answered(person: Person, phone: str = PHONE) -> Person:
    """Answer the rest, up to the review."""
    person.presses("oral").types(NAME)
    if phone:
        person.types(phone)
    else:
        person.presses("none")
    return person.types(ESSENCE).presses("skip").presses("no").presses("no")


def entered(person: Person) -> Enter:
    command = person.world.commands[-1]
    assert isinstance(command, Enter)
    return command


@BOTH
def test_the_booking_s_questions_are_answered_for_the_applicant(lang: Lang) -> None:
    person = answered(told_how_it_came(a_member(lang))).presses("yes")
    given = replace(
        EXPECTED,
        office="centre",
        official="zhibekova",
        topic=None,
        applicant=entered(person).given.applicant,
        organisation=None,
        bin=None,
        iin=None,
        postal_address=None,
        format=Format.IN_PERSON,
        unfit_days=None,
        category=None,
        needs_help=False,
    )
    assert entered(person) == Enter(given, Source.PHONE, Lang.RU, None, consent_given("oral"))
    assert person.step == "menu"


def test_who_has_no_phone_needs_none() -> None:
    person = answered(told_how_it_came(a_member()), "")
    assert "Телефон" not in person.screen
    assert entered(person.presses("yes")).given.phone is None


@pytest.mark.parametrize(
    ("said", "day"),
    [
        ("yesterday", date(2026, 3, 1)),
        ("27.02", date(2026, 2, 27)),
        ("23.02.2026", date(2026, 2, 23)),
        ("02.03", None),
    ],
)
def test_paper_may_have_come_earlier(said: str, day: date | None) -> None:
    person = answered(told_how_it_came(a_member(), said)).presses("yes")
    assert entered(person).received_on == day


@pytest.mark.parametrize("said", ["20.02", "03.03", "22.02.2026", "02.03.2025"])
def test_a_day_too_long_ago_or_still_to_come_is_asked_again(said: str) -> None:
    person = a_member().asks("new").presses("paper").types(said)
    assert (person.step, person.remarks) == ("received", ["invalid-arrived-when"])
    assert "с 23.02.2026 по 02.03.2026" in person.screen


def test_without_consent_nothing_is_kept() -> None:
    person = told_how_it_came(a_member()).presses("no")
    assert (person.told, person.step) == (["entry-no-consent"], "menu")
    assert person.world.commands == []
    assert person.conversation.frames == ()


def test_any_answer_can_be_changed_before_it_is_sent() -> None:
    person = answered(told_how_it_came(a_member())).presses("change").presses("source")
    person.presses("portal")
    assert "портал" in person.screen
    assert entered(person.presses("yes")).source is Source.PORTAL


def test_a_member_of_several_offices_is_asked_which() -> None:
    person = a_member(offices=("centre", "akim")).asks("new")
    assert (person.step, person.keys) == ("office", ["centre", "akim"])


def test_the_menu_offers_it_to_who_may_decide_and_nobody_else() -> None:
    assert "entry" in a_member().keys
    assert "entry" not in a_member(role=Role.VIEWER).keys
    assert "entry" not in Person(World(), Lang.RU).asks("start").keys
    assert a_member(role=Role.VIEWER).asks("new").told == ["role-may-not"]
    assert Person(World(), Lang.RU).asks("new").told == ["staff-only"]


@pytest.mark.parametrize("command", ["new", "fix"])
def test_in_the_staff_chat_staff_are_sent_to_a_chat_of_their_own(command: str) -> None:
    chat = StaffChat(dialogs=DIALOGS)
    chat.commands(command, "123")
    assert chat.told == ["staff-in-private"]
