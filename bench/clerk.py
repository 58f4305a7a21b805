"""What a clerk asks for, and a citizen: each a turn of the product, committed."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from functools import partial
from itertools import count
from typing import Final, TypeAlias

from bench.lives import INSPECTOR
from bot.dialogs.incoming import Asked, Typed, What
from bot.dialogs.queries import QueueOf, QueueTally
from bot.reception.number import public_number
from bot.records import Address, Incoming
from tests.turns.house import ANSWERS, CHAT, Citizen, Clerk, House, telegram

Asking: TypeAlias = Callable[[], Awaitable[Sequence[Incoming]]]
"""Makes everything ready, and returns what is to be measured: updates, one after the other."""

CLERK: Final = 9001
HEAD: Final = 9003
FIRST: Final = 800_000_000
BOOKING: Final = "a citizen's booking, all its turns"
OLDEST: Final = public_number(2022, 1)

_COMMANDS: Final = (
    "queue", "slots", "tasks", "calls", "away", "allocate", "calendar", "timetable",
    "staffhelp", "report", "report 2025Q4", "report 2025Q3",
)  # fmt: skip
_EVERYWHERE: Final = ("queue", "tasks", "calls", "report", "report 2025Q3", f"request {OLDEST}")
_IN_PRIVATE: Final = ("members", "tasks", "calls", "new")
_OF_REQUEST: Final = ("request", "history", "confirm", "refuse", "done")


def asked(text: str) -> Asked:
    """Return a command as it is understood."""
    command, _, rest = text.partition(" ")
    return Asked(command, rest)


async def askings(house: House) -> Mapping[str, Asking]:
    """Return everything that is asked for, by its name."""
    of = await _waiting(house)
    running = str(int(of.split("-")[1]))
    chat, private = telegram(CHAT), telegram(CLERK)
    greeted = Citizen(house, private)
    await greeted.asks("start")
    if (await house.conversation(private)).step == "language":
        await greeted.presses("ru")
    found: dict[str, Asking] = {}
    for one in _COMMANDS:
        found[f"/{one}"] = partial(_update, house, chat, asked(one), HEAD)
    for one in _OF_REQUEST:
        found[f"/{one} N"] = partial(_update, house, chat, asked(f"{one} {running}"), CLERK)
    found["/request, whole number"] = partial(_update, house, chat, asked(f"request {of}"), CLERK)
    for one in _EVERYWHERE:
        words = one.replace(OLDEST, "of 2022, erased")
        found[f"/{words}, all offices"] = partial(_update, house, chat, asked(one), INSPECTOR)
    for one in _IN_PRIVATE:
        found[f"/{one}, in private"] = partial(_update, house, private, asked(one), CLERK)
    found |= _card(house, of)
    found |= _citizen(house)
    return found


async def _update(
    house: House, address: Address, what: What, actor: int | None
) -> Sequence[Incoming]:
    return [house.update(address, what, actor)]


async def _waiting(house: House) -> str:
    """Return the number of the first in the queue of the clerk's offices."""
    member = house.directory.member(CLERK)
    assert member is not None
    async with house.store.reading() as tx:
        queue = await tx.answer(QueueOf(member.offices), house.now)
    assert isinstance(queue, QueueTally)
    return queue.first[0].number


def _card(house: House, of: str) -> Mapping[str, Asking]:
    """Return what is done with a card: the decision is taken back before it is taken anew."""
    clerk, card = Clerk(house, CLERK), telegram(CHAT, of)

    async def pressed(key: str) -> Sequence[Incoming]:
        return [house.update(card, await clerk.press(of, key), CLERK)]

    async def fresh() -> None:
        if "undo" in await clerk.options(of):
            await clerk.presses(of, "undo")
        await clerk.asks("request", of)

    async def choosing() -> Sequence[Incoming]:
        await fresh()
        return await pressed("confirm")

    async def giving() -> Sequence[Incoming]:
        await fresh()
        await clerk.presses(of, "confirm")
        return await pressed((await clerk.options(of))[0])

    async def undoing() -> Sequence[Incoming]:
        await fresh()
        await clerk.presses(of, "confirm")
        await clerk.presses(of, (await clerk.options(of))[0])
        return await pressed("undo")

    async def reading() -> Sequence[Incoming]:
        await fresh()
        return await pressed("details")

    async def more() -> Sequence[Incoming]:
        await fresh()
        return await pressed("more")

    return {
        "card: choose a time": choosing,
        "card: give a time": giving,
        "card: take it back": undoing,
        "card: details": reading,
        "card: more": more,
    }


def _citizen(house: House) -> Mapping[str, Asking]:
    """Return what citizens do: one books, another has booked."""
    official = house.directory.officials[0].key
    numbers = count(FIRST)
    script: list[What] = []

    async def rehearse() -> None:
        citizen = Citizen(house, telegram(next(numbers)))
        answers = {**ANSWERS, "language": "kk"}
        script.append(Asked("start", f"o-{official}"))
        await citizen.says(script[0])
        while (now := await house.conversation(citizen.address)).frames:
            answer = answers[now.step]
            pressed = answer in now.options
            script.append(await citizen.press(answer) if pressed else Typed(answer))
            await citizen.says(script[-1])

    async def booking() -> Sequence[Incoming]:
        if not script:
            await rehearse()
        address = telegram(next(numbers))
        return [house.update(address, what) for what in script]

    async def again(command: str) -> Sequence[Incoming]:
        if not script:
            await rehearse()
        return [house.update(telegram(FIRST), Asked(command))]

    found: dict[str, Asking] = {BOOKING: booking}
    for command in ("my", "schedule", "mydata"):
        found[f"a citizen's /{command}"] = partial(again, command)
    return found
