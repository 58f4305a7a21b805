"""People see, correct and erase what is held of them; who comes again afterwards is new."""

from datetime import timedelta

from msgspec.structs import replace

from bot.dialogs.commands import Amend, Declare, Erase, Refuse
from bot.dialogs.held import DataOf
from bot.dialogs.incoming import Asked, Typed
from bot.reception.identity import phone
from bot.reception.lifecycle import Act, State
from bot.records import Event
from tests.desk.acting import brought_to, by_citizen, by_staff, why
from tests.storage.rows import everything, where_found
from tests.turns.house import ANSWERS, CHAT, Citizen, Clerk, House, key_of, keys, telegram

ASKAR, AIGUL = telegram(700001), telegram(700002)
RIGHT = "Бекмағамбетова Айгүл Серікқызы"
TRACES = {ANSWERS["name"], ANSWERS["phone"], ANSWERS["essence"], "700001"}


def histories(history: list[Event]) -> list[tuple[str, str]]:
    return [(one.kind, one.who) for one in history]


async def test_whoever_erases_their_data_is_told_goodbye_and_comes_again_as_a_stranger(
    house: House,
) -> None:
    askar = Citizen(house, ASKAR)
    number = await askar.books()
    assert where_found(await everything(house.store), TRACES)
    await askar.asks("mydata")
    for key in ("erase", "withdraw", "yes"):
        await askar.presses(key)
    sent = await house.delivers()
    assert ["notice-forgotten"] == [key for key in keys(sent, ASKAR) if key != "strip"]
    async with house.store.writing() as tx:
        assert 1 == await tx.let_leave(house.now, 10)
    assert [] == where_found(await everything(house.store), TRACES)
    left = await house.request(number)
    assert (State.WITHDRAWN, house.now) == (left.state, left.anonymised_at)
    expected = [("register", "citizen"), ("withdraw", "citizen"), ("anonymise", "citizen")]
    assert expected == histories(await house.history(number))
    await askar.asks("my")
    assert "language" == (await house.conversation(ASKAR)).step


async def test_what_comes_with_the_erasing_meets_a_stranger_already(house: House) -> None:
    askar = Citizen(house, ASKAR)
    await askar.books()
    await askar.asks("mydata")
    await askar.presses("erase")
    await askar.presses("withdraw")
    updates = [
        house.update(ASKAR, await askar.press("yes")),
        house.update(ASKAR, Asked("my")),
        house.update(ASKAR, Typed("1")),
    ]
    await house.turns.accept(updates)
    conversation = await house.conversation(ASKAR)
    async with house.store.writing() as tx:
        person = (await tx.load([ASKAR], house.now))[ASKAR].person or 0
        held = await tx.answer(DataOf(person), house.now)
    assert () == held.requests  # type: ignore[attr-defined]
    assert "none" == conversation.step


async def test_another_person_s_data_stay_when_somebody_is_forgotten(house: House) -> None:
    first = await Citizen(house, ASKAR).books()
    number = await Citizen(house, AIGUL).books("bulakbaeva")
    before = await house.request(number)
    assert "" == why(await by_citizen(house, Erase((first,)), 700001))
    assert before == await house.request(number)


async def test_nothing_is_erased_when_something_came_meanwhile(house: House) -> None:
    await Citizen(house, ASKAR).books()
    assert "mydata-changed" == why(await by_citizen(house, Erase(), 700001))
    (request,) = await house.requests()
    assert (State.REGISTERED, ANSWERS["name"]) == (request.state, request.given.name)


async def test_nothing_is_erased_while_a_decision_may_be_undone(house: House) -> None:
    number = await Citizen(house, ASKAR).books()
    await by_staff(house, Refuse(number, "repeat", None, None))
    assert "mydata-erase-wait" == why(await by_citizen(house, Erase(), 700001))
    house.clock.moment += timedelta(minutes=2)
    assert "" == why(await by_citizen(house, Erase(), 700001))
    assert State.REFUSED is (await house.request(number)).state


async def test_staff_see_that_the_data_are_gone_and_can_do_nothing_more(house: House) -> None:
    number = await Citizen(house, ASKAR).books()
    await brought_to(house, number, State.NO_SHOW)
    await by_citizen(house, Erase(), 700001)
    clerk = Clerk(house)
    await house.delivers()
    for command in ("request", "history"):
        await clerk.asks(command, number)
    shown = await house.delivers()
    assert {"card-action", "office-history"} <= set(keys(shown, telegram(CHAT)))
    assert ("more",) == await clerk.options(number)
    declared = Declare(number, Act.DECLARE_ATTENDED, None)
    assert "request-anonymised" == why(await by_staff(house, declared))


async def test_a_correction_changes_every_request_and_its_history_says_which_field(
    house: House,
) -> None:
    askar = Citizen(house, ASKAR)
    first, second = await askar.books(), await askar.books("bulakbaeva")
    await brought_to(house, first, State.ATTENDED)
    right = Amend(name=RIGHT, phone=phone("87770001122"))
    assert "" == why(await by_citizen(house, right, 700001))
    for number in (first, second):
        given = (await house.request(number)).given
        assert (RIGHT, "+77770001122", "Б. А. С.") == (given.name, given.phone, given.initials)
        last = (await house.history(number))[-1]
        assert ("amend", {"fields": "name,phone"}) == (last.kind, last.details)
    assert "mydata-nothing-changed" == why(await by_citizen(house, right, 700001))


async def test_after_the_consent_is_taken_back_nobody_is_reminded_but_the_reply_still_comes(
    house: House,
) -> None:
    askar = Citizen(house, ASKAR)
    number = await askar.books()
    await askar.begins("bulakbaeva")
    await askar.asks("mydata")
    for key in ("withdraw", "yes"):
        await askar.presses(key)
    assert () == (await house.conversation(ASKAR)).frames
    await house.delivers()
    starts = await Clerk(house).confirms(number)
    assert "notice-confirmed" in keys(await house.wait(minutes=2), ASKAR)
    day_before = await house.wait_until(starts - timedelta(hours=20))
    hours_before = await house.wait_until(starts - timedelta(hours=1))
    assert [] == keys([*day_before, *hours_before], ASKAR)


async def test_with_the_consent_reminders_come(house: House) -> None:
    number = await Citizen(house, ASKAR).books()
    await house.delivers()
    starts = await Clerk(house).confirms(number)
    await house.wait(minutes=2)
    sent = await house.wait_until(starts - timedelta(hours=1))
    assert any(key_of(one).startswith("reminder") for one in sent)


async def test_the_term_told_at_registration_stays_with_the_request(house: House) -> None:
    offices = tuple(replace(one, retention_months=6) for one in house.directory.offices)
    house.reference.directory = replace(house.directory, offices=offices)
    number = await Citizen(house, ASKAR).books()
    assert 6 == (await house.request(number)).given.kept_months
