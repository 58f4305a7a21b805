"""Citizens see their own requests only: another's number gets the answer of one that is not."""

from datetime import timedelta
from itertools import product

import pytest
from msgspec.structs import replace

from bot.dialogs import commands as do
from bot.dialogs.incoming import Asked, Pressed, Prompt, Typed, What
from bot.dialogs.queries import MyRequests, RequestByNumber
from bot.messages import Notice, Screen
from bot.reception.lifecycle import State
from bot.reception.number import public_number
from bot.reception.survey import Settled
from bot.records import Envelope
from tests.desk.acting import LATER, brought_to, by_citizen
from tests.turns.house import BEGINS, Citizen, House, keys, telegram

ALIYA, STRANGER = telegram(100), telegram(200)
NONE = public_number(2026, 999_999)


async def told(house: House, number: str, what: What) -> list[str]:
    """Return all that the stranger is told after doing something, the number itself left out."""
    await house.hears(STRANGER, Asked("cancel"))
    await house.delivers()
    await house.hears(STRANGER, what)
    said = [_said(one) for one in await house.delivers() if one.address == STRANGER]
    return [words.replace(number, "N") for words in said]


def _said(envelope: Envelope) -> str:
    match envelope.message:
        case Notice(say=words):
            return repr(words)
        case Screen(prompt=prompt, remarks=remarks, buttons=buttons):
            return repr((prompt, remarks, buttons))
        case other:
            return type(other).__name__


@pytest.fixture
async def number(house: House) -> str:
    """The number of somebody else's request; the stranger has chosen a language."""
    found = await Citizen(house, ALIYA).books()
    stranger = Citizen(house, STRANGER)
    await stranger.asks("start")
    await stranger.presses("kk")
    await house.delivers()
    return found


COMMANDS = ("my", "correct", "start", "book", "mydata", "fix", "history")
SHAPES = ("{}", "r-{}", "o-{}", "i-{}", "№ {}")


async def test_a_command_with_anothers_number_tells_what_one_with_none_tells(
    house: House, number: str
) -> None:
    for command, shape in product(COMMANDS, SHAPES):
        theirs = await told(house, number, Asked(command, shape.format(number)))
        nobodys = await told(house, NONE, Asked(command, shape.format(NONE)))
        assert nobodys == theirs, (command, shape)
    assert await told(house, NONE, Typed(NONE)) == await told(house, number, Typed(number))


@pytest.mark.parametrize("state", [State.REGISTERED, State.RETURNED, State.SCHEDULED])
async def test_the_desk_answers_for_anothers_request_as_for_none(
    house: House, number: str, state: State
) -> None:
    before = await brought_to(house, number, state)

    def acts(of: str) -> tuple[do.Command, ...]:
        return (
            do.Withdraw(of), do.Release(of), do.Promise(of), do.Choose(of, LATER),
            do.Rate(of, 5, Settled.YES, None), do.Correct(of, essence="ж" * 40),
        )  # fmt: skip

    for theirs, nobodys in zip(acts(number), acts(NONE), strict=True):
        assert await by_citizen(house, nobodys, 200) == await by_citizen(house, theirs, 200), theirs
    assert before == await house.request(number)


async def test_every_number_around_is_nothing_to_a_stranger(house: House, number: str) -> None:
    async with house.store.writing() as tx:
        person = (await tx.load([STRANGER], house.now))[STRANGER].person or 0
        for running in range(1, 200):
            guessed = RequestByNumber(public_number(2026, running), person)
            assert await tx.answer(guessed, house.now) is None
        assert () == await tx.answer(MyRequests(person), house.now)


async def test_another_ones_buttons_do_nothing_in_a_strangers_hand(
    house: House, number: str
) -> None:
    await house.hears(ALIYA, Asked("my"))
    seen = await house.conversation(ALIYA)
    assert seen.options
    before = await house.request(number)
    for turn in range(seen.turn + 2):
        for option in range(-2, 6):
            await house.hears(STRANGER, Pressed(turn, option, "9"))
    assert before == await house.request(number)
    assert [] == [
        one for one in await house.delivers() if number in _said(one) and one.address == STRANGER
    ]


async def test_a_dialog_opened_at_anothers_number_shows_none_of_it(
    house: House, number: str
) -> None:
    for dialog in ("requests", "correction", "reminder", "survey", "moved"):
        await house.hears(STRANGER, Prompt(dialog, {"number": number}))
        said = [_said(one) for one in await house.delivers() if one.address == STRANGER]
        assert not any("Тоғызбаев" in one or "А. С." in one for one in said), dialog


# Three a day ------------------------------------------------------------------------------------


@pytest.fixture
def limited(house: House) -> House:
    house.settings = replace(house.settings, requests_a_day=2)
    house.__post_init__()
    return house


def _officials(house: House) -> list[str]:
    return [one.key for one in house.directory.officials][:4]


async def books_another(house: House, person: Citizen, official: str) -> list[str]:
    await person.asks("start", f"o-{official}")
    if (await house.conversation(person.address)).step == "language":
        await person.presses("kk")
    for _ in range(40):
        now = await house.conversation(person.address)
        if now.step == "review" or not now.frames:
            break
        await person.answers(until="review")
    begun = len(house.sent)
    await person.presses("yes")
    await house.delivers()
    return [*keys(house.sent[begun:]), *remarks_of(house.sent[begun:])]


def remarks_of(sent: list[Envelope]) -> list[str]:
    screens = [one.message for one in sent if isinstance(one.message, Screen)]
    return [remark.key for screen in screens for remark in screen.remarks]


async def test_one_person_sends_so_many_requests_a_day_and_is_told_when_more(
    limited: House,
) -> None:
    first, second, third, *_ = _officials(limited)
    person = Citizen(limited, ALIYA)
    for official in (first, second):
        assert "notice-ticket" in await books_another(limited, person, official)
    assert "too-many-today" in await books_another(limited, person, third)
    assert 2 == len(await limited.numbers_given())
    limited.clock.moment = BEGINS + timedelta(hours=14, minutes=1)  # past midnight on the wall
    now = await limited.conversation(ALIYA)
    assert "review" == now.step, "the draft is still there"
    await person.presses("yes")
    assert 3 == len(await limited.numbers_given())


async def test_the_same_telephone_counts_whoever_writes(limited: House) -> None:
    first, second, third, *_ = _officials(limited)
    assert "notice-ticket" in await books_another(limited, Citizen(limited, ALIYA), first)
    assert "notice-ticket" in await books_another(limited, Citizen(limited, telegram(101)), second)
    assert "too-many-today" in await books_another(limited, Citizen(limited, telegram(102)), third)
