"""Who comes too fast is asked once to wait, and left unanswered until they calm down."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.dialogs.incoming import Asked, Pressed, Stopped, Typed
from bot.flood import FEW, REMEMBERED, Flood, Verdict
from bot.records import Address, ChannelName, Incoming
from tests.turns.house import BEGINS, CHAT, Citizen, Clerk, House, key_of, keys, telegram

ALIYA = telegram(100)
MOST = 30


def flood() -> Flood:
    return Flood({ChannelName.TELEGRAM: MOST, ChannelName.SMS: 10})


def at(seconds: float) -> "timedelta":
    return timedelta(seconds=seconds)


def come(gate: Flood, times: int, begin: float = 0, every: float = 0) -> list[Verdict]:
    """Let one person come so many times, every so many seconds."""
    return [
        gate.verdict(ALIYA, f"{begin}-{nth}", BEGINS + at(begin + nth * every))
        for nth in range(times)
    ]


def test_as_many_as_are_allowed_pass_and_the_next_one_is_told_once() -> None:
    assert [Verdict.PASS] * MOST + [Verdict.TELL, Verdict.DROP, Verdict.DROP] == come(flood(), 33)


def test_whoever_keeps_to_the_pace_is_never_held_up() -> None:
    assert {Verdict.PASS} == {*come(flood(), 500, every=2)}


def test_whoever_goes_on_is_not_told_again_and_whoever_stops_is_let_in_again() -> None:
    gate = flood()
    come(gate, MOST + 1)
    assert {Verdict.DROP} == {*come(gate, 600, begin=1, every=0.5)}
    assert Verdict.PASS is gate.verdict(ALIYA, "later", BEGINS + at(400))


def test_one_that_comes_again_counts_once_and_gets_the_same_answer() -> None:
    gate = flood()
    for _ in range(10):
        assert {Verdict.PASS} == {*come(gate, MOST)}
    assert Verdict.TELL is gate.verdict(ALIYA, "one more", BEGINS)
    assert Verdict.TELL is gate.verdict(ALIYA, "one more", BEGINS)


def test_people_and_channels_are_counted_apart_and_what_has_no_limit_passes() -> None:
    gate = flood()
    come(gate, MOST + 5)
    assert Verdict.PASS is gate.verdict(telegram(101), "1", BEGINS)
    short = Address(ChannelName.SMS, "+77011234567")
    told = [gate.verdict(short, str(nth), BEGINS) for nth in range(12)]
    assert [Verdict.PASS] * 10 + [Verdict.TELL, Verdict.DROP] == told
    call = Address(ChannelName.CALL, "x")
    assert {Verdict.PASS} == {gate.verdict(call, str(nth), BEGINS) for nth in range(100)}


def test_only_so_many_people_are_kept_in_mind_and_who_waits_is_not_forgotten() -> None:
    gate = flood()
    come(gate, MOST + 1)
    for nth in range(REMEMBERED + 50):
        gate.verdict(telegram(1000 + nth), "1", BEGINS + at(nth / 1000))
    assert len(gate._paces) <= REMEMBERED
    assert Verdict.DROP is gate.verdict(ALIYA, "more", BEGINS + at(10))


def test_who_has_calmed_down_is_not_kept_in_mind_for_long() -> None:
    gate = flood()
    for nth in range(REMEMBERED):
        gate.verdict(telegram(1000 + nth), "1", BEGINS + at(nth))
    assert len(gate._paces) <= FEW


def test_of_very_many_at_once_the_first_are_forgotten() -> None:
    gate = flood()
    for nth in range(REMEMBERED + 50):
        gate.verdict(telegram(1000 + nth), "1", BEGINS)
    assert REMEMBERED * 0.9 <= len(gate._paces) <= REMEMBERED


@given(st.lists(st.floats(-3600, 3600), max_size=200))
def test_a_clock_that_jumps_lets_nobody_wait_for_ever(jumps: list[float]) -> None:
    gate, now = flood(), BEGINS
    for nth, jump in enumerate(jumps):
        now = BEGINS + at(jump)
        gate.verdict(ALIYA, str(nth), now)
    later = BEGINS + at(3600 + 120)
    assert Verdict.PASS is gate.verdict(ALIYA, "at last", later)


# In the house ----------------------------------------------------------------------------------


@pytest.fixture
def limited(house: House) -> House:
    house.turns.limit({ChannelName.TELEGRAM: MOST, ChannelName.SMS: 10})
    return house


async def test_a_flood_gets_one_polite_answer_and_costs_no_turn(limited: House) -> None:
    aliya = Citizen(limited, ALIYA)
    await aliya.begins()
    await limited.delivers()
    before = limited.clock.moment
    updates = [limited.update(ALIYA, Typed("қайталау")) for _ in range(100)]
    await limited.turns.accept(updates)
    turn = (await limited.conversation(ALIYA)).turn
    assert ["flood-wait"] == [one for one in keys(await limited.delivers()) if "flood" in one]
    limited.clock.moment = before + at(1)
    await limited.turns.accept([limited.update(ALIYA, Typed("тағы")) for _ in range(50)])
    assert [] == await limited.delivers()
    assert turn == (await limited.conversation(ALIYA)).turn


async def test_after_a_minute_the_person_goes_on_where_they_were(limited: House) -> None:
    aliya = Citizen(limited, ALIYA)
    await aliya.begins()
    await aliya.answers(until="essence")
    await limited.turns.accept([limited.update(ALIYA, Asked("help")) for _ in range(60)])
    await limited.wait(minutes=2)
    await aliya.asks("book")
    assert "essence" == (await limited.conversation(ALIYA)).step
    await aliya.answers()
    assert 1 == len(await limited.numbers_given())


async def test_a_press_is_answered_where_it_was_made(limited: House) -> None:
    aliya = Citizen(limited, ALIYA)
    await aliya.begins()
    replies = await limited.turns.accept(
        [limited.update(ALIYA, Pressed(1, 1, "9")) for _ in range(40)]
    )
    told = [one.toast.key for one in replies if one.toast and one.toast.key == "flood-wait"]
    assert ["flood-wait"] == told
    assert "flood-wait" not in keys(await limited.delivers())


async def test_staff_are_not_limited_and_whoever_wants_peace_is_heard(limited: House) -> None:
    number = await Citizen(limited, ALIYA).books()
    clerk = Clerk(limited)
    for _ in range(MOST * 2):
        await clerk.asks("request", number)
        await limited.hears(telegram(9001), Asked("help"))
    sent = await limited.delivers()
    assert "flood-wait" not in keys(sent)
    assert CHAT in {int(one.address.where) for one in sent}
    await limited.turns.accept([limited.update(ALIYA, Typed("x")) for _ in range(60)])
    await limited.hears(ALIYA, Stopped())
    await limited.delivers()
    await limited.hears(ALIYA, Typed("x"))
    assert "flood-wait" not in keys(await limited.delivers())


async def test_what_was_sent_twice_counts_once(limited: House) -> None:
    one = limited.update(ALIYA, Asked("start"))
    for _ in range(MOST * 3):
        await limited.turns.accept([one])
    assert "flood-wait" not in keys(await limited.delivers())
    assert ["language-choice"] == [key_of(sent) for sent in limited.sent][:1] or limited.sent


async def test_a_dropped_update_is_not_taken_for_a_new_one_later(limited: House) -> None:
    updates: list[Incoming] = [limited.update(ALIYA, Asked("help")) for _ in range(MOST + 20)]
    await limited.turns.accept(updates)
    await limited.wait(minutes=5)
    begun = len(limited.sent)
    await limited.turns.accept(updates)
    await limited.delivers()
    assert begun == len(limited.sent)
