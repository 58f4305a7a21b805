"""Days of an office: going to a time of a day, and what its chat was told there."""

from datetime import date, datetime, time

from bot.dialogs.say import Say, Value
from bot.messages import Notice
from bot.reception.calendar import at
from bot.records import Address, Envelope
from tests.turns.house import CHAT, House, telegram, to

REGISTERED, DUE = date(2026, 3, 2), date(2026, 3, 27)
STAFF = telegram(CHAT)
MORNING, NOON, EVENING = time(9, 0), time(12, 0), time(17, 0)


def march(day: int, clock: time) -> datetime:
    return at(date(2026, 3, day), clock)


async def told(house: House, moment: datetime) -> list[Say]:
    """Go there in time; return the lists of the terms that come into the chat."""
    sent = notices(await house.wait_until(moment))
    return [one for one in sent if one.key.startswith("watch-")]


def notices(sent: list[Envelope], address: Address = STAFF) -> list[Say]:
    return [
        one.message.say for one in sent if to(one) == address and isinstance(one.message, Notice)
    ]


def parts(said: Value) -> list[Say]:
    """Return the texts that a text is put together from, in order, itself too."""
    if not isinstance(said, Say):
        return []
    return [said, *(part for value in said.args.values() for part in parts(value))]


def sections(said: Say, key: str) -> list[Say]:
    return [part for part in parts(said) if part.key == key]


def numbers(said: Say) -> list[str]:
    """Return the numbers of the requests in the rows of a list."""
    rows = [part for part in parts(said) if part.key.endswith("-row")]
    return [str(row.args["number"]) for row in rows]
