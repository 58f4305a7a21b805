"""What staff enter without deciding: the external number, and an extended term."""

from datetime import date, time, timedelta

from bot.dialogs import commands as do
from bot.dialogs.say import Say, say
from bot.reception.calendar import at
from bot.reception.lifecycle import State
from tests.desk.acting import brought_to, by_staff, why
from tests.turns.house import CHAT, Citizen, Clerk, House, keys, remarks, said, telegram, to

PERSON = telegram(100)
HEAD, VIEWER = 9003, 9004
UNTIL = date(2026, 4, 15)
DUE = date(2026, 3, 27)


async def booked(house: House, where: int = 100) -> str:
    return await Citizen(house, telegram(where)).books()


async def events(house: House, number: str, kind: str) -> list[dict[str, str]]:
    return [dict(one.details) for one in await house.history(number) if one.kind == kind]


async def test_a_number_is_entered_by_a_command_and_corrected(house: House) -> None:
    number = await booked(house)
    clerk = Clerk(house)
    await clerk.asks("reg", f"{number} № зт-2026-1")
    assert "external-entered" in keys(await house.delivers(), telegram(CHAT))
    assert "ЗТ-2026-1" == (await house.request(number)).external
    await clerk.asks("reg", f"{number} ЗТ-2026-2")
    await clerk.asks("reg", f"{number} ЗТ-2026-2")
    assert "ЗТ-2026-2" == (await house.request(number)).external
    assert [
        {"before": "", "after": "ЗТ-2026-1"},
        {"before": "ЗТ-2026-1", "after": "ЗТ-2026-2"},
    ] == await events(house, number, "reg")


async def test_a_number_already_used_names_the_other_request(house: House) -> None:
    first, second = await booked(house), await booked(house, 101)
    await by_staff(house, do.EnterExternal(first, "ЗТ-1"))
    outcome = await by_staff(house, do.EnterExternal(second, "ЗТ-1"))
    assert "external-used" == why(outcome)
    assert (None, []) == (
        (await house.request(second)).external,
        await events(house, second, "reg"),
    )


async def answers(house: House, clerk: Clerk, command: str, *written: str) -> dict[str, list[str]]:
    """Return what each of these is answered by."""
    found = {}
    for rest in written:
        await clerk.asks(command, rest)
        found[rest] = keys(await house.delivers(), telegram(CHAT))
    return found


async def test_a_command_written_wrong_is_told_what_is_wrong(house: House) -> None:
    number = await booked(house)
    expected = {
        number: ["office-reg-form"],
        f"{number} не знаю": ["invalid-external-signs"],
        f"{number} 7": ["invalid-external-length"],
        "9999 ЗТ-1": ["office-no-request"],
        "": ["office-number-form"],
    }
    assert expected == await answers(house, Clerk(house), "reg", *expected)
    assert (await house.request(number)).external is None


async def test_it_is_entered_on_the_card_whatever_the_state_and_shown_there(house: House) -> None:
    number = await booked(house)
    await brought_to(house, number, State.REFUSED)
    clerk = Clerk(house)
    await clerk.asks("request", number)
    for key in ("more", "external"):
        await clerk.presses(number, key)
    await clerk.replies(number, "не знаю")
    assert ["invalid-external-signs"] == remarks(await house.delivers())
    await clerk.replies(number, "ЗТ-15")
    assert "ЗТ-15" == (await house.request(number)).external
    (card,) = [one for one in await house.delivers() if to(one) == telegram(CHAT)]
    assert "ЗТ-15" == said(card).args["external"]
    assert "more" in await clerk.options(number)


async def test_entering_a_number_takes_no_undo_and_no_reminder_away(house: House) -> None:
    number = await booked(house)
    clerk = Clerk(house)
    starts = await clerk.confirms(number)
    await by_staff(house, do.EnterExternal(number, "ЗТ-1"))
    await house.wait(seconds=61)
    assert ["reminder-comes"] == keys(await house.wait_until(starts - timedelta(hours=2)), PERSON)


