"""Troubles: told once when they begin and once when they are over, whoever sees them."""

from datetime import timedelta

import pytest

from bot.dialogs.say import Say, say
from bot.reception.language import Lang
from bot.records import Envelope
from bot.troubles import Trouble, Troubles
from tests.people import texts
from tests.turns.house import CHAT, Citizen, House, keys, said, telegram
from tests.watch.broken import Unwritable


async def pass_(house: House, *all_: Troubles, seconds: float = 0) -> list[Envelope]:
    """Let time pass, a tick of every process each second or ten, and return what is sent."""
    end = house.now + timedelta(seconds=seconds)
    step = timedelta(seconds=10)
    while True:
        for troubles in all_:
            await troubles.tick(house.now)
        if house.now >= end:
            break
        house.clock.moment = min(end, house.now + step)
    return await house.delivers()


def process(house: House) -> Troubles:
    return Troubles(house.store, house.reference, house.clock)


def trouble_of(words: Say) -> str:
    name = words.args["fault"]
    assert isinstance(name, Say)
    return str(name.args["trouble"])


def lasted(words: Say) -> dict[str, object]:
    span = words.args["lasted"]
    assert isinstance(span, Say)
    return dict(span.args)


def told(envelopes: list[Envelope]) -> list[tuple[str, str]]:
    """Name what the staff chat was told, and of which trouble."""
    words = [said(one) for one in envelopes if one.address == telegram(CHAT)]
    return [(one.key, trouble_of(one)) for one in words]


async def test_a_trouble_is_told_once_when_it_begins_and_once_when_it_is_over(
    house: House,
) -> None:
    troubles = process(house)
    troubles.seen(Trouble.SMS_DOWN, True, "503")
    begun = await pass_(house, troubles, seconds=600)
    assert [("trouble-begun", "sms-down")] == told(begun)
    assert {Trouble.SMS_DOWN} == troubles.current()
    for _ in range(1000):
        troubles.seen(Trouble.SMS_DOWN, True, "503")
    assert [] == await pass_(house, troubles, seconds=600)
    troubles.seen(Trouble.SMS_DOWN, False)
    over = await pass_(house, troubles, seconds=900)
    assert [("trouble-over", "sms-down")] == told(over)
    assert 20 == lasted(said(over[0]))["minutes"]
    assert frozenset() == troubles.current()
    assert [] == await pass_(house, troubles, seconds=900)


async def test_a_hiccup_says_nothing(house: House) -> None:
    troubles = process(house)
    for _ in range(20):
        troubles.seen(Trouble.SMS_DOWN, True)
        assert [] == await pass_(house, troubles, seconds=50)
        assert frozenset() == troubles.current()
        troubles.seen(Trouble.SMS_DOWN, False)
        assert [] == await pass_(house, troubles, seconds=10)


async def test_a_trouble_that_comes_and_goes_is_one_trouble(house: House) -> None:
    """It is over only when it stayed away for minutes."""
    troubles = process(house)
    troubles.seen(Trouble.SMS_DOWN, True)
    found = await pass_(house, troubles, seconds=120)
    for _ in range(30):
        troubles.seen(Trouble.SMS_DOWN, False)
        found += await pass_(house, troubles, seconds=200)
        troubles.seen(Trouble.SMS_DOWN, True)
        found += await pass_(house, troubles, seconds=30)
    assert [("trouble-begun", "sms-down")] == told(found)


async def test_several_processes_tell_once(house: House) -> None:
    all_ = [process(house) for _ in range(3)]
    for one in all_:
        one.seen(Trouble.SMS_DOWN, True)
    assert [("trouble-begun", "sms-down")] == told(await pass_(house, *all_, seconds=300))
    for one in all_[:2]:
        one.seen(Trouble.SMS_DOWN, False)
    assert [] == await pass_(house, *all_, seconds=900)
    assert {Trouble.SMS_DOWN} == all_[0].current()
    all_[2].seen(Trouble.SMS_DOWN, False)
    all_[0].seen(Trouble.SMS_DOWN, False)
    assert [("trouble-over", "sms-down")] == told(await pass_(house, *all_, seconds=900))


