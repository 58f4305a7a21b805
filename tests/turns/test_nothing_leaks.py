"""A day of life of people with telling names: nothing of them is kept or told in the clear."""

import logging
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.dialogs.conversation import Dialog, Dialogs, Ending
from bot.dialogs.incoming import Asked, Typed
from bot.dialogs.index import DIALOGS
from bot.dialogs.talk import Talk
from bot.records import Address, ChannelName, Envelope
from tests.leaks import leaks, stored, telling, writings
from tests.turns.fixtures import opened
from tests.turns.house import ANSWERS, CHAT, Citizen, Clerk, House, shares, telegram

WHERE, PHONE = 7_015_550_417, "+77015550417"
TOLD = {
    "applicant": "representative",
    "organisation": "«Құлпытас Сүйегі» ЖШС",
    "bin": "041240005631",
    "name": "Жұпаргүлова Қарақаттай Мәуесқызы",
    "phone": PHONE,
    "iin": "900101300017",
    "address": "Шұғылақия көшесі, Қызғалдақбай ауданы, 417-үй",
    "essence": "Бұзаутауда күнбағысымды сиырларым жеп қойды, көмектесіңіз",
    "unfit": "дүйсенбіде қымызмұрындықтамын",
}
SAID = (*TOLD.values(), "Төлтума себебін айтамын", "Ерекшебек жақсы қарсыалды")
SECRETS = {
    *telling(*SAID[1:]),
    str(WHERE),
    *(number.lstrip("+7") for number in (PHONE, "+77019990528")),
} - {"көшесі", "ауданы", "дүйсенбіде", "көмектесіңіз", "себебін", "жақсы"}


def broken(talk: Talk) -> Ending:
    """Fail with everything personal there is."""
    raise ValueError(" ".join(SAID))


@pytest.fixture
async def house(any_url: str) -> AsyncIterator[House]:
    """Open a house where asking for help is poison."""
    dialogs = Dialogs({**DIALOGS.by_name, "help": Dialog(broken)}, DIALOGS.openings)
    async with opened(any_url) as store:
        house = House(store, dialogs=dialogs, dutiful=True)
        await house.watch.tick()
        yield house


async def answers(citizen: Citizen, until: str = "") -> None:
    """Answer the questions of a booking; one that is asked twice was not understood."""
    asked: list[str | None] = []
    while True:
        now = await citizen.house.conversation(citizen.address)
        if not now.frames or now.step == until:
            return
        assert now.step not in asked, asked
        asked.append(now.step)
        answer = {**ANSWERS, **TOLD}[now.step]
        await (citizen.presses(answer) if answer in now.options else citizen.types(answer))


async def live(house: House) -> None:
    """Book, return, correct, refuse, read; poison updates; a survey; a draft left lying."""
    citizen, clerk = Citizen(house, telegram(WHERE)), Clerk(house)
    await citizen.begins()
    await answers(citizen)
    (number,) = await house.numbers_given()
    await house.delivers()
    await clerk.presses(number, "details")
    await house.delivers()
    await citizen.says(shares("+77019990528", own=False))
    for update in ("help", "help"):
        await citizen.asks(update, SAID[-1])
    await house.hears(telegram(CHAT), Typed(SAID[-2]), 9001)
    await house.wait(seconds=700)
    await house.wait(seconds=700)
    await clerk.presses(number, "refuse")
    await clerk.presses(number, "repeat")
    await clerk.replies(number, SAID[-2])
    await clerk.presses(number, "yes")
    await house.wait(seconds=61)
    other = Citizen(house, Address(ChannelName.SMS, "+77019990528"))
    await other.begins()
    await answers(other, "essence")
    assert "essence" == (await house.conversation(other.address)).step
    await other.types(TOLD["essence"])
    await house.hears(telegram(WHERE), Asked("my"))
    await house.wait(hours=30)


def to_group(sent: list[Envelope]) -> str:
    """Return all that went into the staff chat, with every value in it."""
    group = [one for one in sent if one.address.in_group]
    assert len(group) > 2
    return "\n".join(str(one.message) for one in group)


async def test_a_day_of_life_leaves_nothing_personal_in_the_clear(
    house: House, any_url: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG, "bot"):
        await live(house)
    private = "\n".join(str(one.message) for one in house.sent if not one.address.in_group)
    for shown in (TOLD["essence"], TOLD["name"], PHONE):
        assert leaks(private, [shown]), "where it should be seen it is found"
    kept = await stored(any_url, tmp_path)
    assert len(kept) > 10_000
    assert set() == leaks(kept, SECRETS)
    assert set() == leaks(to_group(house.sent), SECRETS)
    assert "ValueError" in caplog.text
    assert set() == leaks(caplog.text + str([one.__dict__ for one in caplog.records]), SECRETS)


@pytest.mark.parametrize("text", ["Құлпытас", "7015550417"])
def test_however_a_word_is_written_it_is_found(text: str) -> None:
    for how, written in writings(text).items():
        assert (text, how) in leaks(b"\x00 before " + written + b" after \xff", [text]), how
