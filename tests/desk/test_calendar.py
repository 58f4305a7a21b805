"""The calendar changed from the staff chat: terms follow it, staff are told, nothing is lost."""

from datetime import date, time, timedelta

import pytest

from bot.dialogs import commands as do
from bot.duties import sign_off
from bot.duties.round import Duty
from bot.messages import Notice
from bot.reception.calendar import Override, WorkingCalendar, at
from bot.reception.language import Bilingual, Lang
from bot.reception.lifecycle import State
from bot.records import DutyKind, Envelope, Event
from bot.watch import Watch
from tests.desk.acting import SLOT, by_staff, why
from tests.people import texts
from tests.turns.house import CHAT, TRAITS, Citizen, Clerk, House, keys, telegram

HEAD, VIEWER = 9003, 9004
STAFF = telegram(CHAT)
DAY = date(2026, 3, 10)
TYPED = "10.03.2026 off Қосымша демалыс / Дополнительный выходной; № 1"
DUE, LATER = date(2026, 3, 27), date(2026, 3, 30)


async def types(house: House, words: str, user: int = HEAD) -> list[Envelope]:
    """Type a command of the calendar; return what is sent then."""
    await Clerk(house, user).asks("calendar", words)
    return await house.delivers()


def said(sent: list[Envelope]) -> str:
    """Return the notices among what was sent, in Russian."""
    notices = [one.message.say for one in sent if isinstance(one.message, Notice)]
    return "\n".join(texts().write(one, Lang.RU) for one in notices)


async def presses(house: House, key: str, user: int = HEAD) -> str | None:
    """Press a button under the calendar; return the word to the presser."""
    press = await Citizen(house, STAFF).press(key)
    reply = await house.hears(STAFF, press, user)
    return reply.toast.key if reply.toast else None


async def booked(house: House, where: int = 100) -> str:
    return await Citizen(house, telegram(where)).books()


async def test_a_day_off_moves_every_open_term_and_staff_read_which(house: House) -> None:
    number = await booked(house)
    assert DUE == (await house.request(number)).given.reply_due
    sent = await types(house, f"add {TYPED}")
    assert ["calendar-added", "calendar-moved"] == keys(sent, STAFF)
    assert f"№ {number}: 27.03.2026 → 30.03.2026" in said(sent)
    after = await house.request(number)
    assert (1, LATER) == (after.version, after.given.reply_due)


async def test_the_history_keeps_both_dates(house: House) -> None:
    number = await booked(house)
    await types(house, f"add {TYPED}")
    request = await house.request(number)
    dates = {"before": "2026-03-27", "after": "2026-03-30"}
    state = State.REGISTERED
    event = Event(request.id, house.now, "recount", f"staff:{HEAD}", state, state, dates)
    assert event == (await house.history(number))[-1]


async def test_taking_the_day_back_moves_the_terms_back(house: House) -> None:
    number = await booked(house)
    await types(house, f"add {TYPED}")
    sent = await types(house, "remove 10.03.2026")
    assert ["calendar-removed", "calendar-moved"] == keys(sent, STAFF)
    assert DUE == (await house.request(number)).given.reply_due


async def test_the_card_shows_the_new_term_when_the_calendar_is_in_force(house: House) -> None:
    await booked(house)
    await types(house, f"add {TYPED}")
    assert ["card-action"] == keys(await house.wait(seconds=1), STAFF)
    assert not house.reference.calendar.is_working(DAY)
    assert [] == keys(await house.wait(seconds=1), STAFF)


async def test_what_was_registered_by_the_old_calendar_follows_the_new_one(house: House) -> None:
    await types(house, f"add {TYPED}")
    number = await booked(house)  # before this process has looked again
    assert DUE == (await house.request(number)).given.reply_due
    sent = await house.wait(seconds=1)
    assert ["calendar-moved", "card-action"] == keys(sent, STAFF)
    assert LATER == (await house.request(number)).given.reply_due


async def test_an_answered_term_and_an_extended_one_stay(house: House) -> None:
    answered, extended = await booked(house), await booked(house, 101)
    await Clerk(house).refuses(answered)
    await house.wait(minutes=2)
    request = await house.request(extended)
    async with house.store.writing() as tx:
        await tx.record(
            [Event(request.id, house.now, "extend", "staff:1", request.state, request.state)]
        )
    assert ["calendar-added"] == keys(await types(house, f"add {TYPED}"), STAFF)
    for number in (answered, extended):
        assert DUE == (await house.request(number)).given.reply_due


