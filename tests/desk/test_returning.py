"""Return, correction, redirection, consultation: what changes, what is told, what is undone."""

from datetime import date, timedelta

from bot.dialogs import commands as do
from bot.messages import Notice
from bot.reception.identity import phone
from bot.reception.lifecycle import Act, State
from bot.records import Envelope
from tests.desk.acting import SLOT, brought_to, by_citizen, by_member, by_staff, why
from tests.turns.house import CHAT, Citizen, Clerk, House, key_of, keys, telegram, to

PERSON = telegram(100)
WANTED = "Қай көше, қай үй екенін жазыңыз"
BY = date(2026, 3, 5)
NEW = "Бірлік көшесі, 5-үйде екі айдан бері жарық жоқ, жөндеуді сұраймын."


async def booked(house: House) -> str:
    return await Citizen(house, PERSON).books()


async def returned(house: House) -> str:
    number = await booked(house)
    assert "" == why(await by_staff(house, do.Return(number, WANTED, BY)))
    return number


def mine(sent: list[Envelope]) -> list[Envelope]:
    return [one for one in sent if to(one) == PERSON]


async def test_the_applicant_hears_what_to_correct_and_is_asked_for_it(house: House) -> None:
    number = await returned(house)
    before = await house.request(number)
    assert (State.RETURNED, WANTED, BY) == (before.state, before.correct, before.correct_by)
    notice, question = mine(await house.wait(seconds=61))
    assert ["notice-returned", "correction-what"] == [key_of(notice), key_of(question)]
    assert notice.statutory
    after = await house.request(number)
    assert (None, before.given.reply_due) == (after.replied_at, after.given.reply_due)


async def test_a_corrected_request_is_reviewed_on_in_its_place(house: House) -> None:
    number = await returned(house)
    await house.wait(seconds=61)
    citizen = Citizen(house, PERSON)
    await citizen.types(NEW)
    await citizen.presses("send")
    request = await house.request(number)
    assert (State.UNDER_REVIEW, NEW, "essence") == (
        request.state,
        request.given.essence,
        request.corrected,
    )
    event = (await house.history(number))[-1]
    assert ("correct", "citizen", {"fields": "essence"}) == (event.kind, event.who, event.details)
    sent = await house.delivers()
    assert "notice-corrected" in keys(sent, PERSON)
    card = next(one for one in sent if to(one) == telegram(CHAT))
    assert "card-action" == key_of(card)
    assert NEW not in str(card.message)


async def test_every_answer_can_be_corrected_and_only_it_changes(house: House) -> None:
    number = await returned(house)
    await house.wait(seconds=61)
    before = (await house.request(number)).given
    given = do.Correct(number, name="Омарова Дана", phone=phone("+77172550102"))
    assert "" == why(await by_citizen(house, given))
    after = await house.request(number)
    assert ("Омарова Дана", "О. Д.", "+77172550102", False) == (
        after.given.name,
        after.given.initials,
        after.given.phone,
        after.given.mobile,
    )
    assert (before.essence, before.person) == (after.given.essence, after.given.person)
    assert "name,phone" == after.corrected


async def test_nothing_is_corrected_before_the_return_is_told_nor_by_others(house: House) -> None:
    number = await returned(house)
    given = do.Correct(number, essence=NEW)
    assert "correction-over" == why(await by_citizen(house, given))
    await house.wait(seconds=61)
    await Citizen(house, telegram(101)).begins()
    assert "request-unknown" == why(await by_citizen(house, given, 101))
    assert "" == why(await by_member(house, given))
    assert "staff:9001" == (await house.history(number))[-1].who
    assert "correction-over" == why(await by_citizen(house, given))


async def test_a_return_undone_leaves_what_was_asked_before(house: House) -> None:
    number = await returned(house)
    await by_staff(house, do.Undo(number))
    request = await house.request(number)
    assert (State.REGISTERED, None, None) == (request.state, request.correct, request.correct_by)
    assert [] == mine(await house.wait(minutes=5))
    await by_staff(house, do.Return(number, WANTED, BY))
    await house.wait(seconds=61)
    await by_citizen(house, do.Correct(number, essence=NEW))
    await by_staff(house, do.Return(number, "Енді телефонды", date(2026, 3, 9)))
    await by_staff(house, do.Undo(number))
    request = await house.request(number)
    assert (State.UNDER_REVIEW, WANTED, BY, "essence") == (
        request.state,
        request.correct,
        request.correct_by,
        request.corrected,
    )


async def test_no_essence_is_a_ground_only_after_a_return(house: House) -> None:
    number = await booked(house)
    refuse = do.Refuse(number, "no-essence", None, None)
    assert "ground-after-return" == why(await by_staff(house, refuse))
    await by_staff(house, do.Return(number, WANTED, BY))
    await house.wait(seconds=61)
    assert "" == why(await by_staff(house, refuse))


async def test_a_redirection_says_where_to_go_and_is_the_reply(house: House) -> None:
    number = await booked(house)
    await by_staff(house, do.Redirect(number, "Аудан әкімдігіне"))
    assert [] == mine(await house.delivers())
    (notice,) = mine(await house.wait(seconds=61))
    assert isinstance(notice.message, Notice)
    told = notice.message.say
    assert ("notice-redirected", "Аудан әкімдігіне") == (told.key, told.args["where"])
    request = await house.request(number)
    assert (State.REDIRECTED, house.now) == (request.state, request.replied_at)


async def test_a_consultation_is_told_with_its_note(house: House) -> None:
    number = await booked(house)
    await brought_to(house, number, State.SCHEDULED)
    await by_staff(house, do.Declare(number, Act.CONSULT, "Бланк толтырылды"))
    (notice,) = mine(await house.wait(seconds=61))
    assert isinstance(notice.message, Notice)
    told = notice.message.say
    assert ("notice-consulted", "Бланк толтырылды") == (told.key, told.args["comment"])
    request = await house.request(number)
    assert (None, house.now) == (request.slot, request.replied_at)


async def test_a_withdrawal_entered_by_staff_can_be_undone(house: House) -> None:
    number = await booked(house)
    await brought_to(house, number, State.SCHEDULED)
    await by_staff(house, do.Declare(number, Act.WITHDRAW))
    assert State.WITHDRAWN is (await house.request(number)).state
    await by_staff(house, do.Undo(number))
    request = await house.request(number)
    assert (State.SCHEDULED, SLOT) == (request.state, request.starts_at)
    await by_staff(house, do.Declare(number, Act.WITHDRAW))
    assert "notice-withdrawn" in keys(await house.wait(seconds=61), PERSON)


async def test_staff_note_that_they_told_the_applicant_themselves(house: House) -> None:
    number = await booked(house)
    assert "nothing-to-tell" == why(await by_staff(house, do.Tell(number)))
    await by_staff(house, do.Refuse(number, "repeat", None, None))
    assert "nothing-to-tell" == why(await by_staff(house, do.Tell(number)))
    house.clock.moment += timedelta(seconds=61)
    assert "" == why(await by_staff(house, do.Tell(number)))
    assert house.now == (await house.request(number)).replied_at
    assert "tell" == (await house.history(number))[-1].kind


async def test_the_way_of_a_clerk_through_a_return(house: House) -> None:
    number = await booked(house)
    clerk = Clerk(house)
    await clerk.presses(number, "more")
    await clerk.presses(number, "return")
    await clerk.replies(number, WANTED)
    await clerk.presses(number, "5")
    await clerk.presses(number, "yes")
    assert ("undo",) == (await clerk.options(number))[:1]
    assert date(2026, 3, 10) == (await house.request(number)).correct_by