async def test_a_restart_tells_nothing_twice(house: House) -> None:
    before = process(house)
    before.seen(Trouble.SMS_DOWN, True)
    assert 1 == len(await pass_(house, before, seconds=120))
    after = process(house)
    assert [] == await pass_(house, after, seconds=30)
    assert {Trouble.SMS_DOWN} == after.current()
    after.seen(Trouble.SMS_DOWN, True)
    assert [] == await pass_(house, after, seconds=300)
    later = process(house)
    await pass_(house, later)
    later.seen(Trouble.SMS_DOWN, False)
    assert [("trouble-over", "sms-down")] == told(await pass_(house, later, seconds=900))


async def test_that_telegram_was_silent_is_told_when_it_answers_again(house: House) -> None:
    troubles = process(house)
    troubles.seen(Trouble.TELEGRAM_DOWN, True, "network")
    assert [] == await pass_(house, troubles, seconds=3600)
    assert {Trouble.TELEGRAM_DOWN} == troubles.current()
    troubles.seen(Trouble.TELEGRAM_DOWN, False)
    over = await pass_(house, troubles, seconds=400)
    assert [("trouble-over", "telegram-down")] == told(over)
    assert 1 == lasted(said(over[0]))["hours"]


async def test_that_the_database_was_gone_is_told_afterwards_once(house: House) -> None:
    """While it is gone nothing can be stored; /readyz says it."""
    store = Unwritable(house.store)
    all_ = [Troubles(store, house.reference, house.clock) for _ in range(2)]
    store.broken = True
    for one in all_:
        one.seen(Trouble.DATABASE, True, "readonly", source="writing")
    assert [] == await pass_(house, *all_, seconds=600)
    assert {Trouble.DATABASE} == all_[0].current()
    store.broken = False
    for one in all_:
        one.seen(Trouble.DATABASE, False, source="writing")
    over = await pass_(house, *all_, seconds=1200)
    assert [("trouble-over", "database")] == told(over)
    assert 10 == lasted(said(over[0]))["minutes"]


async def test_a_trouble_is_there_while_any_source_sees_it(house: House) -> None:
    troubles = process(house)
    troubles.seen(Trouble.TELEGRAM_DOWN, True, source="asking")
    troubles.seen(Trouble.TELEGRAM_DOWN, True, source="sending")
    troubles.seen(Trouble.TELEGRAM_DOWN, False, source="sending")
    house.clock.moment += timedelta(minutes=2)
    assert {Trouble.TELEGRAM_DOWN} == troubles.current()


async def test_a_jump_of_the_clock_is_told_each_time_it_happens(house: House) -> None:
    troubles = process(house)
    for _ in range(2):
        troubles.seen(Trouble.CLOCK_JUMPED, True, "+3600 s")
        found = await pass_(house, troubles, seconds=60)
        assert [("trouble-begun", "clock-jumped")] == told(found)
        assert frozenset() == troubles.current()
        assert [] == await pass_(house, troubles, seconds=3600)


@pytest.mark.parametrize("trouble", Trouble)
def test_every_trouble_has_words_of_its_own(trouble: Trouble) -> None:
    for lang in Lang:
        for key in ("trouble-name", "trouble-means"):
            own = texts().write(say(key, trouble=trouble.value), lang)
            assert texts().write(say(key, trouble="anything"), lang) != own


async def test_where_nothing_is_wrong_a_tick_writes_nothing(house: House) -> None:
    await Citizen(house, telegram(100)).asks("start")
    await house.delivers()
    store = Unwritable(house.store)
    store.broken = True
    troubles = Troubles(store, house.reference, house.clock)
    for trouble in Trouble:
        troubles.seen(trouble, False)
    assert [] == keys(await pass_(house, troubles, seconds=600))
    assert 0 == store.refused