async def test_a_head_extends_a_term_and_the_applicant_is_told(house: House) -> None:
    number = await booked(house)
    version = (await house.request(number)).version
    await Clerk(house, HEAD).asks("extend", f"{number} 15.04 Запрос в архив")
    sent = await house.delivers()
    assert ["notice-extended"] == keys(sent, PERSON)
    assert "extended" in keys(sent, telegram(CHAT))
    (told,) = [one for one in sent if to(one) == PERSON]
    assert told.statutory
    after = await house.request(number)
    assert (UNTIL, None, version) == (after.given.reply_due, after.replied_at, after.version)
    assert [
        {"before": DUE.isoformat(), "after": UNTIL.isoformat(), "basis": "Запрос в архив"}
    ] == await events(house, number, "extend")


async def test_on_the_card_a_head_sees_what_will_be_read_before_it_is_sent(house: House) -> None:
    number = await booked(house)
    head = Clerk(house, HEAD)
    for key in ("more", "extend"):
        await head.presses(number, key)
    await head.replies(number, "28.03")
    assert ["invalid-extend-day-off"] == remarks(await house.delivers())
    await head.replies(number, "15.04")
    await head.replies(number, "Запрос в архив")
    *_, card = await house.delivers()
    shown = said(card).args["notice"]
    await head.presses(number, "yes")
    (told,) = [one for one in await house.delivers() if to(one) == PERSON]
    read = said(told)
    assert isinstance(shown, Say)
    assert read.key == shown.key
    assert dict(shown.args) == {name: read.args[name] for name in shown.args}
    assert UNTIL == (await house.request(number)).given.reply_due


async def test_only_heads_extend_and_viewers_enter_nothing(house: House) -> None:
    number = await booked(house)
    extend = do.Extend(number, UNTIL, "Запрос в архив")
    assert "heads-only" == why(await by_staff(house, extend))
    assert "role-may-not" == why(await by_staff(house, do.EnterExternal(number, "ЗТ-1"), VIEWER))
    clerk = Clerk(house)
    await clerk.presses(number, "more")
    reply = await clerk.presses(number, "extend")
    assert reply.toast is not None
    assert "heads-only" == reply.toast.key


async def test_what_was_replied_to_has_no_term_to_extend(house: House) -> None:
    number = await booked(house)
    await Clerk(house).confirms(number)
    extend = do.Extend(number, UNTIL, "Запрос в архив")
    assert "extend-replied" == why(await by_staff(house, extend, HEAD))
    await Clerk(house, HEAD).asks("extend", f"{number} 15.04 Запрос в архив")
    assert ["office-not-now"] == keys(await house.delivers(), telegram(CHAT))[-1:]


async def test_an_extension_written_wrong_is_told_what_is_wrong(house: House) -> None:
    number = await booked(house)
    expected = {
        f"{number}": ["office-extend-form"],
        f"{number} 15.04": ["office-extend-form"],
        f"{number} когда-нибудь потом": ["invalid-when-format"],
        f"{number} 27.03 Запрос в архив": ["invalid-extend-earlier"],
        f"{number} 15.04 да": ["invalid-words-short"],
        f"{number} 15.12 Запрос в архив": ["invalid-extend-far"],
    }
    assert expected == await answers(house, Clerk(house, HEAD), "extend", *expected)
    assert DUE == (await house.request(number)).given.reply_due


async def test_the_desk_checks_the_day_once_more(house: House) -> None:
    number = await booked(house)
    sunday = do.Extend(number, date(2026, 4, 12), "Запрос в архив")
    assert "invalid-extend-day-off" == why(await by_staff(house, sunday, HEAD))


async def test_a_ticket_tells_why_the_registration_is_on_another_day(house: House) -> None:
    house.clock.moment = at(date(2026, 3, 2), time(18, 30))
    person = Citizen(house, PERSON)
    await person.books()
    (ticket,) = [one for one in house.sent if keys([one]) == ["notice-ticket"]]
    args = said(ticket).args
    assert (date(2026, 3, 3), say("ticket-after-hours", registered=date(2026, 3, 3))) == (
        args["registered"],
        args["after_hours"],
    )
