"""A month without reception: told ten working days before it begins, and on its first day."""

from datetime import time

from msgspec.structs import replace

from bot.dialogs.say import Say
from bot.inforce import Renewal
from bot.reception.absence import Absence
from bot.reception.calendar import at
from bot.reception.coverage import next_month
from tests.duties.days import march, notices, parts
from tests.turns.house import MONDAY, House

APRIL = next_month(MONDAY)


async def warned(house: House, day: int, *, april: bool = False) -> list[Say]:
    """Return the warnings that come on a morning."""
    moment = at(APRIL.replace(day=day), time(9, 1)) if april else march(day, time(9, 1))
    return [one for one in notices(await house.wait_until(moment)) if one.key == "coverage-warning"]


def without_days(house: House, official: str) -> None:
    whole = house.reference.directory
    officials = tuple(
        replace(one, patterns=()) if one.key == official else one for one in whole.officials
    )
    house.reference.directory = replace(whole, officials=officials)
    house.renewal = Renewal(house.store, house.reference)


async def test_nothing_is_said_where_everybody_receives(office: House) -> None:
    assert [] == [one for day in (16, 17, 18, 19, 31) for one in await warned(office, day)]
    assert [] == await warned(office, 1, april=True)


async def test_who_receives_on_no_day_is_named_twice(office: House) -> None:
    without_days(office, "samuratov")
    seen = {day: await warned(office, day) for day in (11, 12, 13, 16, 17, 18, 19, 20, 31)}
    days = [day for day, told in seen.items() if told]
    assert 1 == len(days)
    (told,) = seen[days[0]]
    assert "04.2026" == told.args["month"]
    assert ["Аким области"] == [
        one.args["position"].ru  # type: ignore[union-attr]
        for one in parts(told)
        if one.key == "coverage-official"
    ]
    assert 1 == len(await warned(office, 1, april=True))
    assert [] == await warned(office, 2, april=True)


async def test_an_absence_of_a_whole_month_leaves_it_without_reception(office: House) -> None:
    async with office.store.writing() as tx:
        last = next_month(APRIL)
        await tx.add_absence(Absence("samuratov", APRIL, last, "staff:9003"), office.clock.now())
    assert 1 == len(await warned(office, 1, april=True))