async def test_receptions_on_the_new_day_off_are_listed_and_its_free_times_go(
    house: House,
) -> None:
    number = await booked(house)
    assert SLOT == await Clerk(house).confirms(number)
    await house.wait(minutes=2)
    sent = await types(house, f"add {TYPED}")
    assert ["calendar-added", "calendar-hit"] == keys(sent, STAFF)
    assert f"№ {number}: вторник, 10 марта 2026 г., 10:00" in said(sent)
    await house.wait(seconds=1)
    async with house.store.reading() as tx:
        assert await tx.free_slot("togyzbaev", SLOT + timedelta(minutes=20)) is None
    assert SLOT == (await house.request(number)).starts_at


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("add 09.03.2026 off Иә / Да; № 1", "invalid-override-already-off"),
        ("add 11.03.2026 on Иә / Да; № 1", "invalid-override-already-working"),
        ("add 31.02.2026 off Иә / Да; № 1", "invalid-override-day"),
        ("add 10.03.2036 off Иә / Да; № 1", "invalid-override-far"),
        ("add 10.03.2026 off Иә", "calendar-add-form"),
        ("add 10.03.2026 maybe Иә / Да; № 1", "calendar-add-form"),
        ("add", "calendar-add-form"),
        ("remove 10.03.2026", "invalid-override-none"),
        ("remove tomorrow", "invalid-override-day"),
        ("sign 2026", "invalid-year-signed"),
        ("sign 2036", "invalid-year-far"),
        ("sign next", "calendar-form"),
        ("forget everything", "calendar-form"),
    ],
)
async def test_what_makes_no_sense_is_told_and_changes_nothing(
    house: House, words: str, told: str
) -> None:
    assert [told] == keys(await types(house, words), STAFF)
    async with house.store.reading() as tx:
        assert await tx.calendar_version() is None


async def test_two_entries_for_one_day_are_refused(house: House) -> None:
    await types(house, f"add {TYPED}")
    assert ["invalid-override-stands"] == keys(await types(house, f"add {TYPED}"), STAFF)
    name = Bilingual("Иә", "Да")
    again = do.AddOverride(Override(DAY, True, name, "№ 2"))
    assert "invalid-override-stands" == why(await by_staff(house, again, HEAD))


@pytest.mark.parametrize("user", [9001, VIEWER])
async def test_only_heads_change_it_and_everybody_reads(house: House, user: int) -> None:
    assert ["calendar-heads-only"] == keys(await types(house, f"add {TYPED}", user), STAFF)
    assert "calendar-heads-only" == why(await by_staff(house, do.SignYear(2027), user))
    assert ["calendar-list"] == keys(await types(house, "", user), STAFF)
    assert "calendar-heads-only" == await presses(house, "sign-2027", user)
    assert await presses(house, "close", user) is None


async def test_a_year_is_signed_by_a_button_after_a_look_at_its_days_off(house: House) -> None:
    assert ["calendar-list"] == keys(await types(house, ""), STAFF)
    await presses(house, "sign-2027")
    assert ["calendar-sign"] == keys(await house.delivers(), STAFF)
    await presses(house, "yes")
    assert "calendar-signed" in keys(await house.delivers(), STAFF)
    await house.wait(seconds=1)
    assert house.reference.calendar.certain(date(2027, 1, 1), date(2027, 12, 31))


async def test_an_entry_is_removed_by_a_button_when_it_is_sure(house: House) -> None:
    await types(house, f"add {TYPED}")
    await types(house, "")
    await presses(house, f"remove-{DAY}")
    assert "calendar-heads-only" == await presses(house, "yes", VIEWER)
    await presses(house, "no")
    async with house.store.reading() as tx:
        assert 1 == len(await tx.overrides())
    await types(house, "")
    await presses(house, f"remove-{DAY}")
    await presses(house, "yes")
    async with house.store.reading() as tx:
        assert () == await tx.overrides()


async def test_two_processes_count_a_change_once(two_houses: tuple[House, House]) -> None:
    first, second = two_houses
    number = await booked(first)
    await types(first, f"add {TYPED}")
    await first.wait(seconds=1)
    await second.wait(seconds=1)
    assert second.reference.calendar == first.reference.calendar
    kinds = [event.kind for event in await first.history(number)]
    assert ["register", "recount"] == kinds


async def test_each_chat_is_reminded_of_a_year_on_the_first_working_day_of_a_week(
    house: House,
) -> None:
    duty = Duty(DutyKind.SIGN_OFF, sign_off.AT, sign_off.SignOff(house.reference))
    house.watch = Watch(
        house.store, house.turns, house.reference, house.clock, house.settings, TRAITS, (duty,)
    )
    reminded: list[date] = []
    for day in (date(2026, 10, 30), *(date(2026, 11, nth) for nth in range(1, 11))):
        sent = await house.wait_until(at(day, time(10, 0)))
        reminded += [day] * keys(sent).count("calendar-remind")
    chats = len({one.staff_chat for one in house.reference.directory.offices})
    assert [date(2026, 11, 2)] * chats + [date(2026, 11, 9)] * chats == reminded
    async with house.store.writing() as tx:
        await tx.sign_year(2027, "staff:1", house.now)
    assert "calendar-remind" not in keys(
        await house.wait_until(at(date(2026, 11, 16), time(10, 0)))
    )


async def test_a_term_into_a_year_not_signed_is_marked_on_ticket_and_card(house: House) -> None:
    house.clock.moment = at(date(2026, 12, 15), time(10, 0))
    await house.watch.tick()
    number = await booked(house)
    (ticket,) = [one for one in house.sent if keys([one]) == ["notice-ticket"]]
    assert "дни 2027 года еще не утверждены" in said([ticket])
    await Clerk(house).asks("request", number)
    assert "term-uncertain" in str((await house.delivers())[-1].message)


async def test_without_a_change_nothing_moves(house: House) -> None:
    await booked(house)
    house.reference.calendar = WorkingCalendar(signed_years=frozenset({2026}))
    await house.watch.tick()
    assert [] == keys(await house.delivers(), STAFF)
